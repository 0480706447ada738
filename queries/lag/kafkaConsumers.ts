import { identifier, list, literal, type Sql, sql } from '../sql';

/** The Kafka tables that are asked about. */
export interface Queues {
  database: string;
  /** Names of the tables. */
  queues: readonly string[];
  /** Cluster whose servers are all asked; undefined: the one server. */
  cluster?: string;
}

const consumersOf = (cluster: string | undefined) =>
  cluster === undefined
    ? sql`system.kafka_consumers`
    : sql`clusterAllReplicas(${identifier(cluster)}, system.kafka_consumers)`;

const inQueues = ({ database, queues }: Queues) =>
  sql`database = ${literal(database)} AND table IN ${list([...queues])}`;

/** One line of a text of many, of a bounded length: exceptions carry stack traces. */
const beginning = (text: Sql) => sql`substring(${text}, 1, 1000)`;

/**
 * One row a consumer: `host`, `queue`, `consumer`, `partitions`, `texts` and `ages` (seconds) of its last ten
 * exceptions, `commitAge` (seconds; very large: never), `lastCommit` and `lastPoll` (seconds since 1970), counters, and
 * `missing` dependencies. Empty, without an error, for a user without SHOW TABLES.
 */
export function kafkaConsumers(of: Queues): Sql {
  return sql`SELECT hostName() AS host, table AS queue, consumer_id AS consumer,
  length(assignments.partition_id) AS partitions,
  arrayMap(text -> ${beginning(sql`text`)}, exceptions.text) AS texts,
  arrayMap(time -> dateDiff('second', time, now()), exceptions.time) AS ages,
  dateDiff('second', last_commit_time, now()) AS commitAge,
  toUnixTimestamp(last_commit_time) AS lastCommit, toUnixTimestamp(last_poll_time) AS lastPoll,
  num_messages_read AS messagesRead, num_commits AS commits,
  num_rebalance_revocations AS revocations, num_rebalance_assignments AS assignments,
  arrayFlatten(missing_dependencies) AS missing
FROM ${consumersOf(of.cluster)}
WHERE ${inQueues(of)}
ORDER BY queue, host, consumer`;
}

/**
 * One row for each queue, topic and partition, as the consumer that has it, else the one that heard last, knows it from
 * its library's statistics: `first`, `end`, `committed` (NULL: never), `owner` (NULL: nobody), `age` of the statistics
 * in seconds. Empty where GIROK_KAFKA_STATISTICS_MS is 0.
 */
export function kafkaOffsets(of: Queues): Sql {
  return sql`SELECT queue, topic, partition,
  argMax(low, heard) AS first, argMax(high, heard) AS end, argMax(next, heard) AS committed,
  argMax(has, heard) AS owned, argMax(who, heard) AS owner, argMax(seconds, heard) AS age
FROM (
  SELECT table AS queue, t.1 AS topic, toInt64OrZero(p.1) AS partition,
    JSONExtractInt(p.2, 'lo_offset') AS low, JSONExtractInt(p.2, 'hi_offset') AS high,
    tuple(if(JSONExtractInt(p.2, 'committed_offset') < 0, NULL, JSONExtractInt(p.2, 'committed_offset'))) AS next,
    has(arrayZip(assignments.topic, assignments.partition_id), (topic, toInt32(partition))) AS has,
    concat(consumer_id, ' at ', hostName()) AS who,
    toUnixTimestamp(now()) - JSONExtractInt(rdkafka_stat, 'time') AS seconds,
    (has, -seconds) AS heard
  FROM (
    SELECT *, arrayJoin(JSONExtractKeysAndValuesRaw(rdkafka_stat, 'topics')) AS t
    FROM ${consumersOf(of.cluster)} WHERE ${inQueues(of)} AND rdkafka_stat != ''
  )
  ARRAY JOIN JSONExtractKeysAndValuesRaw(t.2, 'partitions') AS p
  WHERE p.1 != '-1' AND high >= 0
)
GROUP BY queue, topic, partition
ORDER BY queue, topic, partition`;
}

/** `name` of those queues that are there and read Kafka. */
export function kafkaQueues(of: Queues): Sql {
  return sql`SELECT name FROM system.tables
WHERE database = ${literal(of.database)} AND name IN ${list([...of.queues])} AND engine = 'Kafka' ORDER BY name`;
}
