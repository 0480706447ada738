/** Spans of a range and of the period before it. */
interface Periods {
  spans: number;
  spansBefore: number;
}

/** The period before says something when it has at least this share of the spans, and at least so many. */
const COMPARABLE = { share: 0.1, spans: 20 };

/** Failures that are too few to speak of a change. */
const FEW = 5;

/** From which factor on a value has changed. */
const CHANGED = { rate: 1.25, failures: 2, p95: 1.25 };

/** Whether the period before has enough spans to compare with. */
export const isComparable = ({ spans, spansBefore }: Periods) =>
  spansBefore >= COMPARABLE.spans && spansBefore >= spans * COMPARABLE.share;

export const hasRateChanged = (now: number, before: number) => differ(now, before, CHANGED.rate);

/** @param p95Before null when nothing was measured */
export const hasP95Changed = (now: number, p95Before: number | null): p95Before is number =>
  p95Before !== null && differ(now, p95Before, CHANGED.p95);

/** Whether another share fails than before; a few failures are no trend. */
export function haveFailuresChanged(periods: Periods & { failed: number; failedBefore: number }): boolean {
  const { spans, failed, spansBefore, failedBefore } = periods;
  const share = failed / Math.max(1, spans);
  const shareBefore = failedBefore / Math.max(1, spansBefore);
  return Math.max(failed, failedBefore) >= FEW && differ(share, shareBefore, CHANGED.failures);
}

/** Whether failures are enough to say where they come from. */
export const areMany = (failures: number) => failures >= FEW;

const differ = (now: number, before: number, factor: number) => now >= before * factor || before >= now * factor;
