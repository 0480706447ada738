/** One service in the range and in the period before it. Rates in requests/s, shares 0-1, times in ms; null = nothing measured. */
export interface ServiceHealth {
  service: string;
  requests: number;
  rate: number;
  errorShare: number | null;
  p95: number | null;
  errorShareBefore: number | null;
  p95Before: number | null;
}

/** How old the newest stored row of a signal is, in seconds; null = none in the last day. */
export interface SignalFreshness {
  signal: string;
  age: number | null;
  rate: number;
}

export interface Facts {
  services: ServiceHealth[];
  freshness: SignalFreshness[];
  deadLetters: number;
  deadLetterReason: string;
}

/** `broken` is happening now, `worse` is on its way there, `unknown` cannot be told. */
export type Severity = 'broken' | 'worse' | 'unknown';

export interface Attention {
  severity: Severity;
  text: string;
  /** Service that the sentence is about, for its link. */
  service?: string;
}

/** When something needs a person. Chosen for request-driven services; the alert rules have their own thresholds. */
export const THRESHOLDS = {
  /** Fewer requests say nothing about a service. */
  requests: 20,
  errorShareBroken: 0.05,
  errorShareWorse: 0.01,
  /** Times the value of the period before. */
  worseFactor: 2,
  p95GrowthMs: 100,
  staleSeconds: 300,
};

/** What needs a person, the worst first. Empty: nothing does. */
export function attentionOf(facts: Facts): Attention[] {
  const found = [
    ...facts.freshness.map(staleness),
    ...facts.services.flatMap((service) => [errors(service), slowness(service)]),
    deadLetters(facts),
  ].filter((item) => item !== undefined);
  const order: Severity[] = ['broken', 'worse', 'unknown'];
  return found.sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
}

/** A duration in words: 4 s, 12 min, 3 h. */
export function ageInWords(seconds: number): string {
  if (seconds < 120) {
    return `${Math.max(0, Math.round(seconds))} s`;
  }
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

const percent = (share: number) => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
const milliseconds = (ms: number) => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);
const nameOf = (service: string) => service || '(no service name)';

function staleness({ signal, age }: SignalFreshness): Attention | undefined {
  if (age === null) {
    return { severity: 'unknown', text: `No ${signal} were stored in the last 24 hours` };
  }
  return age > THRESHOLDS.staleSeconds
    ? { severity: 'broken', text: `The newest ${signal} are ${ageInWords(age)} old: ingestion may have stopped` }
    : undefined;
}

function errors({ service, requests, errorShare, errorShareBefore }: ServiceHealth): Attention | undefined {
  if (requests < THRESHOLDS.requests || errorShare === null) {
    return undefined;
  }
  const before = errorShareBefore === null ? '' : ` (was ${percent(errorShareBefore)})`;
  const text = `${nameOf(service)} fails ${percent(errorShare)} of its requests${before}`;
  if (errorShare >= THRESHOLDS.errorShareBroken) {
    return { severity: 'broken', text, service };
  }
  const worse =
    errorShare >= THRESHOLDS.errorShareWorse && errorShare >= THRESHOLDS.worseFactor * (errorShareBefore ?? 0);
  return worse ? { severity: 'worse', text, service } : undefined;
}

function slowness({ service, requests, p95, p95Before }: ServiceHealth): Attention | undefined {
  if (requests < THRESHOLDS.requests || p95 === null || p95Before === null) {
    return undefined;
  }
  const slower = p95 >= THRESHOLDS.worseFactor * p95Before && p95 - p95Before >= THRESHOLDS.p95GrowthMs;
  return slower
    ? {
        severity: 'worse',
        text: `${nameOf(service)} is slow: p95 ${milliseconds(p95)}, was ${milliseconds(p95Before)}`,
        service,
      }
    : undefined;
}

function deadLetters({ deadLetters: count, deadLetterReason }: Facts): Attention | undefined {
  return count > 0
    ? {
        severity: 'worse',
        text: `${count.toLocaleString('en-US')} messages could not be read (mostly ${deadLetterReason}) and are kept as dead letters`,
      }
    : undefined;
}
