import { type EndPoint } from './endHistory';
import { type Rates, ratesOf } from './rates';
import { retentionUsed } from './retention';
import { messagesBehind, type Sample } from './sample';
import { ENOUGH_SAMPLES, type PartitionFacts, statusOf } from './statusRules';
import { type Probe, type TimeLag, timeLag } from './timeLag';
import { type LagStatus } from '../../queries/lag/status';

/** Everything that is known of one group on one partition. */
export interface PartitionHistory {
  /** Oldest first, of one life of the topic; at least one. */
  samples: readonly Sample[];
  ends: readonly EndPoint[];
  probes?: readonly Probe[];
  retentionMs?: number;
  /** What the queue's consumer says that still holds, in one line. */
  exception?: string;
}

export interface PartitionLag extends Rates {
  sample: Sample;
  /** Messages that wait; null where the topic is shorter than what was committed. */
  lag: number | null;
  time: TimeLag;
  /** 0-1, null when not known. */
  retentionUsed: number | null;
  status: LagStatus;
  reason: string;
}

/**
 * @param now milliseconds since 1970
 * @param staleAfterSeconds older than this, a sample says nothing about now
 */
export function judgePartition(history: PartitionHistory, now: number, staleAfterSeconds: number): PartitionLag {
  const { samples, ends, probes, retentionMs, exception } = history;
  const sample = samples[samples.length - 1];
  const { first, end, committed } = sample;
  const lag = messagesBehind(sample);
  const time = timeLag(Math.max(committed ?? first, first), sample.at, ends, probes);
  const facts: PartitionFacts = {
    samples: samples.length,
    age: (now - sample.at) / 1000,
    staleAfter: staleAfterSeconds,
    first,
    end,
    committed,
    lag,
    lagSeconds: time.seconds,
    stillSeconds: stillSeconds(samples),
    isRewound: isRewound(samples),
    neverLess: neverLess(samples),
    ...readersOf(samples),
    exception,
  };
  const isShorter = committed !== null && committed > end;
  return {
    sample,
    lag: isShorter ? null : lag,
    time: isShorter ? { seconds: null, isAtLeast: false, method: '' } : time,
    ...ratesOf(samples),
    retentionUsed: isShorter ? null : retentionUsed(sample, time, retentionMs),
    ...statusOf(facts),
  };
}

function stillSeconds(samples: readonly Sample[]): number {
  const newest = samples[samples.length - 1];
  const lastOther = samples.findLastIndex(({ committed }) => committed !== newest.committed);
  return (newest.at - samples[lastOther + 1].at) / 1000;
}

/** Burrow's rule: an offset below one before it, and none since that has reached it again. */
function isRewound(samples: readonly Sample[]): boolean {
  let furthest = -1;
  for (const { committed } of samples) {
    furthest = Math.max(furthest, committed ?? -1);
  }
  const newest = samples[samples.length - 1].committed;
  return newest !== null && newest < furthest;
}

function neverLess(samples: readonly Sample[]): boolean {
  const lags = samples.map(messagesBehind);
  return lags.every((lag, i) => lag > 0 && (i === 0 || lag >= lags[i - 1]));
}

/** One sample can fall into a rebalance: only what the last three agree on counts against a group. */
function readersOf(samples: readonly Sample[]): Pick<PartitionFacts, 'members' | 'hasOwner'> {
  const told = samples.slice(-ENOUGH_SAMPLES).flatMap(({ readers }) => (readers === null ? [] : [readers]));
  if (told.length === 0) {
    return { members: null, hasOwner: null };
  }
  return {
    members: Math.max(...told.map(({ members }) => members)),
    hasOwner: told.some(({ owner }) => owner !== null),
  };
}
