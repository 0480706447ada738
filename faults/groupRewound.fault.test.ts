import { expectComplete, expectStoredOnce } from './expectStoredOnce';
import { FaultPipeline, until } from './faultPipeline';
import { groupsOf, SIGNALS } from '../embedded/kafka/pipeline';

let pipeline: FaultPipeline;
afterEach(() => pipeline.close());

test('consumer groups that are set back to the beginning while their queues are detached', async () => {
  pipeline = await FaultPipeline.start({ load: { batch: 0 } });
  await pipeline.producer.send(300);
  await pipeline.caughtUp();
  await pipeline.command('SYSTEM STOP MERGES');
  const { config } = pipeline;
  const before = await pipeline.rows('otel_audit_logs');

  await pipeline.detachQueues();
  await pipeline.broker.admin(async (admin) => {
    for (const groupId of Object.values(groupsOf(config))) {
      // offsets of a group can be set when its last member has left
      await until(
        async () => (await admin.describeGroups([groupId])).groups[0].state === 'Empty',
        `${groupId} to be empty`
      );
      await admin.resetOffsets({ groupId, topic: config.kafkaTopic, earliest: true });
    }
  });
  await pipeline.attachQueues();
  await pipeline.producer.send(60);

  const { accounts, ledger } = await pipeline.settle();
  expectStoredOnce(accounts);
  expectComplete(ledger);
  // everything was read again, and is not counted again
  for (const signal of SIGNALS) {
    expect(accounts[signal].redelivered).toBe(before);
  }
}, 600_000);
