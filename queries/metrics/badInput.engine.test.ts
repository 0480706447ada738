import { type ClickHouseClient } from '@clickhouse/client';

import { testUrl } from '../../embedded/clickhouse/testClient';
import { type ScratchPipeline, scratchPipeline } from '../../embedded/scratchPipeline';
import { connect } from '../../sidecar/clickhouse';
import { where } from '../filters';
import { SERVICE_FIELDS } from '../services/fields';
import { serviceResources } from '../services/resources';
import { serviceRequests } from '../services/services';
import { type Sql, sql } from '../sql';
import { DEFAULT_TABLES, type TableMapping } from '../tables';
import { metricCatalogue } from './catalogue';
import { exemplars } from './exemplars';
import { METRIC_FIELDS } from './fields';
import { histogramCells, histogramQuantileBy, histogramQuantiles } from './histogram';
import { ratePerSecond } from './increase';
import { levels } from './level';
import { type Metric, type MetricScope } from './metric';
import { sendMetrics, type TestMetric, type TestPoint } from './otlpForTest';

let pipeline: ScratchPipeline;
let tables: TableMapping;
const MINUTE = 60_000;
const from = Math.floor(Date.now() / MINUTE) * MINUTE - 60 * MINUTE;
const range = { from, to: from + 20 * MINUTE };

beforeAll(async () => {
  pipeline = await scratchPipeline();
  tables = { ...DEFAULT_TABLES, database: pipeline.database };
});
afterAll(() => pipeline.close());

const send = (service: string, metrics: TestMetric[]) => sendMetrics(pipeline.otlpUrl, from, service, metrics);

const scopeOf = (metric: Partial<Metric>, more: Partial<MetricScope> = {}): MetricScope => ({
  tables,
  range,
  where: sql`1`,
  metric: { name: 'm', type: 'gauge', unit: '1', isMonotonic: false, ...metric },
  interval: 60,
  ...more,
});

const valuesOf = async (query: Sql) => (await pipeline.ask<{ Value: number | null }>(query)).map(({ Value }) => Value);
const catalogueOf = (service: string) =>
  pipeline.ask<Record<string, unknown>>(
    metricCatalogue({ tables, range, where: where([{ key: 'service', operator: '=', value: service }], METRIC_FIELDS) })
  );
const at = (minutes: number, value: TestPoint['value'], more: Partial<TestPoint> = {}): TestPoint => ({
  time: minutes * 60,
  start: 0,
  value,
  ...more,
});

test('NaN and infinity are counted in the catalogue, and change no value beside them', async () => {
  const points = [at(1, 5), at(2, 'NaN'), at(3, 'Infinity'), at(4, '-Infinity'), at(5, 7)];
  await send('bad numbers', [{ name: 'gauge', type: 'gauge', points }]);
  await send('bad numbers', [{ name: 'sum', type: 'sum', isMonotonic: true, points }]);
  expect(await catalogueOf('bad numbers')).toMatchObject([
    { name: 'gauge', points: 5, not_numbers: 3 },
    { name: 'sum', points: 5, not_numbers: 3 },
  ]);
  // 5 until the next number, then 7 for the five minutes that a point holds
  expect(await valuesOf(levels(scopeOf({ name: 'gauge' }), 'avg'))).toEqual([5, 5, 5, 5, 7, 7, 7, 7, 7, 7]);
  const added = await valuesOf(ratePerSecond(scopeOf({ name: 'sum', type: 'sum', isMonotonic: true })));
  // what the two numbers say, and nothing that is not finite
  expect(added.reduce<number>((all, rate) => all + Number(rate) * 60, 0)).toBeCloseTo(7, 9);
});

test('a metric of nothing but NaN has an entry and an empty chart', async () => {
  await send('only NaN', [{ name: 'nan', type: 'gauge', points: [at(1, 'NaN')] }]);
  expect(await catalogueOf('only NaN')).toMatchObject([{ points: 1, not_numbers: 1 }]);
  expect(await valuesOf(levels(scopeOf({ name: 'nan' }), 'sum'))).toEqual([]);
});

test('a sum below zero keeps its sign as a level, and a monotonic one that falls below zero is a reset', async () => {
  await send('negative', [
    { name: 'level', type: 'sum', points: [at(1, -5), at(2, -7)] },
    { name: 'counter', type: 'sum', isMonotonic: true, points: [at(1, 10), at(2, -60), at(3, 0)] },
  ]);
  expect((await valuesOf(levels(scopeOf({ name: 'level', type: 'sum' }), 'sum'))).slice(0, 2)).toEqual([-5, -7]);
  const rates = await valuesOf(ratePerSecond(scopeOf({ name: 'counter', type: 'sum', isMonotonic: true })));
  // 10 since its start, -60 as the value after a reset, 60 up to zero: nobody's counter, but not hidden
  expect(rates.map((rate) => Math.round(Number(rate) * 60))).toEqual([10, -60, 60]);
});

test('one name in several units and types is several entries, and no value of one is in another', async () => {
  await send('mixed', [
    { name: 'size', type: 'gauge', unit: 'By', points: [at(1, 1024)] },
    { name: 'size', type: 'gauge', unit: 'KiBy', points: [at(1, 1)] },
    { name: 'size', type: 'gauge', unit: '', points: [at(1, 3)] },
  ]);
  // the service was upgraded, and sends the same as a counter
  await send('mixed', [{ name: 'size', type: 'sum', unit: 'By', isMonotonic: true, points: [at(2, 60)] }]);
  const rows = await catalogueOf('mixed');
  expect(rows.map(({ type, unit, variants }) => [type, unit, variants]).sort()).toEqual([
    ['gauge', '', 4],
    ['gauge', 'By', 4],
    ['gauge', 'KiBy', 4],
    ['sum', 'By', 4],
  ]);
  const first = async (unit: string) => (await valuesOf(levels(scopeOf({ name: 'size', unit }), 'sum')))[0];
  expect([await first('By'), await first('KiBy'), await first('')]).toEqual([1024, 1, 3]);
  const counter = scopeOf({ name: 'size', type: 'sum', unit: 'By', isMonotonic: true });
  expect(await valuesOf(ratePerSecond(counter))).toEqual([0.5, 0.5]);
});

test.each(['', 'a/b/../c', `o'"\`br\\ien`, 'n'.repeat(1000)])(
  'the service %j is in the catalogue, in the list of services, and in a breakdown',
  async (service) => {
    const name = `of ${service.length}`;
    await send(service, [{ name, type: 'gauge', points: [at(1, 42)] }]);
    const condition =
      service === ''
        ? sql`ServiceName = ''`
        : where([{ key: 'service', operator: '=', value: service }], METRIC_FIELDS);
    const scope = scopeOf({ name }, { by: 'service', where: condition });
    const [point] = await pipeline.ask(levels(scope, 'sum'));
    expect(point).toMatchObject({ series: service || '(none)', Value: 42 });
    const services = {
      tables,
      range,
      where: service === '' ? condition : where([{ key: 'service', operator: '=', value: service }], SERVICE_FIELDS),
    };
    expect(await pipeline.ask(serviceResources(services))).toMatchObject([{ service, signal: 'metrics' }]);
    expect(await pipeline.ask(serviceRequests(services))).toEqual([]);
  }
);

describe('100,000 series of one metric', () => {
  const SERIES = 100_000;
  /** What one query of a page may take of a server that has others to answer. */
  const MEMORY = 1_000_000_000;

  let client: ClickHouseClient;

  async function patient<T>(query: string): Promise<T[]> {
    const answer = await client.query({ query, format: 'JSONEachRow' });
    return answer.json<T>();
  }

  beforeAll(async () => {
    client = connect({ url: testUrl(), database: pipeline.database }, 280_000);
    // a point a minute of each series
    const insert = async (name: string, type: string, columns: string, values: (minute: number) => string) => {
      for (const minute of [1, 2]) {
        await client.command({
          query: `INSERT INTO otel_audit_metrics (TimeUnix, StartTimeUnix, ServiceName, MetricName, MetricType, MetricUnit, IsMonotonic, AggregationTemporality, Attributes, Position, ${columns})
            SELECT fromUnixTimestamp64Milli(toInt64(${from + minute * MINUTE})), fromUnixTimestamp64Milli(toInt64(${from})), 'many', '${name}', '${type}', '1', ${type === 'sum'}, 'Cumulative',
              map('user.id', toString(number)), number, ${values(minute)}
            FROM numbers(${SERIES})`,
        });
      }
    };
    await insert('many gauge', 'gauge', 'Value', () => '1');
    await insert('many sum', 'sum', 'Value', (minute) => String(60 * minute));
    await insert(
      'many histogram',
      'histogram',
      'Count, BucketCounts, ExplicitBounds',
      (minute) => `${minute}, [${minute}, 0], [1.]`
    );
  });
  afterAll(() => client.close());

  /** Its time is that of a machine that does other things at once; its memory is the question. */
  const bounded = (query: Sql) =>
    patient<Record<string, unknown>>(`${query.text}, max_memory_usage = ${MEMORY}, max_execution_time = 280`);

  test('the catalogue says about how many there are', async () => {
    const rows = await bounded(
      metricCatalogue({
        tables,
        range,
        where: where([{ key: 'service', operator: '=', value: 'many' }], METRIC_FIELDS),
      })
    );
    for (const { series } of rows) {
      expect(Math.abs(Number(series) - SERIES)).toBeLessThan(SERIES / 50);
    }
    expect(rows).toHaveLength(3);
  });

  const gauge = (more: Partial<MetricScope> = {}) => scopeOf({ name: 'many gauge' }, more);
  const counter = (more: Partial<MetricScope> = {}) =>
    scopeOf({ name: 'many sum', type: 'sum', isMonotonic: true }, more);
  const histogram = (more: Partial<MetricScope> = {}) => scopeOf({ name: 'many histogram', type: 'histogram' }, more);
  const BY = { by: 'attribute.user.id' };

  test.each<[string, () => Sql, { series: number; value?: number }]>([
    ['levels', () => levels(gauge(), 'sum'), { series: 1, value: SERIES }],
    ['levels, broken down', () => levels(gauge(BY), 'sum'), { series: 11 }],
    ['rates', () => ratePerSecond(counter()), { series: 1, value: SERIES }],
    ['rates, broken down', () => ratePerSecond(counter(BY)), { series: 11 }],
    ['quantile of a histogram, broken down', () => histogramQuantileBy(histogram(BY), 0.95), { series: 11 }],
  ])('%s: ten series and the others, within 1 GB', async (_, query, expected) => {
    const rows = await bounded(query());
    expect(new Set(rows.map(({ series }) => series)).size).toBe(expected.series);
    expect(rows.length).toBeLessThanOrEqual(20 * expected.series);
    if (expected.value !== undefined) {
      expect(Number(rows[1].Value)).toBeCloseTo(expected.value, 6);
    }
  });

  test.each<[string, () => Sql]>([
    ['quantiles of a histogram', () => histogramQuantiles(histogram())],
    ['buckets of a histogram', () => histogramCells(histogram())],
    ['exemplars', () => exemplars(histogram(), 20)],
  ])('%s within 1 GB', async (_, query) => {
    expect((await bounded(query())).length).toBeLessThan(1000);
  });
});
