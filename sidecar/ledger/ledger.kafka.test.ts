import { judge } from './judge';
import { readLedger, withCommitted } from './readLedger';
import { eventually } from '../../embedded/clickhouse/testEngine';
import { type ScratchKafkaPipeline, scratchKafkaPipeline } from '../../embedded/kafka/scratchKafkaPipeline';
import { asUser } from '../../embedded/kafka/testBroker';
import { numberedMessage } from '../../faults/numberedMessage';
import { connectKafka } from '../kafka/connect';
import { topicOffsets } from '../kafka/offsets';

let pipeline: ScratchKafkaPipeline;
beforeEach(async () => {
  pipeline = await scratchKafkaPipeline();
});
afterEach(() => pipeline.close());

const message = (n: number) => ({ value: numberedMessage('logs', n, Date.now()) });

async function ledger(): Promise<string[]> {
  await pipeline.caughtUp();
  // a merge comes sooner or later
  await pipeline.client.command({ query: 'OPTIMIZE TABLE otel_audit_logs FINAL' });
  const records = await readLedger(pipeline.client, pipeline.config.database, 24);
  return (await withCommitted(pipeline.config, records)).map((record) => judge(record).text);
}

test('what was read from a real broker makes a complete ledger', async () => {
  await pipeline.produce([message(1), { value: 'a dead letter' }, message(2)]);
  expect(await ledger()).toEqual(['every message from 0 to 2 is stored, as far as the groups have read.']);
});

// docs/ingestion.md, "A gap in the ledger": nothing is lost in these, but an offset is in no table.
test('a message that its sender has written twice keeps the place of the one stored last', async () => {
  const again = message(1);
  await pipeline.produce([message(0), again, again, message(2)]);
  expect(await ledger()).toEqual(['1 of the messages 0 to 3 is in no table: 1.']);
});

test.each([
  ['an empty message', ''],
  ['a tombstone', null],
])('%s is dropped by the Kafka engine before any view sees it', async (_, value) => {
  await pipeline.produce([message(1), { value }, message(2)]);
  expect(await ledger()).toEqual(['1 of the messages 0 to 2 is in no table: 1.']);
});

test('the marker of a transaction takes an offset', async () => {
  const transactional = { idempotent: true, maxInFlightRequests: 1, transactionalId: pipeline.config.database };
  const producer = connectKafka(asUser('admin')).producer(transactional);
  await producer.connect();
  const transaction = await producer.transaction();
  await transaction.send({ topic: pipeline.config.kafkaTopic, messages: [message(1)] });
  await transaction.commit();
  await producer.disconnect();
  // the broker writes the marker after it has answered
  await eventually(async () => {
    const [{ end }] = await topicOffsets(pipeline.admin, pipeline.config.kafkaTopic);
    expect(end).toBe(2);
  });
  await pipeline.produce([message(2)]);
  expect(await ledger()).toEqual(['1 of the messages 0 to 2 is in no table: 1.']);
});
