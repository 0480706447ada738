import { type ClickHouseClient } from '@clickhouse/client';

import { type SeenConsumer } from './clickHouseLook';
import { type JudgedPartition, type LagBook } from './lagBook';
import { type LagReport } from './lagSampler';
import { type SeenPartition } from './look';
import { CONSUMER_SAMPLES, LAG_SAMPLES, type LagSource, samplesToGoOnFrom } from '../../queries/lag/samples';
import { type Signal } from '../doctor/signals';

/** Window of the rules, with some room. Minutes. */
const GO_ON_FROM_MINUTES = 10;

/** Stores a report. @throws the client's error; nothing is kept to be stored later: the next sample comes soon */
export async function storeSamples(client: ClickHouseClient, database: string, report: LagReport): Promise<void> {
  const { partitions, consumers } = report;
  const now = Date.now();
  const insert = (table: string, rows: object[]) =>
    rows.length === 0
      ? undefined
      : client.insert({
          table: `${database}.${table}`,
          // the names once, not in each of thousands of rows
          columns: Object.keys(rows[0]) as [string, ...string[]],
          values: rows.map((row): unknown[] => Object.values(row)),
          format: 'JSONCompactEachRow',
          clickhouse_settings: { date_time_input_format: 'best_effort' },
        });
  await insert(LAG_SAMPLES, partitions.map(partitionRow));
  await insert(
    CONSUMER_SAMPLES,
    consumers.map((consumer) => consumerRow(consumer, now))
  );
}

function partitionRow({ source, signal, group, topic, partition, sample, time, ...judged }: JudgedPartition): object {
  const { lag, produced, consumed, drainSeconds, retentionUsed, status, reason } = judged;
  return {
    Time: new Date(sample.at).toISOString(),
    Source: source,
    Signal: signal,
    ConsumerGroup: group,
    Topic: topic,
    Partition: partition,
    FirstOffset: sample.first,
    EndOffset: sample.end,
    CommittedOffset: sample.committed,
    Lag: lag,
    LagSeconds: time.seconds,
    LagSecondsAtLeast: time.isAtLeast,
    LagMethod: time.method,
    Produced: produced,
    Consumed: consumed,
    DrainSeconds: drainSeconds,
    RetentionUsed: retentionUsed,
    Status: status,
    Reason: reason,
    Members: sample.readers?.members ?? null,
    Owner: sample.readers?.owner ?? '',
  };
}

function consumerRow(consumer: SeenConsumer, now: number): object {
  const { signal, queue, host, exception, lastPoll, lastCommit, missingDependencies, ...counted } = consumer;
  return {
    Time: new Date(now).toISOString(),
    Signal: signal,
    Queue: queue,
    Host: host,
    Consumer: counted.consumer,
    Partitions: counted.partitions,
    MessagesRead: counted.messagesRead,
    Commits: counted.commits,
    LastPoll: lastPoll,
    LastCommit: lastCommit,
    Revocations: counted.revocations,
    Assignments: counted.assignments,
    ExceptionKind: exception?.kind ?? '',
    Exception: exception?.text ?? '',
    ExceptionTime: exception?.time ?? 0,
    FailedView: exception?.view ?? '',
    MissingDependencies: missingDependencies,
  };
}

interface StoredSample {
  at: number;
  source: LagSource;
  signal: Signal;
  group: string;
  topic: string;
  partition: number;
  first: number;
  end: number;
  committed: number | null;
  members: number | null;
  owner: string;
}

/** Fills the book with what an earlier run has stored, so that a start does not forget. @throws the client's error */
export async function goOnFromStored(client: ClickHouseClient, database: string, book: LagBook): Promise<void> {
  const result = await client.query({
    query: samplesToGoOnFrom(database, GO_ON_FROM_MINUTES).text,
    format: 'JSONEachRow',
    clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
  });
  const stored = (await result.json<StoredSample>()).reverse();
  for (const source of ['broker', 'clickhouse'] as const) {
    book.goOnFrom(source, stored.filter((sample) => sample.source === source).map(seenOf));
  }
}

function seenOf({
  at,
  source,
  signal,
  group,
  topic,
  partition,
  members,
  owner,
  ...offsets
}: StoredSample): SeenPartition {
  const readers = members === null ? null : { members, owner: owner || null };
  return { source, signal, group, topic, partition, sample: { at, ...offsets, readers } };
}
