/** What a service promises, as an Admin keeps it in the app's settings (`jsonData.slos`), one for each service. */
export interface Slo {
  /** Empty for what comes without a name. */
  service: string;
  /** Length of the window that the objective holds for. */
  days: number;
  /** Percent of requests that must succeed. */
  availability?: number;
  /** `percent` of requests must be answered within `ms`. */
  latency?: { ms: number; percent: number };
}

/** Windows that can be chosen. Spans are kept for 90 days. */
export const SLO_DAYS = [7, 28, 30, 90] as const;

/** Objectives between which budgets mean something: at 100 % there is none. */
export const PERCENT = { least: 50, most: 99.999 };

/** Why an objective cannot be used, as a sentence; empty: it can. */
export function problemOf({ days, availability, latency }: Slo): string {
  if (!SLO_DAYS.some((one) => one === days)) {
    return `The window is one of ${SLO_DAYS.join(', ')} days.`;
  }
  if (availability === undefined && latency === undefined) {
    return 'Say what share of requests must succeed, or be fast.';
  }
  if ([availability, latency?.percent].some((one) => one !== undefined && !isPercent(one))) {
    return `A percentage lies between ${PERCENT.least} and ${PERCENT.most}.`;
  }
  return latency && !(latency.ms >= 1 && latency.ms <= 3_600_000) ? 'A duration lies between 1 ms and an hour.' : '';
}

const isPercent = (value: number) => value >= PERCENT.least && value <= PERCENT.most;

/** Why the objective of a service cannot be used. */
export interface SloProblem {
  service: string;
  text: string;
}

/** Objectives in settings that a person may have written by hand, and why others there cannot be used. */
export function readSlos(value: unknown): { slos: Slo[]; problems: SloProblem[] } {
  const entries = (Array.isArray(value) ? value : []).map(sloOf);
  return {
    slos: entries.filter((slo) => problemOf(slo) === ''),
    problems: entries
      .filter((slo) => problemOf(slo) !== '')
      .map((slo) => ({ service: slo.service, text: problemOf(slo) })),
  };
}

function sloOf(value: unknown): Slo {
  const { service, days, availability, latency } = recordOf(value);
  const { ms, percent } = recordOf(latency);
  return {
    service: typeof service === 'string' ? service : '',
    days: Number(days),
    ...(availability != null && { availability: Number(availability) }),
    ...(latency != null && { latency: { ms: Number(ms), percent: Number(percent) } }),
  };
}

const recordOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

/** The share of requests that may fail: 99.9 % leave 0.001. */
export const allowedShare = (percent: number): number => Number((1 - percent / 100).toPrecision(9));
