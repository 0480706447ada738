import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import {
  type SceneComponentProps,
  sceneGraph,
  SceneObjectBase,
  type SceneObjectState,
  SceneObjectUrlSyncConfig,
  type SceneObjectUrlValues,
} from '@grafana/scenes';
import { Button, EmptyState, RadioButtonGroup, useStyles2 } from '@grafana/ui';

import { ComparedCard } from './ComparedCard';
import { type Comparison, comparisonOf } from './comparison';
import { type Chosen, compareSpans } from '../../../../queries/traces/compare';
import { isSelected } from '../../../../queries/traces/selection';
import { type SpanScope } from '../../../../queries/traces/spans';
import { type Question } from '../../../scenes/query';
import { ShowSql } from '../../../scenes/ShowSql';
import { ask } from '../../../scenes/tab/ask';
import { TabFrame } from '../../../scenes/tab/TabFrame';
import { useAnswer } from '../../../scenes/tab/useAnswer';
import { count, plural } from '../../../scenes/words';
import { selectionOf } from '../pageVariables';

type Against = 'failed' | 'slow';

interface CompareState extends SceneObjectState {
  scope: SpanScope;
  /** What is compared with the rest while no box is drawn. */
  against: Against;
  sql: ShowSql;
}

/** What the selected spans have that the others have not, attribute by attribute. */
export class Compare extends SceneObjectBase<CompareState> {
  protected _urlSync = new SceneObjectUrlSyncConfig(this, { keys: ['compare'] });

  /** @param scope without the selection: the rest of it is the baseline */
  constructor(scope: SpanScope) {
    super({
      scope,
      against: 'failed',
      sql: new ShowSql({ title: 'Comparison' }),
    });
    this.addActivationHandler(() => {
      const variable = selectionOf(this);
      this.askAgain();
      this._subs.add(variable.subscribeToState(() => this.askAgain()));
    });
  }

  getUrlState() {
    return { compare: this.state.against };
  }

  updateFromUrl({ compare }: SceneObjectUrlValues) {
    this.set(compare === 'slow' ? 'slow' : 'failed');
  }

  /** Compares others with the rest, as a step that Back undoes. */
  choose(against: Against) {
    this._urlSync.performBrowserHistoryAction(() => this.set(against));
  }

  private set(against: Against) {
    if (against !== this.state.against) {
      this.setState({ against });
      if (this.isActive) {
        this.askAgain();
      }
    }
  }

  private askAgain() {
    const { scope, against } = this.state;
    const { selection } = selectionOf(this).state;
    ask(this, question(scope, selection ? { condition: isSelected(selection) } : against));
  }

  static Component = CompareView;
}

/** The refId says what was asked: while another comparison is on its way, the former one keeps its name. */
const question = (scope: SpanScope, chosen: Chosen): Question => ({
  refId: typeof chosen === 'string' ? chosen : 'selection',
  sql: compareSpans(scope, chosen),
  as: 'table',
});

const NAMES: Record<string, string> = { failed: 'Failed', slow: 'Slowest 5 %', selection: 'Selection' };

function CompareView({ model }: SceneComponentProps<Compare>) {
  const { against, sql } = model.useState();
  const { selection } = selectionOf(model).useState();
  const styles = useStyles2(getStyles);
  const answer = useAnswer(model);
  const asked = sceneGraph.getData(model).useState().data?.series[0]?.refId ?? '';
  // that failed spans have the status of an error is no news
  const comparison = comparisonOf(answer.rows, asked === 'failed' ? ['status'] : []);
  const name = NAMES[asked] ?? '';
  return (
    <TabFrame
      model={model}
      name="Comparison"
      what="spans"
      answer={answer}
      sql={sql}
      note={comparison && noteOf(comparison, name)}
      controls={
        !selection && (
          <RadioButtonGroup<Against>
            aria-label="Compare"
            size="sm"
            options={[
              { value: 'failed', label: 'Failed with the rest' },
              { value: 'slow', label: 'Slowest 5 % with the rest' },
            ]}
            value={against}
            onChange={(next) => model.choose(next)}
          />
        )
      }
    >
      {comparison && comparison.keys.length > 0 && (
        <ol className={styles.cards}>
          {comparison.keys.map((compared) => (
            <ComparedCard key={compared.key} model={model} compared={compared} name={name} />
          ))}
        </ol>
      )}
      {comparison && comparison.keys.length === 0 && !answer.loading && (
        <NoDifference model={model} comparison={comparison} hasBox={selection !== undefined} against={against} />
      )}
    </TabFrame>
  );
}

function noteOf({ selection, baseline }: Comparison, name: string): string {
  const side = ({ spans, sample }: Comparison['selection']) =>
    sample < spans ? `${plural(spans, 'span')} (a random ${count(sample)} looked at)` : plural(spans, 'span');
  return `${name}: ${side(selection)} · the rest: ${side(baseline)} · attributes that differ most come first`;
}

interface NoDifferenceProps {
  model: Compare;
  comparison: Comparison;
  hasBox: boolean;
  against: Against;
}

function NoDifference({ model, comparison: { selection, baseline }, hasBox, against }: NoDifferenceProps) {
  const selectionVariable = selectionOf(model);
  if (hasBox) {
    return (
      <EmptyState
        variant="not-found"
        message={
          selection.spans === 0
            ? 'No span lies in the box'
            : baseline.spans === 0
              ? 'All spans lie in the box'
              : 'The selected spans are like the others'
        }
        button={
          <Button variant="secondary" onClick={() => selectionVariable.select(undefined)}>
            Clear the selection
          </Button>
        }
      >
        Draw another box on the durations above to compare it with the rest.
      </EmptyState>
    );
  }
  const nothingFailed = against === 'failed' && selection.spans === 0;
  return (
    <EmptyState
      variant={nothingFailed ? 'completed' : 'not-found'}
      message={nothingFailed ? 'None of the spans failed' : 'No attribute makes a difference'}
      button={
        against === 'failed' ? (
          <Button variant="secondary" onClick={() => model.choose('slow')}>
            Compare the slowest 5 %
          </Button>
        ) : undefined
      }
    >
      Draw a box on the durations above to compare those spans with the rest.
    </EmptyState>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  cards: css({
    listStyle: 'none',
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 440px), 1fr))',
    gap: theme.spacing(1.5),
    margin: 0,
    padding: 0,
  }),
});
