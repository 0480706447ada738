import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { DataDirLockedError, type EmbeddedClickHouse, PortInUseError, startEmbeddedClickHouse } from './process';
import { eventually } from './testEngine';

jest.setTimeout(120_000);

let dataDir: string;
const running: EmbeddedClickHouse[] = [];
beforeEach(async () => {
  // What is special in SQL, in XML and in shells, but legal in a path.
  dataDir = path.join(await mkdtemp(path.join(tmpdir(), 'girok-process-')), `it's "a" <b> & $c [ü]`);
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
  await rm(path.dirname(dataDir), { recursive: true, force: true });
});

async function start(
  options: Partial<Parameters<typeof startEmbeddedClickHouse>[0]> = {}
): Promise<EmbeddedClickHouse> {
  const server = await startEmbeddedClickHouse({ dataDir, port: 0, ...options });
  running.push(server);
  return server;
}

async function run(url: string, query: string): Promise<string> {
  const response = await fetch(url, { method: 'POST', body: query });
  const text = await response.text();
  if (!response.ok) {
    throw new Error(text);
  }
  return text;
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('what was acknowledged is there after kill -9', async () => {
  const server = await start();
  await run(server.url, 'CREATE TABLE t (a UInt64) ENGINE = MergeTree ORDER BY a');
  const client = createClient({ url: server.url, log: { level: ClickHouseLogLevel.OFF } });
  const acknowledged: number[] = [];
  const inserting = Array.from({ length: 4 }, async (_, writer) => {
    for (let i = 0; i < 1000; i++) {
      const a = writer * 1000 + i;
      await client.insert({ table: 't', values: [{ a }], format: 'JSONEachRow' });
      acknowledged.push(a);
      if (acknowledged.length === 60) {
        process.kill(server.pid, 'SIGKILL');
      }
    }
  });
  await Promise.allSettled(inserting);
  await client.close();
  expect(await server.exited).toEqual({ code: null, signal: 'SIGKILL' });
  expect(acknowledged.length).toBeGreaterThanOrEqual(60);

  const again = await start();
  const stored = (await run(again.url, 'SELECT a FROM t')).trim().split('\n').map(Number);
  expect(stored).toEqual(expect.arrayContaining(acknowledged));
  expect(new Set(stored).size).toBe(stored.length);
});

test('stop lets a running insert finish; its rows and the tables are there at the next start', async () => {
  const server = await start();
  await run(server.url, 'CREATE DATABASE d');
  await run(server.url, 'CREATE TABLE d.t (a UInt64) ENGINE = MergeTree ORDER BY a');
  const slow = run(
    server.url,
    'INSERT INTO d.t SELECT number + sleepEachRow(0.5) FROM numbers(3) SETTINGS max_block_size = 1'
  );
  await eventually(async () =>
    expect(await run(server.url, "SELECT count() FROM system.processes WHERE query LIKE '%sleepEachRow%'")).toBe('2\n')
  );
  await server.stop();
  expect(await slow).toBe('');
  expect(await server.exited).toEqual({ code: 0, signal: null });
  await expect(run(server.url, 'SELECT 1')).rejects.toThrow();
  const again = await start();
  expect(await run(again.url, 'SELECT count() FROM d.t')).toBe('3\n');
});

test('a second server on the same directory is refused, and the first does not notice', async () => {
  const server = await start();
  await expect(start()).rejects.toThrow(DataDirLockedError);
  await expect(start()).rejects.toMatchObject({ pid: server.pid });
  expect(await run(server.url, 'SELECT 1')).toBe('1\n');
});

test('a port in use is an error of its own, and leaves the directory free', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  await expect(start({ port })).rejects.toThrow(PortInUseError);
  await expect(start({ port })).rejects.toMatchObject({ port });
  other.close();
  expect((await start()).port).toBeGreaterThan(0);
});

test('the server ends with its parent, even if that is killed', async () => {
  const program = `
    const { startEmbeddedClickHouse } = require(${JSON.stringify(path.join(__dirname, 'process.ts'))});
    startEmbeddedClickHouse({ dataDir: ${JSON.stringify(dataDir)}, port: 0 }).then(({ pid }) => console.log(pid));`;
  const loader = require.resolve('tsx/cjs');
  const parent = spawn(process.execPath, ['--require', loader, '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [printed] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(printed.toString());
  expect(isAlive(pid)).toBe(true);
  parent.kill('SIGKILL');
  await eventually(() => Promise.resolve(expect(isAlive(pid)).toBe(false)));
  expect(existsSync(path.join(dataDir, 'lock'))).toBe(false);
});

test('a directory that the engine would take for a pattern is refused', async () => {
  await expect(start({ dataDir: `${dataDir}{1,2}` })).rejects.toThrow(/contains one of/);
});

test('users are those given, and the log says what this is not for', async () => {
  const lines: string[] = [];
  const users = [{ name: 'ann', password: 'päss:wörd' }];
  const server = await start({ users, onLog: (line) => lines.push(line) });
  await expect(run(server.url, 'SELECT 1')).rejects.toThrow(/AUTHENTICATION_FAILED/);
  const client = createClient({ url: server.url, username: 'ann', password: 'päss:wörd' });
  expect(await (await client.query({ query: 'SELECT 1', format: 'TabSeparated' })).text()).toBe('1\n');
  await client.close();
  await eventually(() => Promise.resolve(expect(lines.join('\n')).toMatch(/not for production/)));
  expect(lines.join('\n')).not.toContain('päss');
});

test('a statement that wants more memory than there is fails alone', async () => {
  const server = await start({ maxMemoryBytes: 1 << 30 });
  const greedy = 'SELECT length(groupArray(number)) FROM numbers(1e9) SETTINGS max_memory_usage = 0';
  const failed = Promise.all(Array.from({ length: 3 }, () => run(server.url, greedy).catch(String)));
  for (const error of await failed) {
    expect(error).toMatch(/Code: 241.*MEMORY_LIMIT_EXCEEDED/s);
  }
  expect(await run(server.url, 'SELECT 1')).toBe('1\n');
});
