import { type ClickHouseClient } from '@clickhouse/client';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { promisify } from 'node:util';

import { testClient, testUrl } from '../../embedded/clickhouse/testClient';
import { readConfig } from '../config';
import { applyPlan, StatementFailed } from './apply';
import { planMigrations } from './plan';
import { migrationSession } from './session';

const GIROK = path.join(__dirname, '../../bin/girok.mjs');

let database: string;
let client: ClickHouseClient;
beforeEach(() => {
  database = `test_${randomUUID().replaceAll('-', '')}`;
  client = testClient();
});
afterEach(async () => {
  await client.command({ query: `DROP DATABASE IF EXISTS ${database} SYNC` });
  await client.command({ query: 'DROP NAMED COLLECTION IF EXISTS girok_test' });
  await client.close();
});

async function girok(args: string[], environment: Record<string, string> = {}) {
  const env = {
    ...process.env,
    GIROK_CLICKHOUSE_URL: testUrl(),
    GIROK_DATABASE: database,
    GIROK_QUEUES: 'null',
    ...environment,
  };
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [GIROK, 'migrate', ...args], { env });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

async function objects(): Promise<string[]> {
  const result = await client.query({
    query: `SELECT name FROM system.tables WHERE database = '${database}' ORDER BY name`,
    format: 'JSONEachRow',
  });
  return (await result.json<{ name: string }>()).map(({ name }) => name);
}

test('plan shows every statement and makes nothing; up makes everything; a second up has nothing to do', async () => {
  const plan = await girok(['plan']);
  expect(plan).toMatchObject({ code: 0, stdout: expect.stringContaining(`.otel_audit_logs`) });
  expect(await objects()).toEqual([]);

  expect(await girok(['up'])).toMatchObject({ code: 0, stderr: '' });
  expect(await objects()).toEqual(
    expect.arrayContaining([
      'audit_logs_queue',
      'audit_traces_queue',
      'audit_metrics_queue',
      'otel_audit_logs',
      'otel_audit_traces',
      'otel_audit_metrics',
      'otel_audit_dead_letters',
      'girok_migrations',
    ])
  );
  expect((await girok(['up'])).stdout).toContain('Done: 0 statements run.');
  expect((await girok(['plan'])).stdout).toContain('Nothing to do');
}, 120_000);

test('status tells pending from applied by its exit code, verify finds what was dropped', async () => {
  expect((await girok(['status'])).code).toBe(3);
  await girok(['up']);
  expect(await girok(['status'])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('20260120000000_otel_audit_tables  applied'),
  });
  expect(await girok(['verify'])).toMatchObject({ code: 0 });

  await client.command({ query: `DROP TABLE ${database}.otel_audit_metrics_mv` });
  expect(await girok(['verify'])).toMatchObject({
    code: 4,
    stdout: expect.stringContaining(`view ${database}.otel_audit_metrics_mv`),
  });
}, 120_000);

test('the Kafka queues are made without a broker, and the password is in no output and no journal', async () => {
  const secret = 'hunter2-very-secret';
  const kafka = {
    GIROK_QUEUES: 'kafka',
    GIROK_KAFKA_PASSWORD: secret,
    GIROK_KAFKA_BROKERS: '127.0.0.1:1',
    GIROK_KAFKA_COLLECTION: 'girok_test',
  };
  const plan = await girok(['plan'], kafka);
  expect(plan.stdout).toContain("kafka_sasl_password = '[HIDDEN]'");
  expect(plan.stdout).toContain("kafka_topic_list = 'otel-telemetry'");
  const up = await girok(['up'], kafka);
  expect(up).toMatchObject({ code: 0 });
  const journal = await client.query({ query: `SELECT * FROM ${database}.girok_migrations`, format: 'JSONEachRow' });
  const everything = plan.stdout + plan.stderr + up.stdout + up.stderr + (await journal.text());
  expect(everything).not.toContain(secret);
  for (const queue of ['audit_logs_queue', 'audit_traces_queue', 'audit_metrics_queue']) {
    await client.command({ query: `DROP TABLE ${database}.${queue} SYNC` });
  }
}, 120_000);

test('without its password the Kafka queues are refused before anything is run', async () => {
  const refused = await girok(['up'], { GIROK_QUEUES: 'kafka' });
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('kafka_password has no value') });
  expect(await objects()).toEqual([]);
}, 120_000);

test('a statement that fails is journalled, named with its reason, and the next run goes on there', async () => {
  const config = readConfig({}, { clickhouseUrl: testUrl(), database, queues: 'null' });
  const session = migrationSession(config);
  const file = {
    id: '20260101000000_x',
    hash: 'h',
    template: `CREATE TABLE ${database}.a (x Int8) ENGINE = Null; CREATE TABLE ${database}.b AS ${database}.missing;`,
  };
  const plan = async () => planMigrations([file], await session.journal.read(), {});

  await expect(applyPlan(session.client, session.journal, await plan())).rejects.toThrow(StatementFailed);
  expect((await plan()).pending.map(({ position }) => position)).toEqual([2]);
  expect((await plan()).migrations[0].trouble).toMatch(/statement 2 failed.*missing/s);

  await client.command({ query: `CREATE TABLE ${database}.missing (x Int8) ENGINE = Null` });
  await applyPlan(session.client, session.journal, await plan());
  expect(await objects()).toEqual(['a', 'b', 'girok_migrations', 'missing']);
  await session.client.close();
});
