import { type ClickHouseClient } from '@clickhouse/client';

import { type JudgedPartition } from './lagBook';
import { type LagReport, LagSampler } from './lagSampler';
import { goOnFromStored, storeSamples } from './sampleStore';
import { eventually } from '../../embedded/clickhouse/testEngine';
import { type ScratchKafkaPipeline, scratchKafkaPipeline } from '../../embedded/kafka/scratchKafkaPipeline';
import { asUser } from '../../embedded/kafka/testBroker';
import { numberedMessage } from '../../faults/numberedMessage';
import { instancesOf, isMet } from '../../queries/alerts/evaluate';
import { ALERT_RULES } from '../../queries/alerts/rules';
import { runGirok } from '../cli/runGirok';
import { connect } from '../clickhouse';
import { type Config, environmentName } from '../config';
import { type KafkaSettings } from '../kafka/connect';

jest.setTimeout(120_000);

/** Far longer than a test takes between two samples: none of them is stale. */
const EVERY_MS = 60_000;

let pipeline: ScratchKafkaPipeline;
let sampler: LagSampler;
beforeAll(async () => {
  // the library's statistics are what ClickHouse's own numbers come from
  pipeline = await scratchKafkaPipeline({ partitions: 2, config: { kafkaStatisticsMs: 300 } });
  sampler = samplerOf(pipeline.config);
});
afterAll(() => pipeline.close());

const samplerOf = (config: Config, client: ClickHouseClient = pipeline.client) =>
  new LagSampler(config, client, EVERY_MS);
const logs = (n: number) =>
  Array.from({ length: n }, (_, i) => ({ value: numberedMessage('logs', i, Date.now()), partition: 0 }));
const run = (query: string) => pipeline.client.command({ query });

/** `status reason` of partition 0. */
function said({ partitions }: LagReport, signal: string, source = 'broker'): string {
  const found = partitions.find((one) => one.signal === signal && one.source === source && one.partition === 0);
  return found ? `${found.status} ${found.reason}` : 'not seen';
}

/** Takes samples until the broker's view of a signal is this. */
const becomes = (signal: string, expected: RegExp) =>
  eventually(async () => expect(said(await sampler.take(), signal)).toMatch(expected));

/** Rules that hold on what is seen now, as `rule labels`. */
async function alerts(): Promise<string[]> {
  const { client, config } = pipeline;
  await storeSamples(client, config.database, await sampler.take());
  const found: string[] = [];
  for (const rule of ALERT_RULES) {
    const result = await client.query({ query: rule.sql(config.database).text, format: 'JSONEachRow' });
    const instances = instancesOf(rule, await result.json<Record<string, unknown>>());
    const met = instances.filter((instance) => isMet(rule, instance, false));
    found.push(...met.map(({ labels }) => `${rule.id} ${Object.values(labels)[0]}`));
  }
  return found;
}

test('on a healthy pipeline both sources see the same, and nothing is wrong', async () => {
  await pipeline.produce([...logs(3), { value: numberedMessage('traces', 1, Date.now()), partition: 1 }]);
  await pipeline.caughtUp();
  const offsets = ({ partitions }: LagReport, source: string) =>
    partitions
      .filter((one) => one.source === source)
      .map(({ signal, topic, partition, sample, lag, status }: JudgedPartition) => ({
        at: `${signal} ${topic}/${partition}`,
        end: sample.end,
        committed: sample.committed,
        owned: typeof sample.readers?.owner === 'string',
        lag,
        status,
      }));
  const topic = pipeline.config.kafkaTopic;
  const expected = ['logs', 'traces', 'metrics'].flatMap((signal) => [
    { at: `${signal} ${topic}/0`, end: 3, committed: 3, owned: true, lag: 0, status: 'OK' },
    { at: `${signal} ${topic}/1`, end: 1, committed: 1, owned: true, lag: 0, status: 'OK' },
  ]);
  await eventually(async () => {
    const report = await sampler.take();
    expect(offsets(report, 'broker')).toEqual(expected);
    expect(offsets(report, 'clickhouse')).toEqual(expected);
    expect(report.problems).toEqual({ broker: [], clickhouse: [] });
    expect(report.consumers.map(({ queue, partitions, exception }) => [queue, partitions, exception])).toEqual([
      ['audit_logs_queue', 2, undefined],
      ['audit_traces_queue', 2, undefined],
      ['audit_metrics_queue', 2, undefined],
    ]);
  });
  expect(await alerts()).toEqual([]);
});

test('a view that throws: its signal is stalled, the view is named, the others read on', async () => {
  await run(
    `CREATE MATERIALIZED VIEW broken_mv ENGINE = MergeTree ORDER BY tuple() AS SELECT throwIf(message != '', 'no room') AS x FROM audit_logs_queue`
  );
  // a block that was begun before does not go to the new view
  await eventually(async () => {
    await pipeline.produce(logs(1));
    const report = await sampler.take();
    expect(said(report, 'logs')).toMatch(/^STALLED \d+ messages? waits? and the consumer fails: .*no room/);
  });
  const report = await sampler.take();
  expect(report.consumers.find(({ signal }) => signal === 'logs')?.exception).toMatchObject({
    kind: 'rows',
    view: `${pipeline.config.database}.broken_mv`,
  });
  await eventually(async () => expect(said(await sampler.take(), 'traces')).toMatch(/^OK/));
  await eventually(async () => expect(await alerts()).toEqual(['girok-view-errors logs']));
  await run('DROP TABLE broken_mv SYNC');
  await becomes('logs', /^OK everything is read/);
});

test('a consumer that is taken away, and messages that are deleted before it comes back', async () => {
  await run('DETACH TABLE audit_logs_queue SYNC');
  const [{ offset }] = await pipeline.produce(logs(5));
  await becomes('logs', /^STOPPED 5 messages wait and nobody is in the group$/);
  expect((await sampler.take()).problems.clickhouse).toEqual([
    `${pipeline.config.database}.audit_logs_queue is not there, or does not read Kafka.`,
  ]);
  expect(await alerts()).toEqual(['girok-no-consumer logs']);
  await pipeline.admin.deleteTopicRecords({
    topic: pipeline.config.kafkaTopic,
    partitions: [{ partition: 0, offset: String(offset + 4) }],
  });
  await becomes('logs', /^LOST the broker has deleted 4 messages that nobody had read$/);
  // what is lost is an alert of its own
  expect(await alerts()).toEqual(['girok-retention logs', 'girok-no-consumer logs']);
  await run('ATTACH TABLE audit_logs_queue');
  await becomes('logs', /^OK/);
  await eventually(async () => expect(await alerts()).toEqual([]));
});

test('a group that was put back by hand has no rate, and waits until its queue is attached again', async () => {
  const { kafkaTopic: topic, kafkaMetricsGroup: groupId } = pipeline.config;
  await run('DETACH TABLE audit_metrics_queue SYNC');
  // offsets of a group can be set when its last member has left
  await eventually(async () => {
    const { partitions } = await sampler.take();
    const found = partitions.find((one) => one.source === 'broker' && one.signal === 'metrics');
    expect(found?.sample.readers).toEqual({ members: 0, owner: null });
  });
  await pipeline.admin.setOffsets({ groupId, topic, partitions: [{ partition: 1, offset: '0' }] });
  const report = await sampler.take();
  const moved = report.partitions.find(
    (one) => one.source === 'broker' && one.signal === 'metrics' && one.partition === 1
  );
  expect(moved).toMatchObject({ lag: 1, consumed: null });
  await run('ATTACH TABLE audit_metrics_queue');
  await pipeline.caughtUp();
  await becomes('metrics', /^OK/);
});

test('samples are stored, and a new process goes on from them', async () => {
  const { client, config } = pipeline;
  await run('TRUNCATE TABLE kafka_lag_samples');
  await run('TRUNCATE TABLE kafka_consumer_samples');
  await storeSamples(client, config.database, await sampler.take());
  const stored = await client.query({
    query: `SELECT toString(Source) AS source, Signal AS signal, Partition AS partition, Status AS status, Lag AS lag, CommittedOffset = EndOffset AS read
      FROM kafka_lag_samples WHERE Signal = 'traces' ORDER BY source, partition`,
    format: 'JSONEachRow',
  });
  expect(await stored.json()).toEqual(
    ['broker', 'clickhouse'].flatMap((source) =>
      [0, 1].map((partition) => ({ source, signal: 'traces', partition, status: 'OK', lag: 0, read: 1 }))
    )
  );
  const consumers = await client.query({
    query:
      'SELECT Queue AS queue, Partitions AS partitions, Exception AS exception FROM kafka_consumer_samples ORDER BY queue',
    format: 'JSONEachRow',
  });
  expect(await consumers.json()).toEqual(
    ['audit_logs_queue', 'audit_metrics_queue', 'audit_traces_queue'].map((queue) => ({
      queue,
      partitions: 2,
      exception: '',
    }))
  );
  const next = samplerOf(config);
  await goOnFromStored(client, config.database, next.book);
  const { partitions } = await next.take();
  // a rate needs two samples
  expect(partitions.filter(({ source }) => source === 'broker').map(({ produced }) => produced)).toEqual(
    Array(6).fill(0)
  );
});

test('partitions that are added are seen', async () => {
  const { kafkaTopic: topic } = pipeline.config;
  await pipeline.admin.createPartitions({ topicPartitions: [{ topic, count: 3 }] });
  await eventually(async () => {
    const { partitions } = await sampler.take();
    const added = partitions.filter(({ source, partition }) => source === 'broker' && partition === 2);
    expect(added.map(({ status, reason }) => `${status} ${reason}`)).toEqual(Array(3).fill('OK everything is read'));
  });
});

test.each<[string, () => Partial<KafkaSettings>, RegExp]>([
  ['a wrong password', () => ({ kafkaPassword: 'wr0ng-passw0rd' }), /refused user "girok"/],
  ['nobody listens', () => ({ kafkaBrokers: '127.0.0.1:1' }), /does not answer/],
  ['no right to see the groups', () => asUser('producer'), /no coordinator of the consumer group/],
  ['no right to see the topic', () => asUser('stranger'), /does not exist, or is hidden from stranger/],
])('the broker does not tell: %s. ClickHouse still does, and the password is not said', async (_, kafka, problem) => {
  const config = { ...pipeline.config, ...asUser('girok'), ...kafka() };
  const { partitions, problems } = await samplerOf(config).take();
  expect(problems.broker.join('\n')).toMatch(problem);
  expect(JSON.stringify(problems)).not.toContain(config.kafkaPassword);
  expect(partitions.filter(({ source }) => source === 'broker')).toEqual([]);
  expect(partitions.some(({ source, signal }) => source === 'clickhouse' && signal === 'logs')).toBe(true);
});

test('ClickHouse does not tell: the broker still does', async () => {
  const away = connect({ url: 'http://127.0.0.1:1' }, 1000);
  const report = await samplerOf({ ...pipeline.config, ...asUser('girok') }, away).take();
  await away.close();
  expect(report.problems.clickhouse.join()).toMatch(/ECONNREFUSED/);
  expect(report.problems.broker).toEqual([]);
  expect(said(report, 'logs')).toBe('OK everything is read');
});

test('girok lag prints it, and leaves with 7 when something does not move', async () => {
  const settings = Object.fromEntries(
    Object.entries({ ...pipeline.config, ...asUser('girok') })
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [environmentName(key), String(value)])
  );
  const well = await runGirok(['lag'], settings);
  expect([well.code, well.stderr]).toEqual([0, '']);
  expect(well.stdout).toMatch(new RegExp(`^logs +${pipeline.config.kafkaTopic}/0 +broker +OK +0 +0 s`, 'm'));
  const unwell = await runGirok(['lag', '--json'], {
    ...settings,
    GIROK_KAFKA_BROKERS: '127.0.0.1:1',
    GIROK_DATABASE: 'nowhere',
  });
  expect(unwell.code).toBe(1);
  const report = JSON.parse(unwell.stdout) as LagReport;
  expect(report.partitions).toEqual([]);
  expect(report.problems.broker.join()).toMatch(/127\.0\.0\.1:1 does not answer/);
});
