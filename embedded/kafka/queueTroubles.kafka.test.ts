import { consumerExceptions } from './caughtUp';
import { createTopics } from './createTopics';
import { lagOf } from './pipeline';
import { type ScratchKafkaPipeline, scratchKafkaPipeline } from './scratchKafkaPipeline';
import { asUser } from './testBroker';
import { KAFKA_USERS } from './users';
import { type KafkaSettings } from '../../sidecar/kafka/connect';
import { eventually } from '../clickhouse/testEngine';

let pipeline: ScratchKafkaPipeline;
afterEach(() => pipeline.close());

/** The migrations succeed whatever the connection; these texts of system.kafka_consumers are where `girok doctor` looks. */
test.each<[string, () => Partial<KafkaSettings>, RegExp]>([
  [
    'SCRAM, which the library inside the engine does not have',
    () => ({ kafkaSaslMechanism: 'SCRAM-SHA-256' }),
    /Failed to create consumer handle: No provider for SASL mechanism SCRAM-SHA-256/,
  ],
  [
    'a wrong password',
    () => ({ kafkaPassword: 'wr0ng-passw0rd' }),
    /SASL authentication error: Authentication failed: Invalid username or password/,
  ],
  ['a user without rights', () => asUser('stranger', 'PLAIN'), /^\S+: Broker: Group authorization failed$/m],
  [
    'a user that may not use the group',
    () => asUser('producer', 'PLAIN'),
    /^\S+: Broker: Group authorization failed$/m,
  ],
  [
    'nobody listens',
    () => ({ kafkaBrokers: '127.0.0.1:1' }),
    /Connect to ipv4#127\.0\.0\.1:1 failed: Connection refused/,
  ],
  ['TLS to a listener without it', () => ({ kafkaSecurityProtocol: 'SASL_SSL' }), /SSL handshake failed/],
  [
    'no SASL to a listener that asks for it: the least telling',
    () => ({ kafkaSecurityProtocol: 'PLAINTEXT' }),
    /brokers are down/,
  ],
])('a queue that cannot read says why, without the password: %s', async (_, kafka, text) => {
  pipeline = await scratchKafkaPipeline({ kafka: kafka() });
  await pipeline.produce([{ value: 'x' }]);
  await eventually(async () => expect(await said()).toMatch(text));
  expect(await said()).not.toMatch(pipeline.config.kafkaPassword ?? KAFKA_USERS.girok);
  expect(await lagOf(pipeline.admin, pipeline.config)).toEqual({ logs: 1, traces: 1, metrics: 1 });
});

test('a queue that starts without its topic says so, and reads it when it is there', async () => {
  pipeline = await scratchKafkaPipeline();
  const { config, client, admin } = pipeline;
  const queues = ['audit_logs_queue', 'audit_traces_queue', 'audit_metrics_queue'];
  await admin.deleteTopics({ topics: [config.kafkaTopic] });
  for (const queue of queues) {
    await client.command({ query: `DETACH TABLE ${queue} SYNC` });
    await client.command({ query: `ATTACH TABLE ${queue}` });
  }
  for (const queue of queues) {
    await eventually(async () => expect(await said()).toMatch(new RegExp(`^${queue}: Broker: Unknown topic`, 'm')));
  }
  await createTopics(admin, [{ topic: config.kafkaTopic }]);
  await pipeline.produce([{ value: '{' }]);
  await pipeline.caughtUp();
});

const said = async () => (await consumerExceptions(pipeline.client, pipeline.config.database)).join('\n');
