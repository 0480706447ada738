import { FieldColorModeId, FieldConfigProperty, type PanelPlugin } from '@grafana/data';
import { type GraphFieldConfig } from '@grafana/schema';

import { BarGaugePanel } from './BarGaugePanel';
import { MissingPanel } from './MissingPanel';
import { panelPlugin } from './panelPlugin';
import { StatPanel } from './StatPanel';
import { TablePanel } from './TablePanel';
import { GRAPH_FIELD_DEFAULTS } from './timeSeriesDefaults';
import { type TimeSeriesOptions, TimeSeriesPanel } from './TimeSeriesPanel';

const PALETTE = {
  [FieldConfigProperty.Color]: { defaultValue: { mode: FieldColorModeId.PaletteClassic } },
};

const TABLE_FIELD_DEFAULTS = {
  align: 'auto',
  cellOptions: { type: 'auto' },
  filterable: false,
  footer: { reducers: [] },
  hidden: undefined,
  hideFrom: { viz: false },
  inspect: false,
  minWidth: undefined,
  tooltip: undefined,
  width: undefined,
  wrapHeaderText: false,
  wrapText: false,
};

/** Ids of panels that Grafana ships and whose code is in no npm package. */
const ONLY_IN_GRAFANA = [
  'alertlist', 'annolist', 'barchart', 'candlestick', 'canvas', 'dashlist', 'datagrid', 'flamegraph', 'gauge', 'geomap',
  'heatmap', 'histogram', 'logs', 'news', 'nodeGraph', 'piechart', 'state-timeline', 'status-history', 'text', 'traces',
  'trend', 'xychart',
]; // prettier-ignore

const PANELS = new Map<string, PanelPlugin>([
  [
    'timeseries',
    panelPlugin<TimeSeriesOptions, GraphFieldConfig>('timeseries', {
      panel: TimeSeriesPanel,
      custom: GRAPH_FIELD_DEFAULTS,
      standardOptions: PALETTE,
    }),
  ],
  ['table', panelPlugin('table', { panel: TablePanel, custom: TABLE_FIELD_DEFAULTS })],
  ['stat', panelPlugin('stat', { panel: StatPanel })],
  ['bargauge', panelPlugin('bargauge', { panel: BarGaugePanel })],
  ...ONLY_IN_GRAFANA.map((id): [string, PanelPlugin] => [
    id,
    panelPlugin(id, { panel: () => <MissingPanel id={id} />, custom: GRAPH_FIELD_DEFAULTS }),
  ]),
]);

/** Panels that the preview really draws. */
export const DRAWN_PANELS = [...PANELS.keys()].filter((id) => !ONLY_IN_GRAFANA.includes(id));

export function knownPanel(id: string): PanelPlugin | undefined {
  return PANELS.get(id);
}

/** Throws for an id that Grafana does not have either. */
export async function importPanel(id: string): Promise<PanelPlugin> {
  const panel = knownPanel(id);
  if (!panel) {
    throw new Error(`There is no panel plugin "${id}": neither the embedded preview nor Grafana ships it.`);
  }
  return panel;
}
