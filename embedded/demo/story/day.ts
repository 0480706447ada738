/**
 * The day that the demo tells, in minutes before its end: minute 1 is the last one. The end is "now" whenever the demo is
 * started, and on the clock of the story it is then 16:00, so that two runs tell the same whatever the hour is.
 */

export const DAY = 24 * 60;
const END_HOUR = 16;

/** `from` is the first minute and `to` the minute after the last one, so `from > to`. */
export interface Period {
  from: number;
  to: number;
}

export const isIn = ({ from, to }: Period, minute: number) => minute <= from && minute > to;

/** payments-db answers slowly for 25 minutes. */
export const SLOW_DATABASE: Period = { from: 175, to: 150 };

/** Release 1.9.0 of storefront breaks checkout for 12 minutes, until 1.9.1. */
export const BAD_RELEASE: Period = { from: 50, to: 38 };

/** Somebody guesses passwords at 03:12 on the story's clock, for 9 minutes. */
export const PASSWORD_GUESSING: Period = { from: 768, to: 759 };

/** Minute in which user-17 of acme wants 1,204 invoices at once. */
export const LARGE_EXPORT = 18;

/** Minute of each day in which billing begins to close invoices: 02:00 on the story's clock. */
export const NIGHTLY_BATCH = 840;

export const SLOW_DATABASE_FACTOR = 120;

/** Share of checkouts that fail under the bad release. */
export const BAD_RELEASE_FAILURES = 0.38;

export type Release = '1.8.2' | '1.9.0' | '1.9.1';

/** Version of storefront that runs in a minute. */
export function releaseIn(minute: number): Release {
  if (isIn(BAD_RELEASE, minute)) {
    return '1.9.0';
  }
  return minute > BAD_RELEASE.from ? '1.8.2' : '1.9.1';
}

export const CURRENT_RELEASE: Release = '1.9.1';
export const BILLING_RELEASE = '2.4.1';

/** Requests in each hour of an ordinary office day, from midnight. */
const REQUESTS_PER_HOUR = [
  40, 35, 30, 30, 35, 45, 80, 180, 380, 520, 560, 540, 430, 480, 540, 530, 500, 420, 260, 160, 120, 90, 70, 50,
];

/** The last minutes get busier, up to the pace of the live traffic that follows. */
const RUSH_MINUTES = 30;
export const LIVE_REQUESTS_PER_SECOND = 1;

/** Requests that are to be expected in a minute. */
export function requestsPerMinute(minute: number): number {
  const hour = Math.floor(END_HOUR + (DAY - (minute % DAY || DAY)) / 60) % 24;
  const ordinary = REQUESTS_PER_HOUR[hour] / 60;
  if (minute > RUSH_MINUTES) {
    return ordinary;
  }
  return ordinary + (60 * LIVE_REQUESTS_PER_SECOND - ordinary) * (1 - minute / RUSH_MINUTES);
}
