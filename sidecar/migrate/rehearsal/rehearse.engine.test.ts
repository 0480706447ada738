import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { eventually } from '../../../embedded/clickhouse/testEngine';
import { migrationVariables, readConfig } from '../../config';
import { readSources } from '../files';
import { rehearse, type RehearsalDone, type RehearsedStatement, statementsToRehearse } from './rehearse';

const MIGRATIONS = path.join(__dirname, '../../../migrations');

/** Where the rehearsals put their files: of this file's own, to see that nothing is left. */
const TEMPORARY = mkdtempSync(path.join(tmpdir(), 'girok-test-'));
afterAll(() => rmSync(TEMPORARY, { recursive: true, force: true }));
afterEach(async () => expect(await readdir(TEMPORARY)).toEqual([]));

const statements = (...sql: string[]): RehearsedStatement[] =>
  sql.map((text, i) => ({ source: 'm', position: i + 1, sql: text }));

const request = (applied: RehearsedStatement[], pending: RehearsedStatement[]) => ({
  database: 'otel',
  collections: ['girok_kafka'],
  cluster: 'telemetry',
  applied,
  pending,
});

async function rehearsed(...args: Parameters<typeof request>): Promise<RehearsalDone> {
  const rehearsal = await rehearse(request(...args), TEMPORARY);
  if (!rehearsal.ran) {
    throw new Error(rehearsal.why);
  }
  return rehearsal;
}

/** Something that listens where a broker would, and counts who comes. */
async function listeningBroker() {
  let connections = 0;
  const server = createServer(() => connections++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const close = async () => {
    await new Promise((resolve) => server.close(resolve));
    return connections;
  };
  return { address: `127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`, close };
}

const TABLE = 'CREATE TABLE otel.t (a Int8) ENGINE = MergeTree ORDER BY a';

test('the schema is known before and after the pending statements', async () => {
  const { before, after, pending, engineVersion } = await rehearsed(
    statements('CREATE DATABASE otel', TABLE),
    statements('ALTER TABLE otel.t ADD COLUMN b String')
  );
  const columnsOf = ({ objects }: typeof before) => (objects.t.kind === 'table' ? Object.keys(objects.t.columns) : []);
  expect(columnsOf(before)).toEqual(['a']);
  expect(columnsOf(after)).toEqual(['a', 'b']);
  expect(pending).toEqual([{ source: 'm', position: 1, outcome: 'ok' }]);
  expect(engineVersion).toMatch(/^\d+\.\d+/);
});

test("a statement that would fail is named with the engine's words, and what comes after it is not run", async () => {
  const { pending, after } = await rehearsed(
    statements('CREATE DATABASE otel'),
    statements(TABLE, 'ALTER TABLE otel.t ADD COLUMN b Strin', 'CREATE DATABASE other')
  );
  expect(pending.map(({ outcome }) => outcome)).toEqual(['ok', 'failed', 'not run']);
  expect(pending[1].error).toMatch(/^Code: 50\. DB::Exception: Unknown data type family: Strin/);
  expect(pending[1].error).not.toMatch(/\(version/);
  expect(Object.keys(after.objects)).toEqual(['t']);
});

test('an applied statement that this engine refuses stops nothing and is named', async () => {
  const { appliedFailures, pending } = await rehearsed(
    statements('CREATE DATABASE otel', 'CREATE TABLE otel.old (a Gone) ENGINE = Null'),
    statements(TABLE)
  );
  expect(appliedFailures).toMatchObject([{ source: 'm', position: 2, error: expect.stringContaining('Gone') }]);
  expect(pending[0].outcome).toBe('ok');
});

test('a Kafka queue with a view behind it is rehearsed without a broker', async () => {
  const { after, pending } = await rehearsed(
    [],
    statements(
      'CREATE DATABASE otel',
      TABLE,
      "CREATE NAMED COLLECTION girok_kafka AS kafka_broker_list = '127.0.0.1:1', kafka_sasl_password = 'rehearsal'",
      "CREATE TABLE otel.q (m String) ENGINE = Kafka(girok_kafka) SETTINGS kafka_topic_list = 't', kafka_group_name = 'girok-rehearsal-g', kafka_format = 'RawBLOB'",
      'CREATE MATERIALIZED VIEW otel.v TO otel.t AS SELECT toInt8(length(m)) AS a FROM otel.q'
    )
  );
  expect(pending.map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
  expect(after.objects.q).toMatchObject({ kind: 'queue', settings: { kafka_group_name: "'g'" } });
  expect(after.collections).toEqual({ girok_kafka: ['kafka_broker_list', 'kafka_sasl_password'] });
});

test('a statement that names a broker which answers is not run: nobody ever connects to it', async () => {
  const broker = await listeningBroker();
  const rehearsal = await rehearse(
    request(
      [],
      statements(
        'CREATE DATABASE otel',
        `CREATE NAMED COLLECTION girok_kafka AS kafka_broker_list = '${broker.address}'`,
        "CREATE TABLE otel.q (m String) ENGINE = Kafka(girok_kafka) SETTINGS kafka_topic_list = 't', kafka_group_name = 'g', kafka_format = 'RawBLOB'",
        'CREATE MATERIALIZED VIEW otel.v ENGINE = Null AS SELECT m FROM otel.q'
      )
    ),
    TEMPORARY
  );
  expect(rehearsal).toMatchObject({ ran: false, why: expect.stringContaining('m, statement 2, is not rehearsed') });
  expect(await broker.close()).toBe(0);
});

test.each([
  ['JSON from Kafka', { GIROK_KAFKA_PASSWORD: 'hunter2' }],
  ['protobuf from Kafka', { GIROK_KAFKA_FORMAT: 'otlp_proto' }],
  ['JSON from the receiver', { GIROK_QUEUES: 'null' }],
  ['on a cluster', { GIROK_CLUSTER: 'telemetry' }],
])('all migrations and queues run on an empty database and the queues once more: %s', async (_, environment) => {
  const broker = await listeningBroker();
  const variables = migrationVariables(readConfig({ ...environment, GIROK_KAFKA_BROKERS: broker.address }));
  const { migrations, units } = await readSources(MIGRATIONS);
  const queues = units.flatMap(({ queue, template }) => statementsToRehearse(queue, template, variables));
  const versioned = migrations.flatMap(({ id, template }) => statementsToRehearse(id, template, variables));
  expect(JSON.stringify([...queues, ...versioned])).not.toContain('hunter2');

  const { appliedFailures, pending, after } = await rehearsed([...versioned, ...queues], queues);
  expect(appliedFailures).toEqual([]);
  expect(pending.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
  expect(Object.keys(after.objects)).toEqual(expect.arrayContaining(['audit_logs_queue', 'otel_audit_logs_mv']));
  expect(await broker.close()).toBe(0);
});

test('where there is no room for its files it says so and stops nobody', async () => {
  const rehearsal = await rehearse(request([], statements('SELECT 1')), path.join(TEMPORARY, 'not-there'));
  expect(rehearsal).toMatchObject({ ran: false, why: expect.stringContaining('ENOENT') });
});

test('when the command is killed in the middle, the scratch engine ends and removes its files', async () => {
  const long = request([], Array.from({ length: 600 }, () => statements('SELECT sleep(0.1)')).flat());
  const script = `require(${JSON.stringify(path.join(__dirname, 'rehearse.ts'))}).rehearse(${JSON.stringify(long)}, ${JSON.stringify(TEMPORARY)})`;
  const command = spawn(process.execPath, ['--require', require.resolve('tsx/cjs'), '-e', script], { stdio: 'ignore' });
  await eventually(async () => {
    const [dir] = await readdir(TEMPORARY);
    expect(await readdir(path.join(TEMPORARY, dir))).toContain('engine');
  });
  command.kill('SIGKILL');
  await eventually(async () => expect(await readdir(TEMPORARY)).toEqual([]));
});
