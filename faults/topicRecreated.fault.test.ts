import { SIGNALS } from '../embedded/kafka/pipeline';
import { FaultPipeline } from './faultPipeline';

let pipeline: FaultPipeline;
afterEach(() => pipeline.close());

test.each([
  ['shorter than the old one was', 0.5],
  ['longer than the old one was', 2],
])(
  'a topic that is deleted and made anew under the queues, %s',
  async (_, factor) => {
    pipeline = await FaultPipeline.start();
    await pipeline.untilAcknowledged(300);
    await pipeline.producer.stop();
    await pipeline.caughtUp();
    const { kafkaTopic: topic } = pipeline.config;
    const before = pipeline.producer.messages;

    await pipeline.broker.deleteTopic(topic);
    await pipeline.broker.createTopic(topic);
    await pipeline.producer.start();
    await pipeline.untilAcknowledged(Math.floor(before * factor));

    const { accounts } = await pipeline.settle();
    for (const signal of SIGNALS) {
      expect({ signal, ...accounts[signal] }).toMatchObject({ signal, lost: [], twice: [], strange: [] });
    }
  },
  600_000
);
