/**
 * When the speed at which an error budget is spent calls somebody: both the long and the short window must be above the
 * limit, so that it fires soon and is well again soon. "Multiwindow, Multi-Burn-Rate Alerts", The Site Reliability Workbook
 * (Beyer et al., O'Reilly 2018), chapter 5, table 5-8: 2 % of the budget within an hour, 5 % within six hours, 10 % within
 * three days.
 */
export interface BurnAlert {
  name: 'burn_1h' | 'burn_6h' | 'burn_3d';
  label: string;
  longHours: number;
  short: 'burn_5m' | 'burn_30m' | 'burn_6h';
  shortLabel: string;
  /** Share of the budget that the long window spends at the limit. */
  spends: number;
  severity: 'critical' | 'warning';
}

export const BURN_ALERTS: readonly BurnAlert[] = [
  {
    name: 'burn_1h',
    label: '1 h',
    longHours: 1,
    short: 'burn_5m',
    shortLabel: '5 min',
    spends: 0.02,
    severity: 'critical',
  },
  {
    name: 'burn_6h',
    label: '6 h',
    longHours: 6,
    short: 'burn_30m',
    shortLabel: '30 min',
    spends: 0.05,
    severity: 'critical',
  },
  {
    name: 'burn_3d',
    label: '3 d',
    longHours: 72,
    short: 'burn_6h',
    shortLabel: '6 h',
    spends: 0.1,
    severity: 'warning',
  },
];

/** All windows whose burn rate is measured, by its column, in seconds. */
export const BURN_SECONDS = {
  burn_5m: 300,
  burn_30m: 1800,
  burn_1h: 3600,
  burn_6h: 6 * 3600,
  burn_3d: 72 * 3600,
} as const;

/**
 * The burn rate that calls somebody: 14.4, 6 and 1 for a window of 30 days. Never below 1, at which the budget lasts exactly
 * its window: of a window of seven days a tenth is less than three days spend in the normal course of things.
 */
export const burnLimit = (days: number, { spends, longHours }: BurnAlert): number =>
  Math.max(1, Number(((spends * days * 24) / longHours).toPrecision(6)));

/** Fewer requests in the long window say nothing: one that fails would be a catastrophe every night. */
export const LEAST_REQUESTS = 20;
