import { settings } from '../limits';
import { and, literal, type Sql, sql } from '../sql';
import { rowsOf } from '../tables';
import { within } from '../timeRange';
import { type AuditScope, EVENT_COLUMNS } from './audit';

/** Place of an event in the order of the list: newest first, equal times by record hash. */
export interface EventCursor {
  nanoseconds: bigint;
  hash: bigint;
}

const TIME = sql`Timestamp`;

/**
 * One page of all events of the range, newest first: those behind `after`, at most `limit`. The cursor bounds the time as
 * well, so that a page does not read what the pages before it have read.
 */
export function auditEventsPage({ tables, range, where }: AuditScope, limit: number, after?: EventCursor): Sql {
  const time = after && sql`fromUnixTimestamp64Nano(${literal(after.nanoseconds)}, 'UTC')`;
  const behind = after &&
    time && [sql`${TIME} <= ${time}`, sql`(${TIME} < ${time} OR RecordHash > ${literal(after.hash)})`];
  return sql`SELECT ${EVENT_COLUMNS}
FROM ${rowsOf(tables, 'logs', range)}
WHERE ${and([within(TIME, range), ...(behind ?? []), where])}
ORDER BY ${TIME} DESC, RecordHash
LIMIT ${literal(limit)}
${settings()}`;
}

/** How late an event may come and still be shown by the live tail, in hours. Older ones are found by reloading. */
const LATE_HOURS = 1;

/**
 * Events stored at `since` (ms since 1970) or later, newest first, at most `limit`: the live tail asks this again and again.
 * Where nobody wrote down when a row was stored, its own time counts.
 */
export function auditTail({ tables, where }: Omit<AuditScope, 'range'>, since: number, limit: number): Sql {
  const range = { from: since - LATE_HOURS * 3_600_000, to: since + 24 * 3_600_000 };
  const moment = sql`fromUnixTimestamp64Milli(${literal(Math.floor(since))}, 'UTC')`;
  const stored = tables.layout === 'girok' ? sql`IngestTime >= ${moment}` : sql`${TIME} >= ${moment}`;
  return sql`SELECT ${EVENT_COLUMNS}
FROM ${rowsOf(tables, 'logs', range)}
WHERE ${and([within(TIME, range), stored, where])}
ORDER BY ${TIME} DESC, RecordHash
LIMIT ${literal(limit)}
${settings()}`;
}
