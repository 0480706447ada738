import {
  copyToExporterTables,
  createExporterTables,
  dropExporterTables,
  type ExporterVersion,
} from '../../embedded/exporter/tables';
import { type ScratchPipeline, scratchPipeline } from '../../embedded/scratchPipeline';
import { HOSTILE } from '../hostile';
import { type Sql } from '../sql';
import { DEFAULT_TABLES, type Layout, type TableMapping } from '../tables';
import { jaegerDependencies } from './dependencies';
import { jaegerOperations, jaegerServices } from './menus';
import { type JaegerSearch, jaegerTraceIds } from './search';
import { jaegerSpans } from './spans';
import { hostileSpans, otlpOf, SHOP, shopSpans, traceId } from '../traces/spansForTest';

const now = Math.floor(Date.now() / 1000) * 1000;
const range = { from: now - 3_600_000, to: now };
const REACH = { traces: 100, spans: 1000 };
const LIMITS = { ofTrace: 100, ofAnswer: 1000 };

let pipeline: ScratchPipeline;
let tables: TableMapping;

beforeAll(async () => {
  pipeline = await scratchPipeline();
  tables = { ...DEFAULT_TABLES, database: pipeline.database };
  for (const message of [otlpOf('hostile', hostileSpans(now)), otlpOf('shop', shopSpans(now))]) {
    const response = await fetch(`${pipeline.otlpUrl}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(message),
    });
    expect(response.status).toBe(200);
  }
});
afterAll(() => pipeline.close());

const ask = <T = Record<string, unknown>>(query: Sql) => pipeline.ask<T>(query);

const search = (more: Partial<JaegerSearch> = {}): JaegerSearch => ({ range, service: 'gateway', tags: [], ...more });

test.each(HOSTILE)('%j as service, operation and tag breaks out of nothing', async (value) => {
  const found = await ask(
    jaegerTraceIds(
      tables,
      search({
        service: value,
        operation: value,
        tags: [
          [value, value],
          [`key ${value}`, value],
        ],
      }),
      REACH
    )
  );
  expect(found).toEqual([]);
  expect(await ask(jaegerOperations(tables, range, { service: value }, 10))).toEqual([{ name: value, kind: 'Server' }]);
});

test('one name more than the limit tells that there are more', async () => {
  expect(await ask(jaegerServices(tables, range, 3))).toHaveLength(4);
  expect(await ask(jaegerOperations(tables, range, { service: 'checkout' }, 1))).toHaveLength(2);
});

test('how many spans were looked at is said beside the traces', async () => {
  const [first] = await ask(jaegerTraceIds(tables, search(), { traces: 1, spans: 7 }));
  expect(first).toEqual({ trace: traceId(1), looked_at: 7 });
  const all = await ask<{ looked_at: number }>(jaegerTraceIds(tables, search(), REACH));
  // two spans of gateway in each request
  expect(all.map(({ looked_at }) => looked_at)).toEqual(new Array(SHOP.requests).fill(SHOP.requests * 2));
});

test('spans come in the order of the ids, each trace from its beginning, and one more than the limit', async () => {
  const rows = await ask<{ trace: string; id: string }>(
    jaegerSpans(tables, [traceId(7), traceId(2)], { ofTrace: 2, ofAnswer: 100 })
  );
  expect(rows.map(({ trace }) => trace)).toEqual([7, 7, 7, 2, 2, 2].map(traceId));
  expect(rows.map(({ id }) => Number.parseInt(id, 16))).toEqual([70, 71, 72, 20, 21, 22]);
  expect(await ask(jaegerSpans(tables, [traceId(7), traceId(2)], { ofTrace: 100, ofAnswer: 8 }))).toHaveLength(9);
  expect(() => jaegerSpans(tables, [], LIMITS)).toThrow(RangeError);
});

test('too many spans to join: whole traces are left out, the others stand for them, and it is said', async () => {
  const exact = await ask<{ calls: number; every: number }>(jaegerDependencies(tables, range));
  expect(exact).toMatchObject([
    { parent: 'checkout', child: 'mailer', calls: SHOP.requests, every: 1 },
    { parent: 'gateway', child: 'checkout', calls: SHOP.requests, every: 1 },
  ]);
  const spans = SHOP.requests * 6 + HOSTILE.length;
  const sampled = await ask<{ calls: number; every: number }>(jaegerDependencies(tables, range, spans / 2));
  const every = sampled[0].every;
  expect(every).toBe(3);
  // both calls of a trace are in or out together
  expect(sampled.map(({ calls }) => calls)).toEqual([sampled[0].calls, sampled[0].calls]);
  expect(sampled[0].calls % every).toBe(0);
});

const everyQuestion = (range: { from: number; to: number }): Array<(tables: TableMapping) => Sql> => [
  (of) => jaegerServices(of, range, 100),
  (of) => jaegerOperations(of, range, { service: 'gateway' }, 100),
  (of) => jaegerOperations(of, range, { service: 'gateway', kind: 'server' }, 100),
  (of) => jaegerTraceIds(of, search({ range }), REACH),
  (of) =>
    jaegerTraceIds(
      of,
      search({ range, operation: 'POST /order', minDuration: 1, maxDuration: 2e9, tags: [['region', 'eu']] }),
      REACH
    ),
  (of) => jaegerDependencies(of, range),
];

test.each<[ExporterVersion, Layout]>([
  ['newer', 'exporter'],
  ['classic', 'exporter-classic'],
])('tables of the %s exporter give the same answers', async (version, layout) => {
  await dropExporterTables(pipeline.client, pipeline.database);
  await createExporterTables(pipeline.client, pipeline.database, version);
  await copyToExporterTables(pipeline.client, pipeline.database);
  const exporter: TableMapping = { ...tables, layout, traces: 'otel_traces' };
  for (const build of [...everyQuestion(range), (of: TableMapping) => jaegerSpans(of, [traceId(3)], LIMITS)]) {
    const own = await ask(build(tables));
    expect(own.length).toBeGreaterThan(0);
    expect(await ask(build(exporter))).toEqual(own);
  }
});

describe('a month of spans', () => {
  beforeAll(async () => {
    // 600,000 spans over 30 days in one part or two: a granule is some ten hours
    await pipeline.client.command({
      query: `INSERT INTO otel_audit_traces (Timestamp, TraceId, SpanId, ParentSpanId, ServiceName, SpanName, SpanKind, Duration)
      SELECT now64(9) - toIntervalMillisecond(number * 4320 + 7200000), lower(hex(MD5(toString(intDiv(number, 4))))), hex(number), hex(number + 1),
        if(number % 3 = 0, 'gateway', concat('s', toString(number % 20))), concat('n', toString(number % 7)), 'Server', number
      FROM numbers(600000) SETTINGS max_partitions_per_insert_block = 100`,
    });
  });

  async function granulesRead(query: Sql): Promise<{ read: number; all: number }> {
    const result = await pipeline.client.query({ query: `EXPLAIN indexes = 1 ${query.text}`, format: 'JSONEachRow' });
    const plan = (await result.json<{ explain: string }>()).map(({ explain }) => explain).join('\n');
    const largest = (pattern: RegExp) => Math.max(...[...plan.matchAll(pattern)].map((match) => Number(match[1])));
    return { read: largest(/Parts: \d+ \| Granules: (\d+)/g), all: largest(/Granules: \d+\/(\d+)/g) };
  }

  test('an hour reads only its share, whatever is asked', async () => {
    const from = now - 20 * 24 * 3_600_000;
    for (const build of everyQuestion({ from, to: from + 3_600_000 })) {
      const { read, all } = await granulesRead(build(tables));
      expect(all).toBeGreaterThan(70);
      expect(read).toBeLessThanOrEqual(4);
    }
  });

  test('traces of two ends of the month read their own granules', async () => {
    const ids = await ask<{ id: string }>({
      text: `SELECT lower(hex(MD5(toString(arrayJoin([1000, 140000]))))) AS id`,
    } as Sql);
    const query = jaegerSpans(
      tables,
      ids.map(({ id }) => id),
      LIMITS
    );
    expect(await ask(query)).toHaveLength(8);
    const { read, all } = await granulesRead(query);
    expect(all).toBeGreaterThan(70);
    // one or two for each, and FINAL adds those that touch the same keys
    expect(read).toBeLessThanOrEqual(10);
  });
});
