import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse, stringify } from 'yaml';

import { freePorts } from '../../embedded/freePorts';
import { type Broker, startBroker } from '../../embedded/kafka/broker';
import { KAFKA_USERS, kafkaSettings } from '../../embedded/kafka/users';
import { connectKafka } from '../../sidecar/kafka/connect';

/** `otelcol-contrib`, or a Collector with the same parts: it cannot be had from a package registry, so it is named. */
const COLLECTOR = process.env.GIROK_OTELCOL ?? 'otelcol-contrib';
const TOPIC = 'otel-telemetry';

let broker: Broker;
let folder: string;

/** For the tests of a file: a broker with the topic, and a folder for what the Collector reads. */
export function brokerForTests(): void {
  beforeAll(async () => {
    broker = await startBroker();
    await broker.createTopic(TOPIC);
    folder = await mkdtemp(path.join(tmpdir(), 'girok-collector-'));
  });
  afterAll(async () => {
    await broker.close();
    await rm(folder, { recursive: true, force: true });
  });
}

/** Stops the broker while the work is done. */
export async function withoutBroker(work: () => Promise<void>): Promise<void> {
  await broker.stop();
  try {
    await work();
  } finally {
    await broker.start();
  }
}

export interface Running {
  child: ChildProcess;
  url: string;
}

/**
 * The Collector with our files, also the further ones; only addresses and passwords are this machine's. It has the second way
 * out if `clickhouse`, an address, is given; the tables there are taken to exist.
 */
export async function startCollector(
  auth: 'auth-token.yaml' | 'auth-tenants.yaml',
  secret: string,
  further: string[] = [],
  clickhouse?: string
): Promise<Running> {
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
      ...(clickhouse ? { clickhouse: { endpoint: clickhouse, password: 'secret', create_schema: false } } : {}),
    },
  };
  const base = parse(await readFile(path.join(__dirname, 'collector.yaml'), 'utf8')) as Base;
  if (!clickhouse) {
    removeSecondWay(base);
  }
  const [{ periodic: own }] = base.service.telemetry.metrics.readers;
  own.interval = 500;
  own.exporter.otlp.endpoint = `http://127.0.0.1:${self}`;
  const files = { 'base.yaml': base, 'here.yaml': here };
  for (const [name, content] of Object.entries(files)) {
    await writeFile(path.join(folder, name), stringify(content));
  }
  const ours = [auth, ...further].map((file) => path.join(__dirname, file));
  const configs = [path.join(folder, 'base.yaml'), ...ours, path.join(folder, 'here.yaml')];
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

interface Base {
  connectors?: object;
  exporters: { clickhouse?: object };
  service: {
    telemetry: {
      metrics: { readers: Array<{ periodic: { interval: number; exporter: { otlp: { endpoint: string } } } }> };
    };
    pipelines: Record<string, { exporters: string[] }>;
  };
}

function removeSecondWay(base: Base): void {
  delete base.connectors;
  delete base.exporters.clickhouse;
  const { pipelines } = base.service;
  for (const [name, pipeline] of Object.entries(pipelines)) {
    if (name.endsWith('/second')) {
      delete pipelines[name];
    } else {
      pipeline.exporters = ['kafka'];
    }
  }
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

export const stop = ({ child }: Running) =>
  new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });

export const attribute = (key: string, value: string) => ({ key, value: { stringValue: value } });
export const logs = (body: string, resource: object[] = [], attributes: object[] = []) => ({
  resourceLogs: [
    {
      resource: { attributes: resource },
      scopeLogs: [{ logRecords: [{ timeUnixNano: '1764000000000000000', body: { stringValue: body }, attributes }] }],
    },
  ],
});
/** Sends a message of a signal as JSON, or a body as it is with these headers. Resolves with the status. */
export const send = (
  url: string,
  authorization: string | undefined,
  body: object | string | Uint8Array<ArrayBuffer>,
  signal = 'logs',
  headers: Record<string, string> = {}
) =>
  fetch(`${url}/v1/${signal}`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      ...(authorization ? { Authorization: authorization } : {}),
      ...headers,
    },
    body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
  }).then(({ status }) => status);

type Attribute = {
  key: string;
  value: { stringValue?: string; arrayValue?: { values: Array<{ stringValue: string }> } };
};
export interface StoredLog {
  resource: Record<string, string>;
  attributes: Record<string, string>;
  body: string;
}
export const asRecord = (attributes: Attribute[] = []) =>
  Object.fromEntries(
    attributes.map(({ key, value }) => [
      key,
      value.stringValue ?? value.arrayValue?.values.map(({ stringValue }) => stringValue).join('; ') ?? '',
    ])
  );

export interface Message {
  resourceLogs?: Array<{
    resource: { attributes?: Attribute[] };
    scopeLogs: Array<{ logRecords: Array<{ body: { stringValue: string }; attributes?: Attribute[] }> }>;
  }>;
  resourceSpans?: object[];
  resourceMetrics?: Array<{
    resource: { attributes: Attribute[] };
    scopeMetrics: Array<{
      metrics: Array<{ name: string; unit?: string; sum?: { isMonotonic?: boolean }; gauge?: object }>;
    }>;
  }>;
}

/** Reads the topic from its beginning until a message was the last that was asked for. */
export async function readUntil(isLast: (message: Message) => boolean): Promise<void> {
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

/** Log records of the topic, until one has such a body. */
export async function recordsUntil(isLast: (body: string) => boolean): Promise<StoredLog[]> {
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
    return records.some(({ body }) => isLast(body));
  });
  return records;
}
