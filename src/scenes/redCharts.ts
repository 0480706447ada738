import { PanelBuilders, SceneDataTransformer, SceneFlexItem, SceneFlexLayout, type VizPanel } from '@grafana/scenes';
import { LegendDisplayMode, ScaleDistribution, VisibilityMode } from '@grafana/schema';

import { runner } from './query';
import { ShowSql } from './ShowSql';
import { type Sql } from '../../queries/sql';
import { redOverTime } from '../../queries/traces/red';
import { type SpanScope } from '../../queries/traces/spans';

const COLUMNS = ['rate', 'errors', 'p50', 'p95', 'p99'];

interface Chart {
  title: string;
  unit: string;
  /** Column of the answer to colour. */
  columns: Record<string, string>;
  /** One slow span must not press all others to the floor. */
  isLog?: boolean;
  /** What the axis reaches at least, so that no failures at all do not make it end at 10,000 %. */
  reaches?: number;
}

const CHARTS: Chart[] = [
  { title: 'Rate', unit: 'reqps', columns: { rate: 'text' } },
  { title: 'Errors', unit: 'percentunit', columns: { errors: 'red' }, reaches: 0.01 },
  {
    title: 'Duration',
    unit: 'ms',
    columns: { p50: 'text', p95: 'light-purple', p99: 'dark-purple' },
    isLog: true,
  },
];

interface RedOptions {
  height?: number;
  /** The same over a long range from the totals of hours. */
  sqlOfTotals?: Sql;
}

/** Rate, errors and duration side by side, drawn from one query. Dragging over them zooms the page. */
export function redCharts(scope: SpanScope, { height = 160, sqlOfTotals }: RedOptions = {}): SceneFlexLayout {
  return new SceneFlexLayout({
    direction: 'row',
    ySizing: 'content',
    $data: runner([{ refId: 'red', sql: redOverTime(scope), sqlOfTotals, as: 'timeseries' }]),
    md: { direction: 'column' },
    children: CHARTS.map((chart) => new SceneFlexItem({ minHeight: height, height, body: chartOf(chart) })),
  });
}

function chartOf({ title, unit, columns, isLog, reaches }: Chart): VizPanel {
  const others = COLUMNS.filter((name) => !Object.hasOwn(columns, name));
  return PanelBuilders.timeseries()
    .setTitle(title)
    .setData(
      new SceneDataTransformer({
        transformations: [
          { id: 'organize', options: { excludeByName: Object.fromEntries(others.map((name) => [name, true])) } },
        ],
      })
    )
    .setUnit(unit)
    .setMin(isLog ? undefined : 0)
    .setCustomFieldConfig(
      'scaleDistribution',
      isLog ? { type: ScaleDistribution.Log, log: 10 } : { type: ScaleDistribution.Linear }
    )
    .setCustomFieldConfig('axisSoftMax', reaches)
    .setCustomFieldConfig('fillOpacity', Object.keys(columns).length === 1 ? 15 : 0)
    .setCustomFieldConfig('showPoints', VisibilityMode.Never)
    .setOption('legend', {
      displayMode: LegendDisplayMode.List,
      placement: 'right',
      showLegend: Object.keys(columns).length > 1,
      calcs: [],
    })
    .setOverrides((overrides) => {
      for (const [name, color] of Object.entries(columns)) {
        overrides.matchFieldsWithName(name).overrideColor({ mode: 'fixed', fixedColor: color });
      }
    })
    .setHeaderActions(new ShowSql({ title }))
    .build();
}
