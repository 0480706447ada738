import { settings } from '../limits';
import { literal, type Sql, sql } from '../sql';
import { rowsOf } from '../tables';
import { isCurrent, lengthInSeconds, withinBothPeriods } from '../timeRange';
import { type SpanScope, TIME } from '../traces/spans';

/**
 * One row for each name and kind of span of the range, the most frequent first: `name`, `kind`, `spans`, `rate` per second,
 * `failed`, `p50`, `p95` and `p99` in ns; `slowest_trace`/`slowest_span` and, when one failed, `failed_trace`/
 * `failed_span`, the newest; of the period before `spans_before`, `rate_before`, `failed_before` and `p95_before`, which
 * is NULL without spans. With a condition on the service it reads that service's part of each hour by the primary key.
 */
export function serviceOperations({ tables, range, where }: SpanScope, limit: number): Sql {
  const current = isCurrent(TIME, range);
  const before = sql`NOT (${current})`;
  return sql`SELECT toString(SpanName) AS name, toString(SpanKind) AS kind,
  countIf(${current}) AS spans,
  spans / ${lengthInSeconds(range)} AS rate,
  countIf(${current} AND IsError) AS failed,
  quantilesIf(0.5, 0.95, 0.99)(Duration, ${current}) AS durations,
  durations[1] AS p50, durations[2] AS p95, durations[3] AS p99,
  argMaxIf((TraceId, SpanId), Duration, ${current}) AS slowest,
  slowest.1 AS slowest_trace, slowest.2 AS slowest_span,
  argMaxIf((TraceId, SpanId), Timestamp, ${current} AND IsError) AS newest_failed,
  newest_failed.1 AS failed_trace, newest_failed.2 AS failed_span,
  countIf(${before}) AS spans_before,
  spans_before / ${lengthInSeconds(range)} AS rate_before,
  countIf(${before} AND IsError) AS failed_before,
  if(spans_before = 0, NULL, quantileIf(0.95)(Duration, ${before})) AS p95_before
FROM ${rowsOf(tables, 'traces', range)}
WHERE ${withinBothPeriods(TIME, range)}
  AND ${where}
GROUP BY name, kind
HAVING spans > 0
ORDER BY spans DESC, name, kind
LIMIT ${literal(limit)}
${settings()}`;
}
