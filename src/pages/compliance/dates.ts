import { dateTimeFormat } from '@grafana/data';

/** Compliance is told in UTC, like the periods of queries. */
export const utcTime = (ms: number) => `${dateTimeFormat(ms, { format: 'YYYY-MM-DD HH:mm', timeZone: 'utc' })} UTC`;

export const utcDay = (ms: number) => dateTimeFormat(ms, { format: 'YYYY-MM-DD', timeZone: 'utc' });

/** Days, half open: `2026-07-01` to `2026-10-01` is the third quarter. */
export interface Days {
  from: string;
  to: string;
}

const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
const DAY_MS = 86_400_000;

/** Periods that auditors ask of, by their names. @param now ms since 1970 */
export function usualPeriods(now: number): Array<{ label: string; days: Days }> {
  const date = new Date(now);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const quarter = month - (month % 3);
  const quarterName = (at: number) => {
    const of = new Date(at);
    return `Q${of.getUTCMonth() / 3 + 1} ${of.getUTCFullYear()}`;
  };
  const [before, begun, end] = [Date.UTC(year, quarter - 3), Date.UTC(year, quarter), Date.UTC(year, quarter + 3)];
  return [
    { label: quarterName(begun), days: { from: day(begun), to: day(end) } },
    { label: quarterName(before), days: { from: day(before), to: day(begun) } },
    {
      label: dateTimeFormat(Date.UTC(year, month - 1), { format: 'MMMM', timeZone: 'utc' }),
      days: { from: day(Date.UTC(year, month - 1)), to: day(Date.UTC(year, month)) },
    },
    { label: 'Last 30 days', days: { from: day(now - 29 * DAY_MS), to: day(now + DAY_MS) } },
  ];
}

/** As the sidecar reads it. */
export const instants = ({ from, to }: Days) => ({ from: `${from}T00:00:00Z`, to: `${to}T00:00:00Z` });
