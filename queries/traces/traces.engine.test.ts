import { SPAN_FIELDS } from './fields';
import { hostileSpans, otlpOf, RANKED, rankedSpans, SHOP, shopSpans, traceId } from './spansForTest';
import { copyToExporterTables, createExporterTables } from '../../embedded/exporter/tables';
import { type ScratchPipeline, scratchPipeline } from '../../embedded/scratchPipeline';
import { type Filter, where } from '../filters';
import { HOSTILE } from '../hostile';
import { and, type Sql } from '../sql';
import { DEFAULT_TABLES, type TableMapping } from '../tables';
import { spanBreakdown } from './breakdown';
import { compareSpans } from './compare';
import { exceptionGroups } from './exceptions';
import { durationHeatmap } from './heatmap';
import { spanList } from './list';
import { type SpanCursor, spansPage } from './pages';
import { redOverTime, redTotals } from './red';
import { SPAN_KINDS } from './scope';
import { spanSearch } from './search';
import { isSelected } from './selection';
import { serviceEdges } from './serviceMap';
import { type SpanScope } from './spans';
import { structureSpans } from './structure';

let pipeline: ScratchPipeline;
let tables: TableMapping;
const now = Math.floor(Date.now() / 1000) * 1000;
const range = { from: now - 3_600_000, to: now };

beforeAll(async () => {
  pipeline = await scratchPipeline();
  tables = { ...DEFAULT_TABLES, database: pipeline.database };
  for (const message of [
    otlpOf('hostile', hostileSpans(now)),
    otlpOf('shop', shopSpans(now)),
    otlpOf('ranked', rankedSpans(now)),
  ]) {
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

const filtered = (...filters: Filter[]) => where(filters, SPAN_FIELDS);
/** Spans of one of the sets, narrowed by conditions. */
const scopeOf = (set: string, ...conditions: Sql[]): SpanScope => ({
  tables,
  range,
  where: and([filtered({ key: 'resource.set', operator: '=', value: set }), ...conditions]),
});
const shop = (...conditions: Sql[]) => scopeOf('shop', ...conditions);
const { root, server, client, consumer, database } = SPAN_KINDS;

describe('hostile texts', () => {
  const stored = (value: string) => value || 'unknown_service';

  test.each(HOSTILE)('the attribute key and value %j are found as a filter', async (value) => {
    const filter = filtered(
      { key: `attribute.key ${value}`, operator: '=', value },
      { key: 'name', operator: '=', value }
    );
    expect(await ask(spanList(scopeOf('hostile', filter), 'newest', 100))).toHaveLength(1);
  });

  test.each(HOSTILE.filter((value) => value.trim() !== ''))('the search for %j finds its span', async (value) => {
    const found = await ask<{ name: string }>(spanList(scopeOf('hostile', spanSearch(value)), 'newest', 100));
    expect(found.map(({ name }) => name)).toContain(value);
  });

  test.each(HOSTILE)('a breakdown by the attribute %j has its value', async (value) => {
    const rows = await ask(spanBreakdown(scopeOf('hostile'), `attribute.key ${value}`, 100));
    expect(rows).toContainEqual(expect.objectContaining({ value, spans: value === '' ? HOSTILE.length : 1 }));
  });

  test('the comparison gives keys and values back as filters that find the same spans', async () => {
    const rows = await ask<{ key: string; value: string }>(compareSpans(scopeOf('hostile'), 'failed'));
    const found = new Set(rows.map(({ key, value }) => JSON.stringify([key, value])));
    // each attribute is on one span: of those that failed some must be among the 250 that are shown
    const failed = HOSTILE.filter((value, i) => i % 2 && value !== '');
    const shown = failed.filter((value) => found.has(JSON.stringify([`attribute.key ${value}`, value])));
    expect(shown).toEqual(failed);
  });

  test('every other question runs, and the exceptions keep their texts', async () => {
    const scope = scopeOf('hostile');
    for (const query of [redTotals(scope), redOverTime(scope, 60), durationHeatmap(scope), structureSpans(scope)]) {
      expect((await ask(query)).length).toBeGreaterThan(0);
    }
    const [edge] = await ask<{ target: string }>(serviceEdges(scope, 1));
    expect(HOSTILE.map(stored)).toContain(edge.target);
    const groups = await ask<{ type: string; times: number }>(exceptionGroups(scope, 100));
    expect(groups.reduce((sum, { times }) => sum + times, 0)).toBe(HOSTILE.filter((_, i) => i % 2).length);
    for (const value of HOSTILE.filter((_, i) => i % 4 === 1)) {
      expect(groups.map(({ type }) => type)).toContain(value || 'Exception');
    }
  });

  test('a breakdown by what is no field is refused', () => {
    expect(() => spanBreakdown(shop(), 'Duration) FROM x --', 10)).toThrow(/not a field/);
  });
});

test.each<[string, Sql, number]>([
  ['root spans', root.condition, SHOP.requests],
  ['all spans', SPAN_KINDS.all.condition, SHOP.requests * 6],
  ['server spans', server.condition, SHOP.requests * 2],
  ['client spans', client.condition, SHOP.requests * 2],
  ['consumer spans', consumer.condition, SHOP.requests],
  ['database spans', database.condition, SHOP.requests],
])('the scope %s', async (_, condition, spans) => {
  expect(await ask(redTotals(shop(condition)))).toMatchObject([{ spans }]);
});

test.each<[Filter, number]>([
  [{ key: 'duration', operator: '>=', value: '500ms' }, SHOP.slow],
  [{ key: 'duration', operator: '<', value: '0.5 s' }, SHOP.requests - SHOP.slow],
  [{ key: 'duration', operator: '=', value: '100ms' }, SHOP.requests - SHOP.slow],
  [{ key: 'duration', operator: '!=', value: '100000000' }, SHOP.slow],
  [{ key: 'duration', operator: '=|', value: '1s', values: ['1s', '2s'] }, SHOP.slow],
  [{ key: 'duration', operator: '>', value: 'long' }, 0],
  [{ key: 'duration', operator: '=~', value: '1' }, 0],
])('the filter %j', async (filter, spans) => {
  expect(await ask(redTotals(shop(root.condition, filtered(filter))))).toMatchObject([{ spans }]);
});

test('the totals of the range and of the period before it', async () => {
  // one request a second, the newest 600 s ago: of the last ten all but the newest five lie before
  const newest = { from: now - 600_000 - 4500, to: now - 600_000 + 500 };
  const [totals] = await ask(redTotals({ ...shop(root.condition), range: newest }));
  expect(totals).toMatchObject({ spans: 5, failed: 0, spans_before: 5, failed_before: 0 });
  expect(await ask(redTotals(shop()))).toMatchObject([
    {
      spans: SHOP.requests * 6,
      failed: SHOP.failed * 2,
      p95_before: null,
      main_failure_service: expect.stringMatching(/gateway|checkout/),
    },
  ]);
});

test('rate, errors and duration per interval add up, and an interval without spans has rate 0 and no duration', async () => {
  const rows = await ask<{ rate: number; errors: number | null; p95: number | null }>(
    redOverTime(shop(root.condition), 60)
  );
  // an hour of minutes, and one more when the hour does not begin with one
  expect([60, 61]).toContain(rows.length);
  const spans = rows.reduce((sum, { rate }) => sum + rate * 60, 0);
  expect(spans).toBeCloseTo(SHOP.requests, 5);
  expect(rows.filter(({ rate }) => rate === 0).every(({ errors, p95 }) => errors === null && p95 === null)).toBe(true);
  expect(Math.max(...rows.map(({ p95 }) => p95 ?? 0))).toBeGreaterThan(99);
});

test('the heatmap has each span in the cell of its time and duration', async () => {
  const cells = await ask<{ x: number; y: number; spans: number; errors: number }>(
    durationHeatmap(shop(root.condition))
  );
  // 100 ms is 2^26.57 ns, 1,000 ms is 2^29.9 ns: rows 53 and 59 at two rows a doubling
  const count = (y: number) => cells.filter((cell) => cell.y === y).reduce((sum, { spans }) => sum + spans, 0);
  expect([count(53), count(59)]).toEqual([SHOP.requests - SHOP.slow, SHOP.slow]);
  expect(cells.reduce((sum, { errors }) => sum + errors, 0)).toBe(SHOP.failed);
  // 30 s a column; they started 600 to 620 s before the end of the hour: column 99 or 100
  expect(cells.every(({ x }) => x === 99 || x === 100)).toBe(true);
});

test('a box selects by time and duration, its ends not within', async () => {
  const spansIn = async (selection: Parameters<typeof isSelected>[0]) =>
    (await ask<{ spans: number }>(redTotals(shop(root.condition, isSelected(selection)))))[0].spans;
  expect(await spansIn({ min: 1e9 })).toBe(SHOP.slow);
  expect(await spansIn({ max: 1e9 })).toBe(SHOP.requests - SHOP.slow);
  expect(await spansIn({ from: now - 605_000, to: now - 600_000 })).toBe(5);
  expect(await spansIn({})).toBe(SHOP.requests);
});

test('the list has the slowest first, or the newest', async () => {
  const slowest = await ask<{ trace: string; duration: number }>(spanList(shop(), 'slowest', SHOP.slow));
  expect(slowest.map(({ duration }) => duration)).toEqual(new Array(SHOP.slow).fill(1e9));
  const [newest] = await ask(spanList(shop(root.condition), 'newest', 1));
  expect(newest).toMatchObject({ time: now - 600_000, trace: traceId(1), service: 'gateway', failed: false });
});

test('pages of an export have every span once, with its attributes, newest first', async () => {
  type Row = Omit<SpanCursor, 'nanoseconds'> & { nanoseconds: string; attributes: Record<string, string> };
  const paged: Row[] = [];
  for (let after: SpanCursor | undefined; ; ) {
    const page = await ask<Row>(spansPage(shop(), 7, after));
    paged.push(...page);
    const last = page.at(-1);
    if (!last || page.length < 7) {
      break;
    }
    after = { ...last, nanoseconds: BigInt(last.nanoseconds) };
  }
  expect(paged).toHaveLength(SHOP.requests * 6);
  expect(new Set(paged.map(({ trace, span }) => `${trace} ${span}`)).size).toBe(SHOP.requests * 6);
  expect(paged.map(({ nanoseconds }) => BigInt(nanoseconds))).toEqual(
    paged.map(({ nanoseconds }) => BigInt(nanoseconds)).sort((a, b) => (a < b ? 1 : a > b ? -1 : 0))
  );
  expect(paged.find(({ trace, name }) => trace === traceId(1) && name === 'POST /order')?.attributes).toEqual({
    region: 'eu',
    'request.id': 'r0',
  });
});

test('spans of one moment are told apart by their ids and names', async () => {
  const range = { from: now - 60_000 - HOSTILE.length * 1000, to: now - 60_000 };
  const seen: string[] = [];
  for (let after: SpanCursor | undefined; ; ) {
    const [row] = await ask<Omit<SpanCursor, 'nanoseconds'> & { nanoseconds: string }>(
      spansPage({ ...scopeOf('hostile'), range }, 1, after)
    );
    if (!row) {
      break;
    }
    seen.push(row.span);
    after = { ...row, nanoseconds: BigInt(row.nanoseconds) };
  }
  expect(new Set(seen).size).toBe(HOSTILE.length);
  expect(seen).toHaveLength(HOSTILE.length);
});

test('the breakdown has spans, errors and duration of each value', async () => {
  expect(await ask(spanBreakdown(shop(root.condition), 'attribute.region', 10))).toMatchObject([
    { value: 'us', spans: 16, share: 0.8, error_share: SHOP.failed / 16, p95: 1e8, all_values: 2 },
    { value: 'eu', spans: 4, share: 0.2, error_share: 0, p95: 1e9 },
  ]);
});

test('the breakdown has what each value was in the period before', async () => {
  // requests begin a second apart: ten in this range, ten in the one before it
  const half = { from: now - 609_500, to: now - 589_500 };
  const rows = await ask(spanBreakdown({ ...shop(root.condition), range: half }, 'attribute.region', 10));
  expect(rows).toMatchObject([
    { value: 'us', spans: 6, failed: 0, p95: 1e8, spans_before: 10, failed_before: SHOP.failed, p95_before: 1e8 },
    { value: 'eu', spans: 4, failed: 0, p95: 1e9, spans_before: 0, failed_before: 0, p95_before: null },
  ]);
  expect(rows[0]).toMatchObject({ rate: 6 / 20, rate_before: 10 / 20, all_values: 2, all_spans: 10, all_before: 10 });
});

test('the comparison puts first what tells the slow requests from the others', async () => {
  const slow = { condition: isSelected({ min: 5e8 }) };
  const [totals, ...values] = await ask<{ key: string; value: string; selection: number; baseline: number }>(
    compareSpans(shop(root.condition), slow)
  );
  expect(totals).toMatchObject({
    key: '',
    selection_spans: SHOP.slow,
    baseline_spans: SHOP.requests - SHOP.slow,
    selection_sample: SHOP.slow,
    baseline_sample: SHOP.requests - SHOP.slow,
  });
  expect(values.slice(0, 2)).toMatchObject([
    { key: 'attribute.region', value: 'eu', selection: 1, baseline: 0 },
    { key: 'attribute.region', value: 'us', selection: 0, baseline: 1 },
  ]);
  // an id that every request has for itself tells nothing: below region and status, whatever its share of four is
  const keys = [...new Set(values.map(({ key }) => key))];
  expect(keys.indexOf('attribute.request.id')).toBeGreaterThan(keys.indexOf('status'));
});

test('the comparison ranks attributes by how far their values lie apart, and has the share of each value', async () => {
  const [, ...values] = await ask<{ key: string; value: string; selection: number; baseline: number }>(
    compareSpans(scopeOf('ranked'), { condition: isSelected({ min: 1e9 }) })
  );
  const ofAttributes = values.filter(({ key }) => key.startsWith('attribute.'));
  const keys = [...new Set(ofAttributes.map(({ key }) => key.replace('attribute.', '')))];
  expect(keys.slice(0, 3)).toEqual(['release', 'node', 'cache']);
  expect(keys.slice(3).sort()).toEqual(['id', 'zone']);
  for (const [key, { slow, fast }] of Object.entries(RANKED)) {
    const shares = ofAttributes.filter((row) => row.key === `attribute.${key}`);
    expect(shares).toHaveLength(new Set([...Object.keys(slow), ...Object.keys(fast)]).size);
    for (const { value, selection, baseline } of shares) {
      expect(selection).toBeCloseTo((slow[value] ?? 0) / 20, 6);
      expect(baseline).toBeCloseTo((fast[value] ?? 0) / 20, 6);
    }
  }
});

test('the slowest twentieth is compared when nobody has chosen', async () => {
  const [totals] = await ask(compareSpans(shop(root.condition, isSelected({ max: 1e9 })), 'slow'));
  // all take 100 ms: none is slower than the 95th percentile
  expect(totals).toMatchObject({ selection_spans: 0, baseline_spans: SHOP.requests - SHOP.slow });
});

test('exceptions are grouped without numbers and quoted texts; failed spans without one stand beside them', async () => {
  const groups = await ask(exceptionGroups(shop(), 10));
  // checkout fails 20 ms later than gateway: of equal size, what came last comes first
  expect(groups).toMatchObject([
    {
      type: 'NoStock',
      message: 'no stock for order <n> of <text>',
      times: SHOP.failed,
      traces: SHOP.failed,
      services: ['checkout'],
      releases: ['1.2'],
      newest_trace: traceId(SHOP.requests - SHOP.failed + 1),
      oldest_trace: traceId(SHOP.requests),
    },
    { type: 'Failed span', message: 'boom', example: 'boom', times: SHOP.failed, services: ['gateway'] },
  ]);
  for (const { spark, times } of groups as Array<{ spark: number[]; times: number }>) {
    expect(spark).toHaveLength(24);
    expect(spark.reduce((sum, n) => sum + n, 0)).toBe(times);
  }
});

test('the structure has whole traces, also of spans that do not match', async () => {
  const spans = await ask<{ trace: string; service: string; start: number }>(
    structureSpans(shop(filtered({ key: 'service', operator: '=', value: 'mailer' })))
  );
  expect(spans).toHaveLength(SHOP.requests * 6);
  const mails = spans.filter(({ service }) => service === 'mailer');
  expect(mails).toHaveLength(SHOP.requests);
  expect(mails.every(({ start }) => start === 60e6)).toBe(true);
});

test('the service map counts each call once, with databases and queues', async () => {
  const edges = await ask<Record<string, unknown>>(serviceEdges(shop(root.condition), 100));
  const found = edges.map(({ source, target, target_kind, calls }) => [source, target, target_kind, calls]);
  expect(found).toHaveLength(5);
  // what is drawn can be filtered by
  expect(edges.find(({ target }) => target === 'orders')).toMatchObject({ target_key: 'attribute.db.namespace' });
  expect(found).toEqual(
    expect.arrayContaining([
      ['', 'gateway', 'service', SHOP.requests],
      ['gateway', 'checkout', 'service', SHOP.requests],
      ['checkout', 'orders', 'database', SHOP.requests],
      ['checkout', 'mails', 'queue', SHOP.requests],
      ['mails', 'mailer', 'service', SHOP.requests],
    ])
  );
  expect(edges.find(({ target }) => target === 'checkout')).toMatchObject({
    error_share: SHOP.failed / SHOP.requests,
    traces: SHOP.requests,
    // all matching traces are drawn, so the rate is that of the range
    seconds: 3600,
  });
});

test('tables of the exporter give the same answers', async () => {
  await createExporterTables(pipeline.client, pipeline.database, 'newer');
  await copyToExporterTables(pipeline.client, pipeline.database);
  const exporter: TableMapping = { ...tables, layout: 'exporter', traces: 'otel_traces' };
  for (const build of everyQuestion) {
    const own = await ask(build(shop()));
    expect(own.length).toBeGreaterThan(0);
    expect(await ask(build({ ...shop(), tables: exporter }))).toEqual(own);
  }
});

const everyQuestion: Array<(scope: SpanScope) => Sql> = [
  redTotals,
  (scope) => redOverTime(scope, 60),
  durationHeatmap,
  (scope) => spanList(scope, 'newest', 1000),
  (scope) => spanList(scope, 'slowest', 1000),
  (scope) => spansPage(scope, 1000),
  (scope) => spanBreakdown(scope, 'attribute.region', 100),
  (scope) => compareSpans(scope, 'slow'),
  (scope) => exceptionGroups(scope, 100),
  structureSpans,
  (scope) => serviceEdges(scope, 100),
];

/** Granules of the largest read of the plan, and of the whole table. */
async function granulesRead(query: Sql): Promise<{ read: number; all: number }> {
  const result = await pipeline.client.query({ query: `EXPLAIN indexes = 1 ${query.text}`, format: 'JSONEachRow' });
  const plan = (await result.json<{ explain: string }>()).map(({ explain }) => explain).join('\n');
  const largest = (pattern: RegExp) => Math.max(...[...plan.matchAll(pattern)].map((match) => Number(match[1])));
  return { read: largest(/Parts: \d+ \| Granules: (\d+)/g), all: largest(/Granules: \d+\/(\d+)/g) };
}

describe('a month of spans', () => {
  beforeAll(async () => {
    // 600,000 spans over 30 days in one part or two: a granule is some ten hours
    await pipeline.client.command({
      query: `INSERT INTO otel_audit_traces (Timestamp, TraceId, SpanId, ServiceName, SpanName, SpanKind, Duration, StatusCode, ResourceAttributes)
      SELECT now64(9) - toIntervalMillisecond(number * 4320 + 7200000), lower(hex(MD5(toString(intDiv(number, 4))))), hex(number),
        concat('s', toString(number % 20)), concat('n', toString(number % 7)), 'Server', number, if(number % 9 = 0, 'Error', 'Unset'), map('set', 'shop')
      FROM numbers(600000) SETTINGS max_partitions_per_insert_block = 100`,
    });
  });

  test('an hour reads only its share, whatever is asked', async () => {
    const from = now - 20 * 24 * 3_600_000;
    for (const build of everyQuestion) {
      const { read, all } = await granulesRead(build({ ...shop(), range: { from, to: from + 3_600_000 } }));
      expect(all).toBeGreaterThan(70);
      expect(read).toBeLessThanOrEqual(4);
    }
  });

  test('the comparison looks at a random part of either side, and counts all', async () => {
    const month = { ...shop(), range: { from: now - 31 * 24 * 3_600_000, to: now - 3_700_000 } };
    const [totals, ...values] = await ask<Record<string, number | string>>(compareSpans(month, 'failed'));
    const failed = Math.ceil(600_000 / 9);
    expect(totals).toMatchObject({ selection_spans: failed, baseline_spans: 600_000 - failed });
    for (const sample of [totals.selection_sample, totals.baseline_sample]) {
      expect(sample).toBeGreaterThan(14_000);
      expect(sample).toBeLessThan(21_000);
    }
    // each of the 20 services has a twentieth of either side
    for (const { key, selection, baseline } of values.filter((row) => row.key === 'service')) {
      expect(key).toBe('service');
      expect(selection).toBeCloseTo(0.05, 1);
      expect(baseline).toBeCloseTo(0.05, 1);
    }
    expect(values.filter(({ key }) => key === 'service').length).toBeGreaterThan(0);
  });
});
