import { literal, type Sql, sql } from './sql';

/** Milliseconds since 1970, both ends included; or the range that Grafana's time picker has when the query is sent. */
export type TimeRange = { from: number; to: number } | 'dashboard';

const milliseconds = (ms: number) => sql`fromUnixTimestamp64Milli(${literal(Math.round(ms))})`;

/** Start of the range. */
export const startOf = (range: TimeRange): Sql =>
  range === 'dashboard' ? sql`$__fromTime_ms` : milliseconds(range.from);

/** End of the range. */
export const endOf = (range: TimeRange): Sql => (range === 'dashboard' ? sql`$__toTime_ms` : milliseconds(range.to));

/** The column lies in the range. Prunes by the primary key's hour or day and by the minmax index. */
export function within(column: Sql, range: TimeRange): Sql {
  return sql`${column} >= ${startOf(range)} AND ${column} <= ${endOf(range)}`;
}

/** Start of the period of the same length that ends where the range starts. */
export function startOfPeriodBefore(range: TimeRange): Sql {
  const [from, to] = [startOf(range), endOf(range)];
  return sql`(${from} - toIntervalMillisecond(dateDiff('millisecond', ${from}, ${to})))`;
}

/** The column lies in the range or in the period before it; `isCurrent` tells which. */
export function withinBothPeriods(column: Sql, range: TimeRange): Sql {
  return sql`${column} >= ${startOfPeriodBefore(range)} AND ${column} <= ${endOf(range)}`;
}

/** True for rows of the range itself, false for those of the period before it. */
export const isCurrent = (column: Sql, range: TimeRange): Sql => sql`${column} >= ${startOf(range)}`;

/** Time bucket of a panel: Grafana's interval, or a fixed one in seconds. */
export function bucket(column: Sql, seconds: number | 'panel'): Sql {
  return seconds === 'panel'
    ? sql`$__timeInterval(${column})`
    : sql`toStartOfInterval(toDateTime(${column}), INTERVAL ${literal(Math.max(1, Math.round(seconds)))} SECOND)`;
}

/** Length of the range in seconds, at least one. */
export function lengthInSeconds(range: TimeRange): Sql {
  return sql`greatest(1, dateDiff('second', ${startOf(range)}, ${endOf(range)}))`;
}
