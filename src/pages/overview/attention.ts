import { elapsedText } from '../../../queries/elapsedText';
import { THRESHOLDS as SERVICE_THRESHOLDS } from '../../scenes/services/health';

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

/** When something needs a person: a service as its own page judges it, a signal when its newest row is older. */
export const THRESHOLDS = { ...SERVICE_THRESHOLDS, staleSeconds: 300 };

/** Durations here are in ms. */
const P95_GROWTH_MS = SERVICE_THRESHOLDS.p95Growth / 1e6;

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

const percent = (share: number) => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
const milliseconds = (ms: number) => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);
const nameOf = (service: string) => service || '(no service name)';

function staleness({ signal, age }: SignalFreshness): Attention | undefined {
  if (age === null) {
    return { severity: 'unknown', text: `No ${signal} were stored in the last 24 hours` };
  }
  return age > THRESHOLDS.staleSeconds
    ? { severity: 'broken', text: `The newest ${signal} are ${elapsedText(age)} old: ingestion may have stopped` }
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
  const slower = p95 >= THRESHOLDS.worseFactor * p95Before && p95 - p95Before >= P95_GROWTH_MS;
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
