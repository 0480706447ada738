import { MOST_SERVICES, type ServiceScope, TIME } from './services';
import { settings } from '../limits';
import { identifier, join, literal, type Sql, sql } from '../sql';
import { DEFAULT_NAMES, rowsOf, type Signal, type TableMapping } from '../tables';
import { bucket, endOf, isCurrent, lengthInSeconds, startOf, startOfPeriodBefore } from '../timeRange';
import { ENTRY_SPANS } from '../traces/scope';
import { trendOfTotals, trendSlot } from '../trend';

/** What `girok migrate` makes beside the table of spans: their totals of hours. */
export const TOTALS_TABLE = 'otel_audit_traces_red';

const DAY_MS = 86_400_000;

/** Ranges of four days and more are asked of the totals: a panel's interval is then a multiple of an hour. */
const LONG_MS = 4 * DAY_MS;

/** What the totals can be narrowed by: columns that they have. */
const KEYS: readonly string[] = ['service'];

/**
 * Whether a question about requests may be answered from the totals of hours: a long range (ms since 1970), and no
 * filter on anything but what the totals have. Pure.
 */
export const mayUseTotals = ({ from, to }: { from: number; to: number }, filterKeys: readonly string[]): boolean =>
  to - from >= LONG_MS && filterKeys.every((key) => key === '' || KEYS.includes(key));

/** Whether an executed statement has read the totals. */
export const readsTotals = (statements: readonly string[]): boolean =>
  statements.some((text) => text.includes(`\`${TOTALS_TABLE}\``));

/** A form of a question that reads totals, where there are any: other tables of these signals than Girok's own have none. */
export const ifCounted = (tables: TableMapping, signals: readonly Signal[], sqlOfTotals: Sql): Sql | undefined =>
  tables.layout === 'girok' && signals.every((signal) => tables[signal] === DEFAULT_NAMES.girok[signal])
    ? sqlOfTotals
    : undefined;

const PERCENTILES = sql`quantilesTDigestMerge(0.5, 0.95, 0.99)`;
const PERCENTILES_IF = sql`quantilesTDigestMergeIf(0.5, 0.95, 0.99)`;

/** On a cluster each shard looks at its own totals to know which of its own spans are still to be read. */
const EACH_SHARD_FOR_ITSELF = sql`distributed_product_mode = 'local'`;

const seconds = (time: Sql) => sql`toUInt32(toUnixTimestamp(${time}))`;
const hourOf = (time: Sql) => sql`toStartOfHour(${time}, 'UTC')`;

/**
 * Spans from `start` to the end of the range, in whole hours from the totals and otherwise from the spans themselves:
 * `At`, `ServiceName`, `Spans`, `Failed`, `LastSpan` and `Durations`, a state of `quantilesTDigest`. From the spans come hours
 * that are not wholly within, that in which the range begins, and those that nobody has counted yet.
 * @param groups what rows that come from the spans are told apart by, beside service and kind
 */
function totals({ tables, range, where }: ServiceScope, start: Sql, groups: Sql[]): Sql {
  const table = identifier(`${tables.database}.${TOTALS_TABLE}`);
  const wholeHours = sql`Time >= ${hourOf(start)} + INTERVAL 1 HOUR AND Time < ${hourOf(endOf(range))}
      AND Time != ${hourOf(startOf(range))}`;
  return sql`(
  SELECT toDateTime64(Time, 9, 'UTC') AS At, ServiceName, Spans, Failed, LastSpan, Durations
  FROM ${table} FINAL
  WHERE ${wholeHours}
    AND ${where}
  UNION ALL
  SELECT min(Timestamp) AS At, ServiceName, count() AS Spans, countIf(IsError) AS Failed, max(Timestamp) AS LastSpan,
    quantilesTDigestState(0.5, 0.95, 0.99)(Duration) AS Durations
  FROM ${rowsOf(tables, 'traces', range)}
  WHERE Timestamp >= ${start} AND Timestamp <= ${endOf(range)}
    AND toStartOfHour(Timestamp) IN (
      SELECT toDateTime(arrayJoin(range(${seconds(hourOf(start))}, ${seconds(endOf(range))} + 1, 3600)), 'UTC') AS hour
      WHERE hour NOT IN (SELECT Time FROM ${table} WHERE ${wholeHours})
    )
    AND ${where}
  GROUP BY ${join([sql`ServiceName`, ...groups])}
)`;
}

const AT = sql`At`;

/**
 * `serviceRequests()` for long ranges, with the same columns. Counts are equal to those of the spans, percentiles lie within
 * the error of the sketch; of a trend, an hour counts where it begins.
 */
export function serviceRequestsOfTotals(scope: ServiceScope): Sql {
  const { range, where } = scope;
  const current = isCurrent(AT, range);
  const before = sql`NOT (${current})`;
  const rows = totals({ ...scope, where: sql`${ENTRY_SPANS} AND ${where}` }, startOfPeriodBefore(range), [
    isCurrent(TIME.traces, range),
    trendSlot(TIME.traces, range),
  ]);
  return sql`SELECT toString(ServiceName) AS service,
  sumIf(Spans, ${current}) AS requests,
  requests / ${lengthInSeconds(range)} AS rate,
  sumIf(Failed, ${current}) AS failed,
  ${PERCENTILES_IF}(Durations, ${current}) AS durations,
  if(requests = 0, NULL, durations[1]) AS p50,
  if(requests = 0, NULL, durations[2]) AS p95,
  if(requests = 0, NULL, durations[3]) AS p99,
  sumIf(Spans, ${before}) AS requests_before,
  requests_before / ${lengthInSeconds(range)} AS rate_before,
  sumIf(Failed, ${before}) AS failed_before,
  if(requests_before = 0, NULL, ${PERCENTILES_IF}(Durations, ${before})[2]) AS p95_before,
  toUnixTimestamp64Milli(max(LastSpan)) AS last_request,
  ${trendOfTotals(sql`Spans`, AT, range)} AS trend
FROM ${rows}
GROUP BY service
ORDER BY requests + requests_before DESC, service
LIMIT ${literal(MOST_SERVICES)}
${settings()}, ${EACH_SHARD_FOR_ITSELF}`;
}

/**
 * `redOverTime()` for long ranges, with the same columns, for intervals that are multiples of an hour. `where` may use
 * ServiceName and SpanKind.
 */
export function redOfTotals(scope: ServiceScope, interval: number | 'panel' = 'panel'): Sql {
  const seconds = interval === 'panel' ? sql`$__interval_s` : literal(interval);
  const utc = (time: Sql) => sql`toDateTime(${time}, 'UTC')`;
  const [from, to] = [startOf(scope.range), endOf(scope.range)];
  return sql`SELECT ${utc(bucket(AT, interval))} AS time,
  sum(Spans) / greatest(1, dateDiff('second', greatest(time, ${utc(from)}), least(time + toIntervalSecond(${seconds}), ${utc(to)}))) AS rate,
  toNullable(sum(Failed) / sum(Spans)) AS errors,
  toNullable(${PERCENTILES}(Durations)[1] / 1e6) AS p50,
  toNullable(${PERCENTILES}(Durations)[2] / 1e6) AS p95,
  toNullable(${PERCENTILES}(Durations)[3] / 1e6) AS p99
FROM ${totals(scope, from, [bucket(TIME.traces, interval)])}
GROUP BY time
ORDER BY time WITH FILL FROM ${utc(bucket(from, interval))} TO ${utc(to)} STEP toIntervalSecond(${seconds})
${settings()}, ${EACH_SHARD_FOR_ITSELF}`;
}
