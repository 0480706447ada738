import { expectComplete, expectStoredOnce } from './expectStoredOnce';
import { FaultPipeline } from './faultPipeline';

let pipeline: FaultPipeline;
beforeEach(async () => {
  pipeline = await FaultPipeline.start();
  // so that rows that are stored twice stay to be seen
  await pipeline.command('SYSTEM STOP MERGES');
  await pipeline.untilMoreRows(300);
}, 120_000);
afterEach(() => pipeline.close());

test('a materialized view that throws holds up its own signal and no other, and loses nothing', async () => {
  const healthy = await definition('otel_audit_traces_mv', 'as_select');
  await pipeline.command(
    `ALTER TABLE otel_audit_traces_mv MODIFY QUERY SELECT toString(throwIf(true, 'broken view')) AS SpanName FROM audit_traces_queue`
  );
  await pipeline.untilException(/broken view/);
  // more than one block: the other signals go on
  await pipeline.untilMoreRows(1000, 'otel_audit_logs');
  await pipeline.untilMoreRows(1000, 'otel_audit_metrics');

  await pipeline.command(`ALTER TABLE otel_audit_traces_mv MODIFY QUERY ${healthy}`);
  await pipeline.untilMoreRows(300, 'otel_audit_traces');
  const { accounts, ledger } = await pipeline.settle();
  expectStoredOnce(accounts);
  expectComplete(ledger);
}, 600_000);

test('a view behind the table that throws when the block is stored already: the block comes twice and counts once', async () => {
  const healthy = await definition('otel_audit_traces_attributes_mv', 'as_select');
  await pipeline.command(
    `ALTER TABLE otel_audit_traces_attributes_mv MODIFY QUERY SELECT toString(throwIf(true, 'broken view')) AS Key FROM otel_audit_traces`
  );
  await pipeline.untilException(/broken view/);
  await pipeline.command(`ALTER TABLE otel_audit_traces_attributes_mv MODIFY QUERY ${healthy}`);
  await pipeline.untilMoreRows(300, 'otel_audit_traces');
  const { accounts, ledger } = await pipeline.settle();
  expectStoredOnce(accounts);
  expectComplete(ledger);
  expect(accounts.traces.redelivered).toBeGreaterThan(0);
}, 600_000);

test('a target table that is dropped: what comes meanwhile is stored when the table is there again', async () => {
  const create = await definition('otel_audit_traces', 'create_table_query');
  await pipeline.producer.stop();
  await pipeline.caughtUp();
  const gone = new Set(pipeline.producer.acknowledged.traces);
  await pipeline.command('DROP TABLE otel_audit_traces SYNC');

  pipeline.producer.start();
  await pipeline.untilMoreRows(1000, 'otel_audit_logs');
  await pipeline.command(create);
  await pipeline.untilMoreRows(300, 'otel_audit_traces');

  gone.forEach((id) => pipeline.producer.acknowledged.traces.delete(id));
  const { accounts } = await pipeline.settle();
  expectStoredOnce(accounts);
}, 600_000);

async function definition(table: string, column: 'as_select' | 'create_table_query'): Promise<string> {
  const result = await pipeline.client.query({
    query: `SELECT ${column} AS text FROM system.tables WHERE database = currentDatabase() AND name = {table:String}`,
    query_params: { table },
    format: 'JSONEachRow',
  });
  return (await result.json<{ text: string }>())[0].text;
}
