import { type FastifyInstance } from 'fastify';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { scratchDatabase, type ScratchDatabase, testUrl } from '../../../clickhouse/testClient';
import { createHostServer } from '../createHostServer';

let dir: string;
let database: ScratchDatabase;
let server: FastifyInstance;

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'girok-host-'));
  database = await scratchDatabase();
  await database.client.command({
    query: `CREATE TABLE events (Timestamp DateTime64(9), Actor LowCardinality(String), Attributes Map(LowCardinality(String), String), Size UInt64)
            ENGINE = MergeTree ORDER BY Timestamp`,
  });
  await database.client.command({
    query: `INSERT INTO events VALUES
      ('2024-01-02 03:04:05.123456789', 'ana', {'b': '2', 'a': 'it''s'}, 18446744073709551615),
      ('2024-01-02 03:04:06.000000000', 'bo', {}, 1),
      ('2024-01-02 03:04:06.000000001', 'ana', {}, 2),
      ('2024-01-03 00:00:00', 'outside', {}, 3)`,
  });
  server = await createHostServer({
    pluginDist: dir,
    hostDir: dir,
    clickhouse: { url: testUrl(), username: 'default', password: '', database: database.name },
    dataSource: { uid: 'girok-clickhouse', name: 'Girok ClickHouse' },
    settingsFile: path.join(dir, 'settings.json'),
    health: async () => ({ ready: true, parts: {} }),
  });
});

afterAll(async () => {
  await server.close();
  await database.drop();
  await rm(dir, { recursive: true });
});

const RANGE = { from: String(Date.UTC(2024, 0, 2)), to: String(Date.UTC(2024, 0, 2, 12)) };

async function ask(...queries: object[]) {
  const response = await server.inject({
    method: 'POST',
    url: '/api/ds/query',
    headers: { host: '127.0.0.1' },
    payload: { queries: queries.map((query, index) => ({ refId: 'ABC'[index], ...query })), ...RANGE },
  });
  return { status: response.statusCode, body: response.body, results: response.json().results };
}

test('a table keeps nanoseconds, 64-bit integers and maps exactly', async () => {
  const { status, body, results } = await ask({
    format: 1,
    rawSql: 'SELECT * FROM events WHERE $__timeFilter_ms(Timestamp) ORDER BY Timestamp',
  });
  expect(status).toBe(200);
  const [{ schema, data }] = results.A.frames;
  const first = Date.UTC(2024, 0, 2, 3, 4, 5);
  expect(schema.fields.map(({ name, type }: { name: string; type: string }) => [name, type])).toEqual([
    ['Timestamp', 'time'],
    ['Actor', 'string'],
    ['Attributes', 'other'],
    ['Size', 'number'],
  ]);
  expect(data.values.slice(0, 3)).toEqual([
    [first + 123, first + 1000, first + 1000],
    ['ana', 'bo', 'ana'],
    [{ a: "it's", b: '2' }, {}, {}],
  ]);
  expect(data.nanos[0]).toEqual([456789, 0, 1]);
  expect(body).toContain('[18446744073709551615,1,2]');
});

test('a time series over a macro interval is wide, labelled and tells the SQL that ran', async () => {
  const { results } = await ask({
    format: 0,
    intervalMs: 60_000,
    rawSql:
      'SELECT $__timeInterval(Timestamp) AS time, Actor, count() AS n FROM events WHERE $__timeFilter(Timestamp) GROUP BY time, Actor ORDER BY time',
  });
  const [{ schema, data }] = results.A.frames;
  expect(schema.fields.map(({ labels }: { labels?: object }) => labels)).toEqual([
    undefined,
    { Actor: 'ana' },
    { Actor: 'bo' },
  ]);
  expect(data.values).toEqual([[Date.UTC(2024, 0, 2, 3, 4)], [2], [1]]);
  expect(schema.meta.executedQueryString).toContain('toStartOfInterval(toDateTime(Timestamp), INTERVAL 60 second)');
});

test.each<[string, string, string, unknown]>([
  ['Nullable', 'CAST(NULL AS Nullable(UInt64))', 'number', null],
  ['Decimal', 'toDecimal64(1.25, 4)', 'number', 1.25],
  ['Enum', "CAST('a' AS Enum8('a' = 1))", 'string', 'a'],
  ['UUID', "toUUID('8de5c3c4-5c65-494e-8e93-e55cf173bde0')", 'string', '8de5c3c4-5c65-494e-8e93-e55cf173bde0'],
  ['IPv6', "toIPv6('::1')", 'string', '::1'],
  ['Bool', 'true', 'boolean', true],
  ['NaN', 'nan', 'number', null],
  ['a named tuple', "CAST((1, 'x') AS Tuple(a UInt64, b String))", 'other', { a: 1, b: 'x' }],
  ['an array of times', "[toDateTime('2024-01-02 03:04:05', 'UTC')]", 'other', ['2024-01-02T03:04:05Z']],
  ['a date in another zone', "toDateTime('2024-07-02 03:04:05', 'Asia/Seoul')", 'time', Date.UTC(2024, 6, 1, 18, 4, 5)],
  [
    'text of a time is not touched by the output format',
    "toString(toDateTime('2024-07-02 03:04:05', 'UTC'))",
    'string',
    '2024-07-02 03:04:05',
  ],
])('%s', async (_, expression, type, value) => {
  const { results } = await ask({ format: 1, rawSql: `SELECT ${expression} AS v` });
  const [{ schema, data }] = results.A.frames;
  expect([schema.fields[0].type, data.values[0][0]]).toEqual([type, value]);
});

test('an empty table still has its columns', async () => {
  const { results } = await ask({ format: 1, rawSql: 'SELECT Actor, Size FROM events WHERE 0' });
  expect(results.A.frames[0].schema.fields).toHaveLength(2);
});

test('one failing query leaves the others alone', async () => {
  const { status, results } = await ask(
    { format: 1, rawSql: 'SELECT 1 AS one' },
    { format: 1, rawSql: 'SELECT nothing FROM nowhere' }
  );
  expect(status).toBe(400);
  expect(results.A).toMatchObject({ status: 200, frames: [{ data: { values: [[1]] } }] });
  expect(results.B).toMatchObject({
    status: 500,
    errorSource: 'downstream',
    frames: [],
    error: expect.stringMatching(/code: 60, message: .*nowhere/),
  });
});

test('a failure after the first rows is a failure, not half an answer', async () => {
  const { results } = await ask({
    format: 1,
    rawSql:
      'SELECT number, throwIf(number = 500000) FROM numbers(600000) SETTINGS max_block_size = 1000, max_threads = 1',
  });
  expect(results.A).toMatchObject({ status: 500, error: expect.stringContaining('code: 395') });
});

test.each([
  ['INSERT', "INSERT INTO events VALUES (now64(9), 'x', {}, 1)"],
  ['DROP', 'DROP TABLE events'],
  ['ALTER', 'ALTER TABLE events DELETE WHERE 1'],
])('%s is refused', async (_, rawSql) => {
  const { results } = await ask({ format: 1, rawSql });
  expect(results.A.status).toBe(500);
  expect(results.A.error).toMatch(/readonly|read-only|Cannot execute/i);
  const count = await database.client.query({
    query: 'SELECT toUInt32(count()) AS n FROM events',
    format: 'JSONEachRow',
  });
  expect(await count.json()).toEqual([{ n: 4 }]);
});

test('an answer that nobody waits for is cancelled in the engine', async () => {
  const address = await server.listen({ host: '127.0.0.1', port: 0 });
  const mark = `cancelled ${database.name}`;
  const abort = new AbortController();
  const gone = fetch(`${address}/api/ds/query`, {
    method: 'POST',
    signal: abort.signal,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      queries: [
        {
          format: 1,
          rawSql: `SELECT count(), '${mark}' FROM numbers(1e12) WHERE sipHash64(number) = 0 SETTINGS max_execution_time = 3600`,
        },
      ],
      ...RANGE,
    }),
  });
  const refusal = expect(gone).rejects.toThrow('abort');
  await until(async () => (await running(mark)) === 1);
  abort.abort();
  await refusal;
  await until(async () => (await running(mark)) === 0);
}, 20_000);

test('health is a real question to the engine', async () => {
  const response = await server.inject({
    url: '/api/datasources/uid/girok-clickhouse/health',
    headers: { host: '127.0.0.1' },
  });
  expect(response.json()).toEqual({ status: 'OK', message: 'Data source is working' });
});

async function running(mark: string): Promise<number> {
  const answer = await database.client.query({
    query:
      'SELECT toUInt32(count()) AS n FROM system.processes WHERE query LIKE {mark: String} AND query NOT LIKE {own: String}',
    query_params: { mark: `%${mark}%`, own: '%system.processes%' },
    format: 'JSONEachRow',
  });
  const [{ n }] = await answer.json<{ n: number }>();
  return n;
}

/** Asks again until it is so; Jest's own timeout is the limit. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
