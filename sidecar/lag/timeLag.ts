import { type EndPoint } from './endHistory';
import { type LagMethod } from '../../queries/lag/status';

/** For how long the oldest unread message has waited. */
export interface TimeLag {
  /** null when it is not known. */
  seconds: number | null;
  /** It has waited at least so long: what lies further back is not known, and nothing is made up for it. */
  isAtLeast: boolean;
  method: LagMethod;
}

/** Where the message that is `ageSeconds` old stood: of the first message that is younger. By the messages' own times. */
export interface Probe {
  ageSeconds: number;
  offset: number;
}

const UNKNOWN: TimeLag = { seconds: null, isAtLeast: false, method: '' };

/**
 * The age of the first unread message, `next`. It was written between the last moment at which the end was not beyond it
 * and the first at which it was: between those two, the time is read off a straight line, so that it is wrong by no more
 * than the time between two samples. Only girok's clock is used. For a message that is older than the history, the probes
 * say between which two ages it lies, by the clock of whoever gave the messages their times; the younger is taken.
 */
export function timeLag(next: number, now: number, ends: readonly EndPoint[], probes: readonly Probe[] = []): TimeLag {
  const newest = ends.at(-1);
  if (newest === undefined) {
    return UNKNOWN;
  }
  if (next >= newest.end) {
    return { seconds: 0, isAtLeast: false, method: 'nothing waits' };
  }
  const after = ends.findIndex(({ end }) => end > next);
  if (after > 0) {
    const [left, right] = [ends[after - 1], ends[after]];
    const share = (next - left.end) / (right.end - left.end);
    const written = left.at + share * (right.at - left.at);
    return { seconds: secondsSince(written, now), isAtLeast: false, method: 'interpolated' };
  }
  // older than everything that was seen: at least since then, and perhaps the broker knows more
  const seen = secondsSince(ends[0].at, now);
  const passed = probes.filter(({ offset }) => next < offset).map(({ ageSeconds }) => ageSeconds);
  const probed = Math.max(0, ...passed);
  if (probed > seen) {
    return { seconds: probed, isAtLeast: true, method: 'probed' };
  }
  return seen > 0 ? { seconds: seen, isAtLeast: true, method: 'interpolated' } : UNKNOWN;
}

const secondsSince = (at: number, now: number) => Math.max(0, (now - at) / 1000);
