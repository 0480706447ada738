import fc from 'fast-check';

import { metricCatalogue } from './catalogue';
import { exemplars } from './exemplars';
import { METRIC_FIELDS } from './fields';
import { histogramCells, histogramQuantileBy, histogramQuantiles } from './histogram';
import { ratePerSecond } from './increase';
import { levels, summaryQuantiles } from './level';
import { type Metric, type MetricScope } from './metric';
import { sendMetrics, type TestMetric, type TestPoint } from './otlpForTest';
import {
  addedBy,
  BUCKET_ALGEBRA,
  explicitQuantile,
  NUMBER_ALGEBRA,
  perInterval,
  type Range,
  valuePerInterval,
} from './referenceForTest';
import { copyToExporterTables, createExporterTables } from '../../embedded/exporter/tables';
import { type ScratchPipeline, scratchPipeline } from '../../embedded/scratchPipeline';
import { where } from '../filters';
import { granulesRead } from '../granulesForTest';
import { HOSTILE } from '../hostile';
import { type Sql, sql } from '../sql';
import { DEFAULT_TABLES, type TableMapping } from '../tables';

let pipeline: ScratchPipeline;
let tables: TableMapping;

/** A range of an hour of intervals of a minute, whose start is the start of an interval. */
const base = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 2 * 3_600_000;
const RANGE: Range = { from: 0, to: 3600, step: 60, lookBack: 600 };
const range = { from: base, to: base + 3_600_000 };

beforeAll(async () => {
  pipeline = await scratchPipeline();
  tables = { ...DEFAULT_TABLES, database: pipeline.database };
});
afterAll(() => pipeline.close());

const send = (service: string, metrics: TestMetric[]) => sendMetrics(pipeline.otlpUrl, base, service, metrics);

async function ask<T = Record<string, unknown>>(query: Sql): Promise<T[]> {
  const result = await pipeline.client.query({
    query: query.text,
    format: 'JSONEachRow',
    clickhouse_settings: { output_format_json_quote_64bit_integers: 0, output_format_json_quote_denormals: 1 },
  });
  return result.json<T>();
}

const metricOf = ({ name, type, unit = '1', isMonotonic = false }: TestMetric): Metric => ({
  name,
  type,
  unit,
  isMonotonic,
});
const scopeOf = (metric: TestMetric, more: Partial<MetricScope> = {}): MetricScope => ({
  tables,
  range,
  where: sql`1`,
  metric: metricOf(metric),
  interval: RANGE.step,
  ...more,
});

type Point = { time: string; series: string; Value: number };
const secondsOf = (time: string) => (Date.parse(`${time.replace(' ', 'T')}Z`) - base) / 1000;
/** Value of each interval, by the second at which it begins. */
const bySecond = (rows: Point[]) => Object.fromEntries(rows.map(({ time, Value }) => [secondsOf(time), Value]));

const sum = (name: string, points: TestPoint[], more: Partial<TestMetric> = {}): TestMetric => ({
  name,
  type: 'sum',
  isMonotonic: true,
  points,
  ...more,
});

/** Cases of the data model: what is added per second in each minute. 60 within a minute are 1/s. */
const RATES: Array<[why: string, metric: TestMetric, expected: Record<number, number>]> = [
  [
    'cumulative: differences, evenly over their time',
    sum('plain', [
      { time: 0, start: -300, value: 10 },
      { time: 60, start: -300, value: 70 },
      { time: 120, start: -300, value: 190 },
    ]),
    { 0: 1, 60: 2 },
  ],
  [
    'the first point counts when the stream began after the range',
    sum('young', [
      { time: 60, start: 0, value: 60 },
      { time: 120, start: 0, value: 60 },
    ]),
    { 0: 1, 60: 0 },
  ],
  [
    'the first point of a stream whose begin was not read says nothing',
    sum('old', [
      { time: 60, start: -9000, value: 1e6 },
      { time: 120, start: -9000, value: 1e6 + 60 },
    ]),
    { 60: 1 },
  ],
  [
    'without a start the first point says nothing',
    sum('startless', [
      { time: 60, value: 500 },
      { time: 120, value: 560 },
    ]),
    { 60: 1 },
  ],
  [
    'a reset with a new start: all of it is new, since that start',
    sum('reset', [
      { time: 60, start: 0, value: 600 },
      { time: 180, start: 120, value: 60 },
    ]),
    { 0: 10, 120: 1 },
  ],
  [
    'a reset that nobody announced: a value below the last one is all new',
    sum('silent reset', [
      { time: 0, start: -60, value: 600 },
      { time: 60, start: -60, value: 30 },
    ]),
    { 0: 0.5 },
  ],
  [
    'a reset to a higher value, seen by its start alone',
    sum('high reset', [
      { time: 0, start: -60, value: 60 },
      { time: 120, start: 60, value: 120 },
    ]),
    { 60: 2 },
  ],
  [
    'a start that equals the time is the base of what follows',
    sum('base', [
      { time: 0, start: 0, value: 1000 },
      { time: 60, start: 0, value: 1060 },
    ]),
    { 0: 1 },
  ],
  [
    'a gap: what came meanwhile is spread over it',
    sum('gap', [
      { time: 0, start: -60, value: 0 },
      { time: 240, start: -60, value: 240 },
    ]),
    { 0: 1, 60: 1, 120: 1, 180: 1 },
  ],
  [
    'points in any order',
    sum('disorder', [
      { time: 120, start: -60, value: 180 },
      { time: 0, start: -60, value: 0 },
      { time: 60, start: -60, value: 60 },
    ]),
    { 0: 1, 60: 2 },
  ],
  [
    'the same point twice',
    sum('twice', [
      { time: 0, start: -60, value: 0 },
      { time: 60, start: -60, value: 60 },
      { time: 60, start: -60, value: 60 },
      { time: 120, start: -60, value: 120 },
    ]),
    { 0: 1, 60: 1 },
  ],
  [
    'no numbers and no values are passed over',
    sum('holes', [
      { time: 0, start: -60, value: 0 },
      { time: 60, start: -60, value: 'NaN' },
      { time: 90, start: -60, value: 'Infinity' },
      { time: 100, start: -60, value: 0, noValue: true },
      { time: 120, start: -60, value: 240 },
    ]),
    { 0: 2, 60: 2 },
  ],
  [
    'delta: the own value over the own time',
    sum(
      'delta',
      [
        { time: 60, start: 0, value: 60 },
        { time: 180, start: 120, value: 30 },
      ],
      { delta: true }
    ),
    { 0: 1, 120: 0.5 },
  ],
  [
    'delta without a start belongs to the moment',
    sum(
      'moment',
      [
        { time: 30, value: 60 },
        { time: 120, value: 0 },
      ],
      { delta: true }
    ),
    { 0: 2, 120: 0 },
  ],
  [
    'deltas that fall are what was sent',
    sum('falling', [{ time: 60, start: 0, value: -60 }], { delta: true, isMonotonic: false }),
    { 0: -1 },
  ],
  [
    'a range that begins in the middle has its part',
    sum('edge', [
      { time: -60, start: -120, value: 0 },
      { time: 60, start: -120, value: 120 },
    ]),
    { 0: 1 },
  ],
  [
    'streams are added up, each by its own points',
    sum('two', [
      { time: 0, start: -60, value: 100, attributes: { a: '1' } },
      { time: 60, start: -60, value: 160, attributes: { a: '1' } },
      { time: 0, start: -60, value: 7, attributes: { a: '2' } },
      { time: 60, start: -60, value: 127, attributes: { a: '2' } },
    ]),
    { 0: 3 },
  ],
];

describe('rates', () => {
  beforeAll(() =>
    send(
      'rates',
      RATES.map(([, metric]) => metric)
    )
  );

  test.each(RATES)('%s', async (_, metric, expected) => {
    const found = bySecond(await ask<Point>(ratePerSecond(scopeOf(metric))));
    expect(Object.keys(found).map(Number)).toEqual(Object.keys(expected).map(Number));
    for (const [second, value] of Object.entries(expected)) {
      expect(found[second]).toBeCloseTo(value, 9);
    }
  });

  test('late points change what was said before them', async () => {
    const metric = sum('late', [
      { time: 0, start: -60, value: 0 },
      { time: 120, start: -60, value: 120 },
    ]);
    await send('rates', [metric]);
    expect(bySecond(await ask<Point>(ratePerSecond(scopeOf(metric))))).toEqual({ 0: 1, 60: 1 });
    await send('rates', [{ ...metric, points: [{ time: 60, start: -60, value: 0 }] }]);
    expect(bySecond(await ask<Point>(ratePerSecond(scopeOf(metric))))).toEqual({ 0: 0, 60: 2 });
  });

  test('the period before stands at the times of the range', async () => {
    const [, metric] = RATES[0];
    const later = { from: range.from + 3_600_000, to: range.to + 3_600_000 };
    const rows = await ask<Point>(ratePerSecond(scopeOf(metric, { range: later, shift: 'period before' })));
    expect(bySecond(rows)).toEqual({ 3600: 1, 3660: 2 });
  });

  test('one name with several types and units is several metrics', async () => {
    const points = [
      { time: 0, start: -60, value: 0 },
      { time: 60, start: -60, value: 60 },
    ];
    const variants = [
      sum('mixed', points),
      sum('mixed', points, { unit: 's' }),
      { ...sum('mixed', points), type: 'gauge' as const, isMonotonic: false },
    ];
    await send('variants', variants);
    const rows = await ask<{ name: string; type: string; unit: string; variants: number; points: number }>(
      metricCatalogue({
        tables,
        range,
        where: where([{ key: 'service', operator: '=', value: 'variants' }], METRIC_FIELDS),
      })
    );
    expect(rows.map(({ type, unit, points: n, variants: all }) => [type, unit, n, all]).sort()).toEqual([
      ['gauge', '1', 2, 3],
      ['sum', '1', 2, 3],
      ['sum', 's', 2, 3],
    ]);
    expect(bySecond(await ask<Point>(ratePerSecond(scopeOf(variants[1]))))).toEqual({ 0: 1 });
  });
});

describe('against an independent implementation', () => {
  /** A stream as a bad network and a sender that restarts would deliver it. */
  const point = fc.record({
    gap: fc.integer({ min: 1, max: 150 }),
    added: fc.integer({ min: 0, max: 1000 }),
    event: fc.oneof(
      { weight: 8, arbitrary: fc.constant('none' as const) },
      fc.constantFrom('reset' as const, 'silent reset' as const, 'NaN' as const, 'no value' as const, 'base' as const)
    ),
  });
  const streams = fc.array(fc.array(point, { minLength: 1, maxLength: 25 }), { minLength: 1, maxLength: 3 });
  const cases = fc.sample(fc.tuple(streams, fc.boolean(), fc.integer({ min: -700, max: 100 })), {
    numRuns: 25,
    seed: 20261125,
  });

  const pointsOf = ([all, delta, begin]: (typeof cases)[number]): TestPoint[] =>
    all.flatMap((points, i) => {
      let [start, time, value] = [begin - 50 * i, begin - 50 * i, 0];
      return points.map(({ gap, added, event }): TestPoint => {
        const last = time;
        time += gap;
        if (event === 'reset' || event === 'base') {
          start = event === 'base' ? time : last + Math.floor(gap / 2);
          value = 0;
        } else if (event === 'silent reset') {
          value = 0;
        }
        value += added;
        const attributes = { stream: String(i) };
        return {
          time,
          start: delta ? last : start,
          value: event === 'NaN' ? 'NaN' : delta ? added : value,
          noValue: event === 'no value',
          attributes,
        };
      });
    });

  test('rates of random streams', async () => {
    const metrics = cases.map((one, i) => sum(`random ${i}`, pointsOf(one), { delta: one[1] }));
    // in two messages, the later points first
    await send(
      'random',
      metrics.map((metric) => ({ ...metric, points: metric.points.filter((_, i) => i % 2) }))
    );
    await send(
      'random',
      metrics.map((metric) => ({ ...metric, points: metric.points.filter((_, i) => i % 2 === 0) }))
    );
    let compared = 0;
    for (const metric of metrics) {
      const added = addedBy(metric, ({ value }) => Number(value), NUMBER_ALGEBRA, RANGE).filter(
        ({ t, a }) => t >= 0 && a <= 3600
      );
      const expected = perInterval(added, RANGE).map(({ time, seconds, parts }) => [
        time,
        parts.reduce((all, { share, amount }) => all + share * amount, 0) / seconds,
      ]);
      const found = bySecond(await ask<Point>(ratePerSecond(scopeOf(metric))));
      const where = `${metric.name}: ${JSON.stringify(metric.points)}`;
      expect([where, Object.keys(found).map(Number)]).toEqual([where, expected.map(([time]) => time)]);
      for (const [time, value] of expected) {
        expect([where, time, found[time]]).toEqual([where, time, expect.closeTo(value, 6)]);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(150);
  });

  test('levels of random streams: late, silent for long, without a value', async () => {
    const metrics = cases.map((one, i): TestMetric => {
      // some streams are silent for longer than a value holds
      const points = pointsOf(one).filter(({ time }) => Math.floor(time / 400) % 3 !== 1);
      return { name: `level ${i}`, type: 'gauge', points };
    });
    for (const half of [1, 0]) {
      await send(
        'levels at random',
        metrics.map((metric) => ({ ...metric, points: metric.points.filter((_, i) => i % 2 === half) }))
      );
    }
    let compared = 0;
    for (const metric of metrics) {
      const expected = valuePerInterval(metric.points, RANGE);
      for (const [combination, combine] of [
        ['sum', (values: number[]) => values.reduce((all, value) => all + value, 0)],
        ['max', (values: number[]) => Math.max(...values)],
      ] as const) {
        const found = bySecond(await ask<Point>(levels(scopeOf(metric), combination)));
        expect([metric.name, found]).toEqual([
          metric.name,
          Object.fromEntries([...expected].map(([time, values]) => [time, combine(values)])),
        ]);
        compared += expected.size;
      }
    }
    expect(compared).toBeGreaterThan(150);
  });

  test('quantiles of random histograms, cumulative with resets and delta', async () => {
    const bounds = [0.1, 1, 10];
    const counts = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 4, maxLength: 4 });
    const steps = fc.sample(
      fc.tuple(
        fc.array(fc.tuple(counts, fc.integer({ min: 0, max: 9 })), { minLength: 2, maxLength: 12 }),
        fc.boolean()
      ),
      {
        numRuns: 12,
        seed: 4,
      }
    );
    const metrics = steps.map(([all, delta], i): TestMetric => {
      let [start, running] = [0, [0, 0, 0, 0]];
      const points = all.map(([added, chance], n): TestPoint => {
        const time = (n + 1) * 60;
        if (chance === 0 && n > 0) {
          [start, running] = [time - 60, [0, 0, 0, 0]];
        }
        running = running.map((count, k) => count + added[k]);
        return { time, start: delta ? time - 60 : start, buckets: delta ? added : running, bounds };
      });
      return { name: `histogram ${i}`, type: 'histogram', delta, points };
    });
    await send('histograms', metrics);
    let compared = 0;
    for (const metric of metrics) {
      const added = addedBy(metric, ({ buckets = [] }) => buckets, BUCKET_ALGEBRA, RANGE);
      const rows = await ask<{ time: string; p50: number | null; p95: number | null }>(
        histogramQuantiles(scopeOf(metric))
      );
      for (const { time, parts } of perInterval(added, RANGE)) {
        const total = bounds
          .concat(Infinity)
          .map((_, k) => parts.reduce((all, { share, amount }) => all + share * amount[k], 0));
        const row = rows.find((one) => secondsOf(one.time) === time);
        for (const [name, q] of [
          ['p50', 0.5],
          ['p95', 0.95],
        ] as const) {
          const expected = explicitQuantile(q, total, bounds);
          expect([metric.name, time, name, row?.[name] ?? null]).toEqual([
            metric.name,
            time,
            name,
            expected === null ? null : expect.closeTo(expected, 6),
          ]);
          compared++;
        }
      }
    }
    expect(compared).toBeGreaterThan(80);
  });
});

describe('exponential histograms', () => {
  const metric: TestMetric = {
    name: 'exponential',
    type: 'exponential_histogram',
    points: [
      // 10 values in (1, 2], then 10 more at the finer scale: (1, √2] and (√2, 2]
      { time: 60, start: 0, exponential: { scale: 0, positive: [0, [10]] } },
      { time: 120, start: 0, exponential: { scale: 1, positive: [0, [12, 8]] } },
      // negative ones in [-4, -2), two zeros, four in (4, 8]
      { time: 180, start: 0, exponential: { scale: 0, zero: 2, positive: [0, [20, 0, 4]], negative: [1, [6]] } },
    ],
  };
  beforeAll(() => send('exponential', [metric]));

  test('buckets are brought to the coarser scale before they are subtracted', async () => {
    const cells = await ask<{ time: string; low: number; high: number; amount: number }>(
      histogramCells(scopeOf(metric))
    );
    expect(cells.map(({ time, low, high, amount }) => [secondsOf(time), low, high, amount])).toEqual([
      [0, 1, 2, 10],
      [60, 1, 2, 10],
      [120, -4, -2, 6],
      [120, 0, 0, 2],
      [120, 4, 8, 4],
    ]);
  });

  test('quantiles lie within their bucket on its own scale, also below zero', async () => {
    const rows = await ask<{ time: string; p50: number; p95: number; p99: number }>(
      histogramQuantiles(scopeOf(metric))
    );
    expect(rows.map(({ time }) => secondsOf(time))).toEqual([0, 60, 120]);
    expect(rows[0].p50).toBeCloseTo(Math.SQRT2, 9);
    expect(rows[0].p95).toBeCloseTo(2 ** 0.95, 9);
    // of twelve values the sixth: the end of the negative bucket
    expect(rows[2].p50).toBeCloseTo(-2, 9);
    expect(rows[2].p95).toBeCloseTo(4 * 2 ** ((0.95 * 12 - 8) / 4), 9);
  });

  test('the rate is that of the values', async () => {
    const rates = bySecond(await ask<Point>(ratePerSecond(scopeOf(metric))));
    expect(rates[0]).toBeCloseTo(10 / 60, 9);
    expect(rates[120]).toBeCloseTo(12 / 60, 9);
  });
});

describe('explicit histograms', () => {
  test('bounds that change without a new start: nothing can be said of that time', async () => {
    const metric: TestMetric = {
      name: 'rebounded',
      type: 'histogram',
      points: [
        { time: 60, start: 0, buckets: [6, 0], bounds: [1] },
        { time: 120, start: 0, buckets: [6, 3, 3], bounds: [1, 2] },
        { time: 180, start: 0, buckets: [6, 9, 3], bounds: [1, 2] },
      ],
    };
    await send('explicit', [metric]);
    const cells = await ask<{ time: string; low: string | number; high: number; amount: number }>(
      histogramCells(scopeOf(metric))
    );
    expect(cells.map(({ time, low, high, amount }) => [secondsOf(time), low, high, amount])).toEqual([
      [0, '-inf', 1, 6],
      [120, 1, 2, 6],
    ]);
  });

  test('streams with different bounds keep their own buckets; without buckets there is a rate and no quantile', async () => {
    const bare: TestMetric = {
      name: 'bare',
      type: 'histogram',
      delta: true,
      points: [{ time: 60, start: 0, buckets: [], bounds: [], count: 30 }],
    };
    const two: TestMetric = {
      name: 'two bounds',
      type: 'histogram',
      delta: true,
      points: [
        { time: 60, start: 0, buckets: [4, 0], bounds: [1], attributes: { a: '1' } },
        { time: 60, start: 0, buckets: [0, 4, 0], bounds: [2, 4], attributes: { a: '2' } },
      ],
    };
    await send('explicit', [bare, two]);
    expect(bySecond(await ask<Point>(ratePerSecond(scopeOf(bare))))).toEqual({ 0: 0.5 });
    expect(await ask(histogramQuantiles(scopeOf(bare)))).toMatchObject([{ p50: null, p99: null }]);
    expect(await ask(histogramQuantiles(scopeOf(two)))).toMatchObject([
      { p50: 1, p95: expect.closeTo(2 + (2 * (7.6 - 4)) / 4, 9) },
    ]);
    const byStream = await ask<Point>(histogramQuantileBy(scopeOf(two, { by: 'attribute.a' }), 0.5));
    expect(byStream.map(({ series, Value }) => [series, Value])).toEqual([
      ['1', 0.5],
      ['2', 3],
    ]);
  });
});

describe('levels', () => {
  const gauge: TestMetric = {
    name: 'level',
    type: 'gauge',
    points: [
      { time: -30, value: 5, attributes: { host: 'a' } },
      { time: 130, value: 10, attributes: { host: 'a' } },
      { time: 70, value: 20, attributes: { host: 'b' } },
      { time: 80, value: 'NaN', attributes: { host: 'b' } },
      { time: 90, value: '-Infinity', attributes: { host: 'b' } },
    ],
  };
  const quantiles: TestMetric = {
    name: 'summary',
    type: 'summary',
    points: [
      {
        time: 60,
        start: 0,
        count: 60,
        quantiles: [
          [0.5, 1],
          [0.99, 4],
        ],
        attributes: { host: 'a' },
      },
      {
        time: 60,
        start: 0,
        count: 60,
        quantiles: [
          [0.5, 2],
          [0.99, 3],
        ],
        attributes: { host: 'b' },
      },
    ],
  };
  beforeAll(() => send('levels', [gauge, quantiles]));

  test.each([
    // a holds 5 until its next point, b 20 for five minutes after its own; a ends at 430, b at 370
    ['sum', { 0: 5, 60: 25, 120: 30, 180: 30, 240: 30, 300: 30, 360: 30, 420: 10 }],
    ['avg', { 0: 5, 60: 12.5, 120: 15, 180: 15, 240: 15, 300: 15, 360: 15, 420: 10 }],
    ['min', { 0: 5, 60: 5, 120: 10, 180: 10, 240: 10, 300: 10, 360: 10, 420: 10 }],
    ['max', { 0: 5, 60: 20, 120: 20, 180: 20, 240: 20, 300: 20, 360: 20, 420: 10 }],
  ] as const)('a stream has its last value for five minutes: %s', async (combination, expected) => {
    expect(bySecond(await ask<Point>(levels(scopeOf(gauge), combination)))).toEqual(expected);
  });

  test('quantiles of a summary: the highest of all streams, and its rate', async () => {
    const rows = await ask<Point>(summaryQuantiles(scopeOf(quantiles)));
    const at = (series: string) => rows.find((row) => row.series === series && secondsOf(row.time) === 60)?.Value;
    expect([at('p50'), at('p99')]).toEqual([2, 4]);
    expect(bySecond(await ask<Point>(ratePerSecond(scopeOf(quantiles))))).toEqual({ 0: 2 });
  });
});

test('a breakdown has the ten largest series and the others, which add up to the whole', async () => {
  const metric = sum(
    'many',
    Array.from({ length: 14 }, (_, i) => ({
      time: 60,
      start: 0,
      value: 60 * (i + 1),
      attributes: { host: `h${i + 1}` },
    }))
  );
  await send('breakdown', [metric]);
  const rows = await ask<Point>(ratePerSecond(scopeOf(metric, { by: 'attribute.host' })));
  const values = Object.fromEntries(rows.map(({ series, Value }) => [series, Value]));
  expect(Object.keys(values)).toHaveLength(11);
  expect(values).toMatchObject({ h14: 14, h5: 5, '(others)': 1 + 2 + 3 + 4 });
  expect(() => ratePerSecond(scopeOf(metric, { by: 'Value) FROM x --' }))).toThrow(/not a field/);
});

test('exemplars lead to traces, the highest first', async () => {
  const trace = (n: number) => n.toString(16).padStart(32, '0');
  const metric: TestMetric = {
    name: 'measured',
    type: 'histogram',
    points: [1, 3, 2].map((n) => ({
      time: n * 60,
      start: 0,
      buckets: [n, 0],
      bounds: [1],
      exemplar: { trace: trace(n), value: n },
    })),
  };
  await send('exemplars', [metric]);
  const rows = await ask(exemplars(scopeOf(metric), 2));
  expect(rows).toMatchObject([
    { trace: trace(3), value: 3, time: base + 180_000, service: 'exemplars' },
    { trace: trace(2) },
  ]);
});

test('an hour reads only its share of a month', async () => {
  await pipeline.client.command({
    query: `INSERT INTO otel_audit_metrics (TimeUnix, StartTimeUnix, ServiceName, MetricName, MetricType, MetricUnit, IsMonotonic, AggregationTemporality, Value, Position)
      SELECT now64(9) - toIntervalMillisecond(number * 8640), toDateTime64(1, 9), 's', 'month', 'sum', '1', true, 'Cumulative', number, number
      FROM numbers(300000) SETTINGS max_partitions_per_insert_block = 100`,
  });
  const from = base - 20 * 24 * 3_600_000;
  const month = scopeOf(sum('month', []), { range: { from, to: from + 3_600_000 } });
  const questions = [
    ratePerSecond(month),
    levels(month, 'sum'),
    histogramQuantiles(month),
    histogramCells(month),
    summaryQuantiles(month),
    exemplars(month, 10),
  ];
  for (const question of questions) {
    const { read, all } = Object.values(await granulesRead(pipeline.client, question))[0];
    expect(all).toBeGreaterThan(35);
    expect(read).toBeLessThanOrEqual(2);
  }
});

test('tables of the exporter give the same answers', async () => {
  await createExporterTables(pipeline.client, pipeline.database, 'newer');
  await copyToExporterTables(pipeline.client, pipeline.database);
  const exporter: TableMapping = { ...tables, layout: 'exporter', metrics: 'otel_metrics' };
  const exponential: TestMetric = { name: 'exponential', type: 'exponential_histogram', points: [] };
  for (const build of [
    (more: Partial<MetricScope>) => ratePerSecond(scopeOf(sum('reset', []), more)),
    (more: Partial<MetricScope>) => ratePerSecond(scopeOf(sum('delta', []), more)),
    (more: Partial<MetricScope>) => histogramCells(scopeOf(exponential, more)),
    (more: Partial<MetricScope>) => summaryQuantiles(scopeOf({ name: 'summary', type: 'summary', points: [] }, more)),
    (more: Partial<MetricScope>) => exemplars(scopeOf({ name: 'measured', type: 'histogram', points: [] }, more), 9),
    // the newer exporter keeps seconds: of metrics that have no more
    (more: Partial<MetricScope>) =>
      metricCatalogue(
        scopeOf(exponential, {
          where: where([{ key: 'service', operator: '=', value: 'rates' }], METRIC_FIELDS),
          ...more,
        })
      ),
  ]) {
    const own = await ask(build({}));
    expect(own.length).toBeGreaterThan(0);
    expect(await ask(build({ tables: exporter }))).toEqual(own);
  }
});

describe('hostile texts', () => {
  const metricNamed = (text: string) =>
    sum(text || 'empty', [{ time: 60, start: 0, value: 60, attributes: { [`k${text}`]: text } }], { unit: text });
  beforeAll(() => Promise.all(HOSTILE.map((text) => send(text, [metricNamed(text)]))));

  test.each(HOSTILE)('a metric, a unit, a service and attributes named %j', async (text) => {
    const filters = [
      { key: 'service', operator: '=', value: text },
      { key: `attribute.k${text}`, operator: '=', value: text },
    ];
    const condition = text === '' ? sql`1` : where(filters, METRIC_FIELDS);
    const rows = await ask<Point>(
      ratePerSecond(scopeOf(metricNamed(text), { where: condition, by: `attribute.k${text}` }))
    );
    expect(rows.map(({ series, Value }) => [series, Value])).toEqual([[text || '(none)', 1]]);
  });
});
