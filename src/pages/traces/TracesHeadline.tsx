import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { type SceneComponentProps, sceneGraph, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { Text, useStyles2 } from '@grafana/ui';

import { headlineOf, type RedTotals } from './headline';
import { spanKindsOf } from './pageVariables';
import { type SpanKinds } from '../../../queries/traces/scope';
import { answerOf, numberOf, type Row, textOf } from '../../scenes/tab/answer';

const WHAT: Record<SpanKinds, string> = {
  root: 'root span',
  all: 'span',
  server: 'server span',
  client: 'client span',
  consumer: 'consumer span',
  database: 'database span',
};

/** A line does not break between a number and its unit. */
const NUMBER_AND_UNIT = /(\d) (ns|µs|ms|s|min|h|%)(?![a-z])/g;

interface TracesHeadlineState extends SceneObjectState {
  sentence: string;
}

/** The sentence above the charts and the scope switch. It keeps its text while a new answer is on its way. */
export class TracesHeadline extends SceneObjectBase<TracesHeadlineState> {
  constructor() {
    super({ sentence: 'Counting spans' });
    this.addActivationHandler(() => {
      const data = sceneGraph.getData(this);
      const tell = () => {
        const { rows, loading, failure } = answerOf(data.state.data);
        if (failure !== undefined) {
          this.setState({ sentence: 'The totals could not be read; the charts below say why.' });
        } else if (!loading) {
          const { kinds } = spanKindsOf(this).state;
          this.setState({ sentence: headlineOf(totalsOf(rows[0] ?? {}), WHAT[kinds]) });
        }
      };
      tell();
      this._subs.add(data.subscribeToState(tell));
    });
  }

  static Component = TracesHeadlineView;
}

function TracesHeadlineView({ model }: SceneComponentProps<TracesHeadline>) {
  const { sentence } = model.useState();
  const kinds = spanKindsOf(model);
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.row}>
      <div role="status" aria-live="polite" className={styles.sentence}>
        <Text element="p" variant="h5">
          {sentence.replace(NUMBER_AND_UNIT, '$1\u00a0$2')}
        </Text>
      </div>
      <kinds.Component model={kinds} />
    </div>
  );
}

function totalsOf(row: Row): RedTotals {
  const measured = (name: string) => (row[name] == null ? null : Number(row[name]));
  return {
    spans: numberOf(row, 'spans'),
    rate: numberOf(row, 'rate'),
    failed: numberOf(row, 'failed'),
    p95: measured('p95'),
    spansBefore: numberOf(row, 'spans_before'),
    rateBefore: numberOf(row, 'rate_before'),
    failedBefore: numberOf(row, 'failed_before'),
    p95Before: measured('p95_before'),
    mainFailure: [textOf(row, 'main_failure_service'), textOf(row, 'main_failure_name')],
  };
}

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: theme.spacing(1, 2),
  }),
  sentence: css({ flex: '1 1 400px', overflowWrap: 'anywhere' }),
});
