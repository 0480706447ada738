import {
  consumersNow,
  deadLettersByReason,
  deadLettersNow,
  lagOverTime,
  lagStrip,
  partitionsNow,
  partsNow,
  queueEngines,
} from './pipeline';
import { rebalances } from './rebalances';
import { type ScratchPipeline, scratchPipeline } from '../../embedded/scratchPipeline';
import { insertConsumers, insertHealthySamples, insertLag } from '../alerts/samplesForTest';
import { type Sql } from '../sql';

let pipeline: ScratchPipeline;
beforeAll(async () => {
  pipeline = await scratchPipeline();
  await insertHealthySamples(pipeline.client);
});
afterAll(() => pipeline.close());

async function ask(query: Sql): Promise<Array<Record<string, unknown>>> {
  // the data source replaces its macros; here the interval of a panel is a minute
  const text = query.text.replace(/\$__timeInterval\((\w+)\)/g, 'toStartOfMinute(toDateTime($1))');
  const result = await pipeline.client.query({ query: text, format: 'JSONEachRow' });
  return result.json();
}

const RANGE = { from: Date.now() - 3_600_000, to: Date.now() + 60_000 };

test('the queues of a system without Kafka are Null tables', async () => {
  expect(await ask(queueEngines(pipeline.database))).toEqual(
    ['audit_logs_queue', 'audit_metrics_queue', 'audit_traces_queue'].map((queue) => ({ queue, engine: 'Null' }))
  );
});

test('the newest sample of each partition and source, and NULL for what was not known', async () => {
  await insertLag(pipeline.client, [
    { Signal: 'traces', Lag: 7, CommittedOffset: null, LagSeconds: null, Status: 'NO_COMMIT', Reason: "a 'quote'" },
  ]);
  const rows = await ask(partitionsNow(pipeline.database));
  expect(rows.map(({ source, signal, lag }) => `${String(source)} ${String(signal)} ${String(lag)}`).sort()).toEqual([
    'broker logs 10',
    'broker metrics 10',
    'broker traces 7',
    'clickhouse logs 10',
    'clickhouse metrics 10',
    'clickhouse traces 10',
  ]);
  expect(rows.find(({ lag }) => Number(lag) === 7)).toMatchObject({
    topic: 'otel-telemetry',
    partition: 0,
    committed: null,
    seconds: null,
    status: 'NO_COMMIT',
    reason: "a 'quote'",
  });
});

test('the consumers of the newest look only', async () => {
  await insertConsumers(pipeline.client, [
    {
      Signal: 'logs',
      Consumer: 'two',
      ExceptionKind: 'rows',
      Exception: 'no room',
      FailedView: 'otel.v',
      LastCommit: 0,
    },
  ]);
  const rows = await ask(consumersNow(pipeline.database));
  expect(rows.map(({ queue, consumer, exception }) => [queue, consumer, exception])).toEqual([
    ['audit_logs_queue', 'two', 'no room'],
    ['audit_metrics_queue', 'one', ''],
    ['audit_traces_queue', 'one', ''],
  ]);
  expect(rows[0]).toMatchObject({ view: 'otel.v', committed: null, missing: '' });
});

test('partitions that were taken away: by how much a counter has grown, each consumer by itself', async () => {
  const at = (minutes: number) => new Date(Date.now() - 86_400_000 + minutes * 60_000).toISOString();
  await insertConsumers(
    pipeline.client,
    [
      { Time: at(0), Consumer: 'a', Revocations: 7 },
      { Time: at(1), Consumer: 'a', Revocations: 7 },
      { Time: at(2), Consumer: 'a', Revocations: 9 },
      // a consumer that was made anew counts from 0; what it had before is not known to be a loss
      { Time: at(3), Consumer: 'b', Revocations: 1 },
      { Time: at(4), Consumer: 'b', Revocations: 2 },
      { Time: at(5), Consumer: '', Revocations: 0 },
    ].map((row) => ({ Signal: 'traces', ...row }))
  );
  const range = { from: Date.parse(at(-1)), to: Date.parse(at(10)) };
  const rows = await ask(rebalances(pipeline.database, range));
  expect(rows.map(({ time, queue, host, times }) => [Number(time), queue, host, Number(times)])).toEqual([
    [Date.parse(at(4)), 'audit_traces_queue', 'ch-1', 1],
    [Date.parse(at(2)), 'audit_traces_queue', 'ch-1', 2],
  ]);
  await pipeline.client.command({
    query: "ALTER TABLE kafka_consumer_samples DELETE WHERE Consumer IN ('a', 'b', '') SETTINGS mutations_sync = 2",
  });
});

test('lag over time, a series for each partition', async () => {
  const rows = await ask(lagOverTime(pipeline.database, RANGE));
  expect([...new Set(rows.map(({ series }) => series))].sort()).toEqual([
    'logs otel-telemetry/0',
    'metrics otel-telemetry/0',
    'traces otel-telemetry/0',
  ]);
});

test('the strip: the most that waited in each part of the range, and where nothing moved', async () => {
  const from = Date.now() - 30 * 24 * 3_600_000;
  const day = (n: number) => new Date(from + n * 24 * 3_600_000).toISOString();
  await insertLag(
    pipeline.client,
    [
      { Time: day(1.1), Lag: 5 },
      { Time: day(1.2), Lag: 9, Status: 'STALLED' },
      { Time: day(9.9), Lag: 7 },
      { Time: day(9.95), Lag: null, Partition: 1 },
    ].map((row) => ({ Signal: 'traces', Topic: 'strip', ...row }))
  );
  // 120 columns over ten days: a column is two hours
  const rows = await ask(lagStrip(pipeline.database, { from, to: from + 10 * 24 * 3_600_000 }));
  expect(rows.map(({ place, slot, lag, still }) => [place, Number(slot), lag, still])).toEqual([
    ['traces strip/0', 13, 5, 0],
    ['traces strip/0', 14, 9, 1],
    ['traces strip/0', 118, 7, 0],
    ['traces strip/1', 119, 0, 0],
  ]);
  await pipeline.client.command({
    query: "ALTER TABLE kafka_lag_samples DELETE WHERE Topic = 'strip' SETTINGS mutations_sync = 2",
  });
});

test('dead letters by reason, with the newest one, whatever bytes it has', async () => {
  await pipeline.client.command({
    query:
      "INSERT INTO audit_logs_queue (message, _topic, _offset) VALUES ('{', 't', 1), (unhex('ff00'), 't', 2), ('{', 't', 3)",
  });
  const rows = await ask(deadLettersByReason(pipeline.database, RANGE));
  expect(await ask(deadLettersNow(pipeline.database))).toEqual([{ signal: 'logs', letters: 3 }]);
  expect(rows.map(({ reason, letters, waiting }) => [reason, Number(letters), Number(waiting)])).toEqual([
    ['invalid_json', 2, 2],
    ['invalid_utf8', 1, 1],
  ]);
});

test('parts of each table that has some', async () => {
  const rows = await ask(partsNow(pipeline.database));
  const samples = rows.find(({ table }) => table === 'kafka_lag_samples');
  expect(Number(samples?.parts)).toBeGreaterThan(0);
  expect(Number(samples?.rows)).toBe(7 * 3 * 2 + 1);
});
