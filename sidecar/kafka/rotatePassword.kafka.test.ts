import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

import { eventually } from '../../embedded/clickhouse/testEngine';
import { consumerExceptions } from '../../embedded/kafka/caughtUp';
import { type ScratchKafkaPipeline, scratchKafkaPipeline } from '../../embedded/kafka/scratchKafkaPipeline';
import { KAFKA_USERS } from '../../embedded/kafka/users';
import { type Config, environmentName } from '../config';

const GIROK = path.join(__dirname, '../../bin/girok.mjs');
const RIGHT = KAFKA_USERS.girok;
const WRONG = "planted 'wrong'; password";

let pipeline: ScratchKafkaPipeline;
afterEach(() => pipeline.close());

/** The command as a person runs it; neither password may be in anything it says. */
async function rotate(password: string | undefined, args: string[] = [], change: Partial<Config> = {}) {
  const settings = Object.entries({ ...pipeline.config, ...change, kafkaPassword: password });
  const given = settings
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => [environmentName(key), String(value)]);
  const env = { PATH: process.env.PATH, ...Object.fromEntries(given) };
  const run = promisify(execFile)(process.execPath, [GIROK, 'kafka', 'rotate-password', ...args], { env });
  const { code, stdout, stderr } = await run.then(
    (result) => ({ code: 0, ...result }),
    (error: { code: number; stdout: string; stderr: string }) => error
  );
  const said = stdout + stderr;
  expect(said).not.toContain(RIGHT.slice(0, 8));
  expect(said).not.toContain('planted');
  return { code, stdout, stderr };
}

const message = (id: number) => ({
  value: JSON.stringify({
    resourceLogs: [
      { scopeLogs: [{ logRecords: [{ timeUnixNano: `${Date.now()}000000`, body: { stringValue: `record ${id}` } }] }] },
    ],
  }),
});

/** How often each record is stored, without the help of FINAL. */
async function stored(): Promise<string[]> {
  const result = await pipeline.client.query({ query: 'SELECT Body FROM otel_audit_logs', format: 'JSONEachRow' });
  return (await result.json<{ Body: string }>()).map(({ Body }) => Body).sort();
}

const records = (n: number) => Array.from({ length: n }, (_, i) => `record ${i}`).sort();

test('queues with a password that is refused read again after the rotation, from where they stood', async () => {
  pipeline = await scratchKafkaPipeline({ partitions: 2, kafka: { kafkaPassword: WRONG } });
  await pipeline.produce(Array.from({ length: 10 }, (_, i) => message(i)));
  const { config, client } = pipeline;
  await eventually(async () =>
    expect((await consumerExceptions(client, config.database)).join()).toMatch(/SASL authentication error/)
  );
  const { code, stdout, stderr } = await rotate(RIGHT);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/Kafka takes the new password of user girok/);
  for (const queue of ['audit_logs_queue', 'audit_traces_queue', 'audit_metrics_queue']) {
    expect(stdout).toMatch(new RegExp(`${queue} +consuming +2 partitions`));
  }
  await pipeline.caughtUp();
  expect(await stored()).toEqual(records(10));
});

test('a rotation in the middle of the flow loses nothing and stores nothing twice', async () => {
  pipeline = await scratchKafkaPipeline({ partitions: 2 });
  let sent = 0;
  let rotating = true;
  const rotation = rotate(RIGHT).finally(() => (rotating = false));
  while (rotating) {
    await pipeline.produce([message(sent++), message(sent++)]);
    // a queue that always has something to read keeps its thread for 60 s, and this engine has fewer threads than queues
    await new Promise((resolve) => setTimeout(resolve, 3 * pipeline.config.kafkaFlushMs));
  }
  expect(await rotation).toMatchObject({ code: 0 });
  await pipeline.produce([message(sent++)]);
  await pipeline.caughtUp();
  expect(sent).toBeGreaterThan(4);
  expect(await stored()).toEqual(records(sent));
});

test('a password that the broker refuses changes nothing, not even when unchecked', async () => {
  pipeline = await scratchKafkaPipeline();
  for (const args of [[], ['--unchecked']]) {
    expect(await rotate(WRONG, args)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/refused user "girok" with PLAIN.*Nothing was changed\./s),
    });
  }
  expect(await rotate(undefined)).toMatchObject({ code: 2, stderr: expect.stringContaining('GIROK_KAFKA_PASSWORD') });
  await pipeline.produce([message(0)]);
  await pipeline.caughtUp();
  expect(await stored()).toEqual(records(1));
});

test('where girok does not reach the broker it goes on only when told to', async () => {
  pipeline = await scratchKafkaPipeline();
  const away = { kafkaBrokers: '127.0.0.1:1' };
  expect(await rotate(RIGHT, [], away)).toMatchObject({ code: 2, stderr: expect.stringContaining('--unchecked') });
  expect(await rotate(RIGHT, ['--unchecked'], away)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('could not be asked from here'),
  });
});

test('a queue that an interrupted rotation left detached is attached; a collection that is not there is refused', async () => {
  pipeline = await scratchKafkaPipeline();
  await pipeline.client.command({ query: 'DETACH TABLE audit_logs_queue' });
  const { code, stdout } = await rotate(RIGHT, ['--json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    queues: expect.arrayContaining([{ queue: 'audit_logs_queue', state: 'consuming', detail: '1 partition' }]),
    others: [],
  });
  expect(await rotate(RIGHT, [], { kafkaCollection: 'not_there' })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('There is no named collection not_there'),
  });
});

test('tables of others that read through the collection are named, and left alone', async () => {
  pipeline = await scratchKafkaPipeline();
  const { kafkaCollection, database } = pipeline.config;
  const other = `${database}_other`;
  await pipeline.client.command({ query: `CREATE DATABASE ${other}` });
  await pipeline.client.command({
    query: `CREATE TABLE ${other}.theirs (m String) ENGINE = Kafka(${kafkaCollection})
      SETTINGS kafka_topic_list = 'otel-x', kafka_group_name = 'girok-x', kafka_format = 'RawBLOB'`,
  });
  const { code, stdout } = await rotate(RIGHT);
  expect(code).toBe(0);
  expect(stdout).toContain(`DETACH TABLE ${other}.theirs; ATTACH TABLE ${other}.theirs;`);
  await pipeline.client.command({ query: `DROP DATABASE ${other} SYNC` });
});
