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
  ResourceAttributes, ScopeName, ScopeVersion, SpanAttributes, Duration, StatusCode, StatusMessage,
  Events.Timestamp, Events.Name, Events.Attributes, ${NOT_WRITTEN},
  ${SPAN_COLUMNS}
FROM ${table})`;
    case 'metrics':
      return sql`(${join(
        Object.entries(METRIC_TABLES).map(
          ([
            kind,
            suffix,
          ]) => sql`SELECT TimeUnix, ServiceName, MetricName, MetricUnit, ${literal(kind)} AS MetricType, Attributes, ResourceAttributes, ${NOT_WRITTEN}
FROM ${identifier(`${tables.database}.${tables.metrics}${suffix}`)}`
        ),
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
