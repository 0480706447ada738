import { type Admin } from 'kafkajs';
import { cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { type ScratchDatabase, scratchDatabase, testClient, testUrl } from '../embedded/clickhouse/testClient';
import { eventually } from '../embedded/clickhouse/testEngine';
import { caughtUp } from '../embedded/kafka/caughtUp';
import { createTopics } from '../embedded/kafka/createTopics';
import { pipelineConfig } from '../embedded/kafka/pipeline';
import { asUser } from '../embedded/kafka/testBroker';
import { accounts } from '../faults/account';
import { expectComplete, expectStoredOnce } from '../faults/expectStoredOnce';
import { SteadyProducer } from '../faults/steadyProducer';
import { type Config } from '../sidecar/config';
import { connectKafka } from '../sidecar/kafka/connect';
import { judge } from '../sidecar/ledger/judge';
import { readLedger, withCommitted } from '../sidecar/ledger/readLedger';
import { up } from '../sidecar/migrate/apply/up';
import { migrationSession, MIGRATIONS } from '../sidecar/migrate/session';

let scratch: ScratchDatabase;
let admin: Admin;
let producer: SteadyProducer;
let firstVersion: string;

beforeEach(async () => {
  scratch = await scratchDatabase();
  firstVersion = await mkdtemp(path.join(tmpdir(), 'girok-first-'));
  await copyFirstVersion(firstVersion);
  admin = connectKafka(asUser('admin')).admin();
  await admin.connect();
  const { kafkaTopic: topic } = configOf(1);
  await createTopics(admin, [{ topic, numPartitions: 2 }]);
  producer = new SteadyProducer(asUser('producer'), { topic, partitions: 2, batch: 30, pauseMs: 50 });
  await producer.connect();
});
afterEach(async () => {
  await producer.close();
  await scratch.drop();
  const { kafkaCollection, kafkaTopic } = configOf(1);
  const server = testClient();
  await server.command({ query: `DROP NAMED COLLECTION IF EXISTS ${kafkaCollection}` });
  await server.close();
  await admin.deleteTopics({ topics: [kafkaTopic] });
  await admin.disconnect();
  await rm(firstVersion, { recursive: true, force: true });
});

const configOf = (blockMessages: number): Config =>
  pipelineConfig({
    clickhouseUrl: testUrl(),
    database: scratch.name,
    kafka: asUser('girok', 'PLAIN'),
    blockMessages,
    config: { kafkaSessionTimeoutMs: 6000 },
  });

/** The migrations as they were when there was only the first of them. */
async function copyFirstVersion(folder: string): Promise<void> {
  const [first] = (await readdir(MIGRATIONS)).filter((name) => /^\d{14}_.*\.sql$/.test(name)).sort();
  await cp(path.join(MIGRATIONS, first), path.join(folder, first));
  await mkdir(path.join(folder, 'queues'));
  await cp(path.join(MIGRATIONS, 'queues'), path.join(folder, 'queues'), { recursive: true });
}

/** Runs what is pending. @returns the migrations that are applied then */
async function upgrade(config: Config, folder?: string): Promise<string[]> {
  const session = migrationSession(config, folder);
  try {
    await up(session);
    expect((await session.plan()).pending).toEqual([]);
  } finally {
    await session.close();
  }
  const applied = await scratch.client.query({
    query: `SELECT DISTINCT name FROM system.tables WHERE database = {database:String} AND engine = 'MaterializedView'`,
    query_params: { database: scratch.name },
    format: 'JSONEachRow',
  });
  return (await applied.json<{ name: string }>()).map(({ name }) => name);
}

const sent = (messages: number) => eventually(async () => expect(producer.messages).toBeGreaterThan(messages));

test('from the first migration to the newest while messages arrive: none is lost, none is stored twice', async () => {
  const before = await upgrade(configOf(20), firstVersion);
  producer.start();
  await sent(300);
  // another block size, so that the queues are made anew as well, as with most new versions
  const after = await upgrade(configOf(30));
  expect(after.length).toBeGreaterThan(before.length);
  await sent(producer.messages + 300);
  await producer.stop();

  await caughtUp(admin, scratch.client, configOf(30));
  expectStoredOnce(await accounts(scratch.client, producer));
  const records = await withCommitted(configOf(30), await readLedger(scratch.client, scratch.name, 24));
  expectComplete(records.map(judge).map(({ status, text }) => ` ${status}: ${text}`));
}, 600_000);
