import { moment } from './moment';
import { type Row } from './rows';
import { type AuditScope } from '../../queries/audit/audit';
import { BURST, failedLoginBursts, SEVERAL, WINDOW_MINUTES } from '../../queries/audit/findings/failedLogins';
import { BASELINE_DAYS, LOGIN_ACTIONS } from '../../queries/audit/findings/findings';
import { KNOWN_EVENTS, newSources } from '../../queries/audit/findings/newSources';
import {
  QUIET_MINUTES,
  quietServices,
  SPOKEN_MINUTES,
  TIMES_LONGEST_PAUSE,
} from '../../queries/audit/findings/quietServices';
import { HABIT_DAYS, HABIT_EVENTS, unusualHours } from '../../queries/audit/findings/unusualHours';
import { type Filter } from '../../queries/filters';
import { type Sql } from '../../queries/sql';

/** Something that may need a look, and where its events are. */
export interface Finding {
  sentence: string;
  /** What the events of the finding have in common. */
  filters: Filter[];
  /** Time of the first and the last of them, in ms since 1970. */
  from: number;
  to: number;
}

/** How findings of one kind are found and said. */
export interface Rule {
  id: string;
  title: string;
  /** The rule itself, for people. */
  words: string;
  question: (scope: AuditScope) => Sql;
  finding: (row: Row) => Finding;
}

const number = (count: number) => count.toLocaleString('en-US');
const plural = (count: number, one: string, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;
const is = (key: string, value: string): Filter => ({ key, operator: '=', value });
const period = (row: Row) => ({ from: row.number('first_seen'), to: row.number('last_seen') });

/** Also asked for by the Overview: somebody may be at the door now. */
export const FAILED_LOGINS: Rule = {
  id: 'failed-logins',
  title: 'Bursts of failed log-ins',
  words: `${BURST} or more failed log-ins within ${WINDOW_MINUTES} minutes from one address, or on one account from ${SEVERAL} or more addresses. A log-in has the action ${LOGIN_ACTIONS.join(', ')}.`,
  question: failedLoginBursts,
  finding(row) {
    const isSource = row.text('kind') === 'source';
    const who = row.text('who');
    const others = row.number('others');
    const where = isSource
      ? `from ${who} on ${plural(others, 'account')}`
      : `on the account ${who} from ${plural(others, 'address', 'addresses')}`;
    const entered = row.number('entered');
    const after = entered > 0 ? `; ${plural(entered, 'log-in')} succeeded right after a failure` : '';
    const total = row.number('failures') > row.number('peak') ? `, ${number(row.number('failures'))} in all` : '';
    return {
      sentence: `${number(row.number('peak'))} failed log-ins within ${WINDOW_MINUTES} minutes${total} ${where}, since ${moment(row.text('first_seen'))}${after}.`,
      filters: [
        is(isSource ? 'source' : 'actor', who),
        { key: 'action', operator: '=|', value: LOGIN_ACTIONS[0], values: [...LOGIN_ACTIONS] },
      ],
      ...period(row),
    };
  },
};

export const RULES: readonly Rule[] = [
  FAILED_LOGINS,
  {
    id: 'new-sources',
    title: 'Known actors from new addresses',
    words: `An actor with at least ${KNOWN_EVENTS} events in the ${BASELINE_DAYS} days before this time range came from an address that none of those events came from.`,
    question: newSources,
    finding: (row) => ({
      sentence: `${row.text('actor')} came from ${row.text('source')} for the first time: ${plural(row.number('events'), 'event')}${failed(row)} since ${moment(row.text('first_seen'))}. Known from ${plural(row.number('known_sources'), 'other address', 'other addresses')} in ${plural(row.number('known_events'), 'event')} since ${moment(row.text('known_since'))}.`,
      filters: [is('actor', row.text('actor')), is('source', row.text('source'))],
      ...period(row),
    }),
  },
  {
    id: 'unusual-hours',
    title: 'Actions outside of usual hours',
    words: `An actor with at least ${HABIT_EVENTS} events on ${HABIT_DAYS} or more of the ${BASELINE_DAYS} days before this time range did something at an hour of the day (UTC) in which, and next to which, it did nothing on those days.`,
    question: unusualHours,
    finding: (row) => ({
      sentence: `${row.text('actor')} was active at ${hoursOf(row, 'hours')} UTC: ${plural(row.number('events'), 'event')}${failed(row)}, ${row.text('actions')}, since ${moment(row.text('first_seen'))}. On ${plural(row.number('known_days'), 'day')} before it was active at ${hoursOf(row, 'usual_hours')}.`,
      filters: [is('actor', row.text('actor'))],
      ...period(row),
    }),
  },
  {
    id: 'quiet-services',
    title: 'Services gone quiet',
    words: `A service that wrote events in at least ${SPOKEN_MINUTES} minutes of this time range and the period before has written none for ${QUIET_MINUTES} minutes or longer, up to the end of the range, and more than ${TIMES_LONGEST_PAUSE} times as long as its longest pause before.`,
    question: quietServices,
    finding(row) {
      const last = row.number('last_seen');
      return {
        sentence: `${row.text('service')} has written nothing since ${moment(row.text('last_seen'))}, for ${plural(row.number('quiet_minutes'), 'minute')}; its longest pause before was ${plural(row.number('longest_pause'), 'minute')}.`,
        filters: [is('service', row.text('service'))],
        // its last words
        from: last - 60 * 60_000,
        to: last + 60_000,
      };
    },
  },
];

const failed = (row: Row) => (row.number('failures') > 0 ? ` (${number(row.number('failures'))} failed)` : '');

/** "03:00-04:59, 09:00-09:59" */
function hoursOf(row: Row, column: string): string {
  const hours = row.list(column).map(Number);
  const spans: Array<[number, number]> = [];
  for (const hour of hours) {
    const last = spans.at(-1);
    if (last && hour === last[1] + 1) {
      last[1] = hour;
    } else {
      spans.push([hour, hour]);
    }
  }
  const two = (hour: number) => String(hour).padStart(2, '0');
  return spans.map(([from, to]) => `${two(from)}:00-${two(to)}:59`).join(', ');
}
