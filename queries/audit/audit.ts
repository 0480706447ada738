import { fieldOrThrow } from '../fields';
import { settings } from '../limits';
import { literal, type Sql, sql } from '../sql';
import { rowsOf, type TableMapping } from '../tables';
import {
  bucket,
  endOf,
  isCurrent,
  startOf,
  startOfPeriodBefore,
  type TimeRange,
  within,
  withinBothPeriods,
} from '../timeRange';
import { AUDIT_FIELDS } from './fields';

/** What every question about audit events is asked of. `where` is a condition from `where()` or a variable that holds one. */
export interface AuditScope {
  tables: TableMapping;
  range: TimeRange;
  where: Sql;
}

const TIME = sql`Timestamp`;

/** Series of a volume; values beyond them are one series. */
const SERIES = 12;

/**
 * Events per interval, split by one field (`Value`: Grafana then names a series by its label alone): a series for each of
 * the most frequent values, one for all others. Reads the day/tenant/actor key and the minmax index on Timestamp.
 */
export function auditVolume(
  { tables, range, where }: AuditScope,
  splitBy: string,
  interval: number | 'panel' = 'panel'
): Sql {
  const field = fieldOrThrow(AUDIT_FIELDS, splitBy);
  return sql`SELECT time, if(rank <= ${literal(SERIES)}, name, '(others)') AS series, sum(events) AS Value
FROM (
  SELECT time, name, events, dense_rank() OVER (ORDER BY total DESC, name) AS rank
  FROM (
    SELECT ${bucket(TIME, interval)} AS time, if(${field} = '', '(none)', toString(${field})) AS name, count() AS events,
      sum(events) OVER (PARTITION BY name) AS total
    FROM ${rowsOf(tables, 'logs', range)}
    WHERE ${within(TIME, range)}
      AND ${where}
    GROUP BY time, name
  )
)
GROUP BY time, series
ORDER BY time
${settings()}`;
}

/** Events per interval of the period before, at the times of the range that they are compared with. */
export function auditVolumeBefore({ tables, range, where }: AuditScope, interval: number | 'panel' = 'panel'): Sql {
  const length = sql`dateDiff('millisecond', ${startOf(range)}, ${endOf(range)})`;
  return sql`SELECT ${bucket(sql`${TIME} + toIntervalMillisecond(${length})`, interval)} AS time, 'period before' AS series, count() AS Value
FROM ${rowsOf(tables, 'logs', range)}
WHERE ${TIME} >= ${startOfPeriodBefore(range)} AND ${TIME} < ${startOf(range)}
  AND ${where}
GROUP BY time, series
ORDER BY time
${settings()}`;
}

/** One row: events, failures and actors of the range, events and failures of the period before it, and what failed most. */
export function auditTotals({ tables, range, where }: AuditScope): Sql {
  const current = isCurrent(TIME, range);
  return sql`SELECT
  countIf(${current}) AS events,
  countIf(${current} AND Outcome = 'failure') AS failures,
  uniqIf(Actor, ${current}) AS actors,
  countIf(NOT (${current})) AS events_before,
  countIf(NOT (${current}) AND Outcome = 'failure') AS failures_before,
  topKIf(1)((Action, Actor), ${current} AND Outcome = 'failure')[1] AS main_failure,
  main_failure.1 AS main_failure_action, main_failure.2 AS main_failure_actor
FROM ${rowsOf(tables, 'logs', range)}
WHERE ${withinBothPeriods(TIME, range)}
  AND ${where}
${settings()}`;
}

/** What the event list, links and exports have of an event. */
export const EVENT_COLUMNS = sql`Timestamp AS time, toString(toUnixTimestamp64Nano(Timestamp)) AS nanoseconds, toString(RecordHash) AS hash,
  Actor AS actor, ActorType AS actor_type, Action AS action, Target AS target, TargetType AS target_type, Outcome AS outcome,
  SourceAddress AS source, Tenant AS tenant, ServiceName AS service, EventName AS event, Body AS body, SeverityText AS severity,
  TraceId AS trace, SpanId AS span, RecordId AS record, IngestTime AS ingested, toString(ClampedFrom) AS clamped_from,
  LogAttributes AS attributes, ResourceAttributes AS resource`;

/** The newest events, newest first, at most `limit`. */
export function auditEvents({ tables, range, where }: AuditScope, limit: number): Sql {
  return sql`SELECT ${EVENT_COLUMNS}
FROM ${rowsOf(tables, 'logs', range)}
WHERE ${within(TIME, range)}
  AND ${where}
ORDER BY Timestamp DESC, RecordHash
LIMIT ${literal(limit)}
${settings()}`;
}

/** The second in which an event happened. */
function momentOf(nanoseconds: bigint): TimeRange {
  const second = Number(nanoseconds / 1_000_000_000n) * 1000;
  return { from: second, to: second + 1000 };
}

/** One event by its time in nanoseconds and its record hash, as links carry them. Reads one day of the key. */
export function auditEvent(tables: TableMapping, nanoseconds: bigint, hash: bigint): Sql {
  return sql`SELECT ${EVENT_COLUMNS}
FROM ${rowsOf(tables, 'logs', momentOf(nanoseconds))}
WHERE Timestamp = fromUnixTimestamp64Nano(${literal(nanoseconds)}, 'UTC') AND RecordHash = ${literal(hash)}
LIMIT 1
${settings()}`;
}
