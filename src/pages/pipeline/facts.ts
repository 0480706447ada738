import { type DataFrame } from '@grafana/data';

import { type LagSource } from '../../../queries/lag/samples';
import { type LagStatus, lagStatus } from '../../../queries/lag/status';
import { rowsFrom } from '../../grafana/query';
import { numberOf, type Row, textOf } from '../../scenes/tab/answer';

/** A partition as one source saw it last. What was not known is null. Times in seconds, rates per second. */
export interface PartitionNow {
  source: LagSource;
  signal: string;
  group: string;
  topic: string;
  partition: number;
  age: number;
  first: string;
  end: string;
  /** Empty: the group has never committed. */
  committed: string;
  lag: number | null;
  seconds: number | null;
  isAtLeast: boolean;
  method: string;
  produced: number | null;
  consumed: number | null;
  drain: number | null;
  retention: number | null;
  status: LagStatus;
  reason: string;
  owner: string;
}

/** A consumer of a queue as ClickHouse describes it. Ages in seconds, null is never. */
export interface ConsumerNow {
  signal: string;
  queue: string;
  host: string;
  /** Empty: the queue has none. */
  consumer: string;
  age: number;
  partitions: number;
  messages: number;
  commits: number;
  polled: number | null;
  committed: number | null;
  revocations: number;
  kind: string;
  exception: string;
  failed: number | null;
  view: string;
  missing: string;
}

export interface FreshnessNow {
  signal: string;
  age: number | null;
  rate: number;
}

export interface PipelineFacts {
  /** Engine of each queue that is there. */
  queues: Array<{ queue: string; engine: string }>;
  freshness: FreshnessNow[];
  partitions: PartitionNow[];
  consumers: ConsumerNow[];
  /** Messages of the last minutes that became dead letters and were not replayed; one for each signal that has some. */
  letters: Array<{ signal: string; count: number }>;
}

const known = (row: Row, name: string) => (row[name] == null ? null : Number(row[name]));
const rowsOf = (frames: readonly DataFrame[], refId: string): Row[] => {
  const frame = frames.find((one) => one.refId === refId);
  return frame ? rowsFrom(frame) : [];
};

/** The answers of the page's shared questions. */
export function factsOf(frames: readonly DataFrame[]): PipelineFacts {
  return {
    queues: rowsOf(frames, 'queues').map((row) => ({ queue: textOf(row, 'queue'), engine: textOf(row, 'engine') })),
    freshness: rowsOf(frames, 'freshness').map((row) => ({
      signal: textOf(row, 'signal'),
      age: known(row, 'age'),
      rate: numberOf(row, 'rate'),
    })),
    partitions: rowsOf(frames, 'partitions').map(partitionOf),
    consumers: rowsOf(frames, 'consumers').map(consumerOf),
    letters: rowsOf(frames, 'letters').map((row) => ({
      signal: textOf(row, 'signal'),
      count: numberOf(row, 'letters'),
    })),
  };
}

const partitionOf = (row: Row): PartitionNow => ({
  source: textOf(row, 'source') === 'broker' ? 'broker' : 'clickhouse',
  signal: textOf(row, 'signal'),
  group: textOf(row, 'group'),
  topic: textOf(row, 'topic'),
  partition: numberOf(row, 'partition'),
  age: numberOf(row, 'age'),
  first: textOf(row, 'first'),
  end: textOf(row, 'end'),
  committed: textOf(row, 'committed'),
  lag: known(row, 'lag'),
  seconds: known(row, 'seconds'),
  isAtLeast: numberOf(row, 'at_least') === 1,
  method: textOf(row, 'method'),
  produced: known(row, 'produced'),
  consumed: known(row, 'consumed'),
  drain: known(row, 'drain'),
  retention: known(row, 'retention'),
  status: lagStatus(textOf(row, 'status')),
  reason: textOf(row, 'reason'),
  owner: textOf(row, 'owner'),
});

const consumerOf = (row: Row): ConsumerNow => ({
  signal: textOf(row, 'signal'),
  queue: textOf(row, 'queue'),
  host: textOf(row, 'host'),
  consumer: textOf(row, 'consumer'),
  age: numberOf(row, 'age'),
  partitions: numberOf(row, 'partitions'),
  messages: numberOf(row, 'messages'),
  commits: numberOf(row, 'commits'),
  polled: known(row, 'polled'),
  committed: known(row, 'committed'),
  revocations: numberOf(row, 'revocations'),
  kind: textOf(row, 'kind'),
  exception: textOf(row, 'exception'),
  failed: known(row, 'failed'),
  view: textOf(row, 'view'),
  missing: textOf(row, 'missing'),
});
