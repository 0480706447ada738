import { type DataFrame } from '@grafana/data';

import { type LagSource } from '../../../queries/lag/samples';
import { type LagStatus, lagStatus } from '../../../queries/lag/status';
import { rowsFrom } from '../../grafana/query';

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
}

type Values = Record<string, unknown>;

const text = (row: Values, name: string) => String(row[name] ?? '');
const number = (row: Values, name: string) => Number(row[name] ?? 0);
const known = (row: Values, name: string) => (row[name] == null ? null : Number(row[name]));
const rowsOf = (frames: readonly DataFrame[], refId: string): Values[] => {
  const frame = frames.find((one) => one.refId === refId);
  return frame ? rowsFrom(frame) : [];
};

/** The answers of the page's shared questions. */
export function factsOf(frames: readonly DataFrame[]): PipelineFacts {
  return {
    queues: rowsOf(frames, 'queues').map((row) => ({ queue: text(row, 'queue'), engine: text(row, 'engine') })),
    freshness: rowsOf(frames, 'freshness').map((row) => ({
      signal: text(row, 'signal'),
      age: known(row, 'age'),
      rate: number(row, 'rate'),
    })),
    partitions: rowsOf(frames, 'partitions').map(partitionOf),
    consumers: rowsOf(frames, 'consumers').map(consumerOf),
  };
}

const partitionOf = (row: Values): PartitionNow => ({
  source: text(row, 'source') === 'broker' ? 'broker' : 'clickhouse',
  signal: text(row, 'signal'),
  group: text(row, 'group'),
  topic: text(row, 'topic'),
  partition: number(row, 'partition'),
  age: number(row, 'age'),
  first: text(row, 'first'),
  end: text(row, 'end'),
  committed: text(row, 'committed'),
  lag: known(row, 'lag'),
  seconds: known(row, 'seconds'),
  isAtLeast: number(row, 'at_least') === 1,
  method: text(row, 'method'),
  produced: known(row, 'produced'),
  consumed: known(row, 'consumed'),
  drain: known(row, 'drain'),
  retention: known(row, 'retention'),
  status: lagStatus(text(row, 'status')),
  reason: text(row, 'reason'),
  owner: text(row, 'owner'),
});

const consumerOf = (row: Values): ConsumerNow => ({
  signal: text(row, 'signal'),
  queue: text(row, 'queue'),
  host: text(row, 'host'),
  consumer: text(row, 'consumer'),
  age: number(row, 'age'),
  partitions: number(row, 'partitions'),
  messages: number(row, 'messages'),
  commits: number(row, 'commits'),
  polled: known(row, 'polled'),
  committed: known(row, 'committed'),
  revocations: number(row, 'revocations'),
  kind: text(row, 'kind'),
  exception: text(row, 'exception'),
  failed: known(row, 'failed'),
  view: text(row, 'view'),
  missing: text(row, 'missing'),
});
