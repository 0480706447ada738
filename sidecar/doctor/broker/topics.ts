import { withKafkaAdmin } from '../../kafka/connect';
import { topicOffsets } from '../../kafka/offsets';
import { check } from '../check';
import { readsKafka, signalsOf } from '../signals';
import { failure, ok, type Verdict, warning } from '../verdict';
import { count } from '../words';

export interface TopicFacts {
  topic: string;
  /** undefined: the topic does not exist, or is hidden from the user. */
  partitions?: number;
  /** Consumers that each queue is configured to have on one server. */
  consumers: number;
}

export function judgeTopics(topics: TopicFacts[]): Verdict[] {
  const verdicts = topics.flatMap(({ topic, partitions, consumers }) => {
    if (partitions === undefined) {
      return [
        failure(
          `the topic ${topic} does not exist, or the user may not see it`,
          'Create it, grant DESCRIBE on it, or correct GIROK_KAFKA_TOPIC.'
        ),
      ];
    }
    return consumers > partitions
      ? [
          warning(
            `${topic} has ${count(partitions, 'partition')} for ${consumers} consumers of each queue: the others idle`,
            `Add partitions, or set GIROK_KAFKA_CONSUMERS=${partitions} and run girok migrate up.`
          ),
        ]
      : [];
  });
  const found = topics.map(({ topic, partitions, consumers }) => {
    const readers = `${count(consumers, 'consumer')} of each queue`;
    return `${topic}: ${count(partitions ?? 0, 'partition')}, ${readers}`;
  });
  return verdicts.length > 0 ? verdicts : [ok(found.join('; '))];
}

export const topics = check<TopicFacts[]>({
  area: 'Kafka',
  name: 'topics',
  needs: ['Kafka'],
  applies: readsKafka,
  probe: async ({ config }) =>
    withKafkaAdmin(config, async (admin) => {
      // asking for a topic that does not exist would make some brokers create it
      const existing = await admin.listTopics();
      const wanted = [...new Set(signalsOf(config).map(({ topic }) => topic))];
      return Promise.all(
        wanted.map(async (topic) => ({
          topic,
          partitions: existing.includes(topic) ? (await topicOffsets(admin, topic)).length : undefined,
          consumers: config.kafkaConsumers,
        }))
      );
    }),
  judge: judgeTopics,
});
