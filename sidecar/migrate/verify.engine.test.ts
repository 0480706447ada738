import { randomUUID } from 'node:crypto';
import path from 'node:path';

import { testClient } from '../../embedded/clickhouse/testClient';
import { migrationVariables, readConfig } from '../config';
import { readSources } from './files';
import { type RehearsalRequest, statementsToRehearse } from './rehearsal/rehearse';
import { splitStatements } from './statements';
import { renderTemplate } from './template';
import { verifySchema } from './verify';

const MIGRATIONS = path.join(__dirname, '../../migrations');

const client = testClient();
const databases: string[] = [];
afterAll(async () => {
  for (const database of databases) {
    for (const queue of ['audit_logs_queue', 'audit_traces_queue', 'audit_metrics_queue']) {
      await client.command({ query: `DROP TABLE IF EXISTS ${database}.${queue} SYNC` });
    }
    await client.command({ query: `DROP NAMED COLLECTION IF EXISTS kafka_${database}` });
    await client.command({ query: `DROP DATABASE IF EXISTS ${database} SYNC` });
  }
  await client.close();
});

/** A database with every migration, and the request that describes it. */
async function migrated(environment: NodeJS.ProcessEnv = { GIROK_QUEUES: 'null' }): Promise<RehearsalRequest> {
  const database = `test_${randomUUID().replaceAll('-', '')}`;
  databases.push(database);
  const config = readConfig({ ...environment, GIROK_DATABASE: database, GIROK_KAFKA_COLLECTION: `kafka_${database}` });
  const variables = migrationVariables(config);
  const { migrations, units } = await readSources(MIGRATIONS);
  const templates = [
    ...migrations.map(({ id, template }) => ({ source: id, template })),
    ...units.map(({ queue, template }) => ({ source: queue, template })),
  ];
  for (const { template } of templates) {
    for (const statement of splitStatements(renderTemplate(template, variables).sql)) {
      await client.command({ query: statement });
    }
  }
  return {
    database,
    collections: config.queues === 'kafka' ? [config.kafkaCollection] : [],
    applied: templates.flatMap(({ source, template }) => statementsToRehearse(source, template, variables)),
    pending: [],
  };
}

/** Where nothing is wrong; no test changes it. */
let healthy: RehearsalRequest;
beforeAll(async () => {
  healthy = await migrated();
});

test('where everything is as the migrations made it, nothing differs', async () => {
  const { differences, notes, scope } = await verifySchema(client, healthy);
  expect({ differences, notes }).toEqual({ differences: [], notes: [] });
  expect(scope).toMatch(/^Compared with .* scratch engine \(ClickHouse \d/);
});

test('drift is named by object and difference; what somebody added is a note', async () => {
  const request = await migrated();
  const d = request.database;
  for (const change of [
    `ALTER TABLE ${d}.otel_audit_traces MODIFY COLUMN Duration UInt32`,
    `ALTER TABLE ${d}.otel_audit_traces ADD COLUMN Mine String`,
    `ALTER TABLE ${d}.otel_audit_logs DROP INDEX idx_source`,
    `ALTER TABLE ${d}.otel_audit_logs MODIFY TTL toDateTime(Timestamp) + INTERVAL 1 DAY`,
    `ALTER TABLE ${d}.otel_audit_metrics RESET SETTING ttl_only_drop_parts`,
    `DROP TABLE ${d}.otel_audit_metrics_mv`,
    `ALTER TABLE ${d}.otel_audit_traces_trace_id_ts_mv MODIFY QUERY SELECT TraceId, min(toDateTime(Timestamp)) AS Start, max(toDateTime(Timestamp)) AS End FROM ${d}.otel_audit_traces GROUP BY TraceId`,
  ]) {
    await client.command({ query: change });
  }
  const { differences, notes } = await verifySchema(client, request);
  const said = differences.map(({ object, text }) => `${object}: ${text}`.replaceAll(d, 'otel'));
  expect(said).toEqual([
    'otel.otel_audit_logs: TTL is toDateTime(Timestamp) + toIntervalDay(1), should be toDateTime(Timestamp) + toIntervalYear(7)',
    'otel.otel_audit_logs: index idx_source is missing',
    'otel.otel_audit_metrics: setting ttl_only_drop_parts is none, should be 1',
    'otel.otel_audit_metrics_mv: is missing (a view that writes to otel.otel_audit_metrics)',
    'otel.otel_audit_traces: column Duration has type UInt32, should be UInt64',
    expect.stringMatching(/^otel\.otel_audit_traces_trace_id_ts_mv: query differs: .*should be ".*WHERE TraceId != ''/),
  ]);
  expect(notes.map(({ object, text }) => `${object}: ${text}`.replaceAll(d, 'otel'))).toEqual([
    "otel.otel_audit_traces: column Mine is not one of girok's",
  ]);
});

test('Kafka queues: nothing differs with the real connection; another group, other settings and keys do; no value is shown', async () => {
  const request = await migrated({ GIROK_KAFKA_BROKERS: '127.0.0.1:1', GIROK_KAFKA_PASSWORD: 'planted-secret' });
  const d = request.database;
  expect(await verifySchema(client, request)).toMatchObject({ differences: [], notes: [] });
  for (const change of [
    `ALTER NAMED COLLECTION kafka_${d} DELETE kafka_sasl_mechanism`,
    `DROP TABLE ${d}.audit_logs_queue SYNC`,
    `CREATE TABLE ${d}.audit_logs_queue (message String) ENGINE = Kafka(kafka_${d})
      SETTINGS kafka_topic_list = 'otel-telemetry', kafka_group_name = 'mine', kafka_format = 'RawBLOB'`,
    `DROP TABLE ${d}.audit_traces_queue SYNC`,
    `CREATE TABLE ${d}.audit_traces_queue (message String) ENGINE = Null`,
  ]) {
    await client.command({ query: change });
  }
  const verification = await verifySchema(client, request);
  const said = verification.differences.map(({ object, text }) => `${object}: ${text}`.replaceAll(d, 'otel'));
  expect(said).toEqual(
    expect.arrayContaining([
      "otel.audit_logs_queue: setting kafka_group_name is 'mine', should be 'girok-logs'",
      'otel.audit_logs_queue: setting kafka_num_consumers is none, should be 1',
      'otel.audit_traces_queue: is a stand-in of engine Null, should be a Kafka queue: nothing reads the topic',
      'named collection kafka_otel: key kafka_sasl_mechanism is missing',
    ])
  );
  expect(JSON.stringify(verification)).not.toContain('planted-secret');
});

test('a view that says the same in other words is no drift', async () => {
  const request = await migrated();
  const d = request.database;
  await client.command({
    query: `ALTER TABLE ${d}.otel_audit_traces_trace_id_ts_mv MODIFY QUERY
      SELECT \`TraceId\`, min(toDateTime(\`Timestamp\`)) AS Start, max((toDateTime(Timestamp))) AS End
      FROM ${d}.\`otel_audit_traces\` WHERE (TraceId <> '') GROUP BY TraceId`,
  });
  expect((await verifySchema(client, request)).differences).toEqual([]);
});

test('what is pending is no drift', async () => {
  const request = healthy;
  const later = statementsToRehearse(
    'later',
    'ALTER TABLE {{database:Identifier}}.otel_audit_traces ADD COLUMN IF NOT EXISTS Later String',
    { database: request.database }
  );
  expect(await verifySchema(client, { ...request, pending: later })).toMatchObject({ differences: [], notes: [] });
  const applied = { ...request, applied: [...request.applied, ...later] };
  expect((await verifySchema(client, applied)).differences).toMatchObject([{ text: 'column Later is missing' }]);
});

test('retention that is about to change is no drift, retention that somebody changed is', async () => {
  const request = await migrated();
  const shorter = {
    source: 'retention otel_audit_traces',
    position: 1,
    sql: `ALTER TABLE \`${request.database}\`.otel_audit_traces MODIFY TTL toDateTime(Timestamp) + INTERVAL 90 DAY`,
  };
  for (const table of ['otel_audit_traces', 'otel_audit_metrics']) {
    const time = table === 'otel_audit_metrics' ? 'TimeUnix' : 'Timestamp';
    await client.command({
      query: `ALTER TABLE ${request.database}.${table} MODIFY TTL toDateTime(${time}) + INTERVAL 400 DAY`,
    });
  }
  const { differences } = await verifySchema(client, { ...request, pending: [shorter] });
  expect(differences).toMatchObject([
    { object: `${request.database}.otel_audit_metrics`, text: expect.stringMatching(/^TTL is .*400/) },
  ]);
});

test('a queue unit whose newer version is pending is not called foreign', async () => {
  const request = healthy;
  const isTraces = ({ source }: { source: string }) => source === 'audit_traces_queue';
  const asIfChanged = {
    ...request,
    applied: request.applied.filter((statement) => !isTraces(statement)),
    pending: request.applied.filter(isTraces),
  };
  expect(await verifySchema(client, asIfChanged)).toMatchObject({ differences: [], notes: [] });
});

test('where no rehearsal is possible, it says so and looks for what is missing', async () => {
  const request = await migrated();
  await client.command({ query: `DROP TABLE ${request.database}.otel_audit_dead_letters SYNC` });
  const impossible = { source: 'x', position: 1, sql: "ALTER NAMED COLLECTION c SET kafka_broker_list = 'b:1'" };
  const { differences, scope } = await verifySchema(client, {
    ...request,
    applied: [...request.applied, impossible],
  });
  expect(differences).toEqual([
    { object: `${request.database}.otel_audit_dead_letters`, severity: 'difference', text: 'is missing' },
  ]);
  expect(scope).toMatch(/^Only the existence of the objects was checked\. No rehearsal .*must not reach/);
});
