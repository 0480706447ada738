import { type AlertmanagerAlert, type GrafanaRule, type Labels, RULE_UID_LABEL, type Silence } from '../grafana';
import { identityOf, keyOf, ruleUidOf } from './identity';
import { ACKNOWLEDGEMENT } from './limits';
import { type Mark, markOf } from './mark';
import { type KeptRecord } from './record';
import { type Reopened, reopened } from './reopened';

/** Everything that is known of alerts at one moment. */
export interface AlertFacts {
  rules: readonly GrafanaRule[];
  alerts: readonly AlertmanagerAlert[];
  silences: readonly Silence[];
  records: readonly KeptRecord[];
}

/** A silence of ours that is active. */
export interface Acknowledgement {
  silence: Silence;
  mark: Mark;
  ofRule: boolean;
  at: number;
  until: number;
  /** By Grafana's word where a record was kept, else by that of the silence. */
  by: string;
  /** There is a shared note of it, and an audit event. */
  isKept: boolean;
  isProven: boolean;
}

export type AlertPlace = 'firing' | 'acknowledged' | 'silenced' | 'pending';

/** One alert of our rules. */
export interface BoardAlert {
  key: string;
  ruleUid: string;
  title: string;
  folder: string;
  severity: string;
  runbook: string;
  /** How often Grafana notifies again while it fires, as `30m`; empty: as the notification policy says. */
  repeats: string;
  /** Those that tell it apart from others of its rule. */
  identity: Labels;
  summary: string;
  /** As Grafana says it: `Alerting`, `Alerting (NoData)`, `Error` … */
  state: string;
  /** ms since 1970. */
  since: number | null;
  /** What the rule measured. */
  value: number | null;
  place: AlertPlace;
  /** Newest first. */
  acknowledgements: Acknowledgement[];
  /** Silences of others that hold it back. */
  silencedBy: Silence[];
  /** It is open again although it is held back. */
  reopened?: Reopened;
}

/** An acknowledgement that holds nothing back: it can go. */
export interface IdleAcknowledgement extends Acknowledgement {
  why: 'well' | 'rule gone';
  title: string;
  /** So long has nothing fired, ms; null: not known. */
  wellFor: number | null;
}

export interface AlertBoard {
  /** Not seen by anybody: the critical ones first, then the newest. */
  firing: BoardAlert[];
  /** The oldest acknowledgement first: it is the one that is forgotten. */
  acknowledged: BoardAlert[];
  silenced: BoardAlert[];
  pending: BoardAlert[];
  idle: IdleAcknowledgement[];
  /** Rules that cannot be evaluated, or are paused: what they watch is not known. */
  blind: GrafanaRule[];
}

/** Joins rules, alerts, silences and records. `now` in ms since 1970. */
export function alertBoard(facts: AlertFacts, now: number): AlertBoard {
  const own = acknowledgementsOf(facts, now);
  const alerts = facts.rules.flatMap((rule) =>
    rule.instances.filter(({ state }) => !state.startsWith('Normal')).map((one) => boardAlert(rule, one, facts, own))
  );
  const at = (place: AlertPlace) => alerts.filter((alert) => alert.place === place);
  const holding = new Set(
    alerts.filter(({ place }) => place !== 'pending').flatMap((a) => a.acknowledgements.map((b) => b.silence.id))
  );
  return {
    firing: at('firing').sort((a, b) => rank(a) - rank(b) || (b.since ?? 0) - (a.since ?? 0)),
    acknowledged: at('acknowledged').sort((a, b) => a.acknowledgements[0].at - b.acknowledgements[0].at),
    silenced: at('silenced'),
    pending: at('pending'),
    idle: own.filter(({ silence }) => !holding.has(silence.id)).map((one) => idleOf(one, facts.rules, now)),
    blind: facts.rules.filter(({ health, isPaused }) => health === 'error' || isPaused),
  };
}

const rank = ({ severity }: BoardAlert) => (severity === 'critical' ? 0 : 1);

/** A time of Grafana as ms; null for year 1 and for none. */
function momentOf(text: string): number | null {
  const ms = Date.parse(text);
  return ms > 0 ? ms : null;
}

function acknowledgementsOf({ silences, records }: AlertFacts, now: number): Acknowledgement[] {
  return silences.flatMap((silence): Acknowledgement[] => {
    const mark = markOf(silence.comment);
    const until = Date.parse(silence.endsAt);
    if (!mark || silence.state !== 'active' || !(until > now) || ruleUidOf(silence.matchers) === undefined) {
      return [];
    }
    const kept = records.filter(
      ({ action, silenceId }) => silenceId === silence.id && (action === 'acknowledge' || action === 'record')
    );
    const first = kept.find(({ action }) => action === 'acknowledge');
    return [
      {
        silence,
        mark,
        ofRule: silence.matchers.length === 1,
        at: Date.parse(silence.startsAt),
        until,
        by: first?.login || silence.createdBy,
        isKept: kept.length > 0,
        isProven: kept.some(({ eventId }) => eventId !== ''),
      },
    ];
  });
}

function boardAlert(
  rule: GrafanaRule,
  { labels, annotations, state, activeAt }: GrafanaRule['instances'][number],
  { alerts, silences }: AlertFacts,
  own: readonly Acknowledgement[]
): BoardAlert {
  const identity = identityOf(labels, rule.labels);
  const key = keyOf(rule.uid, identity);
  const sent = alerts.find(
    (alert) =>
      alert.labels[RULE_UID_LABEL] === rule.uid && keyOf(rule.uid, identityOf(alert.labels, rule.labels)) === key
  );
  const holders = sent?.silencedBy ?? [];
  const acknowledgements = own.filter(({ silence }) => holders.includes(silence.id)).sort((a, b) => b.at - a.at);
  const ours = new Set(acknowledgements.map(({ silence }) => silence.id));
  const since = momentOf(activeAt);
  const value = measured(sent?.annotations);
  const silencedBy = silences.filter(({ id }) => holders.includes(id) && !ours.has(id));
  const open = acknowledgements[0] && reopened(acknowledgements[0].mark, since, value);
  return {
    key,
    ruleUid: rule.uid,
    title: rule.name,
    folder: rule.folder,
    severity: rule.labels.severity ?? '',
    runbook: rule.annotations.runbook_url ?? '',
    repeats: rule.repeatInterval,
    identity,
    summary: annotations.summary ?? '',
    state,
    since,
    value,
    place: placeOf(state, acknowledgements.length > 0 && !open, holders.length > 0 && acknowledgements.length === 0),
    acknowledgements,
    silencedBy,
    reopened: open,
  };
}

function placeOf(state: string, isAcknowledged: boolean, isSilenced: boolean): AlertPlace {
  if (state.startsWith('Pending')) {
    return 'pending';
  }
  return isAcknowledged ? 'acknowledged' : isSilenced ? 'silenced' : 'firing';
}

/** What query A gave: the value of a rule's condition is 1 and says nothing. */
function measured(annotations: Labels | undefined): number | null {
  try {
    const { A } = JSON.parse(annotations?.__values__ ?? '{}') as { A?: unknown };
    return typeof A === 'number' && Number.isFinite(A) ? A : null;
  } catch {
    return null;
  }
}

function idleOf(one: Acknowledgement, rules: readonly GrafanaRule[], now: number): IdleAcknowledgement {
  const uid = ruleUidOf(one.silence.matchers);
  const rule = rules.find((found) => found.uid === uid);
  if (!rule) {
    return { ...one, why: 'rule gone', title: uid ?? '', wellFor: null };
  }
  return { ...one, why: 'well', title: rule.name, wellFor: wellFor(one, rule, now) };
}

/** Since when what was acknowledged is well, by Grafana's own clock. A row that is gone is well since the last change of the silence at the earliest. */
function wellFor({ ofRule, silence, mark }: Acknowledgement, rule: GrafanaRule, now: number): number | null {
  const same = rule.instances.filter(
    ({ labels }) => ofRule || keyOf(rule.uid, identityOf(labels, rule.labels)) === mark.key
  );
  if (rule.health !== 'ok' || same.some(({ state }) => !state.startsWith('Normal'))) {
    return null;
  }
  const since = same.map(({ activeAt }) => momentOf(activeAt) ?? Date.parse(silence.updatedAt));
  return now - Math.max(Date.parse(silence.updatedAt), ...since);
}

/** Acknowledgements that have nothing to hold back any more, long enough that it is not only quiet for a moment. */
export function outlived({ idle }: AlertBoard): IdleAcknowledgement[] {
  return idle.filter(
    ({ why, wellFor }) => why === 'well' && wellFor !== null && wellFor >= ACKNOWLEDGEMENT.wellMinutes * 60_000
  );
}
