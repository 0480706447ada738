import { type ClickHouseClient } from '@clickhouse/client';
import { type Admin, type CompressionTypes, type Message } from 'kafkajs';

import { caughtUp } from './caughtUp';
import { createTopics } from './createTopics';
import { migrate, pipelineConfig } from './pipeline';
import { type Place, send } from './place';
import { asUser } from './testBroker';
import { type Config, topicsOf } from '../../sidecar/config';
import { connectKafka, type KafkaSettings } from '../../sidecar/kafka/connect';
import { scratchDatabase, testClient, testUrl } from '../clickhouse/testClient';

export interface ScratchKafkaPipeline {
  config: Config;
  /** Bound to the database. */
  client: ClickHouseClient;
  /** Super user of the broker. */
  admin: Admin;
  /**
   * Writes to the (mixed) topic as the Collector does, to the partitions in turn where a message does not name one.
   * @returns where the broker has put each
   */
  produce(messages: Message[], options?: { compression?: CompressionTypes; topic?: string }): Promise<Place[]>;
  /** Resolves when each queue has committed everything that was written. @throws Error saying what is missing */
  caughtUp(deadlineMs?: number): Promise<void>;
  /** Drops the database and deletes the topic. */
  close(): Promise<void>;
}

export interface ScratchKafkaOptions {
  partitions?: number;
  blockMessages?: number;
  config?: Partial<Config>;
  /** How the engine reaches the broker, where it is not as it should: as `girok` with PLAIN, the only one that it knows. */
  kafka?: Partial<KafkaSettings>;
}

/** For Kafka tests: a topic and a database of their own, with every migration applied and the queues reading. */
export async function scratchKafkaPipeline(options: ScratchKafkaOptions = {}): Promise<ScratchKafkaPipeline> {
  const scratch = await scratchDatabase();
  const config = pipelineConfig({
    ...options,
    clickhouseUrl: testUrl(),
    database: scratch.name,
    kafka: { ...asUser('girok', 'PLAIN'), ...options.kafka },
  });
  const topics = [...new Set(Object.values(topicsOf(config)))];
  const partitions = options.partitions ?? 1;
  const admin = connectKafka(asUser('admin')).admin();
  const producer = connectKafka(asUser('producer')).producer({ allowAutoTopicCreation: false });
  await Promise.all([admin.connect(), producer.connect()]);
  await createTopics(
    admin,
    topics.map((topic) => ({ topic, numPartitions: partitions }))
  );
  await migrate(config);
  return {
    config,
    client: scratch.client,
    admin,
    produce: (messages, { compression, topic = config.kafkaTopic } = {}) => {
      const placed = messages.map((message, i) => ({ partition: i % partitions, ...message }));
      return send(producer, topic, placed, compression);
    },
    caughtUp: (deadlineMs) => caughtUp(admin, scratch.client, config, deadlineMs),
    close: async () => {
      await scratch.drop();
      const server = testClient();
      await server.command({ query: `DROP NAMED COLLECTION ${config.kafkaCollection}` });
      await server.close();
      await producer.disconnect();
      await admin.deleteTopics({ topics });
      await admin.disconnect();
    },
  };
}
