import { type Admin } from 'kafkajs';

import { connectKafka, type KafkaSettings, withKafkaAdmin } from './connect';
import { committedOffsets, topicOffsets } from './offsets';
import { createTopics } from '../../embedded/kafka/createTopics';
import { asUser, testBrokerAddress } from '../../embedded/kafka/testBroker';

const TOPIC = 'otel-connect-test';
const GROUP = 'girok-connect-test';
const MECHANISMS = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;

const asAdmin = <T>(work: (admin: Admin) => Promise<T>) => withKafkaAdmin(asUser('admin'), work);

beforeAll(() =>
  asAdmin(async (admin) => {
    await createTopics(admin, [{ topic: TOPIC, numPartitions: 2 }]);
    await admin.setOffsets({ groupId: GROUP, topic: TOPIC, partitions: [{ partition: 1, offset: '1' }] });
  })
);
afterAll(() => asAdmin((admin) => admin.deleteTopics({ topics: [TOPIC] })));

describe.each(MECHANISMS)('with %s', (mechanism) => {
  test('the Collector writes; girok sees the offsets of the topic and of its group', async () => {
    const before = await withKafkaAdmin(asUser('girok', mechanism), (admin) => topicOffsets(admin, TOPIC));
    const producer = connectKafka(asUser('producer', mechanism)).producer();
    await producer.connect();
    await producer.send({
      topic: TOPIC,
      messages: [0, 1, 1].map((partition) => ({ partition, value: 'x' })),
    });
    await producer.disconnect();
    await withKafkaAdmin(asUser('girok', mechanism), async (admin) => {
      expect(await topicOffsets(admin, TOPIC)).toEqual([
        { partition: 0, first: 0, end: before[0].end + 1 },
        { partition: 1, first: 0, end: before[1].end + 2 },
      ]);
      expect(await committedOffsets(admin, GROUP, TOPIC)).toEqual([
        { partition: 0, committed: null },
        { partition: 1, committed: 1 },
      ]);
    });
  });

  test('a wrong password is refused, and the next client may use the right one', async () => {
    const settings = asUser('girok', mechanism);
    const attempt = (password: string | undefined) =>
      withKafkaAdmin({ ...settings, kafkaPassword: password }, (admin) => topicOffsets(admin, TOPIC));
    await expect(attempt('wr0ng-passw0rd')).rejects.toMatchObject({
      kind: 'authentication',
      message: expect.stringContaining(`refused user "girok" with ${mechanism}`),
    });
    await expect(attempt('wr0ng-passw0rd')).rejects.not.toThrow('wr0ng-passw0rd');
    expect(await attempt(settings.kafkaPassword)).toHaveLength(2);
    // kafkajs keeps the authenticator of the first client in the object that it was given
    await expect(attempt('wr0ng-passw0rd')).rejects.toMatchObject({ kind: 'authentication' });
  });
});

test.each<[string, () => KafkaSettings, (admin: Admin) => Promise<unknown>, string]>([
  ['a user without rights', () => asUser('stranger'), (admin) => topicOffsets(admin, TOPIC), 'authorization'],
  ['the group, for a user without rights', () => asUser('stranger'), fetchGroup, 'no coordinator'],
  ['a topic that is not ours', () => asUser('girok'), (admin) => topicOffsets(admin, 'payments'), 'authorization'],
  ['a group that is not ours', () => asUser('girok'), (admin) => committedOffsets(admin, 'x', TOPIC), 'no coordinator'],
  ['a topic that is not there', () => asUser('girok'), (admin) => topicOffsets(admin, 'otel-none'), 'unknown topic'],
  [
    'a port where nobody listens',
    () => ({ ...asUser('girok'), kafkaBrokers: '127.0.0.1:1' }),
    fetchGroup,
    'unreachable',
  ],
  [
    'TLS to a listener without it',
    () => ({ ...asUser('girok'), kafkaSecurityProtocol: 'SASL_SSL' }),
    fetchGroup,
    'unreachable',
  ],
  [
    'no SASL to a listener that asks for it',
    () => ({ ...asUser('girok'), kafkaSecurityProtocol: 'PLAINTEXT' }),
    fetchGroup,
    'unreachable',
  ],
])('refused with its reason: %s', async (_, settings, work, kind) => {
  const { kafkaBrokers, kafkaPassword } = settings();
  const problem = withKafkaAdmin(settings(), work);
  await expect(problem).rejects.toMatchObject({ kind, message: expect.stringContaining(kafkaBrokers) });
  await expect(problem).rejects.not.toThrow(kafkaPassword);
});

test('girok may not write, and the Collector may not read', async () => {
  const writer = connectKafka(asUser('girok')).producer();
  await writer.connect();
  await expect(writer.send({ topic: TOPIC, messages: [{ value: 'x' }] })).rejects.toMatchObject({
    type: 'TOPIC_AUTHORIZATION_FAILED',
  });
  await writer.disconnect();
  await expect(withKafkaAdmin(asUser('producer'), fetchGroup)).rejects.toMatchObject({ kind: 'no coordinator' });
});

test('what is not about Kafka stays as it is', async () => {
  const bug = new TypeError('x is not a function');
  const work = () => Promise.reject(bug);
  await expect(withKafkaAdmin(asUser('girok'), work)).rejects.toBe(bug);
});

test('of several brokers one that answers is enough', async () => {
  const settings = { ...asUser('girok'), kafkaBrokers: `127.0.0.1:1, ${testBrokerAddress()}` };
  expect(await withKafkaAdmin(settings, (admin) => topicOffsets(admin, TOPIC))).toHaveLength(2);
});

async function fetchGroup(admin: Admin) {
  return committedOffsets(admin, GROUP, TOPIC);
}
