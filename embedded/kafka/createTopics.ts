import { type Admin, type ITopicConfig, KafkaJSProtocolError } from 'kafkajs';

/** A broker on a busy machine hears of a new topic late. Milliseconds. */
const PATIENCE_MS = 60_000;
const ASK_EVERY_MS = 100;

/** What a broker says that has not yet heard of the topic. kafkajs's own `waitForLeaders` fails on the first of them. */
const NOT_YET = ['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE'];

/**
 * Resolves when the topics can be written to.
 * @throws when one cannot be made, or is not known after a minute
 */
export async function createTopics(admin: Admin, topics: ITopicConfig[]): Promise<void> {
  await admin.createTopics({
    waitForLeaders: false,
    topics: topics.map((topic) => ({ replicationFactor: 1, ...topic })),
  });
  const names = topics.map(({ topic }) => topic);
  const end = Date.now() + PATIENCE_MS;
  while (!(await haveLeaders(admin, names))) {
    if (Date.now() > end) {
      throw new Error(`The broker does not know ${names.join(', ')} a minute after they were made`);
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
}

async function haveLeaders(admin: Admin, names: string[]): Promise<boolean> {
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: names });
    return topics.every(({ partitions }) => partitions.length > 0 && partitions.every(({ leader }) => leader >= 0));
  } catch (error) {
    if (error instanceof KafkaJSProtocolError && NOT_YET.includes(error.type)) {
      return false;
    }
    throw error;
  }
}
