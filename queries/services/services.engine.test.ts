import { SERVICE_FIELDS, serviceSearch } from './fields';
import { sendServices } from './servicesForTest';
import { copyToExporterTables, createExporterTables } from '../../embedded/exporter/tables';
import { type ScratchPipeline, scratchPipeline } from '../../embedded/scratchPipeline';
import { where } from '../filters';
import { granulesRead } from '../granulesForTest';
import { HOSTILE } from '../hostile';
import { and, literal, type Sql, sql } from '../sql';
import { DEFAULT_TABLES, rowsOf, type TableMapping } from '../tables';
import { TREND_SLOTS } from '../trend';
import { serviceInfrastructure } from './infrastructure';
import { serviceOperations } from './operations';
import { serviceResources } from './resources';
import { serviceRequests, type ServiceScope } from './services';

let pipeline: ScratchPipeline;
let tables: TableMapping;
const HOUR = 3_600_000;
const now = Math.floor(Date.now() / 1000) * 1000;
const range = { from: now - HOUR, to: now };

beforeAll(async () => {
  pipeline = await scratchPipeline();
  tables = { ...DEFAULT_TABLES, database: pipeline.database };
  await sendServices(pipeline.otlpUrl, now);
});
afterAll(() => pipeline.close());

const ask = <T = Record<string, unknown>>(query: Sql) => pipeline.ask<T>(query);

const only = (key: string, value: string) => where([{ key, operator: '=', value }], SERVICE_FIELDS);
const scope = (...conditions: Sql[]): ServiceScope => ({ tables, range, where: and(conditions) });
const shop = (...conditions: Sql[]) => scope(only('resource.set', 'shop'), ...conditions);

test('requests are server and consumer spans, each against the period before', async () => {
  const rows = await ask<{ trend: number[]; service: string }>(serviceRequests(shop()));
  expect(rows.map(({ service }) => service)).toEqual(['cart', 'gone', 'worker']);
  // cart: 10 requests of 100 ms, 2 of them failed, and the 1,000 ms one; before that 4 of 50 ms
  expect(rows[0]).toMatchObject({
    requests: 11,
    failed: 2,
    p50: 1e8,
    requests_before: 4,
    failed_before: 1,
    p95_before: 5e7,
    last_request: now - 60_000,
  });
  expect(rows[0]).toMatchObject({ rate: 11 / 3600, rate_before: 4 / 3600 });
  expect(rows[0].trend).toHaveLength(TREND_SLOTS);
  expect(rows[0].trend.slice(0, TREND_SLOTS / 2).reduce((sum, n) => sum + n, 0)).toBe(4);
  expect(rows[0].trend.slice(TREND_SLOTS / 2).reduce((sum, n) => sum + n, 0)).toBe(11);
  // nothing is measured where nothing happened
  expect(rows[1]).toMatchObject({ requests: 0, p50: null, p95: null, p99: null, requests_before: 3, p95_before: 2e7 });
  expect(rows[2]).toMatchObject({ requests: 1, requests_before: 0, p95_before: null });
});

test('services that send only logs, only metrics, or only steps are known, with what they are', async () => {
  const rows = await ask<{ service: string; signal: string; rows: number }>(serviceResources(shop()));
  const signals = (name: string) => rows.filter(({ service }) => service === name).map(({ signal }) => signal);
  expect(signals('only-logs')).toEqual(['logs']);
  expect(signals('only-metrics')).toEqual(['metrics']);
  expect(signals('only-steps')).toEqual(['traces']);
  expect(rows.filter(({ service }) => service === 'cart')).toMatchObject([
    { version: '2', environment: 'prod', namespace: 'shop', owner: '', rows: 10, current: 1 },
    { version: '1', environment: 'prod', namespace: 'shop', owner: '', rows: 5, current: 1, last: now - HOUR + 60_000 },
  ]);
  // the older name of the environment
  expect(rows.find(({ service }) => service === 'only-logs')).toMatchObject({ environment: 'test', rows: 1 });
});

test('an empty name is a service as well', async () => {
  const rows = await ask<{ service: string }>(serviceResources(scope(only('resource.set', 'nameless'))));
  expect(rows).toMatchObject([{ service: '', signal: 'traces', rows: 1 }]);
  expect(await ask(serviceRequests(scope(only('resource.set', 'nameless'))))).toMatchObject([{ service: '' }]);
});

test('operations have their examples and what they were before', async () => {
  const rows = await ask(serviceOperations(shop(only('service', 'cart')), 10));
  expect(rows).toMatchObject([
    {
      name: 'work',
      kind: 'Server',
      spans: 11,
      failed: 2,
      p50: 1e8,
      spans_before: 4,
      failed_before: 1,
      p95_before: 5e7,
    },
  ]);
  const [{ slowest_trace, failed_trace }] = rows;
  const [{ duration }] = await ask(
    sql`SELECT max(Duration) AS duration FROM ${rowsOf(tables, 'traces')} WHERE TraceId = ${literal(String(slowest_trace))}`
  );
  expect(duration).toBe(1e9);
  const failed = await ask(
    sql`SELECT IsError, toUnixTimestamp64Milli(Timestamp) AS time FROM ${rowsOf(tables, 'traces')} WHERE TraceId = ${literal(String(failed_trace))}`
  );
  expect(failed).toEqual([{ IsError: true, time: now - 60_000 }]);
  // nothing failed: no example of a failure
  expect(await ask(serviceOperations(shop(only('service', 'worker')), 10))).toMatchObject([
    { failed: 0, failed_trace: '', p95_before: null },
  ]);
});

test('resource attributes come from all signals, with how many values there are', async () => {
  const rows = await ask<{ key: string; values: string[]; all_values: number }>(serviceInfrastructure(shop()));
  expect(rows.find(({ key }) => key === 'service.name')).toEqual({
    key: 'service.name',
    // of cart there are most, of the others one row each
    values: expect.arrayContaining(['cart', 'worker', 'only-logs', 'only-metrics', 'only-steps']),
    all_values: 5,
  });
  expect(rows.find(({ key }) => key === 'service.name')?.values[0]).toBe('cart');
  expect(rows.find(({ key }) => key === 'service.version')?.values).toEqual(['2', '1']);
  const hostile = await ask<{ key: string; values: string[]; all_values: number }>(
    serviceInfrastructure(scope(only('resource.set', 'hostile')))
  );
  expect(hostile.find(({ key }) => key === 'service.name')).toMatchObject({ all_values: HOSTILE.length });
});

test('a search finds words of the name in any case', async () => {
  const names = async (text: string) =>
    (await ask<{ service: string }>(serviceResources(shop(serviceSearch(text))))).map(({ service }) => service);
  expect([...new Set(await names('LOGS only'))]).toEqual(['only-logs']);
  expect(await names('no such')).toEqual([]);
  expect(new Set(await names('  '))).toEqual(
    new Set(['cart', 'gone', 'worker', 'only-logs', 'only-metrics', 'only-steps'])
  );
});

test.each(HOSTILE.filter((value) => value !== ''))('the service %j is found by filter and by search', async (name) => {
  for (const condition of [only('service', name), ...(name.trim() ? [serviceSearch(name)] : [])]) {
    const hostile = scope(only('resource.set', 'hostile'), condition);
    expect((await ask<{ service: string }>(serviceRequests(hostile))).map(({ service }) => service)).toContain(name);
    expect((await ask<{ service: string }>(serviceResources(hostile))).map(({ service }) => service)).toContain(name);
  }
});

const everyQuestion: Array<(scope: ServiceScope) => Sql> = [
  serviceRequests,
  serviceResources,
  (scope) => serviceOperations(scope, 10),
  serviceInfrastructure,
];

test('tables of the exporter give the same answers', async () => {
  await createExporterTables(pipeline.client, pipeline.database, 'newer');
  await copyToExporterTables(pipeline.client, pipeline.database);
  const exporter: TableMapping = {
    ...tables,
    layout: 'exporter',
    traces: 'otel_traces',
    logs: 'otel_logs',
    metrics: 'otel_metrics',
  };
  for (const build of everyQuestion) {
    const own = await ask(build(shop()));
    expect(own.length).toBeGreaterThan(0);
    expect(await ask(build({ ...shop(), tables: exporter }))).toEqual(own);
  }
});

test('an hour reads only its share of a month', async () => {
  const day = 24 * HOUR;
  for (const insert of [
    `otel_audit_traces (Timestamp, SpanId, ServiceName, SpanName, SpanKind) SELECT now64(9) - toIntervalMillisecond(number * 8640), hex(number), concat('s', toString(number % 20)), 'n', 'Server'`,
    `otel_audit_metrics (TimeUnix, ServiceName, MetricName, MetricType, Position) SELECT now64(9) - toIntervalMillisecond(number * 8640), 's', concat('m', toString(number % 2)), 'gauge', number`,
    `otel_audit_logs (Timestamp, ServiceName, RecordHash) SELECT now64(9) - toIntervalMillisecond(number * 8640), concat('s', toString(number % 20)), number`,
  ]) {
    await pipeline.client.command({
      query: `INSERT INTO ${insert} FROM numbers(300000) SETTINGS max_partitions_per_insert_block = 100`,
    });
  }
  const from = now - 20 * day;
  for (const build of everyQuestion) {
    for (const [table, { read, all }] of Object.entries(
      await granulesRead(pipeline.client, build({ tables, range: { from, to: from + HOUR }, where: sql`1` }))
    )) {
      expect([table, all > 35]).toEqual([table, true]);
      // of logs a day is the smallest part of the key, of metrics each name has a part of its own
      expect(read).toBeLessThanOrEqual(6);
    }
  }
});
