import { type Block, blocksOf, commandLines } from './blocks';
import { runBlock } from './runBlock';
import { scratchDatabase, testUrl } from '../embedded/clickhouse/testClient';
import { eventually } from '../embedded/clickhouse/testEngine';
import { scratchKafkaPipeline, type ScratchKafkaPipeline } from '../embedded/kafka/scratchKafkaPipeline';
import { asUser } from '../embedded/kafka/testBroker';
import { numberedMessage } from '../faults/numberedMessage';
import { type Config, environmentName } from '../sidecar/config';

let pipeline: ScratchKafkaPipeline;
beforeAll(async () => {
  pipeline = await scratchKafkaPipeline();
});
afterAll(() => pipeline.close());

/** The block of a page that this test executes and that contains the words. */
function block(page: string, words: string): Block {
  const found = blocksOf(page).filter(
    ({ runBy, text }) => runBy === 'docs/commands.kafka.test.ts' && text.includes(words)
  );
  expect(found).toHaveLength(1);
  return found[0];
}

/** Where this machine has ClickHouse and Kafka. The embedded engine knows no users and of SASL only PLAIN. */
const systems = () => ({
  'http://clickhouse:8123': testUrl(),
  'GIROK_CLICKHOUSE_USER=migrator GIROK_CLICKHOUSE_PASSWORD=…': '',
  'redpanda:9093': asUser('girok').kafkaBrokers,
  'GIROK_KAFKA_PASSWORD=…': `GIROK_KAFKA_PASSWORD="${asUser('girok').kafkaPassword}"`,
});

/** Settings that keep a test apart from the others, and the mechanism. */
const settings = (config: Config, keys: Array<keyof Config>) =>
  Object.fromEntries(keys.map((key) => [environmentName(key), String(config[key])]));
const GROUPS: Array<keyof Config> = ['kafkaLogsGroup', 'kafkaTracesGroup', 'kafkaMetricsGroup'];
const EVERYTHING: Array<keyof Config> = [
  ...GROUPS,
  'kafkaTopic',
  'kafkaSaslMechanism',
  'clickhouseUrl',
  'database',
  'kafkaBrokers',
  'kafkaUsername',
  'kafkaPassword',
];

test('docs/install.md: the tables are made beside what is there; docs/upgrade.md: then nothing is left to do', async () => {
  const scratch = await scratchDatabase();
  // the topic has one partition: two consumers of one group would wait for each other
  const groups = Object.entries(settings(pipeline.config, GROUPS)).map(([name, group]) => [
    name,
    group.replace(pipeline.config.database, scratch.name),
  ]);
  const environment = {
    ...settings(pipeline.config, ['kafkaTopic', 'kafkaSaslMechanism']),
    ...(Object.fromEntries(groups) as Record<string, string>),
    GIROK_DATABASE: scratch.name,
    GIROK_KAFKA_COLLECTION: `docs_${scratch.name}`,
  };
  try {
    const installed = await runBlock(block('docs/install.md', 'girok doctor'), { here: systems(), environment });
    expect(installed.output).toMatch(/\d+ statements would run/);
    expect(installed.output).toMatch(/Done: \d+ statements run in/);
    expect(installed.output).not.toContain('FAILURE');
    expect(installed.code).toBe(0);

    const upgraded = await runBlock(block('docs/upgrade.md', 'migrate verify'), {
      here: {},
      environment: {
        ...settings(pipeline.config, ['clickhouseUrl', 'kafkaBrokers', 'kafkaUsername', 'kafkaPassword']),
        ...environment,
      },
    });
    expect(upgraded.output).not.toMatch(/FAILURE|statements? would run/);
    expect(upgraded.code).toBe(0);
  } finally {
    await scratch.drop();
    await pipeline.client.command({ query: `DROP NAMED COLLECTION IF EXISTS docs_${scratch.name}` });
  }
});

test('README.md shows the same commands', () => {
  const lines = (of: Block) => commandLines(of).map((line) => line.replace('npm run girok -- ', 'girok '));
  const all = lines(block('docs/install.md', 'girok doctor'));
  expect(all).toEqual(expect.arrayContaining(lines(block('README.md', 'npm run girok'))));
});

test('docs/ingestion.md: the ledger of a day', async () => {
  await pipeline.produce([{ value: numberedMessage('logs', 1, Date.now()) }]);
  await pipeline.caughtUp();
  const { code, output } = await runBlock(block('docs/ingestion.md', 'ledger check'), {
    here: {},
    environment: settings(pipeline.config, EVERYTHING),
  });
  expect(output).toContain('every message from 0 to 0 is stored');
  expect(code).toBe(0);
});

test('docs/ingestion.md: dead letters are listed, shown and read again', async () => {
  const [{ partition, offset }] = await pipeline.produce([{ value: 'no OTLP' }]);
  await pipeline.caughtUp();
  await eventually(async () => {
    const { code, output } = await runBlock(block('docs/ingestion.md', 'dead-letters list'), {
      here: { 'otel-telemetry/0/1204': `${pipeline.config.kafkaTopic}/${partition}/${offset}` },
      environment: settings(pipeline.config, EVERYTHING),
    });
    expect(output).toContain('no OTLP');
    // what is no OTLP stays none: exit code 4 says so
    expect(code).toBe(4);
  });
});
