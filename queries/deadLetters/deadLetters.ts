import { and, identifier, literal, type Sql, sql } from '../sql';

/** Where a message stood: `topic/partition/offset`. */
export interface MessagePlace {
  topic: string;
  partition: number;
  offset: bigint;
}

/** Which dead letters are meant; what is not given does not choose. */
export interface DeadLetterChoice {
  place?: MessagePlace;
  reason?: string;
  queue?: string;
  /** Of messages of the last hours. */
  hours?: number;
  /** Also those that a replay has stored. */
  replayed?: boolean;
}

const WAITING = sql`ReplayedAt = toDateTime64(0, 3, 'UTC')`;

/** `otel_audit_dead_letters`, each letter once and in its newest state. */
const letters = (database: string) => sql`${identifier(`${database}.otel_audit_dead_letters`)} FINAL`;

/** `letters` of each `signal` whose messages of the last minutes wait for a replay; without settings, for a larger query. */
export const recentLetters = (database: string, minutes: number): Sql =>
  sql`SELECT extract(toString(Queue), '^audit_(\\w+)_queue$') AS signal, count() AS letters
FROM ${letters(database)}
WHERE Time > now64(3, 'UTC') - INTERVAL ${literal(minutes)} MINUTE AND ${WAITING}
GROUP BY signal`;

function chosen({ place, reason, queue, hours, replayed }: DeadLetterChoice): Sql {
  const conditions: Array<Sql | undefined> = [
    place &&
      sql`_topic = ${literal(place.topic)} AND _partition = ${literal(place.partition)} AND _offset = ${literal(place.offset)}`,
    reason === undefined ? undefined : sql`Reason = ${literal(reason)}`,
    queue === undefined ? undefined : sql`Queue = ${literal(queue)}`,
    hours === undefined ? undefined : sql`Time >= now64(3, 'UTC') - INTERVAL ${literal(hours)} HOUR`,
    replayed ? undefined : WAITING,
  ];
  return and(conditions.filter((condition) => condition !== undefined));
}

/**
 * Newest first: `time`, `queue`, `reason`, `topic`, `partition`, `offset` (text), `bytes`, `replayed_at` (empty while it
 * waits) and the first bytes of the message (`beginning`, base64: it may be anything).
 */
export function listDeadLetters(database: string, choice: DeadLetterChoice, limit: number): Sql {
  return sql`SELECT toString(Time) AS time, Queue AS queue, Reason AS reason, _topic AS topic, _partition AS partition,
  toString(_offset) AS offset, Bytes AS bytes, if(${WAITING}, '', toString(ReplayedAt)) AS replayed_at,
  base64Encode(substring(Message, 1, 200)) AS beginning
FROM ${letters(database)}
WHERE ${chosen(choice)}
ORDER BY Time DESC, _topic, _partition, _offset DESC, Queue
LIMIT ${literal(limit)}`;
}

/** `queue`, `reason`, `letters` and `newest` of all that are chosen. */
export function countDeadLetters(database: string, choice: DeadLetterChoice): Sql {
  return sql`SELECT Queue AS queue, Reason AS reason, count() AS letters, toString(max(Time)) AS newest
FROM ${letters(database)}
WHERE ${chosen(choice)}
GROUP BY queue, reason
ORDER BY letters DESC, queue, reason`;
}

/** The whole message (`message`, base64) of the letters at one place. */
export function deadLetterMessages(database: string, place: MessagePlace): Sql {
  return sql`SELECT toString(Time) AS time, Queue AS queue, Reason AS reason, Bytes AS bytes,
  if(${WAITING}, '', toString(ReplayedAt)) AS replayed_at, base64Encode(Message) AS message
FROM ${letters(database)}
WHERE ${chosen({ place, replayed: true })}
ORDER BY Time DESC, Queue`;
}

/**
 * The chosen letters as a queue would hand them out: what stands in place of the queue when a view's own query is run
 * over them.
 * @param repairUtf8 replaces bytes that are no UTF-8 by U+FFFD
 */
export function deadLettersAsQueue(database: string, choice: DeadLetterChoice, repairUtf8: boolean): Sql {
  const message = repairUtf8 ? sql`toValidUTF8(Message)` : sql`Message`;
  return sql`(SELECT DISTINCT ${message} AS message, _topic, _partition, _offset, toNullable(Time) AS _timestamp_ms
FROM ${letters(database)} WHERE ${chosen(choice)})`;
}

/** Marks the chosen letters whose message now has rows in one of the tables: the same letter once more, with the time of its replay. */
export function markReplayed(database: string, choice: DeadLetterChoice, targets: readonly string[]): Sql {
  const table = identifier(`${database}.otel_audit_dead_letters`);
  const stored = targets.map(
    (target) => sql`SELECT _topic, _partition, _offset FROM ${identifier(`${database}.${target}`)}
    WHERE IngestTime >= now64(3, 'UTC') - INTERVAL 1 DAY AND (_topic, _partition, _offset) IN (SELECT _topic, _partition, _offset FROM ${letters(database)} WHERE ${chosen(choice)})`
  );
  const union = stored.reduce((all, one) => sql`${all} UNION ALL ${one}`);
  return sql`INSERT INTO ${table} (Time, Queue, Reason, _topic, _partition, _offset, Bytes, Message, ReplayedAt)
SELECT Time, Queue, Reason, _topic, _partition, _offset, Bytes, Message, now64(3, 'UTC')
FROM ${letters(database)}
WHERE ${chosen(choice)} AND (_topic, _partition, _offset) IN (${union})`;
}
