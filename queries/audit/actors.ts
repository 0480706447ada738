import { settings } from '../limits';
import { literal, type Sql, sql } from '../sql';
import { rowsOf } from '../tables';
import { isCurrent, withinBothPeriods } from '../timeRange';
import { countBefore, countNow, trend } from '../trend';
import { type AuditScope } from './audit';

/** Actors that are returned. */
export const ACTORS = 500;

const TIME = sql`Timestamp`;

/**
 * Who did something in the range, the most active first: `actor`, `actor_type`, `trend`, `events`, `events_before`,
 * `failures`, number of `targets` and `sources`, the three most frequent `actions`, `first_seen`, `last_seen`.
 * Everything but the trend and `events_before` is of the range alone.
 */
export function auditActors({ tables, range, where }: AuditScope): Sql {
  const now = isCurrent(TIME, range);
  return sql`SELECT actor, actor_type, trend, ${countNow(sql`trend`)} AS events, ${countBefore(sql`trend`)} AS events_before,
  failures, actions, targets, sources, first_seen, last_seen
FROM (
  SELECT Actor AS actor, ${trend(TIME, range)} AS trend, anyIf(toString(ActorType), ${now}) AS actor_type,
    countIf(Outcome = 'failure' AND ${now}) AS failures,
    arrayStringConcat(topKIf(3)(toString(Action), ${now} AND Action != ''), ', ') AS actions,
    uniqIf(Target, ${now} AND Target != '') AS targets, uniqIf(SourceAddress, ${now} AND SourceAddress != '') AS sources,
    minIf(${TIME}, ${now}) AS first_seen, maxIf(${TIME}, ${now}) AS last_seen
  FROM ${rowsOf(tables, 'logs', range)}
  WHERE ${withinBothPeriods(TIME, range)}
    AND ${where}
  GROUP BY actor
)
WHERE events > 0
ORDER BY events DESC, actor
LIMIT ${literal(ACTORS)}
${settings()}`;
}
