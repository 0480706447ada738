import { type Admin, type Producer } from 'kafkajs';

import { Corpus } from './corpus';
import { type ScratchDatabase, scratchDatabase, testClient, testUrl } from '../embedded/clickhouse/testClient';
import { eventually } from '../embedded/clickhouse/testEngine';
import { createTopics } from '../embedded/kafka/createTopics';
import { groupsOf, migrate, pipelineConfig, type Signal, SIGNALS } from '../embedded/kafka/pipeline';
import { type Place, send } from '../embedded/kafka/place';
import { deadLetters, expectedRows, type PlacedRow, sorted, storedRows } from '../embedded/kafka/storedRows';
import { asUser } from '../embedded/kafka/testBroker';
import { toProtobuf } from '../embedded/otlp/encodeForTest';
import { type Config, topicsOf } from '../sidecar/config';
import { connectKafka } from '../sidecar/kafka/connect';
import { committedOffsets, lag, topicOffsets } from '../sidecar/kafka/offsets';

const MESSAGES = 40;

let scratch: ScratchDatabase;
let admin: Admin;
let producer: Producer;

const configOf = (kafkaFormat: Config['kafkaFormat']) =>
  pipelineConfig({
    clickhouseUrl: testUrl(),
    database: scratch.name,
    kafka: asUser('girok', 'PLAIN'),
    config: { kafkaFormat, kafkaSessionTimeoutMs: 6000 },
  });
const topics = () => [configOf('otlp_json').kafkaTopic, ...Object.values(topicsOf(configOf('otlp_proto')))];

beforeEach(async () => {
  scratch = await scratchDatabase();
  admin = connectKafka(asUser('admin')).admin();
  producer = connectKafka(asUser('producer')).producer({ allowAutoTopicCreation: false });
  await Promise.all([admin.connect(), producer.connect()]);
  await createTopics(
    admin,
    topics().map((topic) => ({ topic, numPartitions: 1 }))
  );
});
afterEach(async () => {
  const server = testClient();
  await scratch.drop();
  await server.command({ query: `DROP NAMED COLLECTION IF EXISTS kafka_${scratch.name}` });
  await server.close();
  await producer.disconnect();
  await admin.deleteTopics({ topics: topics() });
  await admin.disconnect();
});

const produce = (topic: string, values: Array<string | Uint8Array>): Promise<Place[]> =>
  send(
    producer,
    topic,
    values.map((value) => ({ partition: 0, value: Buffer.from(value) }))
  );

/** Resolves when the queue of each signal has read its topic to the end. */
const caughtUp = (config: Config) =>
  eventually(async () => {
    for (const signal of SIGNALS) {
      const topic = topicsOf(config)[signal];
      const group = await committedOffsets(admin, groupsOf(config)[signal], topic);
      expect({ signal, lag: lag(await topicOffsets(admin, topic), group) }).toEqual({ signal, lag: 0 });
    }
  });

test('protobuf messages on a topic of each signal are stored row by row as an independent decoder reads them', async () => {
  const config = configOf('otlp_proto');
  await migrate(config);
  const corpus = new Corpus(20261123, Date.now() - 60_000);
  const expected = new Map<Signal, PlacedRow[]>();
  for (const signal of SIGNALS) {
    const messages = Array.from({ length: MESSAGES }, () => corpus[signal]() as object);
    const places = await produce(
      topicsOf(config)[signal],
      messages.map((message) => toProtobuf(signal, message))
    );
    expected.set(
      signal,
      messages.flatMap((message, i) => expectedRows(signal, message, places[i]))
    );
  }
  await caughtUp(config);
  for (const signal of SIGNALS) {
    expect(sorted(await storedRows(scratch.client, signal))).toEqual(sorted(expected.get(signal)!));
  }
  expect(await deadLetters(scratch.client)).toEqual([]);
});

test('what is no protobuf is a dead letter with its bytes, and its neighbours are stored', async () => {
  const config = configOf('otlp_proto');
  await migrate(config);
  const event = (text: string) => ({
    resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: text } }] }] }],
  });
  const values = [
    toProtobuf('logs', event('before')),
    Buffer.from('{"resourceLogs":[]}'),
    Buffer.from([0xff, 0x00, 0x01]),
  ];
  await produce(topicsOf(config).logs, [...values, toProtobuf('logs', event('behind'))]);
  await caughtUp(config);
  expect((await storedRows(scratch.client, 'logs')).map(({ _offset }) => _offset).sort()).toEqual(['0', '3']);
  expect(
    (await deadLetters(scratch.client)).map(({ letter, offset, message }) => ({ letter, offset, message }))
  ).toEqual(
    [1, 2].map((offset) => ({
      letter: 'audit_logs_queue: invalid_protobuf',
      offset,
      message: Buffer.from(values[offset]).toString('hex'),
    }))
  );
});

test('switching the format and back keeps the offsets of the groups: nothing is lost, nothing comes twice', async () => {
  const [json, proto] = [configOf('otlp_json'), configOf('otlp_proto')];
  const event = (name: string) => ({
    resourceLogs: [{ scopeLogs: [{ logRecords: [{ eventName: name, timeUnixNano: `${Date.now()}000000` }] }] }],
  });
  await migrate(json);
  await produce(
    json.kafkaTopic,
    ['a', 'b'].map((name) => JSON.stringify(event(name)))
  );
  await caughtUp(json);
  // written while nobody reads this topic any more, and before anybody reads that one
  await produce(topicsOf(proto).logs, [toProtobuf('logs', event('c'))]);
  await migrate(proto);
  await produce(json.kafkaTopic, [JSON.stringify(event('d'))]);
  await caughtUp(proto);
  await migrate(json);
  await produce(json.kafkaTopic, [JSON.stringify(event('e'))]);
  await caughtUp(json);
  const result = await scratch.client.query({
    query: 'SELECT EventName, count() AS rows FROM otel_audit_logs GROUP BY EventName ORDER BY EventName',
    format: 'JSONCompactEachRow',
  });
  expect(await result.json()).toEqual(['a', 'b', 'c', 'd', 'e'].map((name) => [name, 1]));
});
