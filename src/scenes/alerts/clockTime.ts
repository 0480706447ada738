import { dateTimeFormat } from '@grafana/data';

const DAY_MS = 24 * 3_600_000;

/** A moment near now, as one says it: `12:00`, with the date where it is not today's or tomorrow's early hours. */
export function clockTime(ms: number, now: number): string {
  return dateTimeFormat(ms, { format: Math.abs(ms - now) < DAY_MS ? 'HH:mm' : 'MM-DD HH:mm' });
}
