import { type Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  BigValueColorMode,
  BigValueGraphMode,
  GraphDrawStyle,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  ScaleDistribution,
  ScaleDistributionConfigBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TableCellHeight,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  type DynamicConfigValue,
  FieldColorBuilder,
  FieldColorModeId,
  type Panel,
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import {
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  PanelBuilder as HeatmapBuilder,
  YAxisConfigBuilder,
} from '@grafana/grafana-foundation-sdk/heatmap';
import {
  ArcOptionBuilder,
  EdgeOptionsBuilder,
  NodeOptionsBuilder,
  PanelBuilder as NodeGraphBuilder,
} from '@grafana/grafana-foundation-sdk/nodegraph';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';

import { CELL_LINKS, type CellKind } from './links';
import { CHOSEN, target } from './query';
import { identifier, join, type Sql, sql } from '../../queries/sql';

/** What every panel has. Width is in 24ths of the dashboard, height in Grafana's rows of some 36 px. */
interface Frame {
  title: string;
  /** What is shown, of what, and what to do when it looks bad. */
  description: string;
  width?: number;
  height?: number;
  /** Said where there is nothing to show. */
  noValue?: string;
}

/** Points that a chart asks for: more cost more and cannot be told apart. */
const POINTS = 240;
const BARS = 90;

/** Red is for what is broken, orange for what gets worse: nothing else has these colours. */
const steps = (worse?: number, broken?: number): Threshold[] => [
  { value: null, color: 'text' },
  ...(worse === undefined ? [] : [{ value: worse, color: 'orange' }]),
  ...(broken === undefined ? [] : [{ value: broken, color: 'red' }]),
];

const thresholds = (worse?: number, broken?: number) =>
  new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps(worse, broken));

interface TimeSeries extends Frame {
  unit: string;
  sql: Sql;
  stacked?: boolean;
  /** Counts of rare things: a line between two of them would tell of a third. */
  bars?: boolean;
  log?: boolean;
  /** What the axis reaches at least. */
  reaches?: number;
  max?: number;
  /** Values may lie below 0. */
  isSigned?: boolean;
  /** Fixed colours of series, by name. */
  colors?: Record<string, string>;
  /** Pauses in data are no pauses of the thing. */
  connect?: boolean;
}

/** One line a series. */
export function timeSeries({ unit, sql: query, colors = {}, ...about }: TimeSeries): Builder<Panel> {
  const {
    title,
    description,
    width = 12,
    height = 8,
    stacked,
    bars,
    log,
    reaches,
    max,
    isSigned,
    noValue,
    connect,
  } = about;
  const panel = new TimeSeriesBuilder()
    .title(title)
    .description(description)
    .datasource(CHOSEN)
    .span(width)
    .height(height)
    .maxDataPoints(bars ? BARS : POINTS)
    .unit(unit)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.PaletteClassicByName))
    .lineWidth(1)
    .drawStyle(bars ? GraphDrawStyle.Bars : GraphDrawStyle.Line)
    .fillOpacity(bars ? 70 : stacked ? 30 : log ? 0 : 8)
    .showPoints(connect ? VisibilityMode.Auto : VisibilityMode.Never)
    .spanNulls(connect ?? false)
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .showLegend(true)
        .calcs([])
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
  if (log) {
    panel.scaleDistribution(new ScaleDistributionConfigBuilder().type(ScaleDistribution.Log).log(10));
  } else if (!isSigned) {
    panel.min(0);
  }
  if (stacked) {
    panel.stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'));
  }
  if (reaches !== undefined) {
    panel.axisSoftMax(reaches);
  }
  if (max !== undefined) {
    panel.max(max);
  }
  if (noValue !== undefined) {
    panel.noValue(noValue);
  }
  for (const [name, fixedColor] of Object.entries(colors)) {
    panel.overrideByName(name, [{ id: 'color', value: { mode: 'fixed', fixedColor } }]);
  }
  return panel.withTarget(target('A', query, 'timeseries'));
}

interface Stat extends Frame {
  unit: string;
  /** A query of one row. */
  sql: Sql;
  /** Its column that is shown. */
  column: string;
  /** From where on the number is orange, and red. */
  worse?: number;
  broken?: number;
  decimals?: number;
}

/** One number. */
export function stat({ unit, sql: inner, column, worse, broken, decimals, ...about }: Stat): Builder<Panel> {
  const { title, description, width = 4, height = 4, noValue } = about;
  const panel = new StatBuilder()
    .title(title)
    .description(description)
    .datasource(CHOSEN)
    .span(width)
    .height(height)
    .unit(unit)
    .noValue(noValue ?? 'not measured')
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
    .thresholds(thresholds(worse, broken))
    .colorMode(BigValueColorMode.Value)
    .graphMode(BigValueGraphMode.None)
    .reduceOptions(new ReduceDataOptionsBuilder().values(false).calcs(['lastNotNull']).fields('/.*/'))
    .withTarget(target('A', sql`SELECT ${identifier(column)} FROM (${inner})`, 'table'));
  return decimals === undefined ? panel : panel.decimals(decimals);
}

export interface Column {
  title: string;
  unit?: string;
  /** What its values are: where a click leads. */
  links?: CellKind;
  width?: number;
  decimals?: number;
  /** From where on the number is orange, and red. */
  worse?: number;
  broken?: number;
  /** Drawn as a bar beside the number, which goes up to 1. */
  isShare?: boolean;
}

interface Table extends Frame {
  sql: Sql;
  /** Columns of the query that are shown, in this order. */
  columns: Record<string, Column>;
}

/** Rows of an answer. */
export function table({ sql: inner, columns, ...about }: Table): Builder<Panel> {
  const { title, description, width = 24, height = 9, noValue } = about;
  const panel = new TableBuilder()
    .title(title)
    .description(description)
    .datasource(CHOSEN)
    .span(width)
    .height(height)
    .noValue(noValue ?? '')
    .thresholds(thresholds())
    .cellHeight(TableCellHeight.Sm)
    .showHeader(true)
    .minWidth(70)
    .withTarget(target('A', sql`SELECT ${join(Object.keys(columns).map(identifier))} FROM (${inner})`, 'table'));
  for (const [name, column] of Object.entries(columns)) {
    panel.overrideByName(name, columnProperties(column));
  }
  return panel;
}

function columnProperties({
  title,
  unit,
  links,
  width,
  decimals,
  worse,
  broken,
  isShare,
}: Column): DynamicConfigValue[] {
  // texts share what numbers leave
  const given = width ?? (isShare ? 160 : unit === undefined ? undefined : 110);
  const isJudged = worse !== undefined || broken !== undefined;
  return [
    { id: 'displayName', value: title },
    // else an empty cell would say what the panel says when it is empty
    { id: 'noValue', value: '–' },
    ...(unit === undefined ? [] : [{ id: 'unit', value: unit }]),
    ...(decimals === undefined ? [] : [{ id: 'decimals', value: decimals }]),
    ...(given === undefined ? [] : [{ id: 'custom.width', value: given }]),
    ...(links === undefined ? [] : [{ id: 'links', value: CELL_LINKS[links] }]),
    ...(isJudged
      ? [
          { id: 'thresholds', value: { mode: ThresholdsMode.Absolute, steps: steps(worse, broken) } },
          { id: 'custom.cellOptions', value: { type: 'color-text' } },
        ]
      : []),
    ...(isShare
      ? [
          { id: 'min', value: 0 },
          { id: 'max', value: 1 },
          { id: 'color', value: { mode: 'fixed', fixedColor: 'blue' } },
          { id: 'custom.cellOptions', value: { type: 'gauge', mode: 'basic', valueDisplayMode: 'text' } },
        ]
      : []),
  ];
}

interface Heatmap extends Frame {
  /** A query with `time` and one column a bucket, called as it is to be shown, from below. */
  sql: Sql;
}

/** Counts by time and bucket. */
export function heatmap({ sql: inner, ...about }: Heatmap): Builder<Panel> {
  const { title, description, width = 24, height = 9 } = about;
  return new HeatmapBuilder()
    .title(title)
    .description(description)
    .datasource(CHOSEN)
    .span(width)
    .height(height)
    .maxDataPoints(120)
    .calculate(false)
    .cellGap(1)
    .color(
      new HeatmapColorOptionsBuilder()
        .mode(HeatmapColorMode.Scheme)
        .scheme('Blues')
        .fill('blue')
        .exponent(0.5)
        .steps(32)
    )
    .yAxis(new YAxisConfigBuilder())
    .withTarget(target('A', inner, 'timeseries'));
}

interface NodeGraph extends Frame {
  nodes: Sql;
  edges: Sql;
}

/** Who calls whom. Nodes have arcs `arc__ok` and `arc__failed`. Units stand behind the numbers as they are written here. */
export function nodeGraph({ title, description, width = 24, height = 18, nodes, edges }: NodeGraph): Builder<Panel> {
  return new NodeGraphBuilder()
    .title(title)
    .description(description)
    .datasource(CHOSEN)
    .span(width)
    .height(height)
    .nodes(
      new NodeOptionsBuilder()
        .mainStatUnit('/s')
        .secondaryStatUnit('ms')
        .arcs([
          new ArcOptionBuilder().field('arc__ok').color('green'),
          new ArcOptionBuilder().field('arc__failed').color('red'),
        ])
    )
    .edges(new EdgeOptionsBuilder().mainStatUnit('/s').secondaryStatUnit('% failed'))
    .withTarget(target('nodes', nodes, 'table'))
    .withTarget(target('edges', edges, 'table'));
}
