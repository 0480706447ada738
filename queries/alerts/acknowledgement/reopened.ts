import { ACKNOWLEDGEMENT } from './limits';
import { type Mark } from './mark';

/** Why an alert is open again although its acknowledgement still holds it back. */
export type Reopened = { why: 'again'; since: number } | { why: 'worse'; before: number; now: number };

/** Two clocks of one server write the same moment. Milliseconds. */
const SAME_MOMENT_MS = 5000;

/**
 * An acknowledgement is about one time of firing and how bad it was then. Undefined while it holds. One of a whole rule is
 * about whatever its alerts do.
 */
export function reopened(mark: Mark, since: number | null, value: number | null): Reopened | undefined {
  const then = Date.parse(mark.since);
  if (since !== null && Number.isFinite(then) && since > then + SAME_MOMENT_MS) {
    return { why: 'again', since };
  }
  const { worseFactor } = ACKNOWLEDGEMENT;
  return value !== null && mark.value !== null && mark.value > 0 && value > worseFactor * mark.value
    ? { why: 'worse', before: mark.value, now: value }
    : undefined;
}
