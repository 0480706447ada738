import { type Signal } from '../embedded/otlp/signal';
import { type ScratchPipeline, scratchPipeline } from '../embedded/scratchPipeline';

let pipeline: ScratchPipeline;
beforeAll(async () => {
  pipeline = await scratchPipeline();
});
afterAll(() => pipeline.close());
beforeEach(async () => {
  for (const table of Object.values(TABLES)) {
    await pipeline.client.command({ query: `TRUNCATE TABLE ${table}` });
    // what is stored twice must stay so until it is read
    await pipeline.client.command({ query: `SYSTEM STOP MERGES ${pipeline.database}.${table}` });
  }
});

const TABLES: Record<Signal, string> = {
  logs: 'otel_audit_logs',
  traces: 'otel_audit_traces',
  metrics: 'otel_audit_metrics',
};
const TIME = `${Date.now()}000000`;
const ID = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };

const logs = (...records: object[]) => ({ resourceLogs: [{ scopeLogs: [{ logRecords: records }] }] });
const spans = (...all: object[]) => ({ resourceSpans: [{ scopeSpans: [{ spans: all }] }] });
const points = (...all: object[]) => ({
  resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'm', gauge: { dataPoints: all } }] }] }],
});
const record = { timeUnixNano: TIME, body: { stringValue: 'x' } };
const span = { ...ID, name: 'GET', startTimeUnixNano: TIME };
const point = { timeUnixNano: TIME, asDouble: 1 };

/** As the Kafka engine would hand them out: each list is a block, each message has the offset of its name. */
async function deliver(signal: Signal, ...blocks: Array<Array<[offset: number, message: object]>>): Promise<void> {
  for (const block of blocks) {
    await pipeline.client.insert({
      table: `audit_${signal}_queue`,
      values: block.map(([offset, message]) => ({
        message: JSON.stringify(message),
        _topic: 't',
        _partition: 0,
        _offset: offset,
        _timestamp_ms: new Date(Number(TIME.slice(0, 13))).toISOString().replace('T', ' ').replace('Z', ''),
      })),
      format: 'JSONEachRow',
    });
  }
}

async function counts(signal: Signal): Promise<{ stored: number; once: number }> {
  const result = await pipeline.client.query({
    query: `SELECT toUInt32((SELECT count() FROM ${TABLES[signal]})) AS stored, toUInt32(count()) AS once FROM ${TABLES[signal]} FINAL`,
    format: 'JSONEachRow',
  });
  return (await result.json<{ stored: number; once: number }>())[0];
}

test.each<[string, Signal, object, object]>([
  ['a record', 'logs', logs(record), logs({ ...record, body: { stringValue: 'y' } })],
  ['a record without a time', 'logs', logs({ body: { stringValue: 'x' } }), logs({ body: { stringValue: 'y' } })],
  ['a span', 'traces', spans(span), spans({ ...span, spanId: 'c'.repeat(16) })],
  ['a span without a start', 'traces', spans({ ...ID, name: 'GET' }), spans({ ...ID, name: 'PUT' })],
  ['a point', 'metrics', points(point), points({ ...point, asDouble: 2 })],
  ['a point without a time', 'metrics', points({ asDouble: 1 }), points({ asDouble: 2 })],
])('%s that is delivered again, in another block, is counted once', async (_, signal, first, second) => {
  await deliver(
    signal,
    [
      [0, first],
      [1, second],
    ],
    [[1, second]],
    [
      [0, first],
      [1, second],
    ]
  );
  expect(await counts(signal)).toEqual({ stored: 5, once: 2 });
});

test.each<[string, Signal, object, number]>([
  ['equal records of one message', 'logs', logs(record, record), 2],
  ['equal spans of one message', 'traces', spans(span, span), 2],
  [
    'spans without ids at one moment',
    'traces',
    spans({ name: 'a', startTimeUnixNano: TIME }, { name: 'a', startTimeUnixNano: TIME }),
    2,
  ],
  ['points of one stream and time with different values', 'metrics', points(point, { ...point, asDouble: 2 }), 2],
  [
    'points of two streams',
    'metrics',
    points(point, { ...point, attributes: [{ key: 'a', value: { stringValue: 'b' } }] }),
    2,
  ],
  ['equal points of one message', 'metrics', points(point, point), 2],
])('%s', async (_, signal, message, once) => {
  await deliver(signal, [[0, message]], [[0, message]]);
  expect(await counts(signal)).toMatchObject({ once });
});

// a producer whose request was not answered sends the message again, and the broker stores it at another offset
test.each<[Signal, object]>([
  ['logs', logs(record, record)],
  ['traces', spans(span, { ...span, spanId: 'c'.repeat(16) })],
  ['metrics', points(point, point)],
])('a message of %s that its producer has sent twice is counted once', async (signal, message) => {
  await deliver(signal, [[0, message]], [[1, message]]);
  expect(await counts(signal)).toEqual({ stored: 4, once: 2 });
});

test('equal points of two messages that differ are two points', async () => {
  await deliver('metrics', [
    [0, points(point)],
    [1, points(point, { ...point, asDouble: 2 })],
  ]);
  expect(await counts('metrics')).toMatchObject({ once: 3 });
});
