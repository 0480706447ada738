import { serviceResources, serviceResourcesOfDays } from './resources';
import { type ServiceScope } from './services';
import { type ScratchPipeline, scratchPipeline } from '../../embedded/scratchPipeline';
import { granulesRead } from '../granulesForTest';
import { HOSTILE } from '../hostile';
import { and, join, list, literal, type Sql, sql } from '../sql';
import { DEFAULT_TABLES, type TableMapping } from '../tables';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const now = Math.floor(Date.now() / 1000) * 1000;
/** Begins and ends within a day; so does the period before it. */
const range = { from: now - 5 * DAY - 17 * MINUTE, to: now - 20 * MINUTE };
const STEP = 7 * MINUTE;

let pipeline: ScratchPipeline;
let tables: TableMapping;

const run = (query: Sql) => pipeline.client.command({ query: query.text });
const ask = <T = Record<string, unknown>>(query: Sql) => pipeline.ask<T>(query);
const at = (ms: Sql) => sql`fromUnixTimestamp64Milli(toInt64(${ms}))`;

const SIGNALS = {
  traces: sql`otel_audit_traces (Timestamp, SpanId, ServiceName, ResourceAttributes)`,
  logs: sql`otel_audit_logs (Timestamp, Body, ServiceName, ResourceAttributes)`,
  metrics: sql`otel_audit_metrics (TimeUnix, MessageHash, ServiceName, ResourceAttributes)`,
};
type Signal = keyof typeof SIGNALS;
const ID: Record<Signal, Sql> = {
  traces: sql`hex(number)`,
  logs: sql`toString(number)`,
  metrics: sql`number`,
};

/** Some of a signal from one time (ms) to another, one every seven minutes. */
const send = (signal: Signal, from: number, to: number, service: string, resource: Record<string, string>) =>
  run(sql`INSERT INTO ${SIGNALS[signal]} SELECT ${at(sql`${literal(from)} + number * ${literal(STEP)}`)}, ${ID[signal]}, ${literal(service)},
    map(${join(['', '', ...Object.entries(resource).flat()].map(literal))})
    FROM numbers(${literal(Math.ceil((to - from) / STEP))}) SETTINGS max_partitions_per_insert_block = 100`);

beforeAll(async () => {
  pipeline = await scratchPipeline();
  tables = { ...DEFAULT_TABLES, database: pipeline.database };
  const shop = { 'service.namespace': 'shop', 'deployment.environment.name': 'prod', team: 'web' };
  await send('traces', now - 14 * DAY, now - 2 * DAY, 'cart', { ...shop, 'service.version': '1' });
  await send('logs', now - 14 * DAY, now - 2 * DAY, 'cart', { ...shop, 'service.version': '1' });
  await send('traces', now - 2 * DAY, now, 'cart', { ...shop, 'service.version': '2', 'service.owner': 'checkout' });
  // only in the period before; only before both; only after the range, on its last day
  await send('metrics', now - 9 * DAY, now - 6 * DAY, 'gone', { owner: 'ops', 'deployment.environment': 'test' });
  await send('metrics', now - 20 * DAY, now - 12 * DAY, 'forgotten', {});
  await send('logs', now - 10 * MINUTE, now, 'new', {});
  await send('metrics', now - 3 * DAY, now, '', { 'k8s.namespace.name': 'jobs', team: 'x'.repeat(1000) });
  for (const name of HOSTILE) {
    await send('traces', now - 3 * DAY, now - 3 * DAY + 2 * STEP, name, { team: name, 'service.version': name });
  }
});
afterAll(() => pipeline.close());

const scope = (...conditions: Sql[]): ServiceScope => ({ tables, range, where: and([sql`1`, ...conditions]) });

interface Resource {
  signal: string;
  service: string;
  version: string;
  first: number;
  last: number;
}
const keyOf = ({ signal, service, version }: Resource) => JSON.stringify([signal, service, version]);
const sorted = (rows: Resource[]) => [...rows].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));

/** The same but for how many rows, and for times on the days on which the periods begin and end. */
async function expectSame(asked: ServiceScope) {
  const raw = sorted(await ask<Resource>(serviceResources(asked)));
  const days = sorted(await ask<Resource>(serviceResourcesOfDays(asked)));
  expect(raw.length).toBeGreaterThan(0);
  expect(Object.keys(days[0])).toEqual(Object.keys(raw[0]));
  expect(days).toEqual(
    raw.map((row, i) => ({
      ...row,
      rows: expect.any(Number),
      first: days[i].first < 2 * range.from - range.to ? days[i].first : row.first,
      last: days[i].last === range.to ? range.to : row.last,
    }))
  );
  return days;
}

test('days say the same as the telemetry: versions, places and owners, when they were first and last seen', async () => {
  const days = await expectSame(scope());
  const of = (name: string) => days.filter(({ service }) => service === name);
  expect(of('cart')).toMatchObject([
    { signal: 'logs', version: '1', environment: 'prod', namespace: 'shop', owner: 'web', current: 1 },
    { signal: 'traces', version: '1', owner: 'web', current: 1 },
    { signal: 'traces', version: '2', owner: 'checkout', current: 1, first: now - 2 * DAY },
  ]);
  expect(of('gone')).toMatchObject([{ signal: 'metrics', environment: 'test', owner: 'ops', current: 0 }]);
  expect([...of('forgotten'), ...of('new')]).toEqual([]);
  expect(of('')[0]).toMatchObject({ namespace: 'jobs', owner: 'x'.repeat(256) });
});

test('a filter for services narrows both', async () => {
  await expectSame(scope(sql`ServiceName IN ${list(['cart', 'gone'])}`));
});

test.each(HOSTILE)('the service %j says of itself what it says', async (name) => {
  const days = await expectSame(scope(sql`ServiceName = ${literal(name)}`));
  expect(days.filter(({ signal }) => signal === 'traces')).toMatchObject([
    { service: name, version: name, owner: name },
  ]);
});

test('what was stored before anybody wrote it down is read from the telemetry, and nothing else is', async () => {
  const spans = `${pipeline.database}.otel_audit_traces`;
  const asked = scope();
  const everything = await granulesRead(pipeline.client, serviceResources(asked));
  expect(everything[spans].read).toBeGreaterThan(0);
  expect((await granulesRead(pipeline.client, serviceResourcesOfDays(asked)))[spans]?.read ?? 0).toBe(0);
  // as after an upgrade: the table is there for half an hour
  await run(sql`TRUNCATE TABLE otel_audit_services`);
  await expectSame(asked);
  await run(sql`INSERT INTO otel_audit_services (Day, Signal, ServiceName, Rows, First, Last, Since)
    SELECT toDate(First), 'traces', 'cart', 1, ${at(literal(now - 25 * MINUTE))} AS First, First, now64(3)`);
  const days = await ask<Resource>(serviceResourcesOfDays(asked));
  expect(
    days
      .filter(({ service }) => service === 'cart')
      .map(({ version }) => version)
      .sort()
  ).toEqual(['', '1', '1', '2']);
});
