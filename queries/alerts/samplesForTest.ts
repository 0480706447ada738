import { type ClickHouseClient } from '@clickhouse/client';

import { CONSUMER_SAMPLES, LAG_SAMPLES } from '../lag/samples';

type Signal = 'logs' | 'traces' | 'metrics';
export const SIGNALS: readonly Signal[] = ['logs', 'traces', 'metrics'];

/** A row of kafka_lag_samples in ClickHouse's own names; `ago` in seconds. */
export type LagSampleRow = Record<string, unknown> & { Signal: Signal; ago?: number };

const HEALTHY_PARTITION = {
  Source: 'broker',
  Topic: 'otel-telemetry',
  Partition: 0,
  FirstOffset: 0,
  EndOffset: 5000,
  CommittedOffset: 4990,
  Lag: 10,
  LagSeconds: 4,
  LagMethod: 'interpolated',
  Produced: 20,
  Consumed: 20,
  RetentionUsed: 0.001,
  Status: 'OK',
  Reason: 'reads',
  Members: 1,
  Owner: 'ClickHouse',
};

const HEALTHY_CONSUMER = {
  Host: 'ch-1',
  Consumer: 'one',
  Partitions: 2,
  MessagesRead: 5000,
  Commits: 40,
  Revocations: 1,
  Assignments: 2,
};

const stamped = ({ ago = 0, ...row }: Record<string, unknown> & { ago?: number }) => ({
  Time: new Date(Date.now() - ago * 1000).toISOString(),
  ...row,
});

const insert = (client: ClickHouseClient, table: string, values: object[]) =>
  client.insert({
    table,
    values,
    format: 'JSONEachRow',
    clickhouse_settings: { date_time_input_format: 'best_effort' },
  });

/** Samples of partition 0 of a signal, healthy but for what is given. */
export const insertLag = (client: ClickHouseClient, rows: LagSampleRow[]) =>
  insert(
    client,
    LAG_SAMPLES,
    rows.map((row) => stamped({ ConsumerGroup: `girok-${row.Signal}`, ...HEALTHY_PARTITION, ...row }))
  );

/** Samples of a consumer of a signal's queue, healthy but for what is given. */
export const insertConsumers = (client: ClickHouseClient, rows: LagSampleRow[]) =>
  insert(
    client,
    CONSUMER_SAMPLES,
    rows.map((row) => stamped({ Queue: `audit_${row.Signal}_queue`, ...HEALTHY_CONSUMER, ...row }))
  );

/** What `girok serve` stores of a healthy pipeline in 16 minutes, thinned out. */
export async function insertHealthySamples(client: ClickHouseClient): Promise<void> {
  const moments = [960, 600, 300, 60, 30, 15, 1];
  const all = moments.flatMap((ago) => SIGNALS.map((Signal) => ({ Signal, ago })));
  await insertLag(client, all);
  await insertLag(
    client,
    all.map((row) => ({ ...row, Source: 'clickhouse' }))
  );
  await insertConsumers(client, all);
}
