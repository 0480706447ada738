import { copyStatements } from './copyStatements';
import { type ScratchPipeline, scratchPipeline } from '../../../embedded/scratchPipeline';
import { sqlTime } from '../../sqlTime';

let pipeline: ScratchPipeline;
beforeAll(async () => {
  pipeline = await scratchPipeline();
  // with the columns of system.query_log that are read
  await pipeline.client.command({
    query: `CREATE TABLE stand_in (type String, event_time DateTime, event_time_microseconds DateTime64(6), query_id String,
      user String, address IPv6, log_comment String, query_kind String, read_rows UInt64, result_rows UInt64,
      exception_code Int32, normalized_query_hash UInt64, query String, tables Array(String), is_initial_query UInt8)
      ENGINE = Memory`,
  });
});
afterAll(() => pipeline?.close());

const copied = async () =>
  (
    await pipeline.ask<{ id: string }>({
      text: 'SELECT QueryId AS id FROM audit_statements FINAL ORDER BY EventTime, id',
    })
  ).map(({ id }) => id);

test('statements about the audit tables are copied, whoever asked, each once; others and girok’s own copies are not', async () => {
  const { client, database } = pipeline;
  const log = `${database}.stand_in`;
  const now = Math.floor(Date.now() / 1000);
  const row = (query_id: string, query: string, tables: string[], more: object = {}) => ({
    type: 'QueryFinish',
    event_time: now - 60,
    event_time_microseconds: sqlTime((now - 60) * 1000),
    query_id,
    user: 'dba',
    query_kind: 'Select',
    query,
    tables,
    is_initial_query: 1,
    ...more,
  });
  const audit = [`${database}.otel_audit_logs`];
  const insert = (values: object[]) => client.insert({ table: 'stand_in', values, format: 'JSONEachRow' });
  await insert([
    row('1-read', 'SELECT 1', audit),
    row('2-begun', 'SELECT 1', audit, { type: 'QueryStart' }),
    row('3-part', 'SELECT 1', audit, { is_initial_query: 0 }),
    row('4-other', 'SELECT 1', [`${database}.otel_audit_traces`]),
    row('5-elsewhere', 'SELECT 1', ['other.otel_audit_logs']),
    row('6-deleted', `ALTER TABLE ${audit[0]} DELETE WHERE 1`, [], { query_kind: 'Alter' }),
    row('7-own', 'INSERT INTO audit_statements SELECT', [`${database}.audit_statements`], { query_kind: 'Insert' }),
    row('8-failed', 'SELECT x', audit, { type: 'ExceptionWhileProcessing', exception_code: 47 }),
  ]);
  expect(await copyStatements(client, database, log)).toBe(true);
  expect(await copied()).toEqual(['1-read', '6-deleted', '8-failed']);
  await insert([
    row('9-late', 'SELECT 1', audit, { event_time: now - 120, event_time_microseconds: sqlTime((now - 120) * 1000) }),
  ]);
  await copyStatements(client, database, log);
  expect(await copied()).toEqual(['9-late', '1-read', '6-deleted', '8-failed']);
});

test('without a query log it says so', async () => {
  expect(await copyStatements(pipeline.client, pipeline.database, `${pipeline.database}.no_such`)).toBe(false);
});
