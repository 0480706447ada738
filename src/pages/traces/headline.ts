import { percent, plural, rateText } from './words';
import { durationText } from '../../../queries/traces/duration';

/** What `redTotals()` answers. Rates per second, p95 in ns; null = nothing measured. */
export interface RedTotals {
  spans: number;
  rate: number;
  failed: number;
  p95: number | null;
  spansBefore: number;
  rateBefore: number;
  failedBefore: number;
  p95Before: number | null;
  /** Service and name of most failures; empty when nothing failed. */
  mainFailure: [string, string];
}

/** The period before says something when it has at least this share of the spans, and at least so many. */
const COMPARABLE = { share: 0.1, spans: 20 };

/** Failures that are too few to speak of a change. */
const FEW = 5;

/** From which factor on a value has changed. */
const CHANGED = { rate: 1.25, failures: 2, p95: 1.25 };

/** The page's first sentence: rate, failures and p95, each against the period before where that says something. */
export function headlineOf(totals: RedTotals, what: string): string {
  if (totals.spans === 0) {
    return 'No matching spans in this time range.';
  }
  const isComparable = totals.spansBefore >= COMPARABLE.spans && totals.spansBefore >= totals.spans * COMPARABLE.share;
  return `${[rate(totals, what, isComparable), failures(totals, isComparable), p95(totals, isComparable)].join('; ')}.`;
}

function rate({ spans, rate: now, rateBefore }: RedTotals, what: string, isComparable: boolean): string {
  const first = `${plural(spans, what)}, ${rateText(now)}`;
  return isComparable && hasChanged(now, rateBefore, CHANGED.rate) ? `${first} (was ${rateText(rateBefore)})` : first;
}

function failures(totals: RedTotals, isComparable: boolean): string {
  const { spans, failed, spansBefore, failedBefore, mainFailure } = totals;
  if (failed === 0) {
    return failedBefore >= FEW && isComparable
      ? `none failed (was ${percent(failedBefore / spansBefore)})`
      : 'none failed';
  }
  const share = failed / spans;
  const shareBefore = failedBefore / Math.max(1, spansBefore);
  const before =
    isComparable && Math.max(failed, failedBefore) >= FEW && hasChanged(share, shareBefore, CHANGED.failures)
      ? ` (was ${percent(shareBefore)})`
      : '';
  const mostly = failed >= FEW && mainFailure[1] ? `, mostly ${mainFailure.join(' ')}` : '';
  return `${percent(share)} failed${before}${mostly}`;
}

function p95({ p95: now, p95Before }: RedTotals, isComparable: boolean): string {
  const first = `p95 ${durationText(now ?? 0)}`;
  return isComparable && now !== null && p95Before !== null && hasChanged(now, p95Before, CHANGED.p95)
    ? `${first} (was ${durationText(p95Before)})`
    : first;
}

const hasChanged = (now: number, before: number, factor: number) => now >= before * factor || before >= now * factor;
