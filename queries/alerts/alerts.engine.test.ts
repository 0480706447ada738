import { type ClickHouseClient } from '@clickhouse/client';

import { type AlertRule } from './alertRule';
import { instancesOf, isMet } from './evaluate';
import { ALERT_RULES } from './rules';
import { insertConsumers, insertHealthySamples, insertLag, type LagSampleRow } from './samplesForTest';
import { type ScratchPipeline, scratchPipeline } from '../../embedded/scratchPipeline';
import { numberedMessage } from '../../faults/numberedMessage';

let pipeline: ScratchPipeline;
let client: ClickHouseClient;
beforeAll(async () => {
  pipeline = await scratchPipeline();
  client = pipeline.client;
  for (const signal of ['logs', 'traces', 'metrics'] as const) {
    await client.insert({
      table: `audit_${signal}_queue`,
      values: [{ message: numberedMessage(signal, 1, Date.now()), _topic: 'otel-telemetry' }],
      format: 'JSONEachRow',
    });
  }
  // what a rule sees of a pipeline that reads Kafka
  await insertHealthySamples(client);
});
afterAll(() => pipeline.close());

interface Column {
  name: string;
  type: string;
}

async function ask({ sql }: AlertRule): Promise<{ meta: Column[]; data: Array<Record<string, unknown>> }> {
  const result = await client.query({ query: sql(pipeline.database).text, format: 'JSON' });
  const { meta, data } = await result.json<Record<string, unknown>>();
  return { meta: meta ?? [], data };
}

/** `rule label/label` of everything that is wrong. */
async function wrong(): Promise<string[]> {
  const found: string[] = [];
  for (const rule of ALERT_RULES) {
    const instances = instancesOf(rule, (await ask(rule)).data);
    found.push(
      ...instances
        .filter((instance) => isMet(rule, instance, false))
        .map(({ labels }) => `${rule.id} ${Object.values(labels).join('/')}`)
    );
  }
  return found;
}

test('there are fifteen rules, each with a name of its own', () => {
  expect(new Set(ALERT_RULES.map(({ id }) => id)).size).toBe(15);
});

test.each(ALERT_RULES.map((rule): [string, AlertRule] => [rule.id, rule]))(
  '%s gives one number and otherwise text, each instance once: what the evaluator takes',
  async (_, rule) => {
    const { meta, data } = await ask(rule);
    expect(meta).toEqual([
      ...rule.identity.map((name) => ({ name, type: 'String' })),
      { name: 'value', type: 'Float64' },
    ]);
    const labels = instancesOf(rule, data).map((instance) => JSON.stringify(instance.labels));
    expect(labels.length).toBeGreaterThan(0);
    expect(new Set(labels).size).toBe(labels.length);
  }
);

test('a healthy pipeline raises nothing', async () => expect(await wrong()).toEqual([]));

type Injection = () => Promise<unknown>;
/** What is seen of the traces now. */
const lag =
  (row: Partial<LagSampleRow>): Injection =>
  () =>
    insertLag(client, [{ Signal: 'traces', ...row }]);
const consumer =
  (row: Partial<LagSampleRow>): Injection =>
  () =>
    insertConsumers(client, [{ Signal: 'traces', ...row }]);
const all =
  (...injections: Injection[]): Injection =>
  async () => {
    for (const inject of injections) {
      await inject();
    }
  };
const STALLED = { Lag: 12_400, LagSeconds: 840, RetentionUsed: 0.06, Consumed: 0, Status: 'STALLED' };
const PARTITION = 'traces/otel-telemetry/0';
const QUEUE = 'traces/audit_traces_queue';

// each on healthy samples of its own
describe('what is wrong raises its rule and no other:', () => {
  beforeEach(async () => {
    await client.command({ query: 'TRUNCATE TABLE kafka_lag_samples' });
    await client.command({ query: 'TRUNCATE TABLE kafka_consumer_samples' });
    await insertHealthySamples(client);
  });

  test.each<[string, Injection, string[]]>([
    ['old messages are read', lag({ Lag: 5000, LagSeconds: 301 }), [`girok-lag-time ${PARTITION}`]],
    [
      'many messages wait, more than five minutes bring',
      lag({ Lag: 100_001, LagSeconds: 60 }),
      [`girok-lag-growing ${PARTITION}`, `girok-lag-messages ${PARTITION}`],
    ],
    [
      'many messages wait, as many as a minute brings',
      lag({ Lag: 100_001, LagSeconds: 60, Produced: 1700 }),
      [`girok-lag-growing ${PARTITION}`],
    ],
    ['the lag grows', lag({ Lag: 10_000, LagSeconds: 60, Status: 'LAGGING' }), [`girok-lag-growing ${PARTITION}`]],
    ['it stands still and nobody knows why', lag({ ...STALLED, Status: 'STOPPED' }), [`girok-stalled ${PARTITION}`]],
    ['it never committed', lag({ ...STALLED, Status: 'NO_COMMIT' }), [`girok-stalled ${PARTITION}`]],
    [
      'a view throws: the view, not the standstill, is what to look at',
      all(
        lag(STALLED),
        consumer({
          ExceptionKind: 'rows',
          Exception: 'no room',
          FailedView: 'otel.otel_audit_traces_mv',
          Partitions: 0,
          Revocations: 40,
        })
      ),
      [`girok-view-errors ${QUEUE}`],
    ],
    [
      'the password is refused',
      all(
        lag({ ...STALLED, Status: 'STOPPED' }),
        consumer({ ExceptionKind: 'authentication', Exception: 'refused', Partitions: 0 })
      ),
      [`girok-consumer-exceptions ${QUEUE}`],
    ],
    [
      'none of the members has the partition',
      lag({ ...STALLED, Status: 'UNASSIGNED' }),
      ['girok-no-assignment traces'],
    ],
    ['a consumer without a partition', consumer({ Partitions: 0 }), ['girok-no-assignment traces']],
    [
      'a queue that was detached',
      all(lag({ ...STALLED, Status: 'STOPPED' }), consumer({ Consumer: '', Partitions: 0, Revocations: 0 })),
      [`girok-no-consumer ${QUEUE}`],
    ],
    [
      'a table behind a view was dropped',
      all(
        lag({ ...STALLED, Status: 'STOPPED' }),
        consumer({ MissingDependencies: ['otel.otel_audit_traces'], Partitions: 0 })
      ),
      [`girok-missing-dependency ${QUEUE}`],
    ],
    ['partitions come and go', consumer({ Revocations: 6 }), [`girok-rebalances ${QUEUE}`]],
    ['half of the retention is used', lag({ Lag: 500, RetentionUsed: 0.51 }), [`girok-retention ${PARTITION}`]],
    ['messages were deleted unread', lag({ Lag: 500, Status: 'LOST' }), [`girok-retention ${PARTITION}`]],
    [
      'the broker is preferred to what ClickHouse last knew',
      all(lag({ ...STALLED, Status: 'STOPPED' }), lag({ Source: 'clickhouse' })),
      [`girok-stalled ${PARTITION}`],
    ],
  ])('%s', async (_, inject, expected) => {
    await inject();
    expect((await wrong()).sort()).toEqual(expected);
  });

  test('a broker that is not seen any more', async () => {
    await client.command({
      query: `ALTER TABLE kafka_lag_samples DELETE WHERE Source = 'broker' AND Time > now() - INTERVAL 3 MINUTE SETTINGS mutations_sync = 2`,
    });
    expect(await wrong()).toEqual(['girok-monitor-blind broker']);
  });

  test('messages that cannot be read', async () => {
    await client.insert({ table: 'audit_logs_queue', values: [{ message: '{' }], format: 'JSONEachRow' });
    expect(await wrong()).toEqual(['girok-dead-letters logs']);
    await client.command({ query: 'TRUNCATE TABLE otel_audit_dead_letters' });
  });

  test('nothing new is stored, and nothing waits', async () => {
    await insertLag(client, [{ Signal: 'traces', Lag: 0, LagSeconds: 0, Produced: 0, Consumed: 0 }]);
    await client.command({
      query:
        "ALTER TABLE otel_audit_traces UPDATE IngestTime = now64(3, 'UTC') - INTERVAL 16 MINUTE WHERE 1 SETTINGS mutations_sync = 2",
    });
    expect(await wrong()).toEqual(['girok-freshness traces']);
    // with messages that wait, the consumer is the one to look at
    await insertLag(client, [{ Signal: 'traces', ...STALLED, Status: 'STOPPED' }]);
    expect(await wrong()).toEqual([`girok-stalled ${PARTITION}`]);
  });

  test('parts that are not merged', async () => {
    await client.command({ query: 'CREATE TABLE many (x UInt64) ENGINE = MergeTree ORDER BY x' });
    await client.command({ query: 'SYSTEM STOP MERGES many' });
    await client.command({
      query:
        'INSERT INTO many SELECT number FROM numbers(301) SETTINGS max_block_size = 1, min_insert_block_size_rows = 1, min_insert_block_size_bytes = 1',
    });
    expect(await wrong()).toContain('girok-parts many');
    await client.command({ query: 'DROP TABLE many' });
  });
});

test('where no queue reads Kafka, and none has, no rule takes that for trouble', async () => {
  await client.command({ query: 'TRUNCATE TABLE kafka_lag_samples' });
  await client.command({ query: 'TRUNCATE TABLE kafka_consumer_samples' });
  expect((await wrong()).filter((line) => !line.startsWith('girok-freshness'))).toEqual([]);
});
