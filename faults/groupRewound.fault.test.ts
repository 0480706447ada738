import { groupsOf, SIGNALS } from '../embedded/kafka/pipeline';
import { expectStoredOnce } from './expectStoredOnce';
import { FaultPipeline, until } from './faultPipeline';

let pipeline: FaultPipeline;
afterEach(() => pipeline.close());

test('consumer groups that are set back to the beginning while their queues are detached', async () => {
  pipeline = await FaultPipeline.start();
  await pipeline.untilAcknowledged(300);
  await pipeline.producer.stop();
  await pipeline.caughtUp();
  const { config } = pipeline;
  const before = await pipeline.rows('otel_audit_logs');

  for (const signal of SIGNALS) {
    await pipeline.command(`DETACH TABLE audit_${signal}_queue SYNC`);
  }
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
  for (const signal of SIGNALS) {
    await pipeline.command(`ATTACH TABLE audit_${signal}_queue`);
  }
  await pipeline.producer.start();
  await pipeline.untilAcknowledged(60);

  const settlement = await pipeline.settle();
  expectStoredOnce(settlement);
  // everything was read again: without the identity of a row every count would be doubled
  expect(settlement.accounts.logs.stored).toBeGreaterThanOrEqual(before);
}, 600_000);
