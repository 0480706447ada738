import { settings } from '../../limits';
import { literal, type Sql, sql } from '../../sql';
import { rowsOf } from '../../tables';
import { endOf, withinBothPeriods } from '../../timeRange';
import { type AuditScope } from '../audit';
import { FINDINGS } from './findings';

/** A service speaks usually when it spoke in this many minutes of the range and the period before. */
export const SPOKEN_MINUTES = 20;
/** Its silence is long when it is this many times its longest pause, and no shorter than QUIET_MINUTES. */
export const TIMES_LONGEST_PAUSE = 3;
export const QUIET_MINUTES = 5;

const TIME = sql`Timestamp`;

/**
 * Services that wrote events in the range or the period before and have gone quiet, the longest silence first: `service`,
 * `last_seen` (minute), `quiet_minutes` up to the end of the range (or now), `longest_pause` in minutes before that,
 * `spoken_minutes`, `events`.
 */
export function quietServices({ tables, range, where }: AuditScope): Sql {
  const minuteOf = (time: Sql) => sql`intDiv(toUnixTimestamp(${time}), 60)`;
  const end = minuteOf(sql`least(${endOf(range)}, toDateTime64(now64(3), 3))`);
  return sql`SELECT service, toDateTime(60 * minutes[-1], 'UTC') AS last_seen, ${end} - minutes[-1] AS quiet_minutes,
  arrayMax(arrayPopFront(arrayDifference(minutes))) AS longest_pause, length(minutes) AS spoken_minutes, events
FROM (
  SELECT ServiceName AS service, arraySort(groupUniqArray(toInt64(${minuteOf(TIME)}))) AS minutes, count() AS events
  FROM ${rowsOf(tables, 'logs', range)}
  WHERE ${withinBothPeriods(TIME, range)} AND ServiceName != ''
    AND ${where}
  GROUP BY service
  HAVING length(minutes) >= ${literal(SPOKEN_MINUTES)}
)
WHERE quiet_minutes >= ${literal(QUIET_MINUTES)} AND quiet_minutes > ${literal(TIMES_LONGEST_PAUSE)} * longest_pause
ORDER BY quiet_minutes DESC, service
LIMIT ${literal(FINDINGS)}
${settings()}`;
}
