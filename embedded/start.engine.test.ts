import { createClient } from '@clickhouse/client';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';

import { scratchDatabase, testClient, testUrl } from './clickhouse/testClient';
import { readConfig } from '../sidecar/config';
import { migrateUp } from '../sidecar/migrate/migrateUp';

const ROOT = path.resolve(__dirname, '..');

let dataDir: string;
const running: ChildProcess[] = [];
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'girok-start-'));
});
afterEach(async () => {
  running.splice(0).forEach((child) => child.kill('SIGKILL'));
  await rm(dataDir, { recursive: true, force: true });
});

interface Started {
  page: string;
  clickhouse: string;
  otlp: string;
  sidecar: string;
  /** Sends the signal and resolves with the exit code and all output. */
  end(signal: NodeJS.Signals): Promise<{ code: number | null; output: string }>;
}

function run(args: string[], environment: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'embedded/start.ts', '--no-open', ...args], {
    cwd: ROOT,
    env: { ...process.env, ...environment },
  });
  running.push(child);
  let output = '';
  const seen = new Promise<string>((resolve) => {
    const collect = (data: Buffer) => {
      output += data.toString();
      if (/Ctrl-C ends it/.test(output)) {
        resolve(output);
      }
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
  });
  const exited = new Promise<{ code: number | null; output: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, output }))
  );
  return { child, seen, exited };
}

const ANY_PORTS = ['--port', '0', '--clickhouse-port', '0', '--otlp-port', '0', '--sidecar-port', '0'];

async function start(more: string[] = [], environment: NodeJS.ProcessEnv = {}): Promise<Started> {
  const { child, seen, exited } = run(['--no-demo', '--data', dataDir, ...ANY_PORTS, ...more], environment);
  const output = await Promise.race([
    seen,
    exited.then(({ code, output }) => {
      throw new Error(`ended with ${code}: ${output}`);
    }),
  ]);
  const address = (line: RegExp) => line.exec(output)?.[1] ?? '';
  return {
    page: address(/Girok is ready: (\S+)/),
    clickhouse: address(/ClickHouse +(http\S+)/),
    otlp: address(/OTLP +(http\S+)/),
    sidecar: address(/Sidecar +(http\S+)/),
    end: (signal) => {
      child.kill(signal);
      return exited;
    },
  };
}

test('it starts, says that it is healthy, and what it acknowledged is there after Ctrl-C and a second start', async () => {
  const first = await start();
  const health = await fetch(`${first.page}/healthz`);
  expect(health.status).toBe(200);
  expect(await health.json()).toMatchObject({
    ready: true,
    parts: { database: { ready: true }, demo: { detail: 'switched off' } },
  });
  // through the page, as through Grafana's plugin proxy: the secret of the settings, and an identity that is signed
  const proxied = (what: string) => fetch(`${first.page}/api/plugin-proxy/girok-telemetry-app/sidecar/${what}`);
  expect(await (await proxied('health')).json()).toEqual({ status: 'ok' });
  expect(await (await proxied('identity')).json()).toMatchObject({ login: 'preview', role: 'Admin', orgId: 1 });
  expect((await fetch(`${first.sidecar}/readyz`)).status).toBe(200);
  expect((await fetch(`${first.sidecar}/identity`)).status).toBe(401);
  const sent = await fetch(`${first.otlp}/v1/logs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"kept"}}]}]}]}',
  });
  expect(sent.status).toBe(200);
  expect(await first.end('SIGINT')).toMatchObject({ code: 0, output: expect.stringContaining('Ended.') });
  await expect(fetch(`${first.clickhouse}/ping`)).rejects.toThrow();

  const second = await start();
  const client = createClient({ url: second.clickhouse, database: 'otel' });
  const stored = await client.query({ query: 'SELECT Body FROM otel_audit_logs', format: 'JSONEachRow' });
  expect(await stored.json()).toEqual([{ Body: 'kept' }]);
  await client.close();
  expect(await second.end('SIGTERM')).toMatchObject({ code: 0 });
}, 240_000);

test('a named port in use ends the start with its number, its option and the fix, and leaves nothing running', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as { port: number };
  const { exited } = run([
    '--no-demo',
    '--data',
    dataDir,
    '--port',
    String(port),
    '--clickhouse-port',
    '0',
    '--otlp-port',
    '0',
    '--sidecar-port',
    '0',
  ]);
  const { code, output } = await exited;
  taken.close();
  expect(code).toBe(1);
  expect(output).toContain(`Port ${port} (--port) is in use.`);
}, 240_000);

test('with --clickhouse the tables are made there, and no embedded server is started', async () => {
  const { name, client, drop } = await scratchDatabase();
  const started = await start(['--clickhouse', testUrl()], { GIROK_DATABASE: name });
  expect(started.clickhouse).toBe(testUrl());
  await fetch(`${started.otlp}/v1/logs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"elsewhere"}}]}]}]}',
  });
  const stored = await client.query({ query: 'SELECT Body FROM otel_audit_logs', format: 'JSONEachRow' });
  expect(await stored.json()).toEqual([{ Body: 'elsewhere' }]);
  expect(await started.end('SIGINT')).toMatchObject({ code: 0 });
  await drop();
}, 240_000);

test('with --clickhouse, queues that read Kafka are left alone', async () => {
  const { name, client, drop } = await scratchDatabase();
  const kafka = { kafkaPassword: 'x', kafkaBrokers: '127.0.0.1:1', kafkaCollection: name };
  await migrateUp(readConfig({}, { clickhouseUrl: testUrl(), database: name, queues: 'kafka', ...kafka }), {
    joinTimeoutMs: 0,
  });
  const started = await start(['--clickhouse', testUrl()], { GIROK_DATABASE: name });
  const health = await fetch(`${started.page}/healthz`);
  expect(await health.json()).toMatchObject({
    parts: {
      migrations: { detail: expect.stringContaining('left alone') },
      receiver: { detail: expect.stringMatching(/^not started/) },
    },
  });
  expect(await started.end('SIGINT')).toMatchObject({ code: 0 });
  const queue = await client.query({
    query: "SELECT engine FROM system.tables WHERE database = currentDatabase() AND name = 'audit_logs_queue'",
    format: 'JSONEachRow',
  });
  expect(await queue.json()).toEqual([{ engine: 'Kafka' }]);
  await drop();
  const server = testClient();
  await server.command({ query: `DROP NAMED COLLECTION ${name}` });
  await server.close();
}, 240_000);

test('--help lists the options and starts nothing', async () => {
  const { code, output } = await run(['--help']).exited;
  expect(code).toBe(0);
  for (const option of [
    '--port',
    '--clickhouse-port',
    '--otlp-port',
    '--sidecar-port',
    '--data',
    '--reset',
    '--no-demo',
    '--no-open',
    '--clickhouse URL',
  ]) {
    expect(output).toContain(option);
  }
});
