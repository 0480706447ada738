import { settings } from '../limits';
import { literal, type Sql, sql } from '../sql';
import { rowsOf, type TableMapping } from '../tables';
import { EVENT_COLUMNS } from './audit';

/** How far neighbours are looked for, in hours: all events lie close, those of one actor may not. */
const REACH_HOURS = { all: 1, actor: 24 };

export interface Neighbourhood {
  tables: TableMapping;
  /** Time and record hash of the event in the middle. */
  nanoseconds: bigint;
  hash: bigint;
  /** When given, only what the same actor did. */
  actor?: string;
  /** Events on each side. */
  each: number;
}

/**
 * What happened just before and just after an event, newest first, without the event itself. Reads an hour on each side,
 * or a day of one actor.
 */
export function auditNeighbours({ tables, nanoseconds, hash, actor, each }: Neighbourhood): Sql {
  const hours = actor === undefined ? REACH_HOURS.all : REACH_HOURS.actor;
  const reach = BigInt(hours * 3600) * 1_000_000_000n;
  const at = (ns: bigint) => sql`fromUnixTimestamp64Nano(${literal(ns)}, 'UTC')`;
  const who = actor === undefined ? sql`` : sql` AND Actor = ${literal(actor)}`;
  const milliseconds = Number(nanoseconds / 1_000_000n);
  const here = sql`(${at(nanoseconds)}, toUInt64(${literal(hash)}))`;
  const before = sql`(SELECT ${EVENT_COLUMNS}
FROM ${rowsOf(tables, 'logs', { from: milliseconds - hours * 3_600_000, to: milliseconds + 1 })}
WHERE Timestamp >= ${at(nanoseconds - reach)} AND Timestamp <= ${at(nanoseconds)} AND (Timestamp, RecordHash) < ${here}${who}
ORDER BY Timestamp DESC, RecordHash DESC LIMIT ${literal(each)})`;
  const after = sql`(SELECT ${EVENT_COLUMNS}
FROM ${rowsOf(tables, 'logs', { from: milliseconds, to: milliseconds + hours * 3_600_000 })}
WHERE Timestamp >= ${at(nanoseconds)} AND Timestamp <= ${at(nanoseconds + reach)} AND (Timestamp, RecordHash) > ${here}${who}
ORDER BY Timestamp, RecordHash LIMIT ${literal(each)})`;
  return sql`SELECT * FROM (${before} UNION ALL ${after})
ORDER BY time DESC, hash
${settings()}`;
}
