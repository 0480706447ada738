import { type Requests, type Service, serviceTitle } from './service';
import { durationText } from '../../../queries/traces/duration';
import { percent, rateText } from '../words';

/** `broken` is happening now, `worse` is on its way there. */
export type Severity = 'broken' | 'worse';

/** What is wrong with a service, as a sentence goes on after its name. */
export interface Trouble {
  severity: Severity;
  text: string;
}

/** When a service needs a person. Chosen for request-driven services; the alert rules have their own thresholds. */
export const THRESHOLDS = {
  /** Fewer requests say nothing about a service. */
  requests: 20,
  errorShareBroken: 0.05,
  errorShareWorse: 0.01,
  /** Times the value of the period before. */
  worseFactor: 2,
  /** A p95 that doubled from next to nothing disturbs nobody. In ns. */
  p95Growth: 100e6,
};

/** What a service is judged by. */
export type Judged = Pick<
  Requests,
  'requests' | 'failed' | 'p95' | 'requestsBefore' | 'failedBefore' | 'rateBefore' | 'p95Before'
>;

interface Rule {
  severity: Severity;
  when: (service: Judged) => boolean;
  text: (service: Judged) => string;
}

const errorShare = ({ requests, failed }: Judged) => failed / Math.max(1, requests);
const errorShareBefore = ({ requestsBefore, failedBefore }: Judged) => failedBefore / Math.max(1, requestsBefore);
const hasEnough = ({ requests }: Judged) => requests >= THRESHOLDS.requests;
const failures = (service: Judged) =>
  `fails ${percent(errorShare(service))} of its requests${service.requestsBefore > 0 ? ` (was ${percent(errorShareBefore(service))})` : ''}`;

/** All that hold are said. */
const RULES: Rule[] = [
  {
    severity: 'broken',
    when: (service) => hasEnough(service) && errorShare(service) >= THRESHOLDS.errorShareBroken,
    text: failures,
  },
  {
    severity: 'worse',
    when: (service) =>
      hasEnough(service) &&
      errorShare(service) >= THRESHOLDS.errorShareWorse &&
      errorShare(service) < THRESHOLDS.errorShareBroken &&
      errorShare(service) >= THRESHOLDS.worseFactor * errorShareBefore(service),
    text: failures,
  },
  {
    severity: 'worse',
    when: (service) =>
      hasEnough(service) &&
      service.p95 !== null &&
      service.p95Before !== null &&
      service.p95 >= THRESHOLDS.worseFactor * service.p95Before &&
      service.p95 - service.p95Before >= THRESHOLDS.p95Growth,
    text: ({ p95, p95Before }) => `is slow: p95 ${durationText(p95 ?? 0)}, was ${durationText(p95Before ?? 0)}`,
  },
  {
    severity: 'worse',
    when: ({ requests, requestsBefore }) => requests === 0 && requestsBefore >= THRESHOLDS.requests,
    text: ({ rateBefore }) => `gets no requests any more, was ${rateText(rateBefore)}`,
  },
];

/** What is wrong with a service, the worst first; empty: nothing that requests could tell. */
export const troublesOf = (service: Judged): Trouble[] =>
  RULES.filter(({ when }) => when(service)).map(({ severity, text }) => ({ severity, text: text(service) }));

const RANK = { broken: 0, worse: 1, normal: 2 };

/**
 * Order of a list that begins with what needs a person: broken before worse before normal; within these first where
 * more requests fail, then where more requests come, then by name.
 */
export function byNeed(a: Service, b: Service): number {
  const rank = (service: Service) => RANK[troublesOf(service)[0]?.severity ?? 'normal'];
  return (
    rank(a) - rank(b) ||
    (rank(a) < RANK.normal ? b.failed - a.failed : 0) ||
    b.requests + b.requestsBefore - (a.requests + a.requestsBefore) ||
    serviceTitle(a.name).localeCompare(serviceTitle(b.name))
  );
}

/** Why a service has no rate, errors and duration; undefined for one that has. */
export function withoutRequests({ requests, requestsBefore, signals }: Service): string | undefined {
  if (requests > 0) {
    return undefined;
  }
  if (signals.length === 0) {
    return 'nothing in this time range';
  }
  if (signals.includes('traces')) {
    return 'spans, but none of a request that it served';
  }
  return requestsBefore > 0
    ? `only ${signals.join(' and ')} in this time range`
    : `sends only ${signals.join(' and ')}`;
}
