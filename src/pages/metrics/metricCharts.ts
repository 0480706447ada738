import { PanelBuilders, SceneDataTransformer, type VizPanel } from '@grafana/scenes';
import { LegendDisplayMode, VisibilityMode } from '@grafana/schema';

import { type Drawn } from './computation';
import { ratePerSecondUnit, unitOf } from './units';
import { histogramQuantileBy, histogramQuantiles } from '../../../queries/metrics/histogram';
import { ratePerSecond } from '../../../queries/metrics/increase';
import { type Combination, levels, summaryQuantiles } from '../../../queries/metrics/level';
import { type MetricScope } from '../../../queries/metrics/metric';
import { PERIOD_BEFORE, withoutNames } from '../../scenes/eventsOverTime';
import { type Question, runner } from '../../scenes/query';
import { ShowSql } from '../../scenes/ShowSql';

/** Fewer, wider intervals than the chart has pixels: most metrics come once a minute. */
const POINTS = 90;

/** The charts that a metric asks for; without a breakdown with the period before as a dotted line where one can compare. */
export function metricCharts(scope: MetricScope, drawn: Drawn, combination: Combination): VizPanel[] {
  const { unit } = scope.metric;
  const withBefore = (refId: string, of: (scope: MetricScope) => Question['sql']): Question[] => [
    { refId, sql: of(scope), as: 'timeseries' },
    ...(scope.by === undefined
      ? [{ refId: PERIOD_BEFORE, sql: of({ ...scope, shift: 'period before' }), as: 'timeseries' } as const]
      : []),
  ];
  const rate = (title: string, rateUnit: string) => chart(title, rateUnit, withBefore('rate', ratePerSecond));
  switch (drawn) {
    case 'rate':
      return [rate('Per second', ratePerSecondUnit(unit))];
    case 'level':
      return [
        chart(
          { avg: 'Average', sum: 'Sum', min: 'Lowest', max: 'Highest' }[combination],
          unitOf(unit),
          withBefore('level', (one) => levels(one, combination))
        ),
      ];
    case 'quantiles':
      return [
        chart('Quantiles', unitOf(unit), [{ refId: 'quantiles', sql: summaryQuantiles(scope), as: 'timeseries' }]),
        rate('Recorded per second', ratePerSecondUnit('1')),
      ];
    case 'distribution':
      return [
        scope.by === undefined
          ? chart('Quantiles', unitOf(unit), [{ refId: 'quantiles', sql: histogramQuantiles(scope), as: 'timeseries' }])
          : chart('p95', unitOf(unit), [
              { refId: 'quantiles', sql: histogramQuantileBy(scope, 0.95), as: 'timeseries' },
            ]),
        rate('Recorded per second', ratePerSecondUnit('1')),
      ];
  }
}

const chart = (title: string, unit: string, questions: Question[]): VizPanel =>
  PanelBuilders.timeseries()
    .setTitle(title)
    .setData(new SceneDataTransformer({ $data: runner(questions, POINTS), transformations: [withoutNames] }))
    .setUnit(unit)
    .setCustomFieldConfig('showPoints', VisibilityMode.Auto)
    .setCustomFieldConfig('fillOpacity', 5)
    .setOption('legend', { displayMode: LegendDisplayMode.List, placement: 'bottom', showLegend: true, calcs: [] })
    .setOverrides((overrides) => {
      overrides
        .matchFieldsByQuery(PERIOD_BEFORE)
        .overrideDisplayName('period before')
        .overrideCustomFieldConfig('lineStyle', { fill: 'dot', dash: [2, 5] })
        .overrideCustomFieldConfig('fillOpacity', 0)
        .overrideColor({ mode: 'fixed', fixedColor: 'text' });
    })
    .setHeaderActions(new ShowSql({ title }))
    .build();
