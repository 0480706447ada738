import { type Metric, type MetricScope } from './metric';
import { settings } from '../limits';
import { literal, type Sql, sql } from '../sql';
import { rowsOf } from '../tables';
import { within } from '../timeRange';

/**
 * Measurements that say in which trace they were made, the highest first: `time` in ms since 1970, `value`, `trace`, `span`,
 * `service` and `attributes`, at most `limit`, one of each trace.
 */
export function exemplars({ tables, range, where, metric }: Omit<MetricScope, 'interval'>, limit: number): Sql {
  return sql`SELECT toUnixTimestamp64Milli(toDateTime64(at, 9)) AS time, value, trace, span, toString(ServiceName) AS service, attributes
FROM ${rowsOf(tables, 'metrics', range)}
ARRAY JOIN Exemplars.TimeUnix AS at, Exemplars.Value AS value, Exemplars.TraceId AS trace, Exemplars.SpanId AS span,
  Exemplars.FilteredAttributes AS attributes
WHERE ${isMetric(metric)} AND ${within(sql`TimeUnix`, range)} AND ${within(sql`at`, range)} AND trace != '' AND isFinite(value)
  AND ${where}
ORDER BY value DESC, time DESC
LIMIT 1 BY trace
LIMIT ${literal(limit)}
${settings()}`;
}

const isMetric = ({ name, type, unit, isMonotonic }: Metric): Sql =>
  sql`MetricName = ${literal(name)} AND MetricType = ${literal(type)} AND MetricUnit = ${literal(unit)} AND IsMonotonic = ${literal(isMonotonic)}`;
