import { settings } from '../limits';
import { literal, type Sql, sql } from '../sql';
import { rowsOf } from '../tables';
import { bucket, endOf, isCurrent, lengthInSeconds, startOf, withinBothPeriods } from '../timeRange';
import { fromMatching, type SpanScope, TIME } from './spans';

/**
 * Per interval: `rate` in spans/s, `errors` as a share (0-1), `p50`, `p95` and `p99` in ms. An interval without spans has
 * rate 0 and nothing measured. The first and last interval are divided by the part of them that lies in the range.
 */
export function redOverTime(scope: SpanScope, interval: number | 'panel' = 'panel'): Sql {
  const seconds = interval === 'panel' ? sql`$__interval_s` : literal(interval);
  // one type for all times, which WITH FILL asks for
  const utc = (time: Sql) => sql`toDateTime(${time}, 'UTC')`;
  const [from, to] = [startOf(scope.range), endOf(scope.range)];
  return sql`SELECT ${utc(bucket(TIME, interval))} AS time,
  count() / greatest(1, dateDiff('second', greatest(time, ${utc(from)}), least(time + toIntervalSecond(${seconds}), ${utc(to)}))) AS rate,
  toNullable(countIf(IsError) / count()) AS errors,
  toNullable(quantile(0.5)(Duration) / 1e6) AS p50,
  toNullable(quantile(0.95)(Duration) / 1e6) AS p95,
  toNullable(quantile(0.99)(Duration) / 1e6) AS p99
${fromMatching(scope)}
GROUP BY time
ORDER BY time WITH FILL FROM ${utc(bucket(from, interval))} TO ${utc(to)} STEP toIntervalSecond(${seconds})
${settings()}`;
}

/**
 * One row: `spans`, `rate` per second, `failed`, `p95` in ns, the same of the period before with `_before`, and the
 * service and name of most failures.
 */
export function redTotals({ tables, range, where }: SpanScope): Sql {
  const current = isCurrent(TIME, range);
  const before = sql`NOT (${current})`;
  return sql`SELECT
  countIf(${current}) AS spans,
  spans / ${lengthInSeconds(range)} AS rate,
  countIf(${current} AND IsError) AS failed,
  if(spans = 0, NULL, quantileIf(0.95)(Duration, ${current})) AS p95,
  countIf(${before}) AS spans_before,
  spans_before / ${lengthInSeconds(range)} AS rate_before,
  countIf(${before} AND IsError) AS failed_before,
  if(spans_before = 0, NULL, quantileIf(0.95)(Duration, ${before})) AS p95_before,
  topKIf(1)((toString(ServiceName), toString(SpanName)), ${current} AND IsError)[1] AS main_failure,
  main_failure.1 AS main_failure_service, main_failure.2 AS main_failure_name
FROM ${rowsOf(tables, 'traces', range)}
WHERE ${withinBothPeriods(TIME, range)}
  AND ${where}
${settings()}`;
}
