import { type ScratchPipeline, scratchPipeline } from '../../embedded/scratchPipeline';
import { instancesOf, isMet } from '../alerts/evaluate';
import { granulesRead } from '../granulesForTest';
import { HOSTILE } from '../hostile';
import { literal, sql } from '../sql';
import { DEFAULT_TABLES, type TableMapping } from '../tables';
import { burnRules, labelOf } from './burnRules';
import { type Slo } from './objective';
import { serviceBudget } from './serviceBudget';
import { errorBudgets } from './slo';

/** A request: seconds before now, duration in ms. */
interface Request {
  ago: number;
  ms: number;
  failed: boolean;
}

let pipeline: ScratchPipeline;
let tables: TableMapping;
const now = Math.floor(Date.now() / 1000) * 1000;
const [MINUTE, HOUR, DAY] = [60, 3600, 86_400];

beforeAll(async () => {
  pipeline = await scratchPipeline();
  tables = { ...DEFAULT_TABLES, database: pipeline.database };
});
afterAll(() => pipeline.close());

let ids = 0;
async function send(service: string, requests: Request[], kind = 'Server'): Promise<void> {
  await pipeline.client.insert({
    table: 'otel_audit_traces',
    format: 'JSONEachRow',
    values: requests.map(({ ago, ms, failed }) => ({
      Timestamp: `${new Date(now - ago * 1000).toISOString().slice(0, -1).replace('T', ' ')}`,
      TraceId: 't',
      SpanId: (++ids).toString(16),
      ServiceName: service,
      SpanName: 'work',
      SpanKind: kind,
      Duration: Math.round(ms * 1e6),
      StatusCode: failed ? 'Error' : 'Unset',
    })),
    clickhouse_settings: { max_partitions_per_insert_block: '0' },
  });
}

const budgetOf = (slo: Slo) =>
  pipeline.ask<Record<string, number | string | null>>(
    serviceBudget(
      { tables, where: sql`ServiceName = ${literal(slo.service)}` },
      slo,
      sql`fromUnixTimestamp64Milli(${literal(now)})`
    )
  );

/** Numbers between 0 and 1 that are the same in every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}

/** The same from the list of requests, written from the definitions: no SQL, no shared code. */
function expectedOf(requests: Request[], days: number, isBad: (request: Request) => boolean, allowed: number) {
  const burn = (seconds: number) => {
    const within = requests.filter(({ ago }) => ago >= 0 && ago < seconds);
    return within.length === 0 ? null : within.filter(isBad).length / within.length / allowed;
  };
  const all = requests.filter(({ ago }) => ago >= 0 && ago < days * DAY);
  return {
    all_requests: all.length,
    all_bad: all.filter(isBad).length,
    budget_left: 1 - (burn(days * DAY) ?? 0),
    burn_5m: burn(5 * MINUTE),
    burn_30m: burn(30 * MINUTE),
    burn_1h: burn(HOUR),
    burn_6h: burn(6 * HOUR),
    burn_3d: burn(3 * DAY),
    first: now - Math.max(...all.map(({ ago }) => ago)) * 1000,
  };
}

const close = (row: Record<string, number | string | null>) =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, typeof value === 'number' ? expect.closeTo(value, 9) : value])
  );

test('budget and burn rates of both promises are what the list of requests says', async () => {
  const random = numbers(7);
  const requests = Array.from({ length: 3000 }, (): Request => {
    // most of them lately, so that short windows have some; some lie outside of the window and after its end
    const ago = Math.round(random() ** 4 * 10 * DAY) - 60;
    return { ago, ms: Math.round(random() * 400), failed: random() < 0.02 };
  });
  await send('random', requests);
  await send('random', [{ ago: 100, ms: 9000, failed: true }], 'Client');
  const rows = await budgetOf({ service: 'random', days: 7, availability: 99.5, latency: { ms: 300, percent: 90 } });
  expect(rows).toEqual([
    close({ objective: 'availability', allowed: 0.005, ...expectedOf(requests, 7, ({ failed }) => failed, 0.005) }),
    close({ objective: 'latency', allowed: 0.1, ...expectedOf(requests, 7, ({ ms }) => ms > 300, 0.1) }),
  ]);
});

test('the SLOs dashboard says the same of availability', async () => {
  const range = { from: now - 7 * DAY * 1000 + 1, to: now };
  const [onDashboard] = await pipeline.ask(
    errorBudgets({ tables, range, where: sql`ServiceName = 'random'` }, sql`0.995`)
  );
  const [onPage] = await budgetOf({ service: 'random', days: 7, availability: 99.5 });
  expect(onDashboard).toMatchObject(
    close({
      requests: onPage.all_requests,
      failed: onPage.all_bad,
      budget_left: onPage.budget_left,
      burn_1h: onPage.burn_1h,
      burn_6h: onPage.burn_6h,
      burn_3d: onPage.burn_3d,
    })
  );
});

test('without a request nothing is measured, and no budget is spent', async () => {
  expect(await budgetOf({ service: 'never', days: 30, availability: 99.9 })).toEqual([
    expect.objectContaining({ all_requests: 0, budget_left: null, burn_5m: null, burn_3d: null, first: null }),
  ]);
});

/** `n` requests between so many seconds ago, of which every `badEvery`th fails, and takes two seconds. */
const requests = (n: number, from: number, to: number, badEvery = Infinity) =>
  Array.from({ length: n }, (_, i): Request => {
    const failed = (i + 1) % badEvery === 0;
    return { ago: to + ((from - to) * (i + 0.5)) / n, ms: failed ? 2000 : 20, failed };
  });

test.each<[string, Request[], { fast: boolean; slow: boolean }]>([
  ['all is well', requests(3000, 3 * DAY, MINUTE), { fast: false, slow: false }],
  [
    'every tenth request fails for an hour: 100 times what 99.9 % allow',
    [...requests(3000, 3 * DAY, HOUR), ...requests(200, HOUR - MINUTE, 10, 10)],
    { fast: true, slow: false },
  ],
  [
    'the same, but it has been well for the last half hour',
    [
      ...requests(3000, 3 * DAY, HOUR),
      ...requests(200, HOUR - MINUTE, 32 * MINUTE, 10),
      ...requests(60, 29 * MINUTE, 10),
    ],
    { fast: false, slow: true },
  ],
  [
    '1 in 100 fails for six hours: ten times, above 6 and below 14.4',
    [...requests(3000, 3 * DAY, 6 * HOUR), ...requests(6000, 6 * HOUR - MINUTE, 10, 100)],
    { fast: true, slow: false },
  ],
  ['1 in 500 fails for three days: twice', requests(20_000, 3 * DAY, 10, 500), { fast: false, slow: true }],
  ['five requests, all failed: too few to say', requests(5, HOUR, 10, 1), { fast: false, slow: false }],
])('alert rules: %s', async (name, sent, expected) => {
  await send(name, sent);
  const slo: Slo = { service: name, days: 30, availability: 99.9, latency: { ms: 1000, percent: 99.9 } };
  const fires = await Promise.all(
    burnRules(slo, tables).map(async (rule) => {
      const instances = instancesOf(rule, await pipeline.ask(rule.sql(pipeline.database)));
      expect(instances.map(({ labels }) => labels)).toEqual([
        { service: name, objective: 'availability' },
        { service: name, objective: 'latency' },
      ]);
      // what fails is slow as well: both promises say the same here
      expect(instances[0].value).toBe(instances[1].value);
      return isMet(rule, instances[0], false);
    })
  );
  expect({ fast: fires[0], slow: fires[1] }).toEqual(expected);
});

test.each([...HOSTILE, 'n'.repeat(1000)])('the rules of the service %j speak of it alone', async (name) => {
  // far inside the window of 30 minutes, however long the others before it took
  await send(name, requests(100, 15 * MINUTE, 10, 2));
  const rules = burnRules({ service: name, days: 28, availability: 99 }, tables);
  const [fast] = await Promise.all(rules.map(async (rule) => instancesOf(rule, await pipeline.ask(rule.sql('')))));
  // half of them fail: 50 times what 99 % allow; the lower of both limits is 5 % of 28 days within six hours
  expect(fast).toEqual([
    { labels: { service: labelOf(name), objective: 'availability' }, value: expect.closeTo(50 / 5.6, 9) },
  ]);
  for (const { title } of rules) {
    expect(title.length).toBeLessThan(190);
  }
});

test('the budget of a service reads the part of it of each hour of its window, not what others sent', async () => {
  // twenty services in three hours of this week, a span every 18 ms; and as many spans two months ago
  await pipeline.client.command({
    query: `INSERT INTO otel_audit_traces (Timestamp, SpanId, ServiceName, SpanName, SpanKind)
      SELECT now64(9) - toIntervalMillisecond(number % 600000 * 18) - toIntervalDay(if(number < 600000, 1, 60)),
        hex(number), concat('s', toString(number % 20)), 'n', 'Server'
      FROM numbers(1200000) SETTINGS max_partitions_per_insert_block = 100`,
  });
  // one part a month, however many the insert made
  await pipeline.client.command({ query: 'OPTIMIZE TABLE otel_audit_traces FINAL' });
  const scope = { tables, where: sql`ServiceName = 's7'` };
  const slo: Slo = { service: 's7', days: 7, availability: 99.9 };
  const question = serviceBudget(scope, slo, sql`now64(3)`);
  const [{ all_requests }] = await pipeline.ask<{ all_requests: number }>(question);
  expect(all_requests).toBe(30_000);
  const { read, all } = Object.values(await granulesRead(pipeline.client, question))[0];
  expect(all).toBeGreaterThan(140);
  // 30,000 rows are four granules, which begin and end among its neighbours' in each of up to four hours; and where the
  // tests before sent little, a granule has many hours in it
  expect(read).toBeLessThanOrEqual(24);
});
