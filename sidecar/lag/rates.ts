import { messagesBehind, type Sample } from './sample';

/** Rates are those of the last two minutes: a block is committed every few seconds. Milliseconds. */
const RATE_WINDOW_MS = 120_000;

export interface Rates {
  /** Messages per second; null when fewer than two samples are recent. */
  produced: number | null;
  /** null also when the group went back. */
  consumed: number | null;
  /** Seconds until nothing waits, at this pace; null when that is not known, or never. */
  drainSeconds: number | null;
}

const UNKNOWN: Rates = { produced: null, consumed: null, drainSeconds: null };

/** @param samples of one partition, oldest first, of one life of the topic */
export function ratesOf(samples: readonly Sample[]): Rates {
  const newest = samples.at(-1);
  const oldest = samples.find(({ at }) => newest !== undefined && newest.at - at <= RATE_WINDOW_MS);
  if (!newest || !oldest || newest.at === oldest.at) {
    return UNKNOWN;
  }
  const seconds = (newest.at - oldest.at) / 1000;
  const produced = (newest.end - oldest.end) / seconds;
  const consumed = moved(oldest.committed, newest.committed, seconds);
  return { produced, consumed, drainSeconds: drain(messagesBehind(newest), produced, consumed) };
}

function moved(from: number | null, to: number | null, seconds: number): number | null {
  return from === null || to === null || to < from ? null : (to - from) / seconds;
}

function drain(lag: number, produced: number, consumed: number | null): number | null {
  if (lag === 0) {
    return 0;
  }
  return consumed !== null && consumed > produced ? lag / (consumed - produced) : null;
}
