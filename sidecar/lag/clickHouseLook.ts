import { type ClickHouseClient } from '@clickhouse/client';

import { type Config } from '../config';
import { type Look, type SeenPartition } from './look';
import { kafkaConsumers, kafkaOffsets, kafkaQueues, type Queues } from '../../queries/lag/kafkaConsumers';
import { type Sql } from '../../queries/sql';
import { explainException, type ExceptionKind, withoutStack } from '../doctor/queues/consumerExceptions';
import { type ConsumerException, isCurrent } from '../doctor/queues/consumers';
import { type Signal, signalsOf } from '../doctor/signals';

/** One consumer of a queue, as ClickHouse describes it. Times in seconds since 1970, 0 is never. */
export interface SeenConsumer {
  signal: Signal;
  queue: string;
  host: string;
  /** Its id in the group, or NOT_IN_GROUP. Empty: the queue has no consumer. */
  consumer: string;
  partitions: number;
  messagesRead: number;
  commits: number;
  lastPoll: number;
  lastCommit: number;
  revocations: number;
  assignments: number;
  /** The newest that still holds. */
  exception?: { kind: ExceptionKind; text: string; time: number; view: string };
  missingDependencies: string[];
}

export interface ClickHouseLookResult extends Look {
  consumers: SeenConsumer[];
}

interface ConsumerRow {
  host: string;
  queue: string;
  consumer: string;
  partitions: number;
  texts: string[];
  ages: number[];
  commitAge: number;
  lastCommit: number;
  lastPoll: number;
  messagesRead: number;
  commits: number;
  revocations: number;
  assignments: number;
  missing: string[];
}

interface OffsetRow {
  queue: string;
  topic: string;
  partition: number;
  first: number;
  end: number;
  committed: [number | null];
  owned: number;
  owner: string;
  age: number;
}

/** Statistics that are older than this belong to a consumer that does not run any more. Seconds. */
const STATISTICS_KEPT_S = 60;
/** A consumer that was refused, or whose broker is away, has no id, and is there all the same. */
const NOT_IN_GROUP = 'not in its group';
/** 1970 stands for never. Seconds. */
const NEVER_SECONDS = 1e9;
/** Longest that ClickHouse may take. Seconds. */
const QUERY_SECONDS = 10;

/**
 * One look at what ClickHouse says of the consumers of its queues, on all servers of a cluster.
 * @throws the client's error when ClickHouse does not answer or refuses
 */
export async function clickHouseLook(client: ClickHouseClient, config: Config): Promise<ClickHouseLookResult> {
  const paths = signalsOf(config);
  const of: Queues = {
    database: config.database,
    queues: paths.map(({ queue }) => queue),
    cluster: config.cluster,
  };
  const [present, rows, offsets] = await Promise.all([
    ask<{ name: string }>(client, kafkaQueues(of)),
    ask<ConsumerRow>(client, kafkaConsumers(of)),
    ask<OffsetRow>(client, kafkaOffsets(of)),
  ]);
  const now = Date.now();
  const problems = paths
    .filter(({ queue }) => !present.some(({ name }) => name === queue))
    .map(({ queue }) => `${config.database}.${queue} is not there, or does not read Kafka.`);
  const consumers = paths.flatMap(({ signal, queue }): SeenConsumer[] => {
    const own = rows.filter((row) => row.queue === queue);
    return own.length > 0 ? own.map((row) => consumerOf(row, signal, now)) : [nobody(signal, queue)];
  });
  const partitions = paths.flatMap(({ signal, group, queue }) =>
    offsets
      .filter((row) => row.queue === queue && row.age < STATISTICS_KEPT_S)
      .map((row) => partitionOf(row, signal, group, rows.filter((one) => one.queue === queue).length, now))
  );
  return { partitions, consumers, problems };
}

function consumerOf(row: ConsumerRow, signal: Signal, now: number): SeenConsumer {
  const { texts, ages, commitAge, missing, host, queue, consumer, ...numbers } = row;
  const exceptions = texts.map((text, i): ConsumerException => ({ text, ageSeconds: ages[i] }));
  const facts = {
    partitions: numbers.partitions,
    lastCommitAge: commitAge < NEVER_SECONDS ? commitAge : undefined,
  };
  const current = exceptions
    .filter((exception) => isCurrent(exception, facts))
    .sort((a, b) => a.ageSeconds - b.ageSeconds);
  // a broker that refuses is reported as one that is down, too: the reason says more
  const told = current.find(({ text }) => explainException(text).kind !== 'connection') ?? current[0];
  return {
    signal,
    queue,
    host,
    consumer: consumer || NOT_IN_GROUP,
    ...pick(numbers),
    missingDependencies: missing,
    exception: told && {
      kind: explainException(told.text).kind,
      text: withoutStack(told.text),
      time: Math.round(now / 1000 - told.ageSeconds),
      view: viewOf(told.text),
    },
  };
}

const pick = (
  row: Pick<
    SeenConsumer,
    'partitions' | 'messagesRead' | 'commits' | 'lastPoll' | 'lastCommit' | 'revocations' | 'assignments'
  >
) => ({
  partitions: row.partitions,
  messagesRead: row.messagesRead,
  commits: row.commits,
  lastPoll: row.lastPoll,
  lastCommit: row.lastCommit,
  revocations: row.revocations,
  assignments: row.assignments,
});

const nobody = (signal: Signal, queue: string): SeenConsumer => ({
  signal,
  queue,
  host: '',
  consumer: '',
  partitions: 0,
  messagesRead: 0,
  commits: 0,
  lastPoll: 0,
  lastCommit: 0,
  revocations: 0,
  assignments: 0,
  missingDependencies: [],
});

/** The view that an exception names: "while pushing to view db.name (…)". Empty when it names none. */
export function viewOf(text: string): string {
  return /while pushing to view (\S+?)[\s.:(]*(?:\(|$|\s)/.exec(text)?.[1] ?? '';
}

function partitionOf(row: OffsetRow, signal: Signal, group: string, members: number, now: number): SeenPartition {
  const { topic, partition, first, end, committed, owned, owner, age } = row;
  return {
    source: 'clickhouse',
    signal,
    group,
    topic,
    partition,
    sample: {
      at: Math.round(now - Math.max(0, age) * 1000),
      first: Math.max(0, first),
      end,
      committed: committed[0],
      readers: { members, owner: owned ? owner : null },
    },
  };
}

async function ask<T>(client: ClickHouseClient, query: Sql): Promise<T[]> {
  const result = await client.query({
    query: query.text,
    format: 'JSONEachRow',
    clickhouse_settings: {
      // offsets are exact in a double up to 2^53 (kafka/offsets.ts refuses larger ones)
      output_format_json_quote_64bit_integers: 0,
      max_execution_time: QUERY_SECONDS,
    },
  });
  return result.json<T>();
}
