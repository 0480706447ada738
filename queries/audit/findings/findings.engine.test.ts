import { ask, sendAuditEvents, type SentEvent } from '../../../embedded/auditRows';
import { type ScratchPipeline, scratchPipeline } from '../../../embedded/scratchPipeline';
import { where } from '../../filters';
import { HOSTILE } from '../../hostile';
import { sql } from '../../sql';
import { DEFAULT_TABLES } from '../../tables';
import { type AuditScope } from '../audit';
import { AUDIT_FIELDS } from '../fields';
import { failedLoginBursts } from './failedLogins';
import { newSources } from './newSources';
import { quietServices } from './quietServices';
import { unusualHours } from './unusualHours';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** The range is a day that ended at noon (UTC) two days ago; each rule looks at it and at the days before. */
const to = Math.floor(Date.now() / DAY) * DAY - DAY - DAY / 2;
const range = { from: to - DAY, to };

const times = <T>(count: number, make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i));
const event = (time: number, attributes: Record<string, string>, service = 'shop'): SentEvent => ({
  time,
  service,
  attributes,
});
const login = (time: number, actor: string, source: string, outcome: 'success' | 'failure', service = 'logins') =>
  event(
    time,
    { 'audit.actor.id': actor, 'audit.action': 'LOGIN', 'audit.outcome': outcome, 'client.address': source },
    service
  );

const HOSTILE_TEXT = HOSTILE.filter((value) => value !== '').join('');

const LOGINS: SentEvent[] = [
  // ten failures of one address on five accounts within nine minutes, then it gets in: found
  ...times(10, (i) => login(to - 300 * MINUTE + i * MINUTE, `victim-${i % 5}`, '198.51.100.1', 'failure')),
  login(to - 300 * MINUTE + 12 * MINUTE, 'victim-1', '198.51.100.1', 'success'),
  // nine within ten minutes are not enough
  ...times(9, (i) => login(to - 300 * MINUTE + i * MINUTE, 'forgetful', '198.51.100.2', 'failure')),
  // twenty, but two hours apart from first to last
  ...times(20, (i) => login(to - 300 * MINUTE + i * 6 * MINUTE, 'slow', '198.51.100.3', 'failure')),
  // twelve on one account from four addresses, three of each: only the account stands out
  ...times(12, (i) => login(to - 500 * MINUTE + i * 30_000, 'hunted', `198.51.100.${50 + (i % 4)}`, 'failure')),
  // many successes are no burst
  ...times(30, (i) => login(to - 600 * MINUTE + i * 1000, 'busy', '198.51.100.9', 'success')),
  // hostile text as an address
  ...times(11, (i) => login(to - 700 * MINUTE + i * 1000, 'x', HOSTILE_TEXT, 'failure')),
  // the same burst outside of the range is not found
  ...times(15, (i) => login(to - 2 * DAY + i * 1000, 'earlier', '198.51.100.4', 'failure')),
];

const read = (time: number, actor: string, source: string) =>
  event(time, { 'audit.actor.id': actor, 'audit.action': 'READ', 'client.address': source }, 'reads');

/** Days before the range begins, at the hour (UTC) and minute. */
const at = (daysBefore: number, hour: number, minute = 0) =>
  Math.floor(range.from / DAY) * DAY - daysBefore * DAY + hour * 60 * MINUTE + minute * MINUTE;

const SOURCES: SentEvent[] = [
  // known from two addresses, now from a third: found
  ...times(12, (i) => read(at(2, 14, i), 'traveller', '192.0.2.1')),
  ...times(12, (i) => read(at(3, 14, i), 'traveller', '192.0.2.2')),
  ...times(3, (i) => read(range.from + 120 * MINUTE + i * MINUTE, 'traveller', '192.0.2.99')),
  read(range.from + 130 * MINUTE, 'traveller', '192.0.2.1'),
  // the same address as before
  ...times(25, (i) => read(at(2, 14, i), 'settled', '192.0.2.3')),
  read(range.from + 120 * MINUTE, 'settled', '192.0.2.3'),
  // 19 events before are too few to know somebody
  ...times(19, (i) => read(at(2, 14, i), 'newcomer', '192.0.2.4')),
  read(range.from + 120 * MINUTE, 'newcomer', '192.0.2.5'),
  // seen 20 days ago only: older than what is compared with
  ...times(25, (i) => read(at(20, 14, i), 'returner', '192.0.2.6')),
  read(range.from + 120 * MINUTE, 'returner', '192.0.2.7'),
];

const work = (time: number, actor: string) =>
  event(time, { 'audit.actor.id': actor, 'audit.action': 'UPDATE' }, 'work');
const OFFICE = [9, 10, 13, 15];

const HOURS: SentEvent[] = [
  // office hours on four days, 60 events, then at three in the night: found
  ...times(4, (day) => OFFICE.flatMap((hour) => times(15, (i) => work(at(day + 1, hour, i), 'clerk')))).flat(),
  ...times(4, (i) => work(at(-1, 3, i), 'clerk')),
  // an hour next to a usual one is no surprise
  ...times(4, (day) => OFFICE.flatMap((hour) => times(15, (i) => work(at(day + 1, hour, i), 'punctual')))).flat(),
  work(at(-1, 8, 30), 'punctual'),
  // 23 o'clock and midnight are neighbours
  ...times(4, (day) => times(15, (i) => work(at(day + 1, 23, i), 'owl'))).flat(),
  work(at(-1, 0, 10), 'owl'),
  // two days are no habit
  ...times(2, (day) => times(40, (i) => work(at(day + 1, 13, i), 'guest'))).flat(),
  work(at(-1, 3), 'guest'),
  // 40 events are no habit either
  ...times(4, (day) => times(10, (i) => work(at(day + 1, 13, i), 'rare'))).flat(),
  work(at(-1, 3), 'rare'),
];

const speaks = (service: string, minutes: number[]) =>
  minutes.map((minute) => event(to - minute * MINUTE, { 'audit.actor.id': `pod-${service}` }, service));

const QUIET: SentEvent[] = [
  // every two minutes, then nothing for an hour: found
  ...speaks(
    'stopped',
    times(60, (i) => 60 + i * 2)
  ),
  // speaks until the end
  ...speaks(
    'lively',
    times(60, (i) => i * 2)
  ),
  // is silent for 40 minutes, but was for 20 before: not more than three times as long
  ...speaks('batch', [...times(20, (i) => 40 + i), ...times(20, (i) => 80 + i)]),
  // 19 minutes are too few to know it
  ...speaks(
    'seldom',
    times(19, (i) => 60 + i * 2)
  ),
];

let pipeline: ScratchPipeline;
let scope: AuditScope;

beforeAll(async () => {
  pipeline = await scratchPipeline();
  scope = { tables: { ...DEFAULT_TABLES, database: pipeline.database }, range, where: sql`1` };
  await sendAuditEvents(pipeline, [...LOGINS, ...SOURCES, ...HOURS, ...QUIET]);
});
afterAll(() => pipeline.close());

const of = (...services: string[]) =>
  where([{ key: 'service', operator: '=|', value: '', values: services }], AUDIT_FIELDS);

test('bursts of failed log-ins: from one address, or on one account from several', async () => {
  const found = await ask(pipeline, failedLoginBursts(scope));
  expect(found).toMatchObject([
    { kind: 'actor', who: 'hunted', peak: 12, failures: 12, others: 4, entered: 0 },
    { kind: 'source', peak: 11, failures: 11, others: 1, entered: 0 },
    { kind: 'source', who: '198.51.100.1', peak: 10, failures: 10, others: 5, entered: 1 },
  ]);
  expect(found[1].who).toBe(HOSTILE_TEXT);
});

test('a known actor from an address that the days before have not seen', async () => {
  const found = await ask(pipeline, newSources({ ...scope, where: of('reads') }));
  expect(found).toMatchObject([
    { actor: 'traveller', source: '192.0.2.99', events: 3, failures: 0, known_sources: 2, known_events: 24 },
  ]);
  expect(Date.parse(`${String(found[0].known_since)}Z`)).toBe(at(3, 14, 0));
});

test('actions at an hour that is not a habit', async () => {
  const found = await ask(pipeline, unusualHours({ ...scope, where: of('work') }));
  expect(found).toMatchObject([
    {
      actor: 'clerk',
      hours: [3],
      events: 4,
      failures: 0,
      actions: 'UPDATE',
      usual_hours: OFFICE,
      known_days: 4,
      known_events: 240,
    },
  ]);
});

test('a service that spoke steadily and stopped', async () => {
  const services = of('stopped', 'lively', 'batch', 'seldom');
  expect(await ask(pipeline, quietServices({ ...scope, where: services }))).toMatchObject([
    { service: 'stopped', quiet_minutes: 60, longest_pause: 2, spoken_minutes: 60, events: 60 },
  ]);
});

test('silence is counted up to now, not to an end that lies in the future', async () => {
  const now = Date.now();
  await sendAuditEvents(
    pipeline,
    times(30, (i) => event(now - (i + 2) * MINUTE, { 'audit.actor.id': 'pod' }, 'present'))
  );
  const future = { ...scope, range: { from: now - DAY, to: now + DAY }, where: of('present') };
  expect(await ask(pipeline, quietServices(future))).toEqual([]);
});
