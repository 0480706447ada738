import { serviceRequests, type ServiceScope } from './services';
import { redOfTotals, serviceRequestsOfTotals, TOTALS_TABLE } from './totals';
import { type ScratchPipeline, scratchPipeline } from '../../embedded/scratchPipeline';
import { granulesRead } from '../granulesForTest';
import { HOSTILE } from '../hostile';
import { and, join, list, literal, type Sql, sql } from '../sql';
import { DEFAULT_TABLES, type TableMapping } from '../tables';
import { redOverTime } from '../traces/red';
import { ENTRY_SPANS } from '../traces/scope';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const now = Math.floor(Date.now() / 1000) * 1000;
/** Begins and ends within an hour; with the period before it, all spans of the test but the oldest. */
const range = { from: now - 3 * DAY - 17 * MINUTE, to: now };
const FIRST = now - 7 * DAY;
const ROWS = 40_000;
/** How far the rank of a percentile may be off, as a share of all values; and one value, between two of which both interpolate. */
const ERROR = 0.01;

let pipeline: ScratchPipeline;
let tables: TableMapping;
const NAMES = ['cart', 'worker', ...HOSTILE];

/** Spans of all services and kinds, one of seven failed, durations over four decades. */
const spans = (from: Sql, count: number) => sql`SELECT
  fromUnixTimestamp64Milli(toInt64(${literal(FIRST)} + number * ${literal(Math.floor((now - FIRST) / ROWS))})) AS Timestamp, hex(number) AS SpanId,
  [${join(NAMES.map(literal))}][1 + cityHash64(number, 'service') % ${literal(NAMES.length)}] AS ServiceName, 'work' AS SpanName,
  ['Server', 'Consumer', 'Client'][1 + cityHash64(number, 'kind') % 3] AS SpanKind,
  if(cityHash64(number, 'failed') % 7 = 0, 'Error', 'Unset') AS StatusCode,
  toUInt64(exp(10 + cityHash64(number, 'duration') % 1000 / 100)) AS Duration
FROM numbers(${from}, ${literal(count)})`;
const COLUMNS = sql`Timestamp, SpanId, ServiceName, SpanName, SpanKind, StatusCode, Duration`;

const run = (query: Sql) => pipeline.client.command({ query: query.text });
const ask = <T = Record<string, unknown>>(query: Sql) => pipeline.ask<T>(query);
const store = (select: Sql) => run(sql`INSERT INTO otel_audit_traces (${COLUMNS}) ${select}`);

/** What the view does by itself ten minutes after each hour. */
async function count() {
  await pipeline.client.command({ query: `SYSTEM REFRESH VIEW ${TOTALS_TABLE}_mv` });
  await pipeline.client.command({ query: `SYSTEM WAIT VIEW ${TOTALS_TABLE}_mv` });
}

beforeAll(async () => {
  pipeline = await scratchPipeline();
  tables = { ...DEFAULT_TABLES, database: pipeline.database };
  // what is stored twice must stay so until it is read
  await run(sql`SYSTEM STOP MERGES otel_audit_traces`);
  await store(spans(sql`0`, ROWS));
  // Kafka delivers some of it again
  await store(spans(sql`10000`, 15_000));
});
afterAll(() => pipeline.close());

const scope = (...conditions: Sql[]): ServiceScope => ({ tables, range, where: and([sql`1`, ...conditions]) });
const ofService = (name: string) => sql`ServiceName = ${literal(name)}`;

/** True for a value that has about the share q of the values below it. */
const atRank = (q: number, values: number[]) => ({
  asymmetricMatch: (estimate: unknown) => {
    const is = Number(estimate);
    const share = (condition: (value: number) => boolean) => values.filter(condition).length / values.length;
    const allowed = ERROR + 1 / values.length;
    return (
      // single precision
      share((value) => value < is * (1 - 1e-6)) - allowed <= q &&
      q <= share((value) => value <= is * (1 + 1e-6)) + allowed
    );
  },
  toString: () => `rank ${q} of ${values.length}`,
});
const percentile = (q: number, values: number[]) => (values.length === 0 ? null : atRank(q, values));
const half = (trend: unknown, from: number) =>
  (trend as number[]).slice(from, from + 12).reduce((sum, n) => sum + n, 0);

/** The same counts; percentiles within the error of the sketch. */
async function expectSameRequests(asked: ServiceScope) {
  const raw = await ask<Record<string, unknown> & { service: string }>(serviceRequests(asked));
  const totals = await ask(serviceRequestsOfTotals(asked));
  expect(raw.length).toBeGreaterThan(0);
  expect(Object.keys(totals[0])).toEqual(Object.keys(raw[0]));
  const durations = await ask<{ service: string; now: number[]; before: number[] }>(
    sql`SELECT toString(ServiceName) AS service, groupArrayIf(Duration, Timestamp >= ${start}) AS now, groupArrayIf(Duration, Timestamp < ${start}) AS before
    FROM otel_audit_traces FINAL WHERE Timestamp >= ${startBefore} AND Timestamp <= ${end} AND ${ENTRY_SPANS} GROUP BY service`
  );
  expect(totals).toEqual(
    raw.map((row) => {
      const of = durations.find(({ service }) => service === row.service)!;
      return {
        ...row,
        durations: expect.any(Array),
        p50: percentile(0.5, of.now),
        p95: percentile(0.95, of.now),
        p99: percentile(0.99, of.now),
        p95_before: percentile(0.95, of.before),
        trend: { asymmetricMatch: (trend: unknown) => [0, 12].every((at) => half(trend, at) === half(row.trend, at)) },
      };
    })
  );
}
const [startBefore, start, end] = [2 * range.from - range.to, range.from, range.to].map(
  (ms) => sql`fromUnixTimestamp64Milli(toInt64(${literal(ms)}))`
);

async function expectSameCharts(asked: ServiceScope, interval: number) {
  const narrowed = { ...asked, where: and([ENTRY_SPANS, asked.where]) };
  const raw = await ask<Record<string, unknown> & { time: string }>(redOverTime(narrowed, interval));
  expect(raw.length).toBeGreaterThan(35);
  const durations = await ask<{ time: string; values: number[] }>(
    sql`SELECT toStartOfInterval(toDateTime(Timestamp, 'UTC'), INTERVAL ${literal(interval)} SECOND) AS time, groupArray(Duration / 1e6) AS values
    FROM otel_audit_traces FINAL WHERE Timestamp >= ${start} AND Timestamp <= ${end} AND ${narrowed.where} GROUP BY time`
  );
  expect(await ask(redOfTotals(narrowed, interval))).toEqual(
    raw.map(({ time, rate, errors }) => {
      const values = durations.find((of) => of.time === time)?.values ?? [];
      return {
        time,
        rate,
        errors,
        p50: percentile(0.5, values),
        p95: percentile(0.95, values),
        p99: percentile(0.99, values),
      };
    })
  );
}

test('hours that nobody has counted are read from the spans', async () => {
  expect(await ask(sql`SELECT 1 FROM otel_audit_traces_red`)).toEqual([]);
  await expectSameRequests(scope());
  await expectSameCharts(scope(), 3600);
});

test('hours that were counted say the same as their spans, delivered twice or not', async () => {
  await count();
  const [{ hours, repeated }] = await ask(
    sql`SELECT uniqExact(Time) AS hours, (SELECT count() FROM otel_audit_traces) > (SELECT count() FROM otel_audit_traces FINAL) AS repeated
    FROM otel_audit_traces_red`
  );
  // all but the hour that has not ended, or ended less than ten minutes ago
  expect(hours).toBeGreaterThanOrEqual(7 * 24 - 1);
  expect(repeated).toBe(1);
  await expectSameRequests(scope());
  await expectSameRequests(scope(sql`ServiceName IN ${list(['cart', 'worker'])}`));
  await expectSameCharts(scope(ofService('cart')), 3600);
  await expectSameCharts(scope(), 7200);
});

test.each(HOSTILE)('the service %j has its own totals', async (name) => {
  await expectSameRequests(scope(ofService(name)));
});

test('a second run counts nothing twice, and of two rows of an hour that with more spans counts', async () => {
  await count();
  await run(sql`INSERT INTO otel_audit_traces_red (Time, ServiceName, SpanKind, Spans, CountedAt)
    SELECT Time, ServiceName, SpanKind, 1, CountedAt + 60 FROM otel_audit_traces_red FINAL WHERE Spans > 1`);
  await expectSameRequests(scope());
});

test('a late span is counted by the next run, however late it is', async () => {
  const asked = scope(ofService('late'));
  const late = (hoursAgo: number, id: string) =>
    store(
      sql`SELECT fromUnixTimestamp64Milli(toInt64(${literal(now - hoursAgo * HOUR)})), ${literal(id)}, 'late', 'work', 'Server', 'Unset', 1000000`
    );
  await late(30, 'a');
  await late(71, 'b');
  expect(await ask(serviceRequests(asked))).toMatchObject([{ requests: 2 }]);
  // its hours are counted already
  expect(await ask(serviceRequestsOfTotals(asked))).toEqual([]);
  await count();
  await expectSameRequests(asked);
  await expectSameRequests(scope());
});

test('spans of the hour that is not over are there at once', async () => {
  await store(
    sql`SELECT fromUnixTimestamp64Milli(toInt64(${literal(now - 1000)})), 'c', 'fresh', 'work', 'Server', 'Error', 5000000`
  );
  await expectSameRequests(scope(ofService('fresh')));
});

test('of counted days only the hours at the ends are read from the spans', async () => {
  // some granules an hour
  await run(sql`INSERT INTO otel_audit_traces (Timestamp, SpanId, ServiceName, SpanName, SpanKind)
    SELECT now64(9) - toIntervalMillisecond(number * 173), hex(number), concat('s', toString(number % 20)), 'n', 'Server' FROM numbers(2000000)
    SETTINGS max_partitions_per_insert_block = 100, max_insert_block_size = 2000000, min_insert_block_size_rows = 2000000`);
  await count();
  const days = { tables, range: { from: now - 2 * DAY, to: now }, where: sql`1` };
  for (const [build, raw] of [
    [serviceRequestsOfTotals(days), serviceRequests(days)],
    [redOfTotals(days, 3600), redOverTime(days, 3600)],
  ]) {
    const spansTable = `${pipeline.database}.otel_audit_traces`;
    const { read } = (await granulesRead(pipeline.client, build))[spansTable];
    const { read: readByRaw } = (await granulesRead(pipeline.client, raw))[spansTable];
    expect(readByRaw).toBeGreaterThan(100);
    expect(read).toBeLessThan(readByRaw / 5);
  }
});
