import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import {
  type SceneComponentProps,
  SceneObjectBase,
  type SceneObjectState,
  SceneObjectUrlSyncConfig,
  type SceneObjectUrlValues,
} from '@grafana/scenes';
import { Text, useStyles2 } from '@grafana/ui';

import { METRIC_KEYS, isSameMetric, metricFromUrl, metricToUrl } from './chosenMetric';
import { MetricList } from './MetricList';
import { MetricView } from './MetricView';
import { metricCatalogue, MOST_METRICS } from '../../../queries/metrics/catalogue';
import { type Metric } from '../../../queries/metrics/metric';
import { and, grafanaVariable } from '../../../queries/sql';
import { type TableMapping } from '../../../queries/tables';
import { NothingMatches } from '../../scenes/NothingMatches';
import { runner } from '../../scenes/query';
import { ShowSql } from '../../scenes/ShowSql';
import { numberOf } from '../../scenes/tab/answer';
import { TabFrame } from '../../scenes/tab/TabFrame';
import { useAnswer } from '../../scenes/tab/useAnswer';
import { VARIABLES } from '../../scenes/variables';
import { count, plural } from '../../scenes/words';

interface MetricsExplorerState extends SceneObjectState {
  tables: TableMapping;
  sql: ShowSql;
  metric?: Metric;
  view?: MetricView;
}

/** The catalogue of metrics on the left, the chosen one on the right; which one stands in the address. */
export class MetricsExplorer extends SceneObjectBase<MetricsExplorerState> {
  protected _urlSync = new SceneObjectUrlSyncConfig(this, { keys: [...METRIC_KEYS] });

  constructor(tables: TableMapping) {
    const where = and([VARIABLES.filters, VARIABLES.search].map((name) => grafanaVariable(name)));
    super({
      tables,
      sql: new ShowSql({ title: 'Catalogue' }),
      $data: runner([{ refId: 'catalogue', sql: metricCatalogue({ tables, range: 'dashboard', where }), as: 'table' }]),
    });
  }

  getUrlState() {
    return metricToUrl(this.state.metric);
  }

  updateFromUrl(values: SceneObjectUrlValues) {
    this.show(metricFromUrl(values));
  }

  /** Opens a metric, as a step that Back undoes. */
  open = (metric: Metric) => this._urlSync.performBrowserHistoryAction(() => this.show(metric));

  private show(metric: Metric | undefined) {
    if (!isSameMetric(metric, this.state.metric)) {
      this.setState({ metric, view: metric && new MetricView(this.state.tables, metric) });
    }
  }

  static Component = MetricsExplorerView;
}

function MetricsExplorerView({ model }: SceneComponentProps<MetricsExplorer>) {
  const { metric, view, sql } = model.useState();
  const styles = useStyles2(getStyles);
  const answer = useAnswer(model);
  const { rows } = answer;
  const series = rows.reduce((sum, one) => sum + numberOf(one, 'series'), 0);
  return (
    <div className={styles.page}>
      <div className={styles.catalogue}>
        <TabFrame
          model={model}
          name="Catalogue"
          what="metrics"
          answer={answer}
          sql={sql}
          note={
            answer.loading && rows.length === 0
              ? 'Counting metrics'
              : `${rows.length >= MOST_METRICS ? `The first ${count(MOST_METRICS)} metrics` : plural(rows.length, 'metric')} · about ${count(series)} series`
          }
          empty={<NothingMatches model={model} what="metrics" />}
        >
          <MetricList rows={rows} chosen={metric} onOpen={model.open} />
        </TabFrame>
      </div>
      <div className={styles.chosen}>
        {view ? (
          <view.Component model={view} key={JSON.stringify(metricToUrl(metric))} />
        ) : (
          <Text color="secondary">Choose a metric.</Text>
        )}
      </div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(2), width: '100%', minWidth: 0 }),
  catalogue: css({
    flex: '1 1 420px',
    maxWidth: 520,
    minWidth: 0,
    [theme.breakpoints.down('lg')]: { maxWidth: 'none' },
  }),
  chosen: css({ flex: '2 1 480px', minWidth: 0 }),
});
