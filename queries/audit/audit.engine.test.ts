import { type ScratchPipeline, scratchPipeline } from '../../embedded/scratchPipeline';
import { attributeKeys, attributeValues, type CatalogueEntry } from '../catalogue/catalogue';
import { type Filter, where } from '../filters';
import { HOSTILE } from '../hostile';
import { type Sql, sql } from '../sql';
import { DEFAULT_TABLES, type TableMapping } from '../tables';
import { auditEvent, auditEvents, auditTotals, auditVolume, type AuditScope } from './audit';
import { AUDIT_FIELDS } from './fields';
import { auditSearch } from './search';

let pipeline: ScratchPipeline;
let scope: AuditScope;
const now = Date.now();
const text = (value: string) => ({ stringValue: value });

/** One event a hostile text: the text is its actor, target, attribute value and part of its body. */
const events = HOSTILE.map((value, i) => ({
  timeUnixNano: String(BigInt(now - 1000 * i) * 1_000_000n),
  body: text(`body ${value}`),
  attributes: [
    { key: 'audit.actor.id', value: text(value) },
    { key: 'audit.outcome', value: text(i % 2 ? 'failure' : 'success') },
    { key: `key ${value}`, value: text(value) },
  ],
}));

beforeAll(async () => {
  pipeline = await scratchPipeline();
  const tables: TableMapping = { ...DEFAULT_TABLES, database: pipeline.database };
  scope = { tables, range: { from: now - 3_600_000, to: now }, where: sql`1` };
  const response = await fetch(`${pipeline.otlpUrl}/v1/logs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: events }] }] }),
  });
  expect(response.status).toBe(200);
});
afterAll(() => pipeline.close());

const ask = <T = Record<string, unknown>>(query: Sql) => pipeline.ask<T>(query);

const narrowed = (...filters: Filter[]): AuditScope => ({ ...scope, where: where(filters, AUDIT_FIELDS) });
/** How a stored actor reads: an empty one is "unknown" by the field mapping. */
const actorOf = (value: string) => value || 'unknown';

test.each(HOSTILE)('the filter actor = %j finds that event and no other', async (value) => {
  const found = await ask<{ actor: string }>(
    auditEvents(narrowed({ key: 'actor', operator: '=', value: actorOf(value) }), 100)
  );
  expect(found.map(({ actor }) => actor)).toEqual([actorOf(value)]);
});

test.each(HOSTILE)('the attribute key and value %j are found as a filter', async (value) => {
  const filter = { key: `attribute.key ${value}`, operator: '=', value };
  expect(
    (await ask(auditEvents(narrowed(filter, { key: 'actor', operator: '=', value: actorOf(value) }), 100))).length
  ).toBe(1);
});

test.each(HOSTILE.filter((value) => value.trim() !== ''))('the search for %j finds its event', async (value) => {
  const found = await ask<{ actor: string }>(auditEvents({ ...scope, where: auditSearch(value) }, 100));
  expect(found.map(({ actor }) => actor)).toContain(value);
});

test.each(HOSTILE)('the regular expression %j is a query that runs', async (value) => {
  expect(Array.isArray(await ask(auditEvents(narrowed({ key: 'body', operator: '=~', value }), 100)))).toBe(true);
});

test('the volume adds up to all events', async () => {
  const rows = await ask<{ Value: number; series: string }>(auditVolume(scope, 'outcome', 60));
  const sum = (series: string) =>
    rows.filter((row) => row.series === series).reduce((total, { Value }) => total + Value, 0);
  expect([sum('success'), sum('failure')]).toEqual([HOSTILE.length / 2, HOSTILE.length / 2]);
});

test('the totals count the range and the period before apart', async () => {
  // events stand one second apart; the five of the period before are the 6th to the 10th
  const newest = { from: now - 4500, to: now };
  expect(await ask(auditTotals({ ...scope, range: newest }))).toMatchObject([
    { events: 5, failures: 2, actors: 5, events_before: 5, failures_before: 3 },
  ]);
});

test('one event is found by the id that its link carries', async () => {
  const [listed] = await ask<{ nanoseconds: string; hash: string; actor: string }>(auditEvents(scope, 1));
  const [found] = await ask<{ actor: string }>(
    auditEvent(scope.tables, BigInt(listed.nanoseconds), BigInt(listed.hash))
  );
  expect(found.actor).toBe(listed.actor);
});

test('menus list the keys and values that the catalogue has', async () => {
  const keys = await ask<CatalogueEntry>(attributeKeys(scope.tables, 'logs', scope.range));
  expect(keys.map(AUDIT_FIELDS.filterKeyOf)).toEqual(
    expect.arrayContaining([
      'attribute.audit.actor.id',
      // an attribute without a value is none to choose
      ...HOSTILE.filter((value) => value !== '').map((value) => `attribute.key ${value}`),
    ])
  );
  const valuesOf = (key: string) =>
    attributeValues(scope.tables, 'logs', AUDIT_FIELDS.catalogueEntry(key)!, scope.range);
  expect(await ask(valuesOf('outcome'))).toEqual([
    { value: 'failure', uses: HOSTILE.length / 2 },
    { value: 'success', uses: HOSTILE.length / 2 },
  ]);
  for (const value of HOSTILE) {
    const values = await ask<{ value: string }>(valuesOf(`attribute.key ${value}`));
    expect(values.map((one) => one.value)).toEqual(value === '' ? [] : [value]);
  }
});

test('a split by what is no field is refused', () => {
  expect(() => auditVolume(scope, 'Body, (SELECT 1)')).toThrow(/not a field/);
});
