import {
  EmbeddedScene,
  PanelBuilders,
  type SceneAppPage,
  SceneDataTransformer,
  SceneFlexItem,
  SceneFlexLayout,
  SceneTimeRange,
  SceneVariableSet,
  type VizPanel,
} from '@grafana/scenes';
import { LegendDisplayMode, ThresholdsMode } from '@grafana/schema';

import { AlertsNow } from './AlertsNow';
import { NeedsAttention } from './NeedsAttention';
import { ReviewsDue } from './ReviewsDue';
import { auditVolume } from '../../../queries/audit/audit';
import { failedLoginBursts } from '../../../queries/audit/findings/failedLogins';
import {
  deadLetters,
  errorShare,
  freshness,
  type OverviewScope,
  requestRate,
  serviceHealth,
} from '../../../queries/overview/overview';
import { sql } from '../../../queries/sql';
import { PAGES, pageUrl } from '../../app/plugin';
import { type AppSettings, tablesOf, WITHOUT_GIROK_TABLES } from '../../app/settings';
import { eventsOverTime } from '../../scenes/eventsOverTime';
import { pageControls } from '../../scenes/pageControls';
import { type Question, runner } from '../../scenes/query';
import { RootPage } from '../../scenes/RootPage';
import { THRESHOLDS } from '../../scenes/services/health';
import { SERVICE_URL } from '../../scenes/services/serviceLink';
import { ShowSql } from '../../scenes/ShowSql';
import { dataSourceVariable, VARIABLES } from '../../scenes/variables';

/** Overview: is anything wrong? */
export function overviewPage(settings: AppSettings): SceneAppPage {
  return new RootPage({
    title: PAGES.overview.title,
    url: pageUrl('overview'),
    routePath: PAGES.overview.path,
    $timeRange: new SceneTimeRange({ from: 'now-1h', to: 'now' }),
    $variables: new SceneVariableSet({ variables: [dataSourceVariable(settings)] }),
    getScene: () => overviewScene({ tables: tablesOf(settings), range: 'dashboard' }),
  });
}

function overviewScene(scope: OverviewScope): EmbeddedScene {
  const isGirok = scope.tables.layout === 'girok';
  return new EmbeddedScene({
    controls: pageControls(),
    // the sentence and the tables answer from the same rows, so they cannot disagree
    $data: runner([
      { refId: 'health', sql: serviceHealth(scope), as: 'table' },
      { refId: 'freshness', sql: freshness(scope.tables), as: 'table' },
      { refId: 'dead_letters', sql: deadLetters(scope), as: 'table' },
      { refId: 'failed_logins', sql: failedLoginBursts({ ...scope, where: sql`1` }), as: 'table' },
    ]),
    body: new SceneFlexLayout({
      direction: 'column',
      children: [
        new SceneFlexItem({
          ySizing: 'content',
          body: new NeedsAttention(isGirok ? { alerts: new AlertsNow({}) } : { note: WITHOUT_GIROK_TABLES }),
        }),
        ...(isGirok ? [new SceneFlexItem({ ySizing: 'content', body: new ReviewsDue(scope.tables.database) })] : []),
        new SceneFlexLayout({
          direction: 'row',
          minHeight: 260,
          md: { direction: 'column' },
          children: [
            new SceneFlexItem({ minHeight: 260, body: servicesTable() }),
            new SceneFlexItem({ minHeight: 260, width: '30%', md: { width: '100%' }, body: freshnessTable() }),
          ],
        }),
        new SceneFlexLayout({
          direction: 'row',
          minHeight: 240,
          md: { direction: 'column' },
          children: [
            new SceneFlexItem({
              minHeight: 240,
              body: serviceChart('Requests', 'reqps', { refId: 'rate', sql: requestRate(scope), as: 'timeseries' }),
            }),
            new SceneFlexItem({
              minHeight: 240,
              body: serviceChart('Failed requests', 'percentunit', {
                refId: 'errors',
                sql: errorShare(scope),
                as: 'timeseries',
              }),
            }),
            new SceneFlexItem({
              minHeight: 240,
              body: eventsOverTime('Audit events by outcome', [auditQuestion(scope)], 'bottom'),
            }),
          ],
        }),
      ],
    }),
  });
}

const auditQuestion = ({ tables, range }: OverviewScope): Question => ({
  refId: 'audit',
  sql: auditVolume({ tables, range, where: sql`1` }, 'outcome'),
  as: 'timeseries',
});

/** The service that a cell names, with what the page has. */
const SERVICE_OF_CELL = `${SERVICE_URL}?service=\${__value.raw:percentencode}&\${__url_time_range}&\${${VARIABLES.dataSource}:queryparam}`;

/** The rows of one of the scene's shared questions, without columns that the panel does not show. */
const only = (refId: string, without: string[] = []) =>
  new SceneDataTransformer({
    transformations: [
      { id: 'filterByRefId', options: { include: refId } },
      { id: 'organize', options: { excludeByName: Object.fromEntries(without.map((name) => [name, true])) } },
    ],
  });

function servicesTable(): VizPanel {
  return PanelBuilders.table()
    .setTitle('Services, most errors first')
    .setDescription(
      'Requests that the service was asked to serve (server and consumer spans), against the period before.'
    )
    .setData(only('health', ['requests', 'failed', 'requests_before', 'failed_before', 'rate_before']))
    .setCustomFieldConfig('minWidth', 90)
    .setCustomFieldConfig('wrapHeaderText', true)
    .setOverrides((overrides) => {
      overrides
        .matchFieldsWithName('service')
        .overrideDisplayName('Service')
        .overrideLinks([{ title: 'Open the service', url: SERVICE_OF_CELL }])
        .overrideCustomFieldConfig('width', 150);
      overrides.matchFieldsWithName('rate').overrideDisplayName('Requests').overrideUnit('reqps').overrideDecimals(2);
      overrides
        .matchFieldsWithName('error_share')
        .overrideDisplayName('Errors')
        .overrideUnit('percentunit')
        .overrideDecimals(1)
        .overrideCustomFieldConfig('cellOptions', { type: 'color-text' } as never)
        .overrideThresholds({
          mode: ThresholdsMode.Absolute,
          steps: [
            { value: -Infinity, color: 'text' },
            { value: THRESHOLDS.errorShareWorse, color: 'orange' },
            { value: THRESHOLDS.errorShareBroken, color: 'red' },
          ],
        })
        .overrideColor({ mode: 'thresholds' });
      overrides
        .matchFieldsWithName('error_share_before')
        .overrideDisplayName('Errors before')
        .overrideUnit('percentunit')
        .overrideDecimals(1);
      overrides.matchFieldsWithName('p50').overrideDisplayName('p50').overrideUnit('ms').overrideDecimals(1);
      overrides.matchFieldsWithName('p95').overrideDisplayName('p95').overrideUnit('ms').overrideDecimals(1);
      overrides
        .matchFieldsWithName('p95_before')
        .overrideDisplayName('p95 before')
        .overrideUnit('ms')
        .overrideDecimals(1);
    })
    .setHeaderActions(new ShowSql({ title: 'Services' }))
    .build();
}

function freshnessTable(): VizPanel {
  return PanelBuilders.table()
    .setTitle('Pipeline')
    .setDescription('Age of the newest stored row of each signal and rows stored per second in the last five minutes.')
    .setData(only('freshness'))
    .setNoValue('none')
    .setCustomFieldConfig('minWidth', 90)
    .setCustomFieldConfig('wrapHeaderText', true)
    .setOverrides((overrides) => {
      overrides.matchFieldsWithName('signal').overrideDisplayName('Signal');
      overrides.matchFieldsWithName('age').overrideDisplayName('Newest').overrideUnit('s').overrideDecimals(0);
      overrides.matchFieldsWithName('rate').overrideDisplayName('Rows/s').overrideDecimals(1);
    })
    .setHeaderActions(new ShowSql({ title: 'Pipeline' }))
    .build();
}

/** One line a service. */
function serviceChart(title: string, unit: string, question: Question): VizPanel {
  return PanelBuilders.timeseries()
    .setTitle(title)
    .setData(runner([question]))
    .setUnit(unit)
    .setMin(0)
    .setOption('legend', { displayMode: LegendDisplayMode.List, placement: 'bottom', showLegend: true, calcs: [] })
    .setHeaderActions(new ShowSql({ title }))
    .build();
}
