import { randomBytes } from 'node:crypto';

import {
  attribute,
  brokerForTests,
  logs,
  recordsUntil,
  type Running,
  send,
  startCollector,
  stop,
  withoutBroker,
} from './collectorForTest';
import { freePorts } from '../../embedded/freePorts';

brokerForTests();

const TOKEN = 'Bearer a-token-of-this-test';
/** What the receivers take, less what is around a record. Bytes. */
const NEAR_THE_LIMIT = 4 * 2 ** 20 - 1000;

async function withCollector(work: (collector: Running) => Promise<void>, clickhouse?: string): Promise<void> {
  const collector = await startCollector('auth-token.yaml', 'a-token-of-this-test', [], clickhouse);
  try {
    await work(collector);
  } finally {
    await stop(collector);
  }
}

/** An audit event whose attribute `audit.change.before` is 8 KB. */
function auditEvent(name: string, before: string) {
  const attributes = [
    attribute('audit.actor.id', 'olga'),
    attribute('audit.action', 'UPDATE'),
    attribute('audit.outcome', 'success'),
    attribute('audit.change.before', before.padEnd(8000, ' ')),
  ];
  return logs(name, [], attributes).resourceLogs[0].scopeLogs[0].logRecords[0];
}

/** One message of several audit events, named `prefix-0` and so on. */
const auditEvents = (prefix: string, count: number, before: () => string) => ({
  resourceLogs: [
    {
      resource: { attributes: [attribute('service.name', 'pay')] },
      scopeLogs: [{ logRecords: Array.from({ length: count }, (_, i) => auditEvent(`${prefix}-${i}`, before())) }],
    },
  ],
});

/** The names that are stored and begin so, when there are as many. */
async function namesOf(prefix: string, count: number): Promise<string[]> {
  const seen = new Set<string>();
  await recordsUntil((body) => body.startsWith(prefix) && seen.add(body).size === count);
  return [...seen];
}

test('a thousand audit events of 8 KB are stored, though together they are larger than a message may be', () =>
  withCollector(async ({ url }) => {
    const sent = ['a', 'b', 'c', 'd'].map((part) =>
      send(
        url,
        TOKEN,
        auditEvents(`large-${part}`, 250, () => randomBytes(4000).toString('hex'))
      )
    );
    expect(await Promise.all(sent)).toEqual([200, 200, 200, 200]);
    expect(await namesOf('large-', 1000)).toHaveLength(1000);
  }));

/** Length-delimited field of protobuf. */
function field(number: number, value: Buffer): Buffer {
  const length = [];
  for (let rest = value.length; ; rest >>= 7) {
    length.push(rest > 127 ? (rest & 127) | 128 : rest);
    if (rest <= 127) {
      return Buffer.concat([Buffer.from([(number << 3) | 2, ...length]), value]);
    }
  }
}

/** ExportLogsServiceRequest with one record that has this body. */
const inProtobuf = (body: string) =>
  new Uint8Array(field(1, field(2, field(2, field(5, field(1, Buffer.from(body)))))));

test.each([
  ['random letters', 'letters', randomBytes((NEAR_THE_LIMIT / 4) * 3).toString('base64')],
  ['control characters, six times as large in JSON', 'control', '\u0001'.repeat(NEAR_THE_LIMIT)],
])('a record as large as the receivers take is stored, and its neighbours: %s', (_, name, content) =>
  withCollector(async ({ url }) => {
    const body = `${name}-large${content}`.slice(0, NEAR_THE_LIMIT);
    const protobuf = { 'Content-Type': 'application/x-protobuf' };
    const answers = [
      await send(url, TOKEN, logs(`${name}-before`)),
      await send(url, TOKEN, inProtobuf(body), 'logs', protobuf),
      await send(url, TOKEN, logs(`${name}-after`)),
    ];
    expect(answers).toEqual([200, 200, 200]);
    const names = await namesOf(`${name}-`, 3);
    expect(names.map((one) => one.length).sort()).toEqual(
      [`${name}-after`.length, `${name}-before`.length, body.length].sort()
    );
  })
);

test('ClickHouse away: the second way keeps little, and every audit event comes to Kafka', async () => {
  const [nobody] = await freePorts(1);
  await withCollector(async ({ url }) => {
    const rounds = 100;
    for (let round = 0; round < rounds; round++) {
      expect(
        await send(
          url,
          TOKEN,
          auditEvents(`away-${round}`, 480, () => '')
        )
      ).toBe(200);
    }
    expect(await namesOf('away-', rounds * 480)).toHaveLength(rounds * 480);
  }, `clickhouse://127.0.0.1:${nobody}`);
});

test('Kafka away: when little memory is full senders are refused, and what was taken is stored', () =>
  withCollector(async ({ url }) => {
    const answers: number[] = [];
    await withoutBroker(async () => {
      while (answers.length < 10 && !answers.includes(503)) {
        answers.push(
          await send(
            url,
            TOKEN,
            auditEvents(`queued-${answers.length}`, 480, () => '')
          )
        );
      }
    });
    const taken = answers.filter((status) => status === 200).length;
    expect(answers).toEqual([...Array.from({ length: taken }, () => 200), 503]);
    expect(await namesOf('queued-', taken * 480)).toHaveLength(taken * 480);
  }));
