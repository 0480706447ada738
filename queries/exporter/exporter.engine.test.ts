import {
  copyToExporterTables,
  createExporterTables,
  dropExporterTables,
  type ExporterVersion,
} from '../../embedded/exporter/tables';
import { type ScratchPipeline, scratchPipeline } from '../../embedded/scratchPipeline';
import { Corpus } from '../../migrations/corpus';
import { auditActors } from '../audit/actors';
import { auditEvent, auditEvents, auditTotals, auditVolume, type AuditScope } from '../audit/audit';
import { attributeBreakdown, fieldBreakdown } from '../audit/breakdown';
import { AUDIT_FIELDS } from '../audit/fields';
import { failedLoginBursts } from '../audit/findings/failedLogins';
import { newSources } from '../audit/findings/newSources';
import { quietServices } from '../audit/findings/quietServices';
import { unusualHours } from '../audit/findings/unusualHours';
import { auditNeighbours } from '../audit/neighbours';
import { auditEventsPage, auditTail } from '../audit/pages';
import { auditPatterns } from '../audit/patterns';
import { auditSearch } from '../audit/search';
import { attributeKeys, attributeValues } from '../catalogue/catalogue';
import { where } from '../filters';
import { deadLetters, errorShare, freshness, requestRate, serviceHealth } from '../overview/overview';
import { identifier, join, type Sql, sql } from '../sql';
import { DEFAULT_TABLES, type Layout, rowsOf, type TableMapping } from '../tables';

const VERSIONS: Array<{ version: ExporterVersion; layout: Layout }> = [
  { version: 'newer', layout: 'exporter' },
  { version: 'classic', layout: 'exporter-classic' },
  { version: 'classic without EventName', layout: 'exporter-classic' },
];
const PROMOTED = {
  logs: ['Tenant', 'Actor', 'ActorType', 'Action', 'Target', 'TargetType', 'Outcome', 'SourceAddress'],
  traces: ['Tenant', 'HttpRoute', 'HttpStatus', 'PeerService', 'IsError', 'SpanKind', 'Duration'],
};

const now = Date.now();
const range = { from: now - 3_600_000, to: now + 60_000 };
const text = (value: string) => ({ stringValue: value });
const attributes = (values: Record<string, string>) =>
  Object.entries(values).map(([key, value]) => ({ key, value: text(value) }));

/** One event for each way in which a promoted column can get its value. */
const EVENTS: Array<Record<string, string>> = [
  {
    'audit.actor.id': 'ana',
    'audit.action': 'export',
    'audit.outcome': 'Denied',
    'tenant.id': 't1',
    'client.address': '::1',
  },
  { 'user.email': 'bo@x', verb: 'get', 'http.response.status_code': '404', 'url.path': '/a' },
  { 'aws.principal.arn': 'arn:x', 'aws.principal.type': 'AssumedRole', 'http.request.method': 'PATCH' },
  {
    'user.id': 'system:serviceaccount:a',
    'rpc.grpc.status_code': '7',
    'db.collection.name': 'orders',
    'rpc.method': 'Get',
  },
  { 'event.outcome': 'weird', 'file.path': '/etc', 'objectRef.resource': 'pods', 'objectRef.name': 'p' },
  { 'error.type': 'timeout', 'audit.target.id': 'x', 'audit.target.type': 'y', 'audit.source.id': 's' },
  { 'http.response.status_code': '200' },
  {},
];

let pipeline: ScratchPipeline;
let girok: TableMapping;

beforeAll(async () => {
  pipeline = await scratchPipeline();
  girok = { ...DEFAULT_TABLES, database: pipeline.database };
  const corpus = new Corpus(20261123, now - 60_000);
  const logRecords = EVENTS.map((event, i) => ({
    timeUnixNano: `${now - i}000000`,
    severityNumber: i === 7 ? 17 : 9,
    eventName: `event-${i}`,
    attributes: attributes({ ...event, 'event.name': `event-${i}` }),
    body: text(`body ${i}`),
  }));
  await send('/v1/logs', {
    resourceLogs: [{ resource: { attributes: attributes({ 'tenant.id': 'r' }) }, scopeLogs: [{ logRecords }] }],
  });
  for (let i = 0; i < 5; i++) {
    await send('/v1/traces', corpus.traces());
    await send('/v1/metrics', corpus.metrics());
  }
});
afterAll(() => pipeline.close());

async function send(path: string, message: object): Promise<void> {
  const response = await fetch(pipeline.otlpUrl + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(message),
  });
  expect(response.status).toBe(200);
}

async function ask<T = Record<string, unknown>>(query: Sql): Promise<T[]> {
  const result = await pipeline.client.query({
    query: query.text
      .replaceAll('$__timeInterval(Timestamp)', 'toStartOfMinute(Timestamp)')
      .replaceAll('$__interval_s', '60'),
    format: 'JSONEachRow',
    clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
  });
  return result.json<T>();
}

const columns = (tables: TableMapping, signal: 'logs' | 'traces', names: string[]) =>
  ask(sql`SELECT ${join(names.map(identifier))} FROM ${rowsOf(tables, signal, range)} ORDER BY ALL`);

describe.each(VERSIONS)('tables of the exporter, $version', ({ version, layout }) => {
  let exporter: TableMapping;
  let scope: AuditScope;
  beforeAll(async () => {
    exporter = {
      layout,
      database: pipeline.database,
      logs: 'otel_logs',
      traces: 'otel_traces',
      metrics: 'otel_metrics',
    };
    scope = { tables: exporter, range, where: sql`1` };
    await dropExporterTables(pipeline.client, pipeline.database);
    await createExporterTables(pipeline.client, pipeline.database, version);
    await copyToExporterTables(pipeline.client, pipeline.database);
  });

  test('the columns that Girok adds read as its own tables have them', async () => {
    for (const signal of ['logs', 'traces'] as const) {
      const expected = await columns(girok, signal, PROMOTED[signal]);
      expect(expected.length).toBeGreaterThan(5);
      expect(await columns(exporter, signal, PROMOTED[signal])).toEqual(expected);
    }
  });

  test('the Audit page asks, filters, searches and opens an event', async () => {
    expect(await ask(auditTotals(scope))).toEqual(await ask(auditTotals({ ...scope, tables: girok })));
    expect(await ask(auditVolume(scope, 'outcome', 60))).toEqual(
      await ask(auditVolume({ ...scope, tables: girok }, 'outcome', 60))
    );
    const [newest] = await ask<{ nanoseconds: string; hash: string; event: string }>(auditEvents(scope, 1));
    expect(newest).toMatchObject({ event: 'event-0', actor: 'ana', ingested: null });
    const [opened] = await ask(auditEvent(exporter, BigInt(newest.nanoseconds), BigInt(newest.hash)));
    expect(opened).toEqual(newest);
    const filtered = where([{ key: 'attribute.verb', operator: '=', value: 'get' }], AUDIT_FIELDS);
    expect(await ask(auditEvents({ ...scope, where: filtered }, 9))).toMatchObject([{ actor: 'bo@x' }]);
    expect(await ask(auditEvents({ ...scope, where: auditSearch('body 4') }, 9))).toMatchObject([{ event: 'event-4' }]);
  });

  test('the views of the Audit page answer as on tables of our own', async () => {
    const own = { ...scope, tables: girok };
    for (const query of [fieldBreakdown, auditPatterns, auditActors, failedLoginBursts, newSources, unusualHours]) {
      expect(await ask(query(scope))).toEqual(await ask(query(own)));
    }
    expect(await ask(quietServices(scope))).toEqual([]);
    const attributes = await ask<{ field: string; value: string; events: number }>(attributeBreakdown(scope));
    expect(attributes).toContainEqual(expect.objectContaining({ field: 'audit.action', value: 'export', events: 1 }));
    const [first, second] = await ask<{ nanoseconds: string; hash: string }>(auditEventsPage(scope, 2));
    const place = { nanoseconds: BigInt(first.nanoseconds), hash: BigInt(first.hash) };
    expect(await ask(auditEventsPage(scope, 1, place))).toEqual([second]);
    expect(await ask(auditNeighbours({ tables: exporter, ...place, each: 1 }))).toMatchObject([second]);
    expect((await ask(auditTail(scope, now - 60_000, 100))).length).toBeGreaterThan(0);
  });

  test('menus answer from the newest rows', async () => {
    const keys = await ask<{ key: string }>(attributeKeys(exporter, 'logs', range));
    expect(keys.map(({ key }) => key)).toEqual(expect.arrayContaining(['audit.actor.id', 'verb', 'tenant.id']));
    expect(await ask(attributeValues(exporter, 'logs', AUDIT_FIELDS.catalogueEntry('attribute.verb')!, range))).toEqual(
      [{ value: 'get', uses: 1 }]
    );
    expect(await ask(attributeValues(exporter, 'logs', AUDIT_FIELDS.catalogueEntry('outcome')!, range))).toEqual(
      await ask(attributeValues(girok, 'logs', AUDIT_FIELDS.catalogueEntry('outcome')!, range))
    );
  });

  test('the Overview asks, and knows no dead letters', async () => {
    const overview = { tables: exporter, range };
    const own = { tables: girok, range };
    for (const query of [serviceHealth, requestRate, errorShare]) {
      expect(sorted(await ask(query(overview)))).toEqual(sorted(await ask(query(own))));
    }
    const signals = await ask<{ signal: string; age: number }>(freshness(exporter));
    expect(signals.map(({ signal, age }) => [signal, typeof age])).toEqual([
      ['logs', 'number'],
      ['metrics', 'number'],
      ['traces', 'number'],
    ]);
    expect(await ask(deadLetters(overview))).toEqual([{ letters: 0, reason: '' }]);
  });

  test('an hour of events reads its own part of the log table', async () => {
    await pipeline.client.command({
      query: `INSERT INTO otel_logs (Timestamp, ServiceName, Body) SELECT now() - toIntervalMinute(number * 10), 's', 'x'
        FROM numbers(5000) SETTINGS max_partitions_per_insert_block = 1000`,
    });
    const result = await pipeline.client.query({
      query: `EXPLAIN indexes = 1 ${auditEvents({ ...scope, range: { from: now - 20 * 86_400_000, to: now - 20 * 86_400_000 + 3_600_000 } }, 10).text}`,
      format: 'TabSeparatedRaw',
    });
    const [, read, all] = /Parts: (\d+)\/(\d+)/.exec(await result.text()) ?? [];
    expect(Number(all)).toBeGreaterThan(30);
    expect(Number(read)).toBeLessThanOrEqual(2);
  });
});

const sorted = (rows: object[]) => rows.map((row) => JSON.stringify(row)).sort();
