import { ConfigResourceTypes, type Message } from 'kafkajs';

import { diagnose } from './check';
import { CHECKS } from './checks';
import { doctorContext } from './context';
import { notWell, unwell } from './findingsForTest';
import { type Config } from '../config';
import { smokeCheck } from './smoke/smoke';
import { type Finding } from './verdict';
import { eventually } from '../../embedded/clickhouse/testEngine';
import { migrate } from '../../embedded/kafka/pipeline';
import {
  type ScratchKafkaOptions,
  type ScratchKafkaPipeline,
  scratchKafkaPipeline,
} from '../../embedded/kafka/scratchKafkaPipeline';
import { KAFKA_USERS } from '../../embedded/kafka/users';

/** The Collector's user writes; the queues' user may only read. */
const PRODUCER = { kafkaProducerUsername: 'producer', kafkaProducerPassword: KAFKA_USERS.producer };

let pipeline: ScratchKafkaPipeline;
afterEach(() => pipeline.close());

async function findings(config: Config, checks = CHECKS): Promise<Finding[]> {
  const context = doctorContext(config);
  try {
    const found: Finding[] = [];
    for await (const finding of diagnose(context, checks)) {
      found.push(finding);
    }
    expect(JSON.stringify(found)).not.toContain(KAFKA_USERS.girok);
    expect(JSON.stringify(found)).not.toContain(KAFKA_USERS.producer);
    expect(JSON.stringify(found)).not.toContain('planted');
    return found;
  } finally {
    await context.close();
  }
}

const bad = (found: Finding[]) =>
  unwell(found).map(({ area, check, status, text }) => `${status} ${area} ${check}: ${text}`);

const SMOKE = smokeCheck({ timeoutMs: 60_000, onProgress: () => {} });

async function start(options: ScratchKafkaOptions = {}): Promise<Config> {
  pipeline = await scratchKafkaPipeline(options);
  return pipeline.config;
}

test('a healthy pipeline: nothing to complain about, and a message of each signal goes through Kafka', async () => {
  const config = await start({ partitions: 2 });
  await eventually(async () => expect(bad(await findings(config))).toEqual([]));
  const found = await findings({ ...config, ...PRODUCER }, [...CHECKS, SMOKE]);
  expect(notWell(found)).toEqual([]);
  expect(found.map(({ area, check }) => `${area} ${check}`)).toEqual(
    expect.arrayContaining([
      'Kafka answers',
      'Kafka topics',
      'Kafka lag',
      'Kafka retention',
      'Queues consumers',
      'Rows smoke',
    ])
  );
  for (const table of ['otel_audit_logs', 'otel_audit_traces', 'otel_audit_metrics']) {
    const result = await pipeline.client.query({
      query: `SELECT count() AS n FROM ${table} WHERE ServiceName = 'girok-doctor'`,
      format: 'JSONEachRow',
    });
    expect(Number((await result.json<{ n: string }>())[0].n)).toBe(1);
  }
  expect(found.find(({ check }) => check === 'consumers')?.text).toBe(
    'audit_logs_queue: 2 partitions, audit_metrics_queue: 2 partitions, audit_traces_queue: 2 partitions'
  );
});

test('the smoke message of a user who may only read: what to do is said', async () => {
  const config = await start();
  const [sent] = await findings(config, [SMOKE]);
  expect(sent).toMatchObject({
    status: 'failure',
    text: expect.stringMatching(/^nothing was sent: Kafka does not let user "girok" write/),
    next: expect.stringContaining('GIROK_KAFKA_PRODUCER_USERNAME'),
  });
});

test('a wrong password of the queues shows in the consumers, one of girok at the broker', async () => {
  const config = await start({ kafka: { kafkaPassword: 'planted-wrong-password' } });
  await eventually(async () => {
    const found = bad(await findings({ ...config, kafkaPassword: KAFKA_USERS.girok }));
    expect(found).toContainEqual(
      expect.stringMatching(
        /^failure Queues consumers: .*audit_logs_queue.*: the broker refuses the user or the password/
      )
    );
  });
  const wrong = await findings(config);
  expect(bad(wrong)).toContainEqual(
    expect.stringMatching(/^failure Kafka answers: Kafka at .* refused user "girok" with PLAIN/)
  );
  expect(wrong.filter(({ area, status }) => area === 'Kafka' && status === 'skipped')).toHaveLength(3);
});

test('SCRAM, which the embedded engine cannot do, is explained by what the consumer says', async () => {
  const config = await start({ kafka: { kafkaSaslMechanism: 'SCRAM-SHA-256' } });
  await eventually(async () => {
    const found = await findings(config);
    expect(found.find(({ area, check }) => area === 'Kafka' && check === 'answers')?.status).toBe('ok');
    expect(found.find(({ check }) => check === 'consumers')).toMatchObject({
      status: 'failure',
      text: expect.stringContaining('built without this SASL mechanism'),
      next: expect.stringContaining('GIROK_KAFKA_SASL_MECHANISM=PLAIN'),
    });
  });
});

test('a topic that does not exist', async () => {
  const config = { ...(await start()), kafkaMetricsTopic: 'otel-not-there' };
  await migrate(config);
  await eventually(async () => {
    const found = bad(await findings(config));
    expect(found).toContainEqual(
      expect.stringMatching(/^failure Kafka topics: the topic otel-not-there does not exist/)
    );
    expect(found).toContainEqual(expect.stringMatching(/Queues consumers: .*audit_metrics_queue/));
  });
  const topics = await pipeline.admin.listTopics();
  expect(topics).not.toContain('otel-not-there');
});

test('a detached queue, a lag that nobody reads, and messages that were deleted unread', async () => {
  const config = await start();
  await eventually(async () => expect(bad(await findings(config))).toEqual([]));
  const messages: Message[] = Array.from({ length: 5 }, () => ({ value: '{"resourceLogs":[]}' }));
  await pipeline.produce(messages);
  await pipeline.caughtUp();
  await pipeline.client.command({ query: 'DETACH TABLE audit_logs_queue' });
  await pipeline.produce(messages);
  await eventually(async () => {
    expect(bad(await findings(config))).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^failure Kafka lag: .*-logs: 5 messages of .* wait and nobody reads$/),
        expect.stringMatching(/^failure Queues tables: .*audit_logs_queue is detached/),
        expect.stringMatching(
          /^warning Rows dead letters: 5 in the last 24 hours: 5 no_log_records \(audit_logs_queue\)/
        ),
      ])
    );
  });
  await pipeline.admin.deleteTopicRecords({ topic: config.kafkaTopic, partitions: [{ partition: 0, offset: '8' }] });
  expect(bad(await findings(config))).toContainEqual(
    expect.stringMatching(/^failure Kafka lag: .*-logs: the broker has deleted 3 messages of .* that were never read$/)
  );
  await pipeline.client.command({ query: 'ATTACH TABLE audit_logs_queue' });
  await pipeline.caughtUp();
});

test('unread messages that the topic will soon delete', async () => {
  const config = await start({ partitions: 2 });
  await pipeline.client.command({ query: 'DETACH TABLE audit_logs_queue' });
  const retention = [{ name: 'retention.ms', value: String(90 * 60_000) }];
  await pipeline.admin.alterConfigs({
    validateOnly: false,
    resources: [{ type: ConfigResourceTypes.TOPIC, name: config.kafkaTopic, configEntries: retention }],
  });
  const sentAgo = (minutes: number, partition: number): Message => ({
    value: '{"resourceLogs":[]}',
    partition,
    timestamp: String(Date.now() - minutes * 60_000),
  });
  await pipeline.produce([sentAgo(40, 0)]);
  const young = await findings(config);
  expect(young.find(({ check }) => check === 'retention')).toMatchObject({
    status: 'warning',
    text: expect.stringContaining('90 min only'),
  });
  expect(bad(young).filter((text) => /more than/.test(text))).toEqual([]);
  await pipeline.produce([sentAgo(50, 1)]);
  expect(bad(await findings(config))).toContainEqual(
    expect.stringMatching(
      /^failure Kafka lag: .*-logs: unread messages of .* are more than 45 min old, and it keeps them for 90 min$/
    )
  );
  await pipeline.client.command({ query: 'ATTACH TABLE audit_logs_queue' });
});

test('more consumers than partitions', async () => {
  const config = await start();
  expect(bad(await findings({ ...config, kafkaConsumers: 3 }))).toContainEqual(
    expect.stringMatching(/^warning Kafka topics: .* has 1 partition for 3 consumers/)
  );
});
