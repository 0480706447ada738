import { createClient } from '@clickhouse/client';
import { readdir } from 'node:fs/promises';
import { request } from 'node:http';
import path from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';

import { scratchDatabase, type ScratchDatabase, testUrl } from './testClient';
import { eventually } from './testEngine';

let db: ScratchDatabase;
beforeAll(async () => {
  db = await scratchDatabase();
  await db.client.command({ query: 'CREATE TABLE raw (m String) ENGINE = MergeTree ORDER BY tuple()' });
  await db.client.command({ query: 'CREATE TABLE t (a UInt64, b String) ENGINE = MergeTree ORDER BY a' });
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.client.command({ query: 'TRUNCATE TABLE raw' });
  await db.client.command({ query: 'TRUNCATE TABLE t' });
});

const value = async (query: string) =>
  (await (await db.client.query({ query, format: 'TabSeparatedRaw' })).text()).trimEnd();
const post = (query: string, body: Buffer<ArrayBuffer> | string, headers: Record<string, string> = {}) =>
  fetch(`${testUrl()}/?database=${db.name}&query=${encodeURIComponent(query)}`, { method: 'POST', body, headers });

/** Every byte, and sequences that end strings, comments and statements. */
const HOSTILE = Buffer.concat([
  Buffer.from(Array.from({ length: 256 }, (_, i) => i)),
  Buffer.from('\'"`\\; */ -- \n\r\0 FORMAT TSV {}[]()$$'),
  Buffer.from([0xed, 0xa0, 0x80, 0xff, 0xc3]),
]);

describe('bytes arrive as they were sent', () => {
  test.each([
    ['statement in the URL', 'INSERT INTO raw FORMAT RawBLOB', HOSTILE, {}],
    ['statement in the body', '', Buffer.concat([Buffer.from('INSERT INTO raw FORMAT RawBLOB\n'), HOSTILE]), {}],
    ['gzip', 'INSERT INTO raw FORMAT RawBLOB', gzipSync(HOSTILE), { 'content-encoding': 'gzip' }],
  ])('RawBLOB, %s', async (_, query, body, headers: Record<string, string>) => {
    const response = await post(query, body, headers);
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(await value('SELECT hex(m) FROM raw')).toBe(HOSTILE.toString('hex').toUpperCase());
  });

  test('RowBinary', async () => {
    const rows = Buffer.concat([Buffer.from([(HOSTILE.length & 0x7f) | 0x80, HOSTILE.length >> 7]), HOSTILE]);
    expect((await post('INSERT INTO raw FORMAT RowBinary', rows)).status).toBe(200);
    expect(await value('SELECT hex(m) FROM raw')).toBe(HOSTILE.toString('hex').toUpperCase());
  });

  test('Native, out of one table and into another', async () => {
    await post('INSERT INTO raw FORMAT RawBLOB', HOSTILE);
    const native = Buffer.from(await (await post('SELECT m FROM raw FORMAT Native', '')).arrayBuffer());
    expect((await post('INSERT INTO raw FORMAT Native', native)).status).toBe(200);
    expect(await value('SELECT count(), uniqExact(m) FROM raw')).toBe('2\t1');
  });
});

describe('ways to insert', () => {
  test.each([
    ['VALUES in the statement', '', "INSERT INTO t VALUES (1, 'x'), (1 + 1, concat('y', ';'));"],
    ['VALUES with the rows in the body', 'INSERT INTO t (a, b) VALUES', "(1, 'x'), (2, 'y;')"],
    [
      'settings of the statement',
      '',
      'INSERT INTO t SETTINGS input_format_skip_unknown_fields=1 FORMAT JSONEachRow\n{"a":1,"b":"x","c":0}\n{"a":2,"b":"y;"}',
    ],
    ['INSERT SELECT', '', "INSERT INTO t SELECT number + 1, ['x', 'y;'][number + 1] FROM numbers(2)"],
    ['INSERT of a CTE', '', "INSERT INTO t WITH 1 AS x SELECT x, 'x' UNION ALL SELECT 2, 'y;'"],
    ['input()', "INSERT INTO t SELECT a, b FROM input('a UInt64, b String') FORMAT CSV", '1,x\n2,y;\n'],
  ])('%s', async (_, query, body) => {
    const response = await post(query, body);
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(await value('SELECT a, b FROM t ORDER BY a')).toBe('1\tx\n2\ty;');
  });

  test('the client: rows, a stream, gzip; the summary counts them', async () => {
    const rows = (from: number) => Array.from({ length: 1000 }, (_, i) => ({ a: from + i, b: `row ${i}` }));
    const { summary } = await db.client.insert({ table: 't', values: rows(0), format: 'JSONEachRow' });
    expect(summary?.written_rows).toBe('1000');
    await db.client.insert({ table: 't', values: Readable.from(rows(1000)), format: 'JSONEachRow' });
    const packed = createClient({ url: testUrl(), database: db.name, compression: { request: true } });
    await packed.insert({ table: 't', values: rows(2000), format: 'JSONEachRow' });
    await packed.close();
    expect(await value('SELECT count(), uniqExact(a) FROM t')).toBe('3000\t3000');
  });

  test('nothing to insert is no error', async () => {
    expect((await post('INSERT INTO t FORMAT JSONEachRow', '')).status).toBe(200);
    expect(await value('SELECT count() FROM t')).toBe('0');
  });
});

test('a bad row: ClickHouse says which, nothing is inserted', async () => {
  const response = await post('INSERT INTO t FORMAT JSONEachRow', '{"a":1,"b":"x"}\n{"a":oops}\n');
  expect(response.status).toBe(400);
  expect(response.headers.get('x-clickhouse-exception-code')).toBe('27');
  const error = await response.text();
  expect(error).toMatch(/^Code: 27\. DB::Exception: .*at row 2/s);
  expect(error).not.toMatch(/\.body|INFILE/);
  expect(await value('SELECT count() FROM t')).toBe('0');
});

test('a client that dies in the middle of its rows has inserted nothing', async () => {
  const { port } = new URL(testUrl());
  const query = encodeURIComponent('INSERT INTO t FORMAT JSONEachRow');
  const dying = request({ port, host: '127.0.0.1', method: 'POST', path: `/?database=${db.name}&query=${query}` });
  dying.on('error', () => undefined);
  dying.write('{"a":1,"b":"x"}\n'.repeat(10_000));
  await eventually(async () => expect(await spooled()).not.toEqual([]));
  dying.destroy();
  await eventually(async () => expect(await spooled()).toEqual([]));
  expect(await value('SELECT count() FROM t')).toBe('0');
});

test('nothing is left of the bodies of good and bad inserts', async () => {
  await post('INSERT INTO t FORMAT JSONEachRow', '{"a":1}');
  await post('INSERT INTO t FORMAT JSONEachRow', 'bad');
  await post('INSERT INTO nowhere FORMAT JSONEachRow', '{"a":1}');
  await post('INSERT INTO t FORMAT JSONEachRow', 'not gzip', { 'content-encoding': 'gzip' });
  await eventually(async () => expect(await spooled()).toEqual([]));
});

const spooled = () => readdir(path.join(process.env.GIROK_TEST_CLICKHOUSE_DIR ?? '', 'spool'));
