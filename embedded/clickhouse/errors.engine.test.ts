import { ClickHouseLogLevel, createClient } from '@clickhouse/client';

import { scratchDatabase, type ScratchDatabase, testClient, testUrl } from './testClient';
import { READER } from './testEngine';

let db: ScratchDatabase;
beforeAll(async () => {
  db = await scratchDatabase();
  await db.client.command({ query: 'CREATE TABLE t (a UInt64) ENGINE = MergeTree ORDER BY a' });
  await db.client.command({ query: 'INSERT INTO t SELECT number FROM numbers(10)' });
});
afterAll(() => db.drop());

const post = (body: string, url = '', headers: Record<string, string> = {}) =>
  fetch(`${testUrl()}/?${url}`, { method: 'POST', body, headers });

describe("errors have ClickHouse's status, code and text", () => {
  test.each([
    ['syntax', 'SELEC 1', '', 400, 62, 'SYNTAX_ERROR'],
    ['empty', ' ', '', 400, 62, 'SYNTAX_ERROR'],
    ['two statements', 'SELECT 1; SELECT 2', '', 400, 62, 'SYNTAX_ERROR'],
    ['no SELECT, which chDB alone would take', '1 + 1', '', 400, 62, 'SYNTAX_ERROR'],
    ['column', 'SELECT nope FROM system.one', '', 404, 47, 'UNKNOWN_IDENTIFIER'],
    ['table', 'SELECT * FROM nope', '', 404, 60, 'UNKNOWN_TABLE'],
    ['database', 'SELECT 1', 'database=nope', 404, 81, 'UNKNOWN_DATABASE'],
    ['function', 'SELECT nope()', '', 404, 46, 'UNKNOWN_FUNCTION'],
    ['format', 'SELECT 1 FORMAT Nope', '', 404, 73, 'UNKNOWN_FORMAT'],
    ['setting in the URL', 'SELECT 1', 'nope=1', 404, 115, 'UNKNOWN_SETTING'],
    ['setting whose name is an injection', 'SELECT 1', 'a%20%3D%201%2C%20b=1', 404, 115, 'UNKNOWN_SETTING'],
    ['setting in the statement', 'SELECT 1 SETTINGS nope=1', '', 404, 115, 'UNKNOWN_SETTING'],
    ['a file of the machine', "SELECT * FROM file('/etc/hostname')", '', 403, 497, 'ACCESS_DENIED'],
    ['shutdown', 'SYSTEM SHUTDOWN', '', 403, 497, 'ACCESS_DENIED'],
    ['too deep', `SELECT ${'('.repeat(5000)}1${')'.repeat(5000)}`, '', 500, 306, 'TOO_DEEP_RECURSION'],
    [
      'too much memory',
      'SELECT groupArray(number) FROM numbers(1e9)',
      'max_memory_usage=1e8',
      500,
      241,
      'MEMORY_LIMIT_EXCEEDED',
    ],
    [
      'too long',
      'SELECT sum(sipHash64(number)) FROM numbers(1e12)',
      'max_execution_time=1',
      408,
      159,
      'TIMEOUT_EXCEEDED',
    ],
    ['own compression', 'SELECT 1', 'compress=1', 501, 48, 'NOT_IMPLEMENTED'],
  ])('%s', async (_, body, url, status, code, name) => {
    const response = await post(body, url.replace('1e8', '100000000'));
    const text = await response.text();
    expect([response.status, response.headers.get('x-clickhouse-exception-code')]).toEqual([status, String(code)]);
    expect(text).toMatch(new RegExp(`^Code: ${code}\\. DB::Exception: .*\\(${name}\\) \\(version [\\d.]+\\)\\n$`, 's'));
  });

  test('the client makes its own error of them', async () => {
    await expect(db.client.query({ query: 'SELECT * FROM nope' })).rejects.toMatchObject({
      code: '60',
      type: 'UNKNOWN_TABLE',
    });
  });

  test('and the server goes on', async () => {
    expect(await (await post('SELECT 1')).text()).toBe('1\n');
  });
});

test('an error after the first rows reaches the client', async () => {
  const query = 'SELECT throwIf(number = 3000000) AS x FROM numbers(10000000)';
  const result = await db.client.query({ query, format: 'JSONEachRow' });
  let rows = 0;
  const read = async () => {
    for await (const chunk of result.stream()) {
      rows += chunk.length;
    }
  };
  await expect(read()).rejects.toMatchObject({ code: '395', type: 'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO' });
  expect(rows).toBeGreaterThan(0);
});

describe('targets that are no URL, methods and paths that are not served', () => {
  test.each([
    ['PUT', '/', 405],
    ['GET', '/nope', 404],
    ['GET', '//', 404],
    ['GET', '/?%zz=%', 200],
  ])('%s %s -> %i', async (method, target, status) => {
    const { request } = await import('node:http');
    const { port } = new URL(testUrl());
    const answered = new Promise<number | undefined>((resolve, reject) => {
      request({ host: '127.0.0.1', port, method, path: target }, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end();
    });
    expect(await answered).toBe(status);
  });
});

describe('users', () => {
  test.each([
    ['wrong password', { 'x-clickhouse-user': READER.name, 'x-clickhouse-key': 'no' }],
    ['unknown user', { 'x-clickhouse-user': 'nobody' }],
    ['not Basic', { authorization: 'Bearer x' }],
  ])('%s', async (_, headers: Record<string, string>) => {
    const response = await post('SELECT 1', '', headers);
    expect([response.status, response.headers.get('x-clickhouse-exception-code')]).toEqual([403, '516']);
    expect(await response.text()).toMatch(/^Code: 516\. .*\(AUTHENTICATION_FAILED\)/);
  });

  test.each([
    ['in the URL', `user=${READER.name}&password=${READER.password}`, {}],
    ['as headers', '', { 'x-clickhouse-user': READER.name, 'x-clickhouse-key': READER.password }],
    ['as Basic', '', { authorization: `Basic ${Buffer.from(`${READER.name}:${READER.password}`).toString('base64')}` }],
  ])('credentials %s', async (_, url, headers: Record<string, string>) => {
    expect(await (await post('SELECT 1', url, headers)).text()).toBe('1\n');
  });
});

describe('a readonly user', () => {
  let reader: ReturnType<typeof createClient>;
  beforeAll(() => {
    reader = createClient({
      url: testUrl(),
      database: db.name,
      ...{ username: READER.name, password: READER.password },
      log: { level: ClickHouseLogLevel.OFF },
    });
  });
  afterAll(() => reader.close());

  test('reads, and changes settings of its statements', async () => {
    const query = "SELECT count(), getSetting('max_threads') FROM t WHERE a < {n:UInt8}";
    const result = await reader.query({
      query,
      query_params: { n: 5 },
      clickhouse_settings: { max_threads: 1 },
      format: 'TabSeparated',
    });
    expect(await result.text()).toBe('5\t1\n');
  });

  test.each([
    ['INSERT INTO t VALUES (1)'],
    ['INSERT INTO t SELECT 1'],
    ['CREATE TABLE x (a Int8) ENGINE = Null'],
    ['DROP TABLE t'],
    ['TRUNCATE TABLE t'],
    ['ALTER TABLE t ADD COLUMN b Int8'],
    ['ALTER TABLE t DELETE WHERE 1'],
    ['DELETE FROM t WHERE 1'],
    ['OPTIMIZE TABLE t'],
    ['SYSTEM STOP MERGES'],
    ['KILL QUERY WHERE 1'],
    ['SET readonly = 0'],
    ['SELECT 1 SETTINGS readonly = 0'],
    ['WITH 1 AS x INSERT INTO t SELECT x'],
  ])('must not: %s', async (query) => {
    await expect(reader.command({ query })).rejects.toMatchObject({ code: '164', type: 'READONLY' });
  });

  test('cannot leave readonly through the URL', async () => {
    const headers = { 'x-clickhouse-user': READER.name, 'x-clickhouse-key': READER.password };
    const response = await post('INSERT INTO t SELECT 1', `database=${db.name}&readonly=0`, headers);
    expect(await response.text()).toMatch(/^Code: 164/);
  });

  test('everybody else still writes, and the table is as it was', async () => {
    const result = await db.client.query({ query: 'SELECT count() FROM t', format: 'TabSeparated' });
    expect(await result.text()).toBe('10\n');
    await db.client.command({ query: 'INSERT INTO t SELECT 10' });
  });
});

test('GET only reads, as in ClickHouse', async () => {
  const response = await fetch(`${testUrl()}/?query=${encodeURIComponent(`DROP TABLE ${db.name}.t`)}`);
  expect(await response.text()).toMatch(/^Code: 164/);
});

test('a database that does not exist yet can be created by a client without one', async () => {
  const client = testClient();
  await client.command({ query: 'CREATE DATABASE IF NOT EXISTS default' });
  await client.close();
});
