import { type EndPoint, withEnd } from './endHistory';
import { judgePartition, type PartitionLag } from './judgePartition';
import { type SeenPartition } from './look';
import { type Sample } from './sample';
import { type LagSource } from '../../queries/lag/samples';
import { type Signal } from '../doctor/signals';

/** Samples that the rules look back on: six minutes at one every 15 s. */
const WINDOW = 24;
/** More partitions than this are not followed: some 50 MB. */
const MOST_PARTITIONS = 20_000;

interface Followed {
  newest: SeenPartition;
  samples: Sample[];
  ends: EndPoint[];
}

export interface JudgedPartition extends PartitionLag {
  source: LagSource;
  signal: Signal;
  group: string;
  topic: string;
  partition: number;
}

/** What was seen of each partition lately, from each source, and what that means. Bounded in memory. */
export class LagBook {
  private readonly followed: Record<LagSource, Map<string, Followed>> = { broker: new Map(), clickhouse: new Map() };

  /** @param staleAfterSeconds older than this, a sample says nothing about now */
  constructor(private readonly staleAfterSeconds: number) {}

  /** Everything that a source saw at one moment. Partitions that it does not see any more are forgotten. */
  note(source: LagSource, seen: readonly SeenPartition[]): void {
    const before = this.followed[source];
    const now = new Map<string, Followed>();
    for (const partition of seen.slice(0, MOST_PARTITIONS)) {
      const key = keyOf(partition);
      now.set(key, followedOn(now.get(key) ?? before.get(key), partition));
    }
    this.followed[source] = now;
  }

  /** What was seen before this process began, oldest first. */
  goOnFrom(source: LagSource, seen: readonly SeenPartition[]): void {
    const known = this.followed[source];
    for (const partition of seen) {
      const key = keyOf(partition);
      if (known.has(key) || known.size < MOST_PARTITIONS) {
        known.set(key, followedOn(known.get(key), partition));
      }
    }
  }

  /**
   * @param exceptions of each signal: what its consumer in ClickHouse says that still holds
   * @param now milliseconds since 1970
   */
  judged(source: LagSource, exceptions: ReadonlyMap<Signal, string>, now: number): JudgedPartition[] {
    return [...this.followed[source].values()].map(({ newest, samples, ends }) => {
      const { signal, group, topic, partition, retentionMs, probes } = newest;
      const history = { samples, ends, probes, retentionMs, exception: exceptions.get(signal) };
      return {
        source,
        signal,
        group,
        topic,
        partition,
        ...judgePartition(history, now, this.staleAfterSeconds),
      };
    });
  }
}

const keyOf = ({ group, topic, partition }: SeenPartition) => JSON.stringify([group, topic, partition]);

function followedOn(before: Followed | undefined, newest: SeenPartition): Followed {
  const { sample } = newest;
  const last = before?.samples.at(-1);
  if (before && last && sample.at <= last.at) {
    // the statistics of a consumer can be read twice before they are renewed
    return { ...before, newest };
  }
  const isNewLife = last !== undefined && sample.end < last.end;
  return {
    newest,
    samples: [...(isNewLife ? [] : (before?.samples ?? [])), sample].slice(-WINDOW),
    ends: withEnd(before?.ends ?? [], { at: sample.at, end: sample.end }),
  };
}
