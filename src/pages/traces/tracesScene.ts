import { EmbeddedScene, SceneFlexItem, SceneFlexLayout } from '@grafana/scenes';

import { DurationHeatmap } from './heatmap/DurationHeatmap';
import { MATCHING, SELECTED } from './pageVariables';
import { Breakdown } from './tabs/Breakdown';
import { CallMap } from './tabs/CallMap';
import { Compare } from './tabs/Compare';
import { Exceptions } from './tabs/Exceptions';
import { SpanList } from './tabs/SpanList';
import { Structure } from './tabs/Structure';
import { TracesHeadline } from './TracesHeadline';
import { TraceTabs } from './TraceTabs';
import { type TableMapping } from '../../../queries/tables';
import { durationHeatmap } from '../../../queries/traces/heatmap';
import { redTotals } from '../../../queries/traces/red';
import { type SpanScope } from '../../../queries/traces/spans';
import { KeyboardHelp } from '../../scenes/KeyboardHelp';
import { pageControls } from '../../scenes/pageControls';
import { runner } from '../../scenes/query';
import { redCharts } from '../../scenes/redCharts';

export function tracesScene(tables: TableMapping): EmbeddedScene {
  const matching: SpanScope = { tables, range: 'dashboard', where: MATCHING };
  const selected: SpanScope = { tables, range: 'dashboard', where: SELECTED };
  return new EmbeddedScene({
    controls: [...pageControls(), new KeyboardHelp({ keys: KEYS })],
    body: new SceneFlexLayout({
      direction: 'column',
      children: [
        new SceneFlexItem({
          ySizing: 'content',
          $data: runner([{ refId: 'totals', sql: redTotals(matching), as: 'table' }]),
          body: new TracesHeadline(),
        }),
        redCharts(matching),
        new SceneFlexItem({
          height: 240,
          $data: runner([{ refId: 'durations', sql: durationHeatmap(matching), as: 'table' }]),
          body: new DurationHeatmap(),
        }),
        new SceneFlexItem({
          ySizing: 'content',
          body: new TraceTabs([
            { id: 'traces', label: 'Traces', body: new SpanList(selected) },
            { id: 'compare', label: 'Compare', body: new Compare(matching) },
            { id: 'breakdown', label: 'Breakdown', body: new Breakdown(selected) },
            { id: 'exceptions', label: 'Exceptions', body: new Exceptions(selected) },
            { id: 'structure', label: 'Structure', body: new Structure(selected) },
            { id: 'map', label: 'Map', body: new CallMap(selected) },
          ]),
        }),
      ],
    }),
  });
}

const KEYS = [
  ['/', 'to the search box'],
  ['j, k', 'to the next or previous span of the list'],
  ['Enter', 'opens its trace'],
  ['?', 'shows these keys'],
] as const;
