import { literal, type Sql, sql } from './sql';
import { endOf, startOfPeriodBefore, type TimeRange } from './timeRange';

/** Slots of a trend: the first half is the period before the range, the second half the range itself. */
export const TREND_SLOTS = 24;

const HALF = literal(TREND_SLOTS / 2);
const ALL = literal(TREND_SLOTS);

/** Which slot a row falls into, 0 to TREND_SLOTS - 1. Only for rows of `withinBothPeriods`. */
export function trendSlot(column: Sql, range: TimeRange): Sql {
  const start = startOfPeriodBefore(range);
  const length = sql`greatest(1, dateDiff('millisecond', ${start}, ${endOf(range)}))`;
  return sql`least(${literal(TREND_SLOTS - 1)}, intDiv(dateDiff('millisecond', ${start}, ${column}) * ${ALL}, ${length}))`;
}

/**
 * Aggregate: rows of each slot as an array of TREND_SLOTS counts. One aggregate of 200 bytes a group instead of a
 * second level of grouping by time.
 */
export function trend(column: Sql, range: TimeRange): Sql {
  return sql`countResample(0, ${ALL}, 1)(${trendSlot(column, range)})`;
}

/** The same of rows that stand for several: `count` of them each. */
export function trendOfTotals(count: Sql, column: Sql, range: TimeRange): Sql {
  return sql`sumResample(0, ${ALL}, 1)(${count}, ${trendSlot(column, range)})`;
}

/** Rows of the range itself, from a trend. */
export const countNow = (counts: Sql) => sql`arraySum(arraySlice(${counts}, ${HALF} + 1))`;

/** Rows of the period before the range, from a trend. */
export const countBefore = (counts: Sql) => sql`arraySum(arraySlice(${counts}, 1, ${HALF}))`;
