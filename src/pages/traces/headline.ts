import { durationText } from '../../../queries/traces/duration';
import { areMany, hasP95Changed, hasRateChanged, haveFailuresChanged, isComparable } from '../../scenes/change';
import { percent, plural, rateText } from '../../scenes/words';

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

/** The page's first sentence: rate, failures and p95, each against the period before where that says something. */
export function headlineOf(totals: RedTotals, what: string): string {
  if (totals.spans === 0) {
    return 'No matching spans in this time range.';
  }
  const compared = isComparable(totals);
  return `${[rate(totals, what, compared), failures(totals, compared), p95(totals, compared)].join('; ')}.`;
}

function rate({ spans, rate: now, rateBefore }: RedTotals, what: string, compared: boolean): string {
  const first = `${plural(spans, what)}, ${rateText(now)}`;
  return compared && hasRateChanged(now, rateBefore) ? `${first} (was ${rateText(rateBefore)})` : first;
}

function failures(totals: RedTotals, compared: boolean): string {
  const { spans, failed, spansBefore, failedBefore, mainFailure } = totals;
  const before =
    compared && haveFailuresChanged(totals) ? ` (was ${percent(failedBefore / Math.max(1, spansBefore))})` : '';
  if (failed === 0) {
    return `none failed${before}`;
  }
  const mostly = areMany(failed) && mainFailure[1] ? `, mostly ${mainFailure.join(' ')}` : '';
  return `${percent(failed / spans)} failed${before}${mostly}`;
}

function p95({ p95: now, p95Before }: RedTotals, compared: boolean): string {
  const first = `p95 ${durationText(now ?? 0)}`;
  return compared && now !== null && hasP95Changed(now, p95Before)
    ? `${first} (was ${durationText(p95Before)})`
    : first;
}
