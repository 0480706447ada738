import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import {
  type SceneComponentProps,
  sceneGraph,
  type SceneObject,
  SceneObjectBase,
  type SceneObjectState,
  SceneObjectUrlSyncConfig,
  type SceneObjectUrlValues,
  VizPanel,
} from '@grafana/scenes';
import { Combobox, type ComboboxOption, RadioButtonGroup, useStyles2 } from '@grafana/ui';

import { isSameMetric } from './chosenMetric';
import { type Drawn, drawnOf, RULES, usualCombination } from './computation';
import { Exemplars } from './Exemplars';
import { HistogramHeatmap } from './HistogramHeatmap';
import { metricCharts } from './metricCharts';
import { TYPE_WORDS } from './MetricList';
import { attributeKeys } from '../../../queries/catalogue/catalogue';
import { METRIC_FIELDS } from '../../../queries/metrics/fields';
import { type Combination, COMBINATIONS } from '../../../queries/metrics/level';
import { type Metric, type MetricScope } from '../../../queries/metrics/metric';
import { grafanaVariable } from '../../../queries/sql';
import { type TableMapping } from '../../../queries/tables';
import { columnOf, queryOnce } from '../../grafana/query';
import { metricOf } from '../../scenes/metricOf';
import { answerOf, numberOf, type Row, textOf } from '../../scenes/tab/answer';
import { useAnswer } from '../../scenes/tab/useAnswer';
import { chosenDataSourceUid, VARIABLES } from '../../scenes/variables';
import { plural } from '../../scenes/words';

interface MetricViewState extends SceneObjectState {
  tables: TableMapping;
  metric: Metric;
  /** Filter key to break down by. */
  by?: string;
  combination: Combination;
  drawn?: Drawn;
  charts: SceneObject[];
}

const isCombination = (text: unknown): text is Combination =>
  typeof text === 'string' && Object.hasOwn(COMBINATIONS, text);

/** One metric as its type asks; what it is broken down by (`by`) and how streams become one (`of`) stand in the address. */
export class MetricView extends SceneObjectBase<MetricViewState> {
  protected _urlSync = new SceneObjectUrlSyncConfig(this, { keys: ['by', 'of'] });

  constructor(tables: TableMapping, metric: Metric) {
    super({ tables, metric, combination: usualCombination(metric), charts: [] });
    this.addActivationHandler(() => {
      // the catalogue, which the page has anyway, says whether a sum is sent as differences
      const catalogue = sceneGraph.getData(this);
      this.redraw();
      this._subs.add(catalogue.subscribeToState(() => this.redraw()));
    });
  }

  getUrlState() {
    const { by, combination, metric } = this.state;
    return { by, of: combination === usualCombination(metric) ? undefined : combination };
  }

  updateFromUrl({ by, of }: SceneObjectUrlValues) {
    this.choose({
      by: typeof by === 'string' && METRIC_FIELDS.fieldOf(by) ? by : undefined,
      combination: isCombination(of) ? of : usualCombination(this.state.metric),
    });
  }

  /** Breaks down by another field, or combines in another way, as a step that Back undoes. */
  change = (choice: Partial<Pick<MetricViewState, 'by' | 'combination'>>) =>
    this._urlSync.performBrowserHistoryAction(() => this.choose(choice));

  private choose(choice: Partial<Pick<MetricViewState, 'by' | 'combination'>>) {
    const before = this.state;
    this.setState(choice);
    if (before.drawn && (before.by !== this.state.by || before.combination !== this.state.combination)) {
      this.setState({ charts: this.chartsOf(before.drawn) });
    }
  }

  private redraw() {
    const row = this.row();
    const { metric } = this.state;
    if (row === undefined && metric.type === 'sum' && !metric.isMonotonic) {
      return;
    }
    const drawn = drawnOf(metric, row !== undefined && numberOf(row, 'deltas') === numberOf(row, 'points'));
    if (drawn !== this.state.drawn) {
      this.setState({ drawn, charts: this.chartsOf(drawn) });
    }
  }

  private row(): Row | undefined {
    const { rows } = answerOf(sceneGraph.getData(this).state.data);
    return rows.find((row) => isSameMetric(metricOf(row), this.state.metric));
  }

  private chartsOf(drawn: Drawn): SceneObject[] {
    const { tables, metric, by, combination } = this.state;
    const where = grafanaVariable(VARIABLES.filters);
    const scope: MetricScope = { tables, range: 'dashboard', where, metric, by, interval: 'panel' };
    return [
      ...metricCharts(scope, drawn, combination),
      ...(drawn === 'distribution' ? [new HistogramHeatmap(scope)] : []),
      new Exemplars(scope),
    ];
  }

  /** Fields and attributes whose name holds the text. */
  fields = async (text: string): Promise<Array<ComboboxOption<string>>> => {
    const { value: range } = sceneGraph.getTimeRange(this).state;
    const question = attributeKeys(this.state.tables, 'metrics', 'dashboard');
    const frame = await queryOnce(chosenDataSourceUid(this), question, range);
    const sources = columnOf(frame, 'source');
    const attributes = columnOf(frame, 'key')
      .map((key, row) => METRIC_FIELDS.filterKeyOf({ source: sources[row], key }))
      .filter((key) => key !== undefined);
    return [...METRIC_FIELDS.columns, ...attributes]
      .filter((key) => key.toLowerCase().includes(text.toLowerCase()))
      .map((value) => ({ value, label: value }));
  };

  static Component = MetricViewBody;
}

const COMBINATION_OPTIONS: Array<{ value: Combination; label: string }> = [
  { value: 'avg', label: 'Average' },
  { value: 'sum', label: 'Sum' },
  { value: 'min', label: 'Lowest' },
  { value: 'max', label: 'Highest' },
];

function MetricViewBody({ model }: SceneComponentProps<MetricView>) {
  const { metric, by, combination, drawn, charts } = model.useState();
  const styles = useStyles2(getStyles);
  const row = useAnswer(model).rows.find((one) => isSameMetric(metricOf(one), metric));
  const notNumbers = row ? numberOf(row, 'not_numbers') : 0;
  return (
    <section aria-label="Chosen metric" className={styles.box}>
      <h2 className={styles.name}>
        <bdi>{metric.name || '(no name)'}</bdi>
      </h2>
      <p className={styles.faint}>
        {[
          `${metric.isMonotonic ? 'monotonic ' : ''}${TYPE_WORDS[metric.type]}`,
          metric.unit && `unit ${metric.unit}`,
          row && textOf(row, 'description'),
          notNumbers > 0 &&
            `${plural(notNumbers, 'point')} that ${notNumbers === 1 ? 'is' : 'are'} no finite number left out`,
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      <div className={styles.controls}>
        <label htmlFor="girok-metric-by">Break down by</label>
        <Combobox
          id="girok-metric-by"
          width={32}
          isClearable
          placeholder="nothing"
          options={model.fields}
          value={by === undefined ? null : { value: by, label: by }}
          onChange={(option) => model.change({ by: option?.value })}
        />
        {drawn === 'level' && (
          <RadioButtonGroup
            aria-label="Streams become one by"
            size="sm"
            options={COMBINATION_OPTIONS}
            value={combination}
            onChange={(value) => model.change({ combination: value })}
          />
        )}
      </div>
      {charts.map((chart) => (
        <div key={chart.state.key} className={chart instanceof VizPanel ? styles.panel : styles.chart}>
          <chart.Component model={chart} />
        </div>
      ))}
      {drawn && (
        <details className={styles.faint}>
          <summary>How is this computed?</summary>
          <p>{RULES[drawn]}</p>
        </details>
      )}
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), minWidth: 0 }),
  name: css({ ...theme.typography.h4, margin: 0, overflowWrap: 'anywhere' }),
  faint: css({ margin: 0, color: theme.colors.text.secondary, overflowWrap: 'anywhere' }),
  controls: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) }),
  chart: css({ minWidth: 0 }),
  // a panel is as high as what it stands in
  panel: css({ display: 'flex', height: 260, minWidth: 0 }),
});
