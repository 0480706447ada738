import { identifier, join, literal, type Sql, sql } from '../sql';
import { type Layout, type TableMapping } from '../tables';
import { endOf, startOfPeriodBefore, type TimeRange } from '../timeRange';
import { LOG_COLUMNS, SPAN_COLUMNS } from './promoted';

/** The five tables of the exporter, by the kind of metric; their names begin with the configured one. */
export const METRIC_TABLES = {
  gauge: '_gauge',
  sum: '_sum',
  histogram: '_histogram',
  exponential_histogram: '_exponential_histogram',
  summary: '_summary',
} as const;

/** What the exporter does not write: nobody knows when a row was stored, and nothing was replaced. */
const NOT_WRITTEN = sql`CAST(NULL AS Nullable(DateTime64(3, 'UTC'))) AS IngestTime, 0 AS ClampedFrom`;

type MetricKind = keyof typeof METRIC_TABLES;

const EMPTY = { numbers: sql`CAST([], 'Array(UInt64)')`, decimals: sql`CAST([], 'Array(Float64)')` };

/** Columns that only some kinds of metric have, and what the others have in their place. */
const METRIC_COLUMNS: Array<{ kinds: MetricKind[]; own: Sql; otherwise: Sql }> = [
  { kinds: ['gauge', 'sum'], own: sql`Value`, otherwise: sql`toFloat64(0) AS Value` },
  { kinds: ['sum'], own: sql`IsMonotonic`, otherwise: sql`false AS IsMonotonic` },
  {
    kinds: ['sum', 'histogram', 'exponential_histogram'],
    own: sql`transform(AggregationTemporality, [1, 2], ['Delta', 'Cumulative'], 'Unspecified') AS AggregationTemporality`,
    otherwise: sql`'Unspecified' AS AggregationTemporality`,
  },
  {
    kinds: ['histogram', 'exponential_histogram', 'summary'],
    own: sql`Count`,
    otherwise: sql`toUInt64(0) AS Count`,
  },
  {
    kinds: ['histogram'],
    own: sql`BucketCounts, ExplicitBounds`,
    otherwise: sql`${EMPTY.numbers} AS BucketCounts, ${EMPTY.decimals} AS ExplicitBounds`,
  },
  {
    kinds: ['exponential_histogram'],
    own: sql`Scale, ZeroCount, PositiveOffset, PositiveBucketCounts, NegativeOffset, NegativeBucketCounts`,
    otherwise: sql`toInt32(0) AS Scale, toUInt64(0) AS ZeroCount, toInt32(0) AS PositiveOffset, ${EMPTY.numbers} AS PositiveBucketCounts, toInt32(0) AS NegativeOffset, ${EMPTY.numbers} AS NegativeBucketCounts`,
  },
  {
    kinds: ['gauge', 'sum', 'histogram', 'exponential_histogram'],
    own: sql`Exemplars.TimeUnix, Exemplars.Value, Exemplars.SpanId, Exemplars.TraceId, Exemplars.FilteredAttributes`,
    otherwise: sql`CAST([], 'Array(DateTime64(9))') AS \`Exemplars.TimeUnix\`, ${EMPTY.decimals} AS \`Exemplars.Value\`, CAST([], 'Array(String)') AS \`Exemplars.SpanId\`, CAST([], 'Array(String)') AS \`Exemplars.TraceId\`, CAST([], 'Array(Map(LowCardinality(String), String))') AS \`Exemplars.FilteredAttributes\``,
  },
  {
    kinds: ['summary'],
    own: sql`ValueAtQuantiles.Quantile, ValueAtQuantiles.Value`,
    otherwise: sql`${EMPTY.decimals} AS \`ValueAtQuantiles.Quantile\`, ${EMPTY.decimals} AS \`ValueAtQuantiles.Value\``,
  },
];

/** What it does not write of a span: flags, and what else the scope and the schemas say. */
const SPAN_NOT_WRITTEN = sql`0 AS Flags, CAST(map(), 'Map(LowCardinality(String), String)') AS ScopeAttributes, '' AS ResourceSchemaUrl, '' AS ScopeSchemaUrl`;

/** The first versions had no column for the name of an event: where there is one, it wins over the attribute of the same meaning. */
const COLUMN_BEFORE_ALIAS = sql`SETTINGS prefer_column_name_to_alias = 1`;

/** Kinds as the newer exporter and Girok name them; the classic one has SPAN_KIND_SERVER. */
const SPAN_KIND = sql`if(startsWith(SpanKind, 'SPAN_KIND_'), initcap(substring(SpanKind, 11)), SpanKind)`;

/**
 * The rows of one signal in tables that the Collector's ClickHouse exporter has made, as if they had Girok's columns.
 * ClickHouse moves the conditions of the outer query into this one and computes only the columns that are asked for.
 * @param range when given, the part that is read: also for keys that a condition on Timestamp alone does not prune
 */
export function exporterRows(
  tables: TableMapping,
  signal: 'logs' | 'traces' | 'metrics',
  range: TimeRange | undefined
): Sql {
  const table = identifier(`${tables.database}.${tables[signal]}`);
  switch (signal) {
    case 'logs':
      return sql`(WITH LogAttributes['event.name'] AS EventName
SELECT Timestamp, TraceId, SpanId, SeverityText, SeverityNumber, ServiceName, Body, ResourceAttributes,
  ScopeName, ScopeVersion, ScopeAttributes, LogAttributes, EventName, ${NOT_WRITTEN},
  ${LOG_COLUMNS}
FROM ${table}${range ? sql` WHERE ${logsWithin(tables.layout, range)}` : sql``}
${COLUMN_BEFORE_ALIAS})`;
    case 'traces':
      return sql`(SELECT Timestamp, TraceId, SpanId, ParentSpanId, SpanName, ${SPAN_KIND} AS SpanKind, ServiceName,
  ResourceAttributes, ScopeName, ScopeVersion, SpanAttributes, Duration, StatusCode, StatusMessage, TraceState,
  Events.Timestamp, Events.Name, Events.Attributes, Links.TraceId, Links.SpanId, Links.TraceState, Links.Attributes,
  ${SPAN_NOT_WRITTEN}, ${NOT_WRITTEN},
  ${SPAN_COLUMNS}
FROM ${table})`;
    case 'metrics':
      return sql`(${join(
        (Object.keys(METRIC_TABLES) as MetricKind[]).map((kind) => metricRows(tables, kind)),
        sql` UNION ALL `
      )})`;
  }
}

/** A condition on what partition and key of the log table are made of. The period before the range is within, too. */
function logsWithin(layout: Layout, range: TimeRange): Sql {
  const [from, to] = [startOfPeriodBefore(range), endOf(range)];
  return layout === 'exporter'
    ? sql`toStartOfFiveMinutes(Timestamp) >= toStartOfFiveMinutes(${from}) AND toStartOfFiveMinutes(Timestamp) <= toStartOfFiveMinutes(${to})`
    : sql`TimestampTime >= toDateTime(${from}) AND TimestampTime <= toDateTime(${to})`;
}

/** The rows of one of the five metric tables, with the columns that all of them have together. */
function metricRows(tables: TableMapping, kind: MetricKind): Sql {
  const columns = METRIC_COLUMNS.map(({ kinds, own, otherwise }) => (kinds.includes(kind) ? own : otherwise));
  return sql`SELECT TimeUnix, toDateTime64(StartTimeUnix, 9, 'UTC') AS StartTimeUnix, ServiceName, ScopeName, MetricName, MetricDescription, MetricUnit,
  ${literal(kind)} AS MetricType, Attributes, ResourceAttributes, Flags, ${join(columns)},
  cityHash64(MetricType, ScopeName, Attributes, ResourceAttributes) AS AttributesHash, ${NOT_WRITTEN}
FROM ${identifier(`${tables.database}.${tables.metrics}${METRIC_TABLES[kind]}`)}`;
}
