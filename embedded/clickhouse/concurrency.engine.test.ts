import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { execFileSync } from 'node:child_process';
import { get, type IncomingMessage } from 'node:http';

import { eventually, startTestEngine, stopTestEngine, type TestEngine } from './testEngine';

jest.setTimeout(120_000);

/** Its own server: these tests fill it up. */
let engine: TestEngine;
let client: ClickHouseClient;
beforeAll(async () => {
  engine = await startTestEngine();
  client = createClient({
    url: engine.clickhouse.url,
    max_open_connections: 300,
    log: { level: ClickHouseLogLevel.OFF },
  });
  await client.command({ query: 'CREATE TABLE t (a UInt64) ENGINE = MergeTree ORDER BY a' });
});
afterAll(async () => {
  await client.close();
  await stopTestEngine(engine);
});

const value = async (query: string) => (await (await client.query({ query, format: 'TabSeparated' })).text()).trimEnd();

/** Runs for minutes unless it is stopped. `how` makes it findable in system.processes. */
const FOREVER = {
  reading: (mark: string) => `SELECT sum(sipHash64(number, '${mark}')) FROM numbers(1e12)`,
  planning: (mark: string) => `SELECT (SELECT sum(sipHash64(number, '${mark}')) FROM numbers(1e12))`,
  notStreamed: (mark: string) =>
    `EXPLAIN ESTIMATE SELECT (SELECT sum(sipHash64(number, '${mark}')) FROM numbers(1e12))`,
};

const runningWith = async (mark: string) =>
  Number(
    await value(`SELECT count() FROM system.processes WHERE query LIKE '%${mark}%' AND query NOT LIKE '%processes%'`)
  );

/** Starts a statement that never ends by itself; `ended` tells whether it has, `stop` goes away like a closed browser tab. */
function start(query: string) {
  const controller = new AbortController();
  const state = { ended: false };
  const done = client
    .query({ query, format: 'TabSeparated', abort_signal: controller.signal })
    .then((result) => result.text())
    .catch((error: unknown) => String(error))
    .finally(() => (state.ended = true));
  return { state, stop: () => (controller.abort(), done) };
}

describe.each(Object.entries(FOREVER))('a long statement (%s)', (kind, forever) => {
  test('holds up neither 30 clients nor inserts, and is killed when its client goes away', async () => {
    const mark = `mark-${kind}`;
    const long = start(forever(mark));
    await eventually(async () => expect(await runningWith(mark)).toBe(1));
    const short = await Promise.all(Array.from({ length: 30 }, (_, i) => value(`SELECT ${i} + 1`)));
    await client.insert({ table: 't', values: [{ a: 1 }], format: 'JSONEachRow' });
    expect(short).toEqual(Array.from({ length: 30 }, (_, i) => String(i + 1)));
    expect(long.state.ended).toBe(false);
    await long.stop();
    await eventually(async () => expect(await runningWith(mark)).toBe(0));
  });
});

test('with every read thread busy and a full queue: writes go on, the next read is refused with 202, then all is well', async () => {
  const busy = Array.from({ length: 8 }, () => start(FOREVER.reading('busy')));
  // More than the queue takes, as some may be through before all threads are busy; those beyond it are refused.
  const waiting = Array.from({ length: 240 }, () => start("SELECT 'waiting'"));
  await eventually(() => Promise.resolve(expect(waiting.map(({ state }) => state.ended)).toContain(true)));
  const response = await fetch(engine.clickhouse.url, { method: 'POST', body: 'SELECT 1' });
  expect([response.status, response.headers.get('x-clickhouse-exception-code')]).toEqual([503, '202']);
  expect(await response.text()).toMatch(/^Code: 202\. DB::Exception: Too many simultaneous queries/);
  await client.insert({ table: 't', values: [{ a: 2 }], format: 'JSONEachRow' });
  await client.command({ query: 'CREATE TABLE IF NOT EXISTS made_meanwhile (a Int8) ENGINE = Null' });
  await Promise.all(busy.map((long) => long.stop()));
  await eventually(() => Promise.resolve(expect(waiting.map(({ state }) => state.ended)).not.toContain(false)));
  expect(await value('SELECT count() FROM t WHERE a = 2')).toBe('1');
});

test('clients that leave the queue free their places', async () => {
  const busy = Array.from({ length: 8 }, () => start(FOREVER.reading('leaving')));
  await eventually(async () => {
    // system.processes cannot be read through a full lane: writes have one of their own.
    await client.command({ query: 'TRUNCATE TABLE IF EXISTS seen' });
    await client.command({ query: 'CREATE TABLE IF NOT EXISTS seen (a UInt64) ENGINE = Memory' });
    await client.command({
      query:
        "INSERT INTO seen SELECT count() FROM system.processes WHERE query LIKE '%leaving%' AND query NOT LIKE '%processes%'",
    });
    await client.command({ query: 'INSERT INTO seen SELECT throwIf(max(a) != 8) FROM seen' });
  });
  const waiting = Array.from({ length: 150 }, () => start("SELECT 'leaving too'"));
  await Promise.all(waiting.map((one) => one.stop()));
  await Promise.all(busy.map((one) => one.stop()));
  expect(await value('SELECT 1')).toBe('1');
});

test('inserts and a long streamed select at once, no row lost or doubled', async () => {
  await client.command({ query: 'CREATE TABLE many (a UInt64, b String) ENGINE = MergeTree ORDER BY a' });
  const reading = start(FOREVER.reading('beside inserts'));
  const rows = (from: number) => Array.from({ length: 500 }, (_, i) => ({ a: from + i, b: 'x' }));
  await Promise.all(
    Array.from({ length: 40 }, (_, i) => client.insert({ table: 'many', values: rows(i * 500), format: 'JSONEachRow' }))
  );
  expect(await value('SELECT count(), uniqExact(a) FROM many')).toBe('20000\t20000');
  expect(reading.state.ended).toBe(false);
  await reading.stop();
});

test('a result of 800 MB streams through bounded memory', async () => {
  const megabytes = () => Number(execFileSync('ps', ['-o', 'rss=', '-p', String(engine.clickhouse.pid)])) / 1024;
  const before = megabytes();
  const query = 'SELECT number, number AS again FROM numbers(50000000) FORMAT RowBinary';
  const result = await client.exec({ query });
  let [bytes, peak, chunks] = [0, 0, 0];
  for await (const chunk of result.stream) {
    bytes += (chunk as Buffer).length;
    peak = chunks++ % 500 === 0 ? Math.max(peak, megabytes()) : peak;
  }
  expect(bytes).toBe(50_000_000 * 16);
  expect(peak - before).toBeLessThan(400);
});

test('a client that does not read holds the engine back and is forgotten when it leaves', async () => {
  const url = `${engine.clickhouse.url}/?query=${encodeURIComponent("SELECT 'not read', number FROM system.numbers FORMAT RowBinary")}`;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, resolve).on('error', reject);
  });
  response.pause();
  const rowsRead = () =>
    value("SELECT max(read_rows) FROM system.processes WHERE query LIKE '%not read%' AND query NOT LIKE '%processes%'");
  let previous = '';
  await eventually(async () => {
    const now = await rowsRead();
    const stands = now === previous && now !== '0';
    previous = now;
    expect(stands).toBe(true);
  });
  response.destroy();
  await eventually(async () => expect(await rowsRead()).toBe('0'));
});
