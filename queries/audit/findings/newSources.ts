import { settings } from '../../limits';
import { literal, type Sql, sql } from '../../sql';
import { rowsOf } from '../../tables';
import { isCurrent } from '../../timeRange';
import { type AuditScope } from '../audit';
import { FINDINGS, withinBaseline } from './findings';

/** Events with an address that an actor must have in the days before: of who is new, everything is new. */
export const KNOWN_EVENTS = 20;

const TIME = sql`Timestamp`;

/**
 * Known actors that came from an address of which none of their events in the BASELINE_DAYS before came, most events
 * first: `actor`, `source`, `events`, `failures`, `first_seen`, `last_seen` in the range, `known_sources` (number) and
 * `known_events` in the days before, `known_since` the first of them.
 */
export function newSources({ tables, range, where }: AuditScope): Sql {
  const now = isCurrent(TIME, range);
  return sql`SELECT actor, source, events, failures, first_seen, last_seen, known_sources, known_events, known_since
FROM (
  SELECT actor, source, events, before, failures, first_seen, last_seen,
    countIf(before > 0) OVER of_actor AS known_sources, sum(before) OVER of_actor AS known_events,
    minIf(earliest, before > 0) OVER of_actor AS known_since
  FROM (
    SELECT Actor AS actor, SourceAddress AS source, countIf(${now}) AS events, countIf(NOT (${now})) AS before,
      countIf(${now} AND Outcome = 'failure') AS failures,
      minIf(${TIME}, ${now}) AS first_seen, maxIf(${TIME}, ${now}) AS last_seen, min(${TIME}) AS earliest
    FROM ${rowsOf(tables, 'logs')}
    WHERE ${withinBaseline(TIME, range)} AND SourceAddress != '' AND Actor NOT IN ('', 'unknown')
      AND ${where}
    GROUP BY actor, source
  )
  WINDOW of_actor AS (PARTITION BY actor)
)
WHERE before = 0 AND known_events >= ${literal(KNOWN_EVENTS)}
ORDER BY events DESC, actor, source
LIMIT ${literal(FINDINGS)}
${settings()}`;
}
