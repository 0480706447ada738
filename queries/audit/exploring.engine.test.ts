import { ask, sendAuditEvents, type SentEvent } from '../../embedded/auditRows';
import { type ScratchPipeline, scratchPipeline } from '../../embedded/scratchPipeline';
import { type Filter, where } from '../filters';
import { HOSTILE } from '../hostile';
import { type Sql, sql } from '../sql';
import { DEFAULT_TABLES } from '../tables';
import { TREND_SLOTS } from '../trend';
import { auditActors } from './actors';
import { auditEvents, auditVolume, auditVolumeBefore, type AuditScope } from './audit';
import { attributeBreakdown, BREAKDOWN_FIELDS, fieldBreakdown } from './breakdown';
import { AUDIT_FIELDS } from './fields';
import { auditNeighbours } from './neighbours';
import { auditEventsPage, auditTail } from './pages';
import { auditPatterns, patternToRegExp } from './patterns';

const HOUR = 3_600_000;
const to = Math.floor(Date.now() / 1000) * 1000 - 60_000;
const range = { from: to - HOUR, to };

/** Events of the range (minutes before its end) and of the period before, by hand: the expectations below count them. */
const minutesAgo = (minutes: number) => to - minutes * 60_000;
const event = (
  minutes: number,
  actor: string,
  action: string,
  rest: Partial<SentEvent['attributes']> = {},
  body = ''
) => ({
  time: minutesAgo(minutes),
  service: 'shop',
  body,
  attributes: {
    'audit.actor.id': actor,
    'audit.action': action,
    'audit.outcome': 'success',
    'client.address': '203.0.113.1',
    region: 'north',
    ...rest,
  } as Record<string, string>,
});

const KNOWN: SentEvent[] = [
  event(5, 'ana', 'READ', {}, 'ana read invoice 17 from 203.0.113.1'),
  event(10, 'ana', 'READ', {}, 'ana read invoice 18 from 203.0.113.7'),
  event(15, 'ana', 'DELETE', { 'audit.outcome': 'failure', 'client.address': '203.0.113.2', region: 'south' }),
  event(20, 'bo', 'READ', {}, 'job 7b1f9a30-1c2d-4e5f-8a9b-0c1d2e3f4a5b took "a long \n while" at 0xDEADBEEF01'),
  event(70, 'ana', 'READ', {}, 'ana read invoice 4 from 203.0.113.1'),
  event(80, 'cy', 'LOGIN'),
];

/** Hostile texts have a time of their own, so that they do not change what is counted by hand. */
const hostileTo = to - 10 * HOUR;
const hostileRange = { from: hostileTo - HOUR, to: hostileTo };
const WRITTEN = HOSTILE.filter((value) => value !== '');
const hostile: SentEvent[] = WRITTEN.map((value, i) => ({
  time: hostileTo - i * 1000,
  service: value,
  body: `body ${value}`,
  attributes: { 'audit.actor.id': value, 'audit.action': 'READ', 'client.address': value, hostile: value },
}));

let pipeline: ScratchPipeline;
let scope: AuditScope;
const rows = <T = Record<string, unknown>>(query: Sql) => ask<T>(pipeline, query);

beforeAll(async () => {
  pipeline = await scratchPipeline();
  scope = { tables: { ...DEFAULT_TABLES, database: pipeline.database }, range, where: sql`1` };
  await sendAuditEvents(pipeline, [...KNOWN, ...hostile]);
});
afterAll(() => pipeline.close());

interface Top {
  source: string;
  field: string;
  value: string;
  trend: number[];
  events: number;
  events_before: number;
  field_events: number;
  field_before: number;
  field_values: number;
}
const ofField = (found: Top[], field: string) =>
  found
    .filter((row) => row.field === field)
    .map(({ value, events, events_before }) => [value, events, events_before] as const);

test('the breakdown counts each value of each field in both periods', async () => {
  const found = await rows<Top>(fieldBreakdown(scope));
  expect(new Set(found.map(({ field }) => field))).toEqual(new Set(BREAKDOWN_FIELDS));
  expect(ofField(found, 'actor')).toEqual([
    ['ana', 3, 1],
    ['bo', 1, 0],
    ['cy', 0, 1],
  ]);
  expect(ofField(found, 'outcome')).toEqual([
    ['success', 3, 2],
    ['failure', 1, 0],
  ]);
  // an event without a target has the empty value
  expect(ofField(found, 'target')).toEqual([['', 4, 2]]);
  expect(found.find(({ field }) => field === 'actor')).toMatchObject({
    source: 'Column',
    field_events: 4,
    field_before: 2,
    field_values: 3,
  });
});

test('a trend has the period before in its first half and the range in its second', async () => {
  const found = await rows<Top>(fieldBreakdown(scope));
  const { trend } = found.find(({ field, value }) => field === 'actor' && value === 'ana')!;
  const expected = new Array<number>(TREND_SLOTS).fill(0);
  // slots are five minutes long: 70 minutes before the end lies 50 minutes into 120
  for (const minutes of [5, 10, 15, 70]) {
    expected[Math.floor((120 - minutes) / 5)]++;
  }
  expect(trend).toEqual(expected);
});

test('the breakdown of attributes leaves out ids and events without the attribute', async () => {
  const found = await rows<Top>(attributeBreakdown(scope));
  expect(ofField(found, 'region')).toEqual([
    ['north', 3, 2],
    ['south', 1, 0],
  ]);
  expect(found.find(({ field }) => field === 'region')).toMatchObject({ source: 'LogAttributes', field_events: 4 });
  expect(ofField(found, 'cloud.region')).toEqual([['eu', 4, 2]]);
  expect(found.find(({ field }) => field === 'cloud.region')).toMatchObject({ source: 'ResourceAttributes' });
  // hardly any of its values come twice
  expect(ofField(found, 'hostile')).toEqual([]);
});

test('at most ten values of a field come back, and the number of all', async () => {
  const found = await rows<Top>(fieldBreakdown({ ...scope, range: hostileRange }));
  const actors = found.filter(({ field }) => field === 'actor');
  expect(actors).toHaveLength(10);
  expect(actors[0]).toMatchObject({ field_values: WRITTEN.length, field_events: WRITTEN.length });
});

test.each(WRITTEN)('the breakdown narrowed to the actor %j has that value alone', async (value) => {
  const narrowed = where([{ key: 'actor', operator: '=', value }], AUDIT_FIELDS);
  const found = await rows<Top>(fieldBreakdown({ ...scope, range: hostileRange, where: narrowed }));
  expect(ofField(found, 'actor')).toEqual([[value, 1, 0]]);
});

test('messages that differ in numbers, addresses, ids and quoted text are one pattern', async () => {
  const found = await rows<{ pattern: string; events: number; events_before: number; actors: number; example: string }>(
    auditPatterns(scope)
  );
  expect(found.map(({ pattern, events, events_before }) => [pattern, events, events_before])).toEqual([
    ['ana read invoice <n> from <ip>', 2, 1],
    ['job <uuid> took <text> at <hex>', 1, 0],
  ]);
  expect(found[0]).toMatchObject({ actors: 1, example: 'ana read invoice 17 from 203.0.113.1' });
});

test('the filter that a pattern becomes finds its messages', async () => {
  const found = await rows<{ pattern: string; events: number }>(auditPatterns({ ...scope, range: hostileRange }));
  expect(found.reduce((sum, { events }) => sum + events, 0)).toBe(WRITTEN.length);
  for (const { pattern, events } of found) {
    const filter: Filter = { key: 'body', operator: '=~', value: patternToRegExp(pattern) };
    const narrowed = { ...scope, range: hostileRange, where: where([filter], AUDIT_FIELDS) };
    expect((await rows(auditEvents(narrowed, 100))).length).toBeGreaterThanOrEqual(events);
  }
  const invoices: Filter = { key: 'body', operator: '=~', value: patternToRegExp('ana read invoice <n> from <ip>') };
  const found2 = await rows(auditEvents({ ...scope, where: where([invoices], AUDIT_FIELDS) }, 100));
  expect(found2).toHaveLength(2);
});

test('actors have their events, failures, actions and addresses of the range', async () => {
  const found = await rows(auditActors(scope));
  expect(found).toMatchObject([
    { actor: 'ana', events: 3, events_before: 1, failures: 1, actions: 'READ, DELETE', sources: 2 },
    { actor: 'bo', events: 1, events_before: 0, failures: 0, actions: 'READ', sources: 1 },
  ]);
});

test('a page continues where the one before it ended, to the last event', async () => {
  const all = await rows<{ nanoseconds: string; hash: string }>(auditEvents({ ...scope, range: hostileRange }, 1000));
  const paged: typeof all = [];
  for (let last = undefined as (typeof all)[number] | undefined; ; last = paged.at(-1)) {
    const cursor = last && { nanoseconds: BigInt(last.nanoseconds), hash: BigInt(last.hash) };
    const page = await rows<(typeof all)[number]>(auditEventsPage({ ...scope, range: hostileRange }, 4, cursor));
    paged.push(...page);
    if (page.length < 4) {
      break;
    }
  }
  expect(paged).toEqual(all);
  expect(all).toHaveLength(WRITTEN.length);
});

test('equal times are told apart by the record hash', async () => {
  const time = to - 20 * HOUR;
  const same = Array.from({ length: 5 }, (_, i) => ({ time, attributes: { 'audit.actor.id': `same-${i}` } }));
  await sendAuditEvents(pipeline, same);
  const narrow = { ...scope, range: { from: time - 1000, to: time + 1000 } };
  const seen: string[] = [];
  let cursor: { nanoseconds: bigint; hash: bigint } | undefined;
  for (let page = 0; page < 5; page++) {
    const [found] = await rows<{ actor: string; nanoseconds: string; hash: string }>(
      auditEventsPage(narrow, 1, cursor)
    );
    seen.push(found.actor);
    cursor = { nanoseconds: BigInt(found.nanoseconds), hash: BigInt(found.hash) };
  }
  expect(seen.sort()).toEqual(same.map((_, i) => `same-${i}`));
  expect(await rows(auditEventsPage(narrow, 1, cursor))).toEqual([]);
});

test('the live tail has what was stored since, and no more', async () => {
  const before = Date.now();
  await sendAuditEvents(pipeline, [{ time: before - 30_000, attributes: { 'audit.actor.id': 'late' } }]);
  const found = await rows<{ actor: string }>(auditTail(scope, before, 100));
  expect(found.map(({ actor }) => actor)).toEqual(['late']);
  expect(await rows(auditTail(scope, Date.now() + 1000, 100))).toEqual([]);
});

test('neighbours are the events just before and after, of everybody or of one actor', async () => {
  const [, middle] = await rows<{ nanoseconds: string; hash: string; actor: string }>(auditEvents(scope, 2));
  const place = {
    tables: scope.tables,
    nanoseconds: BigInt(middle.nanoseconds),
    hash: BigInt(middle.hash),
    each: 2,
  };
  const times = async (actor?: string) =>
    (await rows<{ nanoseconds: string }>(auditNeighbours({ ...place, actor }))).map(({ nanoseconds }) =>
      Math.round((to - Number(BigInt(nanoseconds) / 1_000_000n)) / 60_000)
    );
  // the middle is ten minutes old; "late" is half a minute before now, which is a minute after the range
  expect((await times()).slice(1)).toEqual([5, 15, 20]);
  expect(await times('ana')).toEqual([5, 15, 70]);
  expect(await times("nobody' OR 1=1 -- ")).toEqual([]);
});

test('beyond twelve values a split counts the others together', async () => {
  const found = await rows<{ series: string; Value: number }>(
    auditVolume({ ...scope, range: hostileRange }, 'actor', 3600)
  );
  const names = new Set(found.map(({ series }) => series));
  expect(names.size).toBe(13);
  const others = found.filter(({ series }) => series === '(others)');
  expect(others.reduce((sum, { Value }) => sum + Value, 0)).toBe(WRITTEN.length - 12);
});

test('the volume of the period before stands at the times of the range', async () => {
  const found = await rows<{ time: string; Value: number }>(auditVolumeBefore(scope, 60));
  const minutes = found.map(({ time }) => Math.round((to - Date.parse(`${time}Z`)) / 60_000));
  // 80 and 70 minutes before the end, an hour later
  expect(minutes.map((minute) => Math.round(minute / 10) * 10)).toEqual([20, 10]);
  expect(found.map(({ Value }) => Value)).toEqual([1, 1]);
});
