import { ALERT_THRESHOLDS } from '../alerts/thresholds';
import { recentLetters } from '../deadLetters/deadLetters';
import { CONSUMER_SAMPLES, LAG_SAMPLES, recently } from '../lag/samples';
import { isBroken, LAG_STATUSES } from '../lag/status';
import { settings } from '../limits';
import { identifier, list, literal, type Sql, sql } from '../sql';
import { bucket, endOf, startOf, type TimeRange, within } from '../timeRange';

const QUEUES = ['audit_logs_queue', 'audit_metrics_queue', 'audit_traces_queue'];

/** What is older is history, not the state of now; whether it is fresh the page says by its age. Minutes. */
const NOW_MINUTES = 60;

const lagSamples = (database: string) => identifier(`${database}.${LAG_SAMPLES}`);
const consumerSamples = (database: string) => identifier(`${database}.${CONSUMER_SAMPLES}`);
const lately = recently(NOW_MINUTES);
// the hour by itself as well: see recently
const sampled = (range: TimeRange) =>
  sql`${within(sql`Time`, range)} AND toStartOfHour(Time) >= toStartOfHour(${startOf(range)}) AND toStartOfHour(Time) <= toStartOfHour(${endOf(range)})`;
const ageOf = (time: Sql) => sql`dateDiff('second', ${time}, now64(3, 'UTC'))`;

/** `queue` and `engine` of the queues: Kafka reads a topic, Null takes what is inserted. */
export function queueEngines(database: string): Sql {
  return sql`SELECT name AS queue, engine FROM system.tables
WHERE database = ${literal(database)} AND name IN ${list(QUEUES)}
ORDER BY queue
${settings()}`;
}

/**
 * The newest sample of each partition from each source, with its `age` in seconds; offsets as text, because they may be
 * larger than a double holds. What was not known is NULL. At most 6,000.
 */
export function partitionsNow(database: string): Sql {
  return sql`SELECT toString(Source) AS source, CAST(Signal, 'String') AS signal, CAST(ConsumerGroup, 'String') AS group,
  CAST(Topic, 'String') AS topic, Partition AS partition, ${ageOf(sql`Time`)} AS age,
  toString(FirstOffset) AS first, toString(EndOffset) AS end, toString(CommittedOffset) AS committed,
  Lag AS lag, LagSeconds AS seconds, toUInt8(LagSecondsAtLeast) AS at_least, CAST(LagMethod, 'String') AS method,
  Produced AS produced, Consumed AS consumed, DrainSeconds AS drain, RetentionUsed AS retention,
  CAST(Status, 'String') AS status, Reason AS reason, Members AS members, CAST(Owner, 'String') AS owner
FROM ${lagSamples(database)}
WHERE ${lately}
ORDER BY Time DESC
LIMIT 1 BY Source, Signal, ConsumerGroup, Topic, Partition
LIMIT 6000
${settings()}`;
}

/** The consumers of the newest look at each queue. Times in seconds ago, NULL is never. */
export function consumersNow(database: string): Sql {
  const ago = (time: Sql) => sql`if(${time} = toDateTime(0, 'UTC'), NULL, dateDiff('second', ${time}, now('UTC')))`;
  return sql`SELECT CAST(Signal, 'String') AS signal, CAST(Queue, 'String') AS queue, CAST(Host, 'String') AS host,
  CAST(Consumer, 'String') AS consumer, ${ageOf(sql`Time`)} AS age, Partitions AS partitions,
  MessagesRead AS messages, Commits AS commits, ${ago(sql`LastPoll`)} AS polled, ${ago(sql`LastCommit`)} AS committed,
  Revocations AS revocations, CAST(ExceptionKind, 'String') AS kind, Exception AS exception,
  ${ago(sql`ExceptionTime`)} AS failed, CAST(FailedView, 'String') AS view,
  arrayStringConcat(MissingDependencies, ', ') AS missing
FROM ${consumerSamples(database)}
WHERE ${lately} AND (Signal, Time) IN (
  SELECT Signal, max(Time) FROM ${consumerSamples(database)} WHERE ${lately} GROUP BY Signal
)
ORDER BY queue, host, consumer
LIMIT 1000
${settings()}`;
}

/** Most unread messages of each partition in each interval, as the broker saw them, else ClickHouse. */
export const lagOverTime = (database: string, range: TimeRange): Sql => greatestOverTime(database, range, sql`Lag`);

/** The oldest unread message of each partition in each interval, in seconds. */
export const lagSecondsOverTime = (database: string, range: TimeRange): Sql =>
  greatestOverTime(database, range, sql`LagSeconds`);

const greatestOverTime = (database: string, range: TimeRange, column: Sql): Sql =>
  sql`SELECT ${bucket(sql`Time`, 'panel')} AS time,
  concat(Signal, ' ', Topic, '/', toString(Partition)) AS series, toFloat64(max(${column})) AS Value
FROM ${lagSamples(database)}
WHERE ${sampled(range)} AND ${column} IS NOT NULL
GROUP BY time, series
ORDER BY time
${settings()}`;

/** Columns of the strip of heat, each the same part of the range. */
export const STRIP_COLUMNS = 120;
/** Partitions that the strip has room for: those that were furthest behind. */
export const STRIP_ROWS = 40;

/**
 * For a strip of heat: `place` (signal, topic/partition), `slot` (0 to 119, of the range), `lag` (most messages that
 * waited) and `still` (1: nothing moved). Where nothing was seen there is no row.
 */
export function lagStrip(database: string, range: TimeRange): Sql {
  const [from, to] = [startOf(range), endOf(range)];
  const [samples, inRange] = [lagSamples(database), sampled(range)];
  return sql`SELECT concat(CAST(Signal, 'String'), ' ', CAST(Topic, 'String'), '/', toString(Partition)) AS place,
  least(${literal(STRIP_COLUMNS - 1)}, intDiv(${literal(STRIP_COLUMNS)} * dateDiff('millisecond', ${from}, Time), greatest(1, dateDiff('millisecond', ${from}, ${to})))) AS slot,
  toFloat64(max(ifNull(Lag, 0))) AS lag, toUInt8(max(Status IN ${list(LAG_STATUSES.filter(isBroken))})) AS still
FROM ${samples}
WHERE ${inRange} AND (Signal, Topic, Partition) IN (
  SELECT Signal, Topic, Partition FROM ${samples} WHERE ${inRange}
  GROUP BY Signal, Topic, Partition ORDER BY max(ifNull(Lag, 0)) DESC, Signal, Topic, Partition LIMIT ${literal(STRIP_ROWS)}
)
GROUP BY place, slot
ORDER BY place, slot
${settings()}`;
}

/** One row for each queue and reason of the range, most letters first, with where the newest one stood and how it begins. */
export function deadLettersByReason(database: string, range: TimeRange): Sql {
  return sql`SELECT CAST(Queue, 'String') AS queue, CAST(Reason, 'String') AS reason,
  count() AS letters, countIf(ReplayedAt = toDateTime64(0, 3, 'UTC')) AS waiting, max(Time) AS newest,
  argMax(concat(_topic, '/', toString(_partition), '/', toString(_offset)), Time) AS place,
  argMax(substring(toValidUTF8(Message), 1, 300), Time) AS beginning
FROM ${identifier(`${database}.otel_audit_dead_letters`)} FINAL
WHERE ${within(sql`Time`, range)}
GROUP BY queue, reason
ORDER BY letters DESC, queue, reason
LIMIT 200
${settings()}`;
}

/** `letters` of each `signal` in the last minutes that were not replayed: what the rule about them counts. */
export function deadLettersNow(database: string): Sql {
  return sql`${recentLetters(database, ALERT_THRESHOLDS.deadLetterMinutes)}
ORDER BY signal
${settings()}`;
}

/** One row a table: `parts` of its fullest partition, all parts, rows, bytes on disk, and merges that run. */
export function partsNow(database: string): Sql {
  return sql`SELECT table, max(count_) AS parts, sum(count_) AS all_parts, sum(rows_) AS rows, sum(bytes_) AS bytes, any(running) AS merges
FROM (
  SELECT table, partition_id, count() AS count_, sum(rows) AS rows_, sum(bytes_on_disk) AS bytes_
  FROM system.parts WHERE active AND database = ${literal(database)}
  GROUP BY table, partition_id
) AS p
LEFT JOIN (
  SELECT table, count() AS running FROM system.merges WHERE database = ${literal(database)} GROUP BY table
) AS m USING (table)
GROUP BY table
ORDER BY parts DESC, table
LIMIT 200
${settings()}`;
}
