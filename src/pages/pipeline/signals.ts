import { type PartitionNow, type PipelineFacts } from './facts';
import { ALERT_THRESHOLDS } from '../../../queries/alerts/thresholds';
import { type LagStatus, worse } from '../../../queries/lag/status';

/** A sample that is older says nothing about now. Seconds. */
export const SEEN_SECONDS = ALERT_THRESHOLDS.blindSeconds;

/** One signal over all its partitions; null is not known. */
export interface SignalNow {
  signal: string;
  age: number | null;
  rows: number;
  /** Undefined: no lag is measured. */
  kafka?: {
    source: string;
    lag: number | null;
    seconds: number | null;
    isAtLeast: boolean;
    produced: number | null;
    consumed: number | null;
    /** null: not known, or never at this pace; which of them `produced` and `consumed` tell. */
    drain: number | null;
    retention: number | null;
    status: LagStatus;
    reason: string;
  };
}

/** The fresh view of each partition: the broker's where it is seen, else that of ClickHouse. */
export function preferred(partitions: readonly PartitionNow[]): PartitionNow[] {
  const found = new Map<string, PartitionNow>();
  for (const partition of partitions.filter(({ age }) => age <= SEEN_SECONDS)) {
    const key = JSON.stringify([partition.group, partition.topic, partition.partition]);
    if (!found.has(key) || partition.source === 'broker') {
      found.set(key, partition);
    }
  }
  return [...found.values()];
}

/** One row a signal, in the order of the answer. */
export function signalsOf({ freshness, partitions }: PipelineFacts): SignalNow[] {
  const seen = preferred(partitions);
  return freshness.map(({ signal, age, rate }) => {
    const own = seen.filter((partition) => partition.signal === signal);
    return { signal, age, rows: rate, kafka: own.length > 0 ? togetherOf(own) : undefined };
  });
}

function togetherOf(own: readonly PartitionNow[]): NonNullable<SignalNow['kafka']> {
  const lag = sum(own.map((one) => one.lag));
  const [produced, consumed] = [sum(own.map((one) => one.produced)), sum(own.map((one) => one.consumed))];
  const oldest = [...own].sort((a, b) => (b.seconds ?? -1) - (a.seconds ?? -1))[0];
  const worst = [...own].sort((a, b) => worse(a.status, b.status))[0];
  return {
    source: [...new Set(own.map(({ source }) => source))].join(' and '),
    lag,
    seconds: oldest.seconds,
    isAtLeast: oldest.isAtLeast,
    produced,
    consumed,
    drain: drainOf(lag, produced, consumed),
    retention: largest(own.map((one) => one.retention)),
    status: worst.status,
    reason: own.length > 1 && worst.status !== 'OK' ? `partition ${worst.partition}: ${worst.reason}` : worst.reason,
  };
}

/** A sum of which a part is not known is not known. */
const sum = (values: Array<number | null>): number | null =>
  values.reduce<number | null>((total, value) => (total === null || value === null ? null : total + value), 0);

const largest = (values: Array<number | null>): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length > 0 ? Math.max(...known) : null;
};

function drainOf(lag: number | null, produced: number | null, consumed: number | null): number | null {
  if (lag === null || produced === null || consumed === null) {
    return null;
  }
  return lag === 0 ? 0 : consumed > produced ? lag / (consumed - produced) : null;
}
