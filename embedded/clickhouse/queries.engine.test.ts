import { createClient } from '@clickhouse/client';
import { gunzipSync } from 'node:zlib';

import { scratchDatabase, type ScratchDatabase, testClient, testUrl } from './testClient';

let db: ScratchDatabase;
beforeAll(async () => {
  db = await scratchDatabase();
});
afterAll(() => db.drop());

const text = async (query: string, more = {}) =>
  (await db.client.query({ query, format: 'TabSeparatedRaw', ...more })).text();

describe('formats', () => {
  test.each([
    ['JSONEachRow', '{"a":1,"b":"x"}\n'],
    ['TabSeparatedWithNames', 'a\tb\n1\tx\n'],
    ['CSV', '1,"x"\n'],
    ['JSONCompactEachRow', '[1, "x"]\n'],
  ] as const)('%s', async (format, expected) => {
    const result = await db.client.query({ query: "SELECT 1::UInt8 AS a, 'x' AS b", format });
    expect(await result.text()).toBe(expected);
  });

  test('JSON with its metadata', async () => {
    const result = await db.client.query({ query: 'SELECT number AS n FROM numbers(3)', format: 'JSON' });
    expect(await result.json()).toMatchObject({ meta: [{ name: 'n', type: 'UInt64' }], rows: 3 });
  });

  test('FORMAT in the statement wins over default_format, and headers say which', async () => {
    const response = await fetch(`${testUrl()}/?default_format=CSV`, {
      method: 'POST',
      body: 'SELECT 1 AS a FORMAT JSONEachRow',
    });
    expect(response.headers.get('x-clickhouse-format')).toBe('JSONEachRow');
    expect(response.headers.get('x-clickhouse-timezone')).toBe('UTC');
    expect(await response.json()).toEqual({ a: 1 });
  });

  test('no rows: an empty body with a length, for clickhouse-go', async () => {
    const response = await fetch(`${testUrl()}/?default_format=TSV`, { method: 'POST', body: 'SELECT 1 WHERE 0' });
    expect(response.headers.get('content-length')).toBe('0');
    expect(await response.text()).toBe('');
  });
});

describe('statements', () => {
  test.each([
    ['a final semicolon', 'SELECT 1; ', '1\n'],
    ['comments', '-- a; b\nSELECT /* ; */ 1 -- c', '1\n'],
    ['SHOW', `SHOW TABLES FROM system LIKE 'one'`, 'one\n'],
    ['EXISTS', 'EXISTS TABLE system.one', '1\n'],
    ['a CTE', 'WITH 3 AS x SELECT x', '3\n'],
    ['UNION in parentheses', '(SELECT 1) UNION ALL (SELECT 1)', '1\n1\n'],
  ])('%s', async (_, query, expected) => expect(await text(query)).toBe(expected));

  test('the database of the client', async () => {
    expect(await text('SELECT currentDatabase()')).toBe(`${db.name}\n`);
  });

  test('DDL: tables, Null engine, materialized view, ReplacingMergeTree', async () => {
    const run = (query: string) => db.client.command({ query });
    await run('CREATE TABLE queue (message String) ENGINE = Null');
    await run('CREATE TABLE target (k String, v UInt64) ENGINE = ReplacingMergeTree ORDER BY k');
    await run(
      `CREATE MATERIALIZED VIEW mv TO target AS SELECT JSONExtractString(message, 'k') AS k, 1 AS v FROM queue`
    );
    const values = ['{"k":"a"}', '{"k":"a"}', '{"k":"b"}'].map((message) => ({ message }));
    await db.client.insert({ table: 'queue', values, format: 'JSONEachRow' });
    expect(await text('SELECT k FROM target FINAL ORDER BY k')).toBe('a\nb\n');
    await run('OPTIMIZE TABLE target FINAL');
    await run('ALTER TABLE target ADD COLUMN note String');
    await run('SYSTEM STOP MERGES target');
    expect(await text('SELECT count() FROM target')).toBe('2\n');
  });

  test('a statement with bytes that are not UTF-8', async () => {
    const body = Buffer.concat([Buffer.from("SELECT hex('"), Buffer.from([0xff, 0xc3, 0x28]), Buffer.from("')")]);
    const response = await fetch(testUrl(), { method: 'POST', body });
    expect(await response.text()).toBe('FFC328\n');
  });
});

describe('parameters', () => {
  test.each([
    ['quotes and backslashes', `'; DROP TABLE x; -- \\' \\\\`],
    ['tab, newline, return', 'a\tb\nc\rd'],
    ['not ASCII', 'ü€😀 한국어'],
    ['NUL', 'a\0b'],
    ['what looks like an escape', '\\t\\n\\x41'],
    ['empty', ''],
  ])('%s arrive as they are', async (_, value) => {
    const result = await db.client.query({
      query: 'SELECT {v:String} AS v',
      query_params: { v: value },
      format: 'JSONEachRow',
    });
    expect(await result.json()).toEqual([{ v: value }]);
  });

  test('types, arrays, identifiers', async () => {
    const query_params = { n: 7, list: ["a'b", 'c'], t: 'one', d: null };
    const query =
      'SELECT {n:UInt32} + 1, {list:Array(String)}[1], {d:Nullable(String)} IS NULL FROM system.{t:Identifier}';
    expect(await text(query, { query_params })).toBe("8\ta'b\t1\n");
  });

  test("a missing one is ClickHouse's own error", async () => {
    await expect(text('SELECT {v:String}')).rejects.toMatchObject({ type: 'UNKNOWN_QUERY_PARAMETER', code: '456' });
  });
});

describe('settings belong to one request', () => {
  const limit = "SELECT getSetting('max_result_rows'), currentDatabase()";

  test('settings, parameters and SET of one request are unknown to the next', async () => {
    const before = await text(limit);
    expect(await text(limit, { clickhouse_settings: { max_result_rows: '123' } })).toBe(`123\t${db.name}\n`);
    await db.client.command({ query: 'SET max_result_rows = 77' });
    await db.client.command({ query: 'USE system' });
    await db.client.command({ query: "SET param_leak = 'x'" });
    // More than there are engine threads, so that each of them answers.
    const after = await Promise.all(Array.from({ length: 40 }, () => text(limit)));
    expect(new Set(after)).toEqual(new Set([before]));
    await expect(text('SELECT {leak:String}')).rejects.toMatchObject({ code: '456' });
  });

  test('a failed statement leaves nothing either', async () => {
    await expect(text('SELECT throwIf(1)', { clickhouse_settings: { max_result_rows: '5' } })).rejects.toThrow();
    expect(await text(limit)).toBe(`0\t${db.name}\n`);
  });

  test('parameters of the HTTP interface are no settings', async () => {
    const names =
      'session_id=s&session_timeout=9&client_protocol_version=54460&role=r&quota_key=k&stacktrace=1&wait_end_of_query=1';
    const response = await fetch(`${testUrl()}/?${names}&query=SELECT+1`);
    expect([response.status, await response.text()]).toEqual([200, '1\n']);
  });
});

describe('compression of the answer', () => {
  test('gzip through the client', async () => {
    const client = createClient({ url: testUrl(), compression: { response: true } });
    const rows = await (
      await client.query({ query: 'SELECT number FROM numbers(100000)', format: 'JSONEachRow' })
    ).json();
    await client.close();
    expect(rows).toHaveLength(100_000);
  });

  test('only when asked for', async () => {
    const url = `${testUrl()}/?enable_http_compression=1&query=SELECT+1`;
    const [packed, plain] = await Promise.all([rawBody(url, 'gzip'), rawBody(url, 'identity')]);
    expect(gunzipSync(packed).toString()).toBe('1\n');
    expect(plain.toString()).toBe('1\n');
  });
});

test('wait_end_of_query: a result larger than memory is kept for arrives whole, with its length', async () => {
  const response = await fetch(`${testUrl()}/?wait_end_of_query=1`, {
    method: 'POST',
    body: "SELECT repeat('x', 1000) FROM numbers(20000) FORMAT RowBinary",
  });
  expect(response.headers.get('content-length')).toBe(String(20_000 * 1002));
  expect((await response.arrayBuffer()).byteLength).toBe(20_000 * 1002);
});

test('ping, with and without a SELECT, needs no database', async () => {
  const client = testClient('does_not_exist');
  expect(await client.ping()).toEqual({ success: true });
  await client.close();
  expect(await (await fetch(`${testUrl()}/ping`)).text()).toBe('Ok.\n');
  expect(await (await fetch(testUrl())).text()).toBe('Ok.\n');
});

/** fetch would unpack it. */
async function rawBody(url: string, encoding: string): Promise<Buffer> {
  const { get } = await import('node:http');
  return new Promise((resolve, reject) => {
    get(url, { headers: { 'accept-encoding': encoding } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => resolve(Buffer.concat(chunks)));
    }).on('error', reject);
  });
}

test.each(['JSON', 'JSONCompact', 'JSONColumnsWithMetadata'] as const)(
  'a result of several blocks is one %s document',
  async (format) => {
    const client = testClient();
    const result = await client.query({ query: 'SELECT 1 AS n UNION ALL SELECT 2 UNION ALL SELECT 3', format });
    expect(await result.json<object>()).toMatchObject({ rows: 3 });
    await client.close();
  }
);

test('a result of several blocks has one line of names in CSVWithNames', async () => {
  const client = testClient();
  const result = await client.query({ query: 'SELECT 1 AS n UNION ALL SELECT 1', format: 'CSVWithNames' });
  expect(await result.text()).toBe('"n"\n1\n1\n');
  await client.close();
});
