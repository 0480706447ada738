import { settings } from '../../limits';
import { literal, type Sql, sql } from '../../sql';
import { rowsOf } from '../../tables';
import { isCurrent } from '../../timeRange';
import { type AuditScope } from '../audit';
import { FINDINGS, withinBaseline } from './findings';

/** Days and events that an actor must have before the range, so that its hours are a habit. */
export const HABIT_DAYS = 3;
export const HABIT_EVENTS = 50;

const TIME = sql`Timestamp`;

/**
 * What actors did at an hour of the day (UTC) in which, as in the hours next to it, they did nothing in the BASELINE_DAYS
 * before, most events first: `actor`, `hours` (array, 0 to 23), `events`, `failures`, `actions`, `first_seen`, `last_seen`
 * in those hours, `usual_hours` (array), `known_days` and `known_events` of the days before.
 */
export function unusualHours({ tables, range, where }: AuditScope): Sql {
  const now = isCurrent(TIME, range);
  // 23 and 0 are neighbours
  const isUsual = sql`arrayExists(usual -> least(abs(usual - hour), 24 - abs(usual - hour)) <= 1, habit_hours)`;
  return sql`SELECT actor, arraySort(groupUniqArray(hour)) AS hours, sum(hour_events) AS events, sum(hour_failures) AS failures,
  arrayStringConcat(arraySort(groupUniqArrayArray(hour_actions)), ', ') AS actions, min(hour_first) AS first_seen, max(hour_last) AS last_seen,
  any(habit_hours) AS usual_hours, any(habit_days) AS known_days, any(habit_events) AS known_events
FROM (
  SELECT actor, hour, hour_events, hour_failures, hour_actions, hour_first, hour_last,
    arraySort(groupArrayIf(hour, before > 0) OVER of_actor) AS habit_hours, sum(before) OVER of_actor AS habit_events,
    length(groupUniqArrayArray(days) OVER of_actor) AS habit_days
  FROM (
    SELECT Actor AS actor, toInt16(toHour(${TIME}, 'UTC')) AS hour, countIf(${now}) AS hour_events, countIf(NOT (${now})) AS before,
      countIf(${now} AND Outcome = 'failure') AS hour_failures, groupUniqArrayIf(5)(toString(Action), ${now}) AS hour_actions,
      minIf(${TIME}, ${now}) AS hour_first, maxIf(${TIME}, ${now}) AS hour_last,
      groupUniqArrayIf(toDate(${TIME}, 'UTC'), NOT (${now})) AS days
    FROM ${rowsOf(tables, 'logs')}
    WHERE ${withinBaseline(TIME, range)} AND Actor NOT IN ('', 'unknown')
      AND ${where}
    GROUP BY actor, hour
  )
  WINDOW of_actor AS (PARTITION BY actor)
)
WHERE hour_events > 0 AND habit_days >= ${literal(HABIT_DAYS)} AND habit_events >= ${literal(HABIT_EVENTS)} AND NOT ${isUsual}
GROUP BY actor
ORDER BY events DESC, actor
LIMIT ${literal(FINDINGS)}
${settings()}`;
}
