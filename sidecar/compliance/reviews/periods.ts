/** How often something is reviewed. */
export type Every = 'weekly' | 'monthly' | 'quarterly';

/** Half open, ms since 1970. */
export interface Period {
  from: number;
  to: number;
}

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** A Monday, UTC. */
const MONDAY = Date.UTC(1970, 0, 5);

/** Start of the period of UTC that a time lies in: Monday, the first of the month, of the quarter. */
function startOf(every: Every, at: number): number {
  const date = new Date(at);
  switch (every) {
    case 'weekly':
      return at - ((((at - MONDAY) % WEEK_MS) + WEEK_MS) % WEEK_MS);
    case 'monthly':
      return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
    case 'quarterly':
      return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - (date.getUTCMonth() % 3));
  }
}

/**
 * Periods that have ended between two times, oldest first, the latest `most` of them: after a long standstill nobody
 * reviews years at once.
 */
export function endedPeriods(every: Every, since: number, now: number, most = 12): Period[] {
  const periods: Period[] = [];
  for (let to = startOf(every, now); to > since && periods.length < most; ) {
    const from = startOf(every, to - 1);
    periods.unshift({ from, to });
    to = from;
  }
  return periods;
}
