import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

import { readConfig, topicsOf } from '../../sidecar/config';

const ROOT = path.resolve(__dirname, '../..');
const yamlOf = (file: string): unknown => parse(readFileSync(path.join(ROOT, file), 'utf8'), { merge: true });

/** Redpanda ignores what it does not know: each is a cluster property of its documentation. */
const bootstrapSchema = z.strictObject({
  enable_sasl: z.literal(true),
  sasl_mechanisms: z.array(z.enum(['SCRAM', 'GSSAPI', 'OAUTHBEARER', 'PLAIN'])),
  superusers: z.array(z.string()),
  auto_create_topics_enabled: z.literal(false),
  kafka_batch_max_bytes: z.int(),
  storage_min_free_bytes: z.int(),
  write_caching_default: z.enum(['true', 'false', 'disabled']),
});

const bootstrap = bootstrapSchema.parse(yamlOf('deploy/redpanda/bootstrap.yaml'));

const compose = yamlOf('docker-compose.yml') as {
  'x-girok': { environment: Record<string, string> };
  services: { redpanda: { command: string[] } };
};

const { exporters } = yamlOf('deploy/collector/collector.yaml') as {
  exporters: {
    kafka: Record<'logs' | 'traces' | 'metrics', { topic: string }> & {
      brokers: string[];
      auth: { sasl: { mechanism: string; username: string } };
      producer: { compression: string };
      sending_queue: { num_consumers: number; batch: { sizer: string; max_size: number } };
    };
  };
};

const girok = compose['x-girok'].environment;

let folder: string;
let secrets: Record<string, string>;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'girok-redpanda-'));
  execFileSync(process.execPath, [path.join(ROOT, 'deploy/compose/secrets.mjs'), path.join(folder, 'secrets')]);
  const env = readFileSync(path.join(folder, 'secrets/redpanda/env'), 'utf8');
  secrets = Object.fromEntries([...env.matchAll(/^(\w+)='(.*)'$/gm)].map(([, name, value]) => [name, value]));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Called {
  args: string[];
  brokers: string;
  user: string;
  password: string;
  mechanism: string;
}

/** Runs init.sh with a stand-in for `rpk`, which fails where a pattern of the shell says so. */
function initialized(fails: string): { status: number | null; calls: Called[] } {
  const log = path.join(folder, 'calls');
  writeFileSync(log, '');
  const rpk = path.join(folder, 'rpk');
  writeFileSync(
    rpk,
    `#!${process.execPath}
const args = process.argv.slice(2);
const { RPK_BROKERS: brokers, RPK_USER: user, RPK_PASS: password, RPK_SASL_MECHANISM: mechanism } = process.env;
require('node:fs').appendFileSync(${JSON.stringify(log)}, JSON.stringify({ args, brokers, user, password, mechanism }) + '\\n');
process.exit(new RegExp(${JSON.stringify(fails)}).test(args.join(' ')) ? 1 : 0);
`
  );
  chmodSync(rpk, 0o755);
  const { status } = spawnSync('sh', [path.join(__dirname, 'init.sh')], {
    env: { ...secrets, PATH: `${folder}:${process.env.PATH}` },
  });
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
  return { status, calls: lines.map((line) => JSON.parse(line) as Called) };
}

const after = (args: readonly string[], option: string) => args[args.indexOf(option) + 1];
const startsWith = (calls: readonly Called[], ...words: string[]) =>
  calls.map(({ args }) => args).filter((args) => words.every((word, at) => args[at] === word));

test('a new cluster has the topic that everybody names, and takes what the Collector sends', () => {
  const { status, calls } = initialized('^topic describe');
  expect(status).toBe(0);
  const [[, , topic, ...options], ...more] = startsWith(calls, 'topic', 'create');
  expect(more).toEqual([]);
  const topics = new Set([
    girok.GIROK_KAFKA_TOPIC,
    ...Object.values(topicsOf(readConfig({ GIROK_KAFKA_PASSWORD: 'x' }))),
    ...[exporters.kafka.logs, exporters.kafka.traces, exporters.kafka.metrics].map((signal) => signal.topic),
  ]);
  expect([...topics]).toEqual([topic]);
  const most = Number(options.find((option) => option.startsWith('max.message.bytes='))!.split('=')[1]);
  expect(most).toBe(bootstrap.kafka_batch_max_bytes);
  // the broker counts what is compressed: what JSON adds to the bytes of protobuf is gone then. One message at a time.
  const { producer, sending_queue } = exporters.kafka;
  expect(producer.compression).toBe('zstd');
  expect(sending_queue).toMatchObject({ num_consumers: 1, batch: { sizer: 'bytes' } });
  expect(sending_queue.batch.max_size).toBeLessThan(most);
});

test('what is acknowledged is on the disk, and nobody comes to a topic by HTTP', () => {
  const { command } = compose.services.redpanda;
  expect(command).toContain('--unsafe-bypass-fsync=false');
  expect(bootstrap.write_caching_default).toBe('false');
  const byHttp = command.filter((option) => /^--(pandaproxy|schema-registry)-addr=/.test(option));
  expect(byHttp.map((option) => option.split('=')[1])).toEqual(['127.0.0.1:8082', '127.0.0.1:8081']);
});

test('messages go when their time is over: no segment is open for longer than a part of it', () => {
  const [options] = startsWith(initialized('^topic describe').calls, 'topic', 'create');
  const of = (name: string) => Number(options.find((option) => option.startsWith(`${name}=`))!.split('=')[1]);
  expect(of('segment.ms')).toBeLessThan(of('retention.ms') / 10);
});

test('it speaks as the superuser that Redpanda starts with, to the address that Redpanda has', () => {
  const { calls } = initialized('^never');
  const [name, password, mechanism] = secrets.RP_BOOTSTRAP_USER.split(':');
  expect(bootstrap.superusers).toEqual([name]);
  expect(bootstrap.sasl_mechanisms).toEqual(['SCRAM']);
  const address = compose.services.redpanda.command.find((option) => option.startsWith('--advertise-kafka-addr='))!;
  expect(address).toContain(`internal://${girok.GIROK_KAFKA_BROKERS},`);
  expect(exporters.kafka.brokers).toEqual([`\${env:GIROK_KAFKA_BROKERS:-${girok.GIROK_KAFKA_BROKERS}}`]);
  for (const { brokers, ...called } of calls) {
    expect(brokers).toBe(girok.GIROK_KAFKA_BROKERS);
    expect(called).toMatchObject({ user: name, password, mechanism });
  }
});

test.each([
  ['create', '^never', '--new-password'],
  ['update', '^security user create', '--new-password'],
])('%s: both users have the passwords and the mechanism that they come with', (verb, fails, option) => {
  const { status, calls } = initialized(fails);
  expect(status).toBe(0);
  const users = startsWith(calls, 'security', 'user', verb);
  expect(Object.fromEntries(users.map((args) => [args[3], after(args, option)]))).toEqual({
    [exporters.kafka.auth.sasl.username]: secrets.KAFKA_COLLECTOR_PASSWORD,
    [girok.GIROK_KAFKA_USERNAME]: secrets.KAFKA_GIROK_PASSWORD,
  });
  const mechanisms = users.map((args) => after(args, '--mechanism'));
  expect(new Set([...mechanisms, girok.GIROK_KAFKA_SASL_MECHANISM, exporters.kafka.auth.sasl.mechanism]).size).toBe(1);
});

test('a user that can be neither made nor changed stops it', () => {
  expect(initialized('^security user').status).not.toBe(0);
});

test('who writes does not read, who reads does not write, and only in groups of girok', () => {
  const rights = startsWith(initialized('^never').calls, 'security', 'acl', 'create').map((args) => ({
    who: after(args, '--allow-principal'),
    on: args.includes('--topic') ? `topic ${after(args, '--topic')}` : args.includes('--group') ? 'groups' : 'cluster',
    group: args.includes('--group') ? after(args, '--group') : undefined,
    may: after(args, '--operation'),
  }));
  expect(rights.map(({ who, on, may }) => `${who}: ${may} on ${on}`)).toEqual([
    'User:collector: write,describe on topic otel-telemetry',
    'User:girok: read,describe,describeconfigs on topic otel-telemetry',
    'User:girok: read,describe on groups',
    'User:girok: describe on cluster',
  ]);
  const { kafkaLogsGroup, kafkaTracesGroup, kafkaMetricsGroup } = readConfig({ GIROK_KAFKA_PASSWORD: 'x' });
  const prefix = rights.find(({ group }) => group !== undefined)!.group!;
  for (const group of [kafkaLogsGroup, kafkaTracesGroup, kafkaMetricsGroup]) {
    expect(group.startsWith(prefix)).toBe(true);
  }
});
