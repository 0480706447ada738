import { dateTimeFormat } from '@grafana/data';

const TIME_FORMAT = 'MM-DD HH:mm:ss';

/** A time column (ms since 1970, or its text) as the list shows it; empty for none. */
export function moment(value: string | number): string {
  const ms = typeof value === 'number' || /^\d+$/.test(value) ? Number(value) : Date.parse(value);
  return Number.isFinite(ms) && ms > 0 ? dateTimeFormat(ms, { format: TIME_FORMAT }) : '';
}
