import { readLedger } from './readLedger';
import { type ScratchPipeline, scratchPipeline } from '../../embedded/scratchPipeline';

let pipeline: ScratchPipeline;
beforeEach(async () => {
  pipeline = await scratchPipeline();
});
afterEach(() => pipeline.close());

type Signal = 'logs' | 'traces' | 'metrics';
const KEY = { logs: 'resourceLogs', traces: 'resourceSpans', metrics: 'resourceMetrics' } as const;
const time = () => `${Date.now()}000000`;
const BODY = {
  logs: (n: number) => ({ scopeLogs: [{ logRecords: [{ timeUnixNano: time(), body: { stringValue: `${n}` } }] }] }),
  traces: (n: number) => ({
    scopeSpans: [{ spans: [{ spanId: n.toString(16).padStart(16, '0'), name: 'GET', startTimeUnixNano: time() }] }],
  }),
  metrics: (n: number) => ({
    scopeMetrics: [{ metrics: [{ name: 'm', gauge: { dataPoints: [{ timeUnixNano: time(), asDouble: n }] } }] }],
  }),
};

/** As the Kafka engine would deliver them: one block of messages of one partition. */
async function deliver(signal: Signal, offsets: number[], partition = 0, message?: string): Promise<object[]> {
  const values = offsets.map((offset) => ({
    message: message ?? JSON.stringify({ [KEY[signal]]: [BODY[signal](offset)] }),
    _topic: 'otel-telemetry',
    _partition: partition,
    _offset: offset,
    _timestamp_ms: new Date().toISOString().replace('T', ' ').replace('Z', ''),
  }));
  await redeliver(signal, values);
  return values;
}

const redeliver = (signal: Signal, values: object[]) =>
  pipeline.client.insert({ table: `audit_${signal}_queue`, values, format: 'JSONEachRow' });

const ledger = () => readLedger(pipeline.client, pipeline.database, 24);

test('the messages of three signals and a dead letter make one gapless partition; another partition has its own', async () => {
  await deliver('logs', [5, 6, 9]);
  await deliver('traces', [7]);
  await deliver('metrics', [10]);
  await deliver('logs', [8], 0, 'no json');
  await deliver('traces', [0, 1], 3);
  expect(await ledger()).toEqual([
    {
      topic: 'otel-telemetry',
      partition: 0,
      first: 5,
      last: 10,
      messages: 6,
      gaps: [],
      sources: [
        { source: 'dead letters', messages: 1, rows: 1, rowsTwice: 0 },
        { source: 'logs', messages: 3, rows: 3, rowsTwice: 0 },
        { source: 'metrics', messages: 1, rows: 1, rowsTwice: 0 },
        { source: 'traces', messages: 1, rows: 1, rowsTwice: 0 },
      ],
    },
    {
      topic: 'otel-telemetry',
      partition: 3,
      first: 0,
      last: 1,
      messages: 2,
      gaps: [],
      sources: [{ source: 'traces', messages: 2, rows: 2, rowsTwice: 0 }],
    },
  ]);
});

test('messages that are in no table are named', async () => {
  await deliver('logs', [0, 1, 4, 5, 7]);
  await deliver('traces', [9]);
  const [{ gaps, messages }] = await ledger();
  expect({ gaps, messages }).toEqual({
    messages: 6,
    gaps: [
      { from: 2, to: 3 },
      { from: 6, to: 6 },
      { from: 8, to: 8 },
    ],
  });
});

test.each<Signal>(['logs', 'traces', 'metrics'])(
  '%s that were delivered twice are found, and counted once',
  async (signal) => {
    await pipeline.client.command({ query: `SYSTEM STOP MERGES ${pipeline.database}.otel_audit_${signal}` });
    const first = await deliver(signal, [0, 1, 2]);
    await redeliver(signal, first.slice(1));
    const [{ sources, messages }] = await ledger();
    expect(messages).toBe(3);
    expect(sources).toEqual([{ source: signal, messages: 3, rows: 5, rowsTwice: 2 }]);
  }
);

test('what came over OTLP/HTTP has no offsets to compare', async () => {
  const response = await fetch(`${pipeline.otlpUrl}/v1/logs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceLogs: [BODY.logs(1)] }),
  });
  expect(response.status).toBe(200);
  expect(await ledger()).toEqual([]);
});
