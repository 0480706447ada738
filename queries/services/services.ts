import { settings } from '../limits';
import { literal, type Sql, sql } from '../sql';
import { rowsOf, type Signal, type TableMapping } from '../tables';
import { isCurrent, lengthInSeconds, type TimeRange, withinBothPeriods } from '../timeRange';
import { ENTRY_SPANS } from '../traces/scope';
import { trend } from '../trend';

/** What is asked about services. `where` may only use what all signals have: conditions of SERVICE_FIELDS and `serviceSearch`. */
export interface ServiceScope {
  tables: TableMapping;
  range: TimeRange;
  where: Sql;
}

/** Most services that a list has, the busiest ones. */
export const MOST_SERVICES = 1000;

/** The column with the time of a row. */
export const TIME: Record<Signal, Sql> = { logs: sql`Timestamp`, traces: sql`Timestamp`, metrics: sql`TimeUnix` };

/**
 * One row a service that was asked to do something (server and consumer spans) in the range or the period before it:
 * `requests`, `rate` per second, `failed`, `p50`, `p95` and `p99` in ns, which are NULL without requests; of the period
 * before `requests_before`, `rate_before`, `failed_before`, `p95_before`; `last_request` in ms since 1970 and `trend`,
 * requests in TREND_SLOTS parts of both periods. Reads the hours of both periods by the primary key.
 */
export function serviceRequests({ tables, range, where }: ServiceScope): Sql {
  const current = isCurrent(TIME.traces, range);
  const before = sql`NOT (${current})`;
  return sql`SELECT toString(ServiceName) AS service,
  countIf(${current}) AS requests,
  requests / ${lengthInSeconds(range)} AS rate,
  countIf(${current} AND IsError) AS failed,
  quantilesIf(0.5, 0.95, 0.99)(Duration, ${current}) AS durations,
  if(requests = 0, NULL, durations[1]) AS p50,
  if(requests = 0, NULL, durations[2]) AS p95,
  if(requests = 0, NULL, durations[3]) AS p99,
  countIf(${before}) AS requests_before,
  requests_before / ${lengthInSeconds(range)} AS rate_before,
  countIf(${before} AND IsError) AS failed_before,
  if(requests_before = 0, NULL, quantileIf(0.95)(Duration, ${before})) AS p95_before,
  toUnixTimestamp64Milli(max(Timestamp)) AS last_request,
  ${trend(TIME.traces, range)} AS trend
FROM ${rowsOf(tables, 'traces', range)}
WHERE ${withinBothPeriods(TIME.traces, range)}
  AND ${ENTRY_SPANS}
  AND ${where}
GROUP BY service
ORDER BY requests + requests_before DESC, service
LIMIT ${literal(MOST_SERVICES)}
${settings()}`;
}
