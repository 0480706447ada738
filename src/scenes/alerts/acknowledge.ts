import { clockTime } from './clockTime';
import { type Effects } from './effects';
import { keepRecord } from './keepRecord';
import { silenceProblem } from './refusals';
import { type Acknowledgement, type BoardAlert } from '../../../queries/alerts/acknowledgement/alertBoard';
import { keyOf, matchersOf, ruleUidOf, sameMatchers } from '../../../queries/alerts/acknowledgement/identity';
import { commentOf, markOf } from '../../../queries/alerts/acknowledgement/mark';
import { type AckRecord } from '../../../queries/alerts/acknowledgement/record';
import { type Labels, RULE_UID_LABEL, type Silence } from '../../../queries/alerts/grafana';
import { GrafanaError } from '../../grafana/request';

/** What came of it. `done` says whether the alert is as one wanted it; problems tell what is missing beside. */
export interface Outcome {
  done: boolean;
  message: string;
  problems: string[];
}

const refused = (message: string): Outcome => ({ done: false, message, problems: [] });

export interface AckWish {
  /** ms since 1970. */
  until: number;
  note: string;
  /** All alerts of the rule, also those to come. */
  ofRule: boolean;
}

/**
 * Silences one alert, or its rule, and says so to everybody. What holds it back already, because it was re-opened, is
 * replaced. Somebody who was faster is told of, and nothing is changed.
 */
export async function acknowledge(
  alert: BoardAlert,
  { until, note, ofRule }: AckWish,
  effects: Effects
): Promise<Outcome> {
  const identity = ofRule ? {} : alert.identity;
  const matchers = matchersOf(alert.ruleUid, identity);
  const known = alert.acknowledgements.map(({ silence }) => silence.id);
  const mark = {
    note,
    key: keyOf(alert.ruleUid, identity),
    since: ofRule || alert.since === null ? '' : new Date(alert.since).toISOString(),
    value: ofRule ? null : alert.value,
  };
  let silenceId: string;
  try {
    const faster = (await effects.readSilences()).find(
      (silence) => isOurs(silence) && !known.includes(silence.id) && sameMatchers(silence.matchers, matchers)
    );
    if (faster) {
      return refused(
        `${faster.createdBy} was faster and has acknowledged it until ${clockTime(Date.parse(faster.endsAt), effects.now())}. Nothing was changed.`
      );
    }
    silenceId = await effects.writeSilence({
      matchers,
      startsAt: new Date(effects.now()).toISOString(),
      endsAt: new Date(until).toISOString(),
      createdBy: effects.login,
      comment: commentOf(mark),
    });
  } catch (error) {
    return refused(silenceProblem(error, alert.folder));
  }
  // the new one is there, so nothing gets through between
  const stale = await ended(known, alert.folder, effects);
  const problems = await keepRecord(
    {
      action: 'acknowledge',
      key: mark.key,
      ruleUid: alert.ruleUid,
      ruleTitle: alert.title,
      labels: identity,
      silenceId,
      until,
      note,
      value: mark.value,
    },
    alert.folder,
    effects
  );
  return {
    done: true,
    message: `Acknowledged until ${clockTime(until, effects.now())}.`,
    problems: [...stale, ...problems],
  };
}

/** Moves the end of an acknowledgement. One that has ended meanwhile, or ends later already, is left as it is. */
export async function extend(
  { ruleTitle, folder, acknowledgement }: AckPlace,
  { until, note }: Pick<AckWish, 'until' | 'note'>,
  effects: Effects
): Promise<Outcome> {
  const { silence, mark } = acknowledgement;
  let silenceId: string;
  try {
    const found = (await effects.readSilences()).find(({ id }) => id === silence.id);
    if (!found || !isOurs(found)) {
      return refused('It is not acknowledged any more: somebody has ended it meanwhile. Nothing was changed.');
    }
    const holds = Date.parse(found.endsAt);
    if (holds >= until) {
      return refused(`It holds until ${clockTime(holds, effects.now())} already. Nothing was changed.`);
    }
    // the same start, or Grafana makes another silence of it
    silenceId = await effects.writeSilence({
      id: found.id,
      matchers: found.matchers,
      startsAt: found.startsAt,
      endsAt: new Date(until).toISOString(),
      createdBy: found.createdBy,
      comment: commentOf({ ...mark, note: note === '' ? mark.note : note }),
    });
  } catch (error) {
    return refused(silenceProblem(error, folder));
  }
  const record = { ...recordFor(acknowledgement, ruleTitle), action: 'extend' as const, silenceId, until, note };
  const problems = await keepRecord(record, folder, effects);
  return { done: true, message: `Extended until ${clockTime(until, effects.now())}.`, problems };
}

/** Ends acknowledgements, so that the alert notifies again. `why` is kept; `end` is for those that have outlived their alert. */
export async function unacknowledge(
  places: readonly AckPlace[],
  why: { action: 'unacknowledge' | 'end'; note: string },
  effects: Effects
): Promise<Outcome> {
  const problems: string[] = [];
  let count = 0;
  for (const { acknowledgement, ruleTitle, folder } of places) {
    const { id } = acknowledgement.silence;
    try {
      const holds = (await effects.readSilences()).some((silence) => silence.id === id && isOurs(silence));
      if (!holds) {
        continue;
      }
      await effects.endSilence(id);
    } catch (error) {
      return { ...refused(silenceProblem(error, folder)), problems };
    }
    count++;
    const record = { ...recordFor(acknowledgement, ruleTitle), ...why, until: effects.now() };
    problems.push(...(await keepRecord(record, folder, effects)));
  }
  return count > 0
    ? {
        done: true,
        message: 'Not acknowledged any more: Grafana notifies again when its repeat interval is over.',
        problems,
      }
    : { done: true, message: 'It had been ended already.', problems };
}

/** Keeps what could not be kept when the acknowledgement was made: the note for others, the audit event, or both. */
export async function recordLater(
  { acknowledgement, ruleTitle, folder }: AckPlace,
  effects: Effects
): Promise<Outcome> {
  const record = { ...recordFor(acknowledgement, ruleTitle), action: 'record' as const };
  const problems = await keepRecord(record, folder, effects);
  return {
    done: problems.length === 0,
    message: problems.length === 0 ? 'Recorded.' : 'Still not recorded.',
    problems,
  };
}

/** An acknowledgement with what its silence does not say. */
export interface AckPlace {
  acknowledgement: Acknowledgement;
  ruleTitle: string;
  folder: string;
}

const isOurs = ({ state, comment }: Silence) => state === 'active' && markOf(comment) !== undefined;

function recordFor(
  { silence, mark, until }: Acknowledgement,
  ruleTitle: string
): Omit<AckRecord, 'action' | 'eventId'> {
  const labels: Labels = Object.fromEntries(
    silence.matchers.filter(({ name }) => name !== RULE_UID_LABEL).map(({ name, value }) => [name, value])
  );
  return {
    key: mark.key,
    ruleUid: ruleUidOf(silence.matchers) ?? '',
    ruleTitle,
    labels,
    silenceId: silence.id,
    until,
    note: mark.note,
    value: mark.value,
  };
}

async function ended(ids: readonly string[], folder: string, effects: Effects): Promise<string[]> {
  const problems: string[] = [];
  for (const id of ids) {
    try {
      await effects.endSilence(id);
    } catch (error) {
      if (!(error instanceof GrafanaError && error.status === 404)) {
        problems.push(`The former acknowledgement was not ended: ${silenceProblem(error, folder)}`);
      }
    }
  }
  return problems;
}
