import { type Period } from '../migrate/period';

/** Events before this may be gone: the calendar time that lies a period back. ms since 1970. */
export function retainedFrom({ count, unit }: Period, now: number): number {
  const date = new Date(now);
  if (unit === 'MONTH' || unit === 'YEAR') {
    date.setUTCMonth(date.getUTCMonth() - count * (unit === 'YEAR' ? 12 : 1));
  } else {
    date.setUTCDate(date.getUTCDate() - count * (unit === 'WEEK' ? 7 : 1));
  }
  return date.getTime();
}
