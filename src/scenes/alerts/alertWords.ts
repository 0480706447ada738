import { clockTime } from './clockTime';
import { type Acknowledgement, type BoardAlert } from '../../../queries/alerts/acknowledgement/alertBoard';
import { type KeptRecord } from '../../../queries/alerts/acknowledgement/record';
import { type Reopened } from '../../../queries/alerts/acknowledgement/reopened';
import { type Labels } from '../../../queries/alerts/grafana';
import { elapsedText } from '../../../queries/elapsedText';
import { count } from '../words';

const ago = (ms: number, now: number) => elapsedText((now - ms) / 1000);

/** `signal traces, topic otel-telemetry, partition 3`; a rule without labels has one alert. */
export function identityText(identity: Labels): string {
  const parts = Object.entries(identity).map(([name, value]) => `${name} ${value}`);
  return parts.length === 0 ? 'its only alert' : parts.join(', ');
}

/** What Grafana says of it beside "it fires": the query has failed, or gives nothing. */
export function stateText(state: string): string {
  if (/NoData/.test(state)) {
    return 'its query gives no data';
  }
  return /Error/.test(state) ? 'its query fails' : '';
}

/** `since 10:42 (14 min)` */
export const sinceText = ({ since }: BoardAlert, now: number) =>
  since === null ? '' : `since ${clockTime(since, now)} (${ago(since, now)})`;

/** `acknowledged by ana 20 min ago, until 12:00 (40 min more)` */
export const acknowledgedText = ({ by, at, until }: Acknowledgement, now: number) =>
  `acknowledged by ${by} ${ago(at, now)} ago, until ${clockTime(until, now)} (${elapsedText((until - now) / 1000)} more)`;

/** Why it is open again. */
export function reopenedText(reopened: Reopened, now: number): string {
  return reopened.why === 'again'
    ? `Open again: it was well and fires anew since ${clockTime(reopened.since, now)}`
    : `Open again: it got worse, from ${number(reopened.before)} when it was acknowledged to ${number(reopened.now)}`;
}

export const number = (value: number) =>
  count(Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3)));

const DID: Record<KeptRecord['action'], string> = {
  acknowledge: 'acknowledged it',
  record: 'recorded the acknowledgement',
  extend: 'extended it',
  unacknowledge: 'un-acknowledged it',
  end: 'had it ended, by this page',
};

/** `ana acknowledged it until 12:00` */
export function recordText({ login, action, until, labels }: KeptRecord, now: number): string {
  const scope = action === 'acknowledge' && Object.keys(labels).length === 0 ? ', with all alerts of the rule,' : '';
  const end = action === 'acknowledge' || action === 'extend' ? ` until ${clockTime(until, now)}` : '';
  return `${login || 'somebody'} ${DID[action]}${scope}${end}`;
}
