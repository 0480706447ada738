import { settings } from '../limits';
import { identifier, literal, type Sql, sql } from '../sql';
import { rowsOf, type TableMapping } from '../tables';
import { bucket, isCurrent, lengthInSeconds, type TimeRange, within, withinBothPeriods } from '../timeRange';
import { ENTRY_SPANS } from '../traces/scope';

/** What the Overview is asked of. */
export interface OverviewScope {
  tables: TableMapping;
  range: TimeRange;
}

const TIME = sql`Timestamp`;

/**
 * One row a service: requests per second, share of failed ones (0-1), p50 and p95 in ms, and the same of the period
 * before; with what they were counted from: `requests`, `failed`, `requests_before`, `failed_before`, `rate_before`. The
 * services with most failures first.
 */
export function serviceHealth({ tables, range }: OverviewScope): Sql {
  const current = isCurrent(TIME, range);
  const before = sql`NOT (${current})`;
  return sql`SELECT
  ServiceName AS service,
  countIf(${current}) / ${lengthInSeconds(range)} AS rate,
  if(countIf(${current}) = 0, NULL, countIf(${current} AND IsError) / countIf(${current})) AS error_share,
  if(countIf(${before}) = 0, NULL, countIf(${before} AND IsError) / countIf(${before})) AS error_share_before,
  if(countIf(${current}) = 0, NULL, quantileIf(0.5)(Duration, ${current}) / 1e6) AS p50,
  if(countIf(${current}) = 0, NULL, quantileIf(0.95)(Duration, ${current}) / 1e6) AS p95,
  if(countIf(${before}) = 0, NULL, quantileIf(0.95)(Duration, ${before}) / 1e6) AS p95_before,
  countIf(${current}) AS requests,
  countIf(${current} AND IsError) AS failed,
  countIf(${before}) AS requests_before,
  countIf(${before} AND IsError) AS failed_before,
  countIf(${before}) / ${lengthInSeconds(range)} AS rate_before
FROM ${rowsOf(tables, 'traces', range)}
WHERE ${withinBothPeriods(TIME, range)} AND ${ENTRY_SPANS}
GROUP BY service
ORDER BY error_share DESC NULLS LAST, rate DESC
LIMIT 500
${settings()}`;
}

/** Requests per second of each service. */
export function requestRate({ tables, range }: OverviewScope): Sql {
  return sql`SELECT ${bucket(TIME, 'panel')} AS time, ServiceName AS series, count() / $__interval_s AS Value
FROM ${rowsOf(tables, 'traces', range)}
WHERE ${within(TIME, range)} AND ${ENTRY_SPANS}
GROUP BY time, series
ORDER BY time
${settings()}`;
}

/** Share of failed requests of each service, 0-1. */
export function errorShare({ tables, range }: OverviewScope): Sql {
  return sql`SELECT ${bucket(TIME, 'panel')} AS time, ServiceName AS series, countIf(IsError) / count() AS Value
FROM ${rowsOf(tables, 'traces', range)}
WHERE ${within(TIME, range)} AND ${ENTRY_SPANS}
GROUP BY time, series
ORDER BY time
${settings()}`;
}

/**
 * One row a signal: seconds since the newest row was stored (NULL when the last day has none), and rows of the last
 * five minutes. Looks at the last day only.
 */
export function freshness(tables: TableMapping): Sql {
  // where nobody wrote down when a row was stored, its own time comes nearest
  const stored = (time: Sql) => (tables.layout === 'girok' ? sql`IngestTime` : time);
  const of = (signal: 'logs' | 'traces' | 'metrics', time: Sql) => sql`SELECT ${literal(signal)} AS signal,
  if(count() = 0, NULL, dateDiff('second', max(${stored(time)}), now64(3, 'UTC'))) AS age,
  countIf(${stored(time)} > now64(3, 'UTC') - INTERVAL 5 MINUTE) / 300 AS rate
FROM ${rowsOf(tables, signal)} WHERE ${time} > now64(3, 'UTC') - INTERVAL 1 DAY`;
  return sql`SELECT signal, age, rate FROM (
${of('logs', TIME)}
UNION ALL ${of('traces', TIME)}
UNION ALL ${of('metrics', sql`TimeUnix`)}
) ORDER BY signal
${settings()}`;
}

/** Messages that could not be read and wait for a replay, in the range: one row with their number and the most frequent reason. An exporter keeps none. */
export function deadLetters({ tables, range }: OverviewScope): Sql {
  if (tables.layout !== 'girok') {
    return sql`SELECT 0 AS letters, '' AS reason`;
  }
  return sql`SELECT count() AS letters, topK(1)(Reason)[1] AS reason
FROM ${identifier(`${tables.database}.otel_audit_dead_letters`)} FINAL
WHERE ${within(sql`Time`, range)} AND ReplayedAt = toDateTime64(0, 3, 'UTC')
${settings()}`;
}
