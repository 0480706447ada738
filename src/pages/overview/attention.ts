import { elapsedText } from '../../../queries/elapsedText';
import { FAILED_LOGINS } from '../../scenes/findings';
import { type Row } from '../../scenes/rows';
import { type Judged, troublesOf } from '../../scenes/services/health';
import { serviceTitle } from '../../scenes/services/service';

/** One service in the range and in the period before it. */
export interface ServiceHealth extends Judged {
  /** Empty for what came without a name. */
  service: string;
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
  /** Rows of `failedLoginBursts()`. */
  failedLogins: Row[];
}

/** `broken` is happening now, `worse` is on its way there, `unknown` cannot be told. */
export type Severity = 'broken' | 'worse' | 'unknown';

export interface Attention {
  severity: Severity;
  text: string;
  /** What the sentence is about, for its link. */
  about: About;
}

export type About = { service: string } | 'freshness' | 'dead letters' | 'findings';

/** A signal needs a person when its newest row is older, in seconds. Services are judged as on their own page. */
export const STALE_SECONDS = 300;

/** What needs a person, the worst first. Empty: nothing does. */
export function attentionOf(facts: Facts): Attention[] {
  const found = [
    ...facts.freshness.map(staleness),
    ...facts.services.flatMap(troubles),
    ...facts.failedLogins.map(failedLogins),
    deadLetters(facts),
  ].filter((item) => item !== undefined);
  const order: Severity[] = ['broken', 'worse', 'unknown'];
  return found.sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
}

function staleness({ signal, age }: SignalFreshness): Attention | undefined {
  if (age === null) {
    return { severity: 'unknown', text: `No ${signal} were stored in the last 24 hours`, about: 'freshness' };
  }
  return age > STALE_SECONDS
    ? {
        severity: 'broken',
        text: `The newest ${signal} are ${elapsedText(age)} old: ingestion may have stopped`,
        about: 'freshness',
      }
    : undefined;
}

const troubles = ({ service, ...judged }: ServiceHealth): Attention[] =>
  troublesOf(judged).map(({ severity, text }) => ({
    severity,
    text: `${serviceTitle(service)} ${text}`,
    about: { service },
  }));

/** Somebody who got in after guessing is worse than one who guesses. */
const failedLogins = (row: Row): Attention => ({
  severity: row.number('entered') > 0 ? 'broken' : 'worse',
  text: FAILED_LOGINS.finding(row).sentence.replace(/\.$/, ''),
  about: 'findings',
});

function deadLetters({ deadLetters: count, deadLetterReason }: Facts): Attention | undefined {
  return count > 0
    ? {
        severity: 'worse',
        text: `${count.toLocaleString('en-US')} messages could not be read (mostly ${deadLetterReason}) and are kept as dead letters`,
        about: 'dead letters',
      }
    : undefined;
}
