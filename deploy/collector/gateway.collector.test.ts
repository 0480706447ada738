import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse, stringify } from 'yaml';

import { freePorts } from '../../embedded/freePorts';
import { type Broker, startBroker } from '../../embedded/kafka/broker';
import { KAFKA_USERS, kafkaSettings } from '../../embedded/kafka/users';
import { COLLECTOR_QUESTIONS } from '../../queries/collector/collector';
import { connectKafka } from '../../sidecar/kafka/connect';

/** `otelcol-contrib`, or a Collector with the same parts: it cannot be had from a package registry, so it is named. */
const COLLECTOR = process.env.GIROK_OTELCOL ?? 'otelcol-contrib';
const TOPIC = 'otel-telemetry';

let broker: Broker;
let folder: string;
beforeAll(async () => {
  broker = await startBroker();
  await broker.createTopic(TOPIC);
  folder = await mkdtemp(path.join(tmpdir(), 'girok-collector-'));
});
afterAll(async () => {
  await broker.close();
  await rm(folder, { recursive: true, force: true });
});

interface Running {
  child: ChildProcess;
  url: string;
}

/** The Collector with our files; only addresses, passwords and the second way out are this machine's. */
async function startCollector(auth: 'auth-token.yaml' | 'auth-tenants.yaml', secret: string): Promise<Running> {
  const [grpc, http, health, self] = await freePorts(4);
  const secrets = path.join(folder, 'secret');
  await writeFile(secrets, secret);
  const here = {
    extensions: {
      health_check: { endpoint: `127.0.0.1:${health}` },
      ...(auth === 'auth-token.yaml'
        ? { bearertokenauth: { filename: secrets } }
        : { 'basicauth/tenants': { htpasswd: { file: secrets } } }),
    },
    receivers: {
      otlp: { protocols: { grpc: { endpoint: `127.0.0.1:${grpc}` }, http: { endpoint: `127.0.0.1:${http}` } } },
      'otlp/self': { protocols: { http: { endpoint: `127.0.0.1:${self}` } } },
    },
    exporters: {
      kafka: {
        brokers: [broker.address],
        auth: { sasl: { username: 'producer', password: KAFKA_USERS.producer } },
        // what this test reads with has no zstd
        producer: { compression: 'gzip' },
      },
    },
    service: {
      pipelines: {
        logs: { exporters: ['kafka'] },
        traces: { exporters: ['kafka'] },
        metrics: { exporters: ['kafka'] },
        'metrics/self': { exporters: ['kafka'] },
      },
    },
  };
  const base = parse(await readFile(path.join(__dirname, 'collector.yaml'), 'utf8')) as {
    exporters: { clickhouse?: object };
    service: {
      telemetry: {
        metrics: { readers: Array<{ periodic: { interval: number; exporter: { otlp: { endpoint: string } } } }> };
      };
    };
  };
  delete base.exporters.clickhouse;
  const [{ periodic: own }] = base.service.telemetry.metrics.readers;
  own.interval = 500;
  own.exporter.otlp.endpoint = `http://127.0.0.1:${self}`;
  const files = { 'base.yaml': base, 'here.yaml': here };
  for (const [name, content] of Object.entries(files)) {
    await writeFile(path.join(folder, name), stringify(content));
  }
  const configs = [path.join(folder, 'base.yaml'), path.join(__dirname, auth), path.join(folder, 'here.yaml')];
  const child = spawn(
    COLLECTOR,
    configs.flatMap((file) => ['--config', file]),
    { stdio: ['ignore', 'ignore', 'pipe'] }
  );
  let log = '';
  child.stderr!.on('data', (data: Buffer) => (log += data.toString()));
  const ended = new Promise<never>((_, reject) => {
    child.once('error', (error) =>
      reject(new Error(`${COLLECTOR} cannot be started: ${error.message}. Set GIROK_OTELCOL.`))
    );
    child.once('exit', (code) => reject(new Error(`the Collector ended with ${code}:\n${log}`)));
  });
  ended.catch(() => {});
  await Promise.race([ended, answers(`http://127.0.0.1:${health}/`)]);
  return { child, url: `http://127.0.0.1:${http}` };
}

async function answers(url: string): Promise<void> {
  for (;;) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const stop = ({ child }: Running) =>
  new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });

const attribute = (key: string, value: string) => ({ key, value: { stringValue: value } });
const logs = (body: string, resource: object[] = [], attributes: object[] = []) => ({
  resourceLogs: [
    {
      resource: { attributes: resource },
      scopeLogs: [{ logRecords: [{ timeUnixNano: '1764000000000000000', body: { stringValue: body }, attributes }] }],
    },
  ],
});
const SPAN = {
  resourceSpans: [
    {
      scopeSpans: [
        { spans: [{ traceId: '5b8efff798038103d269b633813fc60c', spanId: 'eee19b7ec3c1b174', name: 'counted' }] },
      ],
    },
  ],
};
const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);
const send = (url: string, authorization: string | undefined, body: unknown, signal = 'logs') =>
  fetch(`${url}/v1/${signal}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(authorization ? { Authorization: authorization } : {}) },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  }).then(({ status }) => status);

type Attribute = { key: string; value: { stringValue: string } };
interface StoredLog {
  resource: Record<string, string>;
  attributes: Record<string, string>;
  body: string;
}
const asRecord = (attributes: Attribute[] = []) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue]));

interface Message {
  resourceLogs?: Array<{
    resource: { attributes?: Attribute[] };
    scopeLogs: Array<{ logRecords: Array<{ body: { stringValue: string }; attributes?: Attribute[] }> }>;
  }>;
  resourceMetrics?: Array<{
    resource: { attributes: Attribute[] };
    scopeMetrics: Array<{
      metrics: Array<{ name: string; unit?: string; sum?: { isMonotonic?: boolean }; gauge?: object }>;
    }>;
  }>;
}

/** Reads the topic from its beginning until a message was the last that was asked for. */
async function readUntil(isLast: (message: Message) => boolean): Promise<void> {
  const kafka = connectKafka(kafkaSettings(broker.address, 'admin'));
  const consumer = kafka.consumer({ groupId: `test-${Math.random()}` });
  await consumer.connect();
  await consumer.subscribe({ topic: TOPIC, fromBeginning: true });
  await new Promise<void>((resolve) => {
    void consumer.run({
      eachMessage: async ({ message }) => {
        if (isLast(JSON.parse(message.value!.toString()) as Message)) {
          resolve();
        }
      },
    });
  });
  await consumer.disconnect();
}

/** Log records of the topic, until one has this body. */
async function recordsUntil(body: string): Promise<StoredLog[]> {
  const records: StoredLog[] = [];
  await readUntil(({ resourceLogs = [] }) => {
    for (const { resource, scopeLogs } of resourceLogs) {
      for (const record of scopeLogs.flatMap(({ logRecords }) => logRecords)) {
        records.push({
          resource: asRecord(resource.attributes),
          attributes: asRecord(record.attributes),
          body: record.body.stringValue,
        });
      }
    }
    return records.some((record) => record.body === body);
  });
  return records;
}
const basic = (login: string, password: string) => `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`;

test('what it tells of itself is in the topic, under the names, units and types that "Collector health" asks for', async () => {
  const collector = await startCollector('auth-token.yaml', 'a-token-of-this-test');
  try {
    // a counter that never counted is not sent
    expect(await send(collector.url, 'Bearer a-token-of-this-test', logs('counted'))).toBe(200);
    expect(await send(collector.url, 'Bearer a-token-of-this-test', SPAN, 'traces')).toBe(200);
    const told = new Map<string, { unit?: string; isMonotonic: boolean; type: string }>();
    const services = new Set<string>();
    await readUntil(({ resourceMetrics = [] }) => {
      for (const { resource, scopeMetrics } of resourceMetrics) {
        services.add(asRecord(resource.attributes)['service.name']);
        for (const { name, unit, sum, gauge } of scopeMetrics.flatMap(({ metrics }) => metrics)) {
          told.set(name, {
            unit,
            type: sum ? 'sum' : gauge ? 'gauge' : 'other',
            isMonotonic: sum?.isMonotonic ?? false,
          });
        }
      }
      return ['log_records', 'spans', 'metric_points'].every((kind) => told.has(`otelcol_exporter_sent_${kind}`));
    });
    const asked = COLLECTOR_QUESTIONS.flatMap(({ metrics }) => metrics);
    // of what could not be sent a Collector tells from the first time on
    const expected = asked.filter(({ name }) => !name.startsWith('otelcol_exporter_send_failed'));
    expect(
      expected.map(({ name, type, unit, isMonotonic }) => ({ name, type, unit, isMonotonic })).sort(byName)
    ).toEqual(expected.map(({ name }) => ({ name, ...told.get(name) })).sort(byName));
    expect([...services]).toEqual(['otel-collector']);
  } finally {
    await stop(collector);
  }
});

test('a login per tenant: who logged in is the tenant, whatever the payload says', async () => {
  // password s3cret; made with `openssl passwd -apr1`
  const collector = await startCollector('auth-tenants.yaml', 'acme:$apr1$abcdefgh$M2T3erDstkD7SsE2QQnfH0\n');
  try {
    expect(await send(collector.url, undefined, logs('nobody'))).toBe(401);
    expect(await send(collector.url, basic('acme', 'guessed'), logs('guessed'))).toBe(401);
    const forged = ['tenant.id', 'audit.tenant.id', 'organization.id', 'user.tenant.id', 'account.id'];
    const lies = forged.map((key) => attribute(key, 'globex'));
    expect(
      await send(collector.url, basic('acme', 's3cret'), logs('forged', [attribute('tenant.id', 'globex')], lies))
    ).toBe(200);
    const records = await recordsUntil('forged');
    const [record] = records.filter(({ body }) => body === 'forged');
    expect(record.resource['tenant.id']).toBe('acme');
    expect(Object.values(record.attributes)).not.toContain('globex');
    expect(records.map(({ body }) => body)).not.toEqual(expect.arrayContaining(['nobody', 'guessed']));
  } finally {
    await stop(collector);
  }
});

test('one token: secrets are masked, long values cut, broken and oversized bodies refused, and the next one is stored', async () => {
  const collector = await startCollector('auth-token.yaml', 'a-token-of-this-test');
  const token = 'Bearer a-token-of-this-test';
  try {
    expect(await send(collector.url, 'Bearer another', logs('stranger'))).toBe(401);
    expect(await send(collector.url, token, '{"resourceLogs":[{')).toBe(400);
    expect(await send(collector.url, token, logs('x'.repeat(5 * 2 ** 20)))).toBeGreaterThanOrEqual(400);
    const secrets = [
      attribute('user.password', 'hunter2'),
      attribute('http.request.header.authorization', 'Bearer abc'),
      attribute('note', 'card 4111111111111111 of the customer'),
      attribute('long', 'y'.repeat(100_000)),
    ];
    expect(await send(collector.url, token, logs('last', [attribute('service.name', 'pay')], secrets))).toBe(200);
    const stored = (await recordsUntil('last')).find(({ body }) => body === 'last')!;
    expect(stored.resource['service.name']).toBe('pay');
    expect(JSON.stringify(stored)).not.toMatch(/hunter2|Bearer abc|4111111111111111/);
    expect(stored.attributes.long).toHaveLength(8192);
  } finally {
    await stop(collector);
  }
});
