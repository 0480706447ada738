import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { promisify } from 'node:util';

import { testClient, testUrl } from '../../embedded/clickhouse/testClient';
import { eventually, READER } from '../../embedded/clickhouse/testEngine';
import { type Config, readConfig } from '../config';
import { diagnose } from './check';
import { CHECKS } from './checks';
import { doctorContext } from './context';
import { notWell, unwell } from './findingsForTest';
import { smokeCheck } from './smoke/smoke';
import { type Finding } from './verdict';
import { migrateUp } from '../migrate/migrateUp';

const GIROK = path.join(__dirname, '../../bin/girok.mjs');

const client = testClient();
const databases: string[] = [];
/** Where nothing is wrong; no test changes it. */
let healthy: string;
beforeAll(async () => {
  healthy = newDatabase();
  await migrateUp(config(healthy));
});
afterAll(async () => {
  for (const database of databases) {
    await client.command({ query: `DROP DATABASE IF EXISTS ${database} SYNC` });
  }
  await client.close();
});

function newDatabase(): string {
  const database = `test_${randomUUID().replaceAll('-', '')}`;
  databases.push(database);
  return database;
}

const config = (database: string, environment: NodeJS.ProcessEnv = {}): Config =>
  readConfig({ GIROK_CLICKHOUSE_URL: testUrl(), GIROK_DATABASE: database, GIROK_QUEUES: 'null', ...environment });

async function findings(database: string, environment: NodeJS.ProcessEnv = {}, checks = CHECKS): Promise<Finding[]> {
  const context = doctorContext(config(database, environment));
  try {
    const found: Finding[] = [];
    for await (const finding of diagnose(context, checks)) {
      found.push(finding);
    }
    return found;
  } finally {
    await context.close();
  }
}

/** What is not well, as `area check: text`. */
const bad = (found: Finding[]) =>
  unwell(found).map(({ area, check, text }) => `${area} ${check}: ${text.replace(/test_[0-9a-f]{32}/g, 'otel')}`);

const SMOKE = smokeCheck({ timeoutMs: 20_000, onProgress: () => {} });

test('a healthy database has nothing to complain about, and a message of each signal goes through', async () => {
  const found = await findings(healthy, {}, [...CHECKS, SMOKE]);
  expect(notWell(found)).toEqual([]);
  expect(found.map(({ check }) => check)).toEqual(
    expect.arrayContaining(['disk space', 'grants', 'state', 'views', 'smoke'])
  );
  for (const [table, where] of [
    ['otel_audit_logs', "Actor = 'girok-doctor' AND Action = 'CHECK' AND Outcome = 'success'"],
    ['otel_audit_traces', "SpanName != ''"],
    ['otel_audit_metrics', "MetricName = 'girok.doctor.smoke' AND Value = 1"],
  ]) {
    const result = await client.query({
      query: `SELECT count() AS n FROM ${healthy}.${table} WHERE ServiceName = 'girok-doctor' AND ${where}`,
      format: 'JSONEachRow',
    });
    expect(Number((await result.json<{ n: string }>())[0].n)).toBe(1);
  }
});

test('an empty server: one thing to do, and what depends on it is skipped', async () => {
  const found = await findings(newDatabase(), {}, [...CHECKS, SMOKE]);
  expect(bad(found)).toEqual(['Migrations state: the tables are not in database otel yet']);
  expect(found.filter(({ status }) => status === 'skipped').map(({ check }) => check)).toEqual(
    expect.arrayContaining(['lock', 'tables', 'views', 'dead letters', 'smoke'])
  );
});

async function broken(...changes: string[]): Promise<string> {
  const database = newDatabase();
  await migrateUp(config(database));
  for (const change of changes) {
    await client.command({ query: change.replaceAll('{db}', database) });
  }
  return database;
}

test('a view that is gone, a queue that is gone and one that is detached are three things', async () => {
  const database = await broken(
    'DROP VIEW {db}.otel_audit_traces_mv SYNC',
    'DROP TABLE {db}.audit_metrics_queue SYNC',
    'DETACH TABLE {db}.audit_logs_queue'
  );
  expect(bad(await findings(database))).toEqual([
    expect.stringMatching(/^Migrations state: pending: .*audit_metrics_queue \(the queue does not exist\)/),
    'Queues tables: otel.audit_logs_queue is detached: nothing of its signal is read',
    'Queues tables: otel.audit_metrics_queue is missing: nothing of its signal is read',
    'Queues views: otel_audit_traces_mv is missing behind otel.audit_traces_queue: what is read is not stored',
  ]);
});

test('a message that nothing can read, a unit that is not in the journal, a mutation that cannot end', async () => {
  const database = await broken(
    "INSERT INTO {db}.audit_logs_queue (message) VALUES ('{')",
    "ALTER TABLE {db}.girok_migrations DELETE WHERE Migration = 'audit_traces_queue' SETTINGS mutations_sync = 2",
    "ALTER TABLE {db}.otel_audit_dead_letters UPDATE Bytes = throwIf(1, 'as asked') WHERE 1 SETTINGS mutations_sync = 0"
  );
  await eventually(async () =>
    expect(bad(await findings(database))).toEqual([
      expect.stringMatching(/^ClickHouse mutations: otel_audit_dead_letters: .*it fails: .*as asked/),
      'Migrations state: pending: audit_traces_queue (it is new)',
      'Rows dead letters: 1 in the last 24 hours: 1 invalid_json (audit_logs_queue)',
    ])
  );
});

test('the target of views is gone: each of them is named', async () => {
  const database = await broken('DROP TABLE {db}.otel_audit_dead_letters SYNC');
  const writes = (view: string) => `Queues views: ${view} writes to otel.otel_audit_dead_letters, which is missing`;
  expect(bad(await findings(database))).toEqual([
    expect.stringContaining(writes('audit_logs_dead_letters_mv')),
    expect.stringContaining(writes('audit_traces_dead_letters_mv')),
    expect.stringContaining(writes('audit_metrics_dead_letters_mv')),
    expect.stringMatching(/^Rows dead letters: could not be checked: /),
  ]);
});

test('a user who may only read is told which grants are missing', async () => {
  const found = await findings(healthy, {
    GIROK_CLICKHOUSE_USER: READER.name,
    GIROK_CLICKHOUSE_PASSWORD: READER.password,
  });
  expect(bad(found)).toEqual(['ClickHouse grants: reader lacks 8 grants that girok needs']);
  expect(found.find(({ check }) => check === 'grants')?.next).toContain(`GRANT ALTER VIEW ON ${healthy}.* TO reader;`);
});

test('a server that does not answer, or not to this user, is told once', async () => {
  const gone = await findings(healthy, { GIROK_CLICKHOUSE_URL: 'http://127.0.0.1:1' });
  expect(bad(gone)).toEqual([expect.stringMatching(/^ClickHouse answers: .*ECONNREFUSED/)]);
  const stranger = await findings(healthy, { GIROK_CLICKHOUSE_PASSWORD: 'not-the-password' });
  expect(bad(stranger)).toEqual([expect.stringMatching(/^ClickHouse answers: .*AUTHENTICATION_FAILED/)]);
  expect(JSON.stringify(stranger)).not.toContain('not-the-password');
});

test('a broker that is not there is told, and the rest is checked all the same', async () => {
  const found = await findings(healthy, {
    GIROK_QUEUES: 'kafka',
    GIROK_KAFKA_BROKERS: '127.0.0.1:1',
    GIROK_KAFKA_PASSWORD: 'planted-secret',
  });
  expect(bad(found)).toEqual([
    expect.stringMatching(/^Migrations state: pending: /),
    expect.stringMatching(/^Kafka answers: Kafka at 127\.0\.0\.1:1 does not answer/),
    expect.stringMatching(/^Queues tables: otel\.audit_logs_queue is a stand-in/),
    expect.stringMatching(/^Queues tables: otel\.audit_traces_queue is a stand-in/),
    expect.stringMatching(/^Queues tables: otel\.audit_metrics_queue is a stand-in/),
  ]);
  expect(JSON.stringify(found)).not.toContain('planted-secret');
});

async function girok(database: string, args: string[]) {
  const env = {
    ...process.env,
    GIROK_CLICKHOUSE_URL: testUrl(),
    GIROK_DATABASE: database,
    GIROK_QUEUES: 'null',
  };
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, [GIROK, 'doctor', ...args], { env })) };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

test('the command: a table for people without colours in a pipe, JSON for machines, and exit codes', async () => {
  const well = await girok(healthy, ['--smoke']);
  expect(well).toMatchObject({ code: 0, stderr: '' });
  expect(well.stdout).toMatch(/^ClickHouse\n {2}ok {7}answers {7}version/);
  // the warning is that of a full disk
  expect(well.stdout).toMatch(/(Everything is well: \d+ checks|\n1 warning)\.\n$/);
  expect(well.stdout).not.toContain('\x1b');

  const unwell = await girok(newDatabase(), ['--json']);
  expect(unwell.code).toBe(7);
  expect(JSON.parse(unwell.stdout)).toContainEqual(
    expect.objectContaining({
      area: 'Migrations',
      check: 'state',
      status: 'failure',
      next: expect.stringContaining('girok migrate up'),
    })
  );
  expect(await girok(healthy, ['--smoke', '--smoke-timeout', 'soon'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('--smoke-timeout must be a number of seconds'),
  });
});
