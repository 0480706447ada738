import { identifier, literal, type Sql, sql } from '../sql';

/** Tables of the samples; migrations/20261125100000_kafka_lag_samples.sql. */
export const LAG_SAMPLES = 'kafka_lag_samples';
export const CONSUMER_SAMPLES = 'kafka_consumer_samples';

export type LagSource = 'broker' | 'clickhouse';

/**
 * A row of the last so many minutes. The hour by itself as well: the key begins with it and ends with the time, and
 * ClickHouse looks there for a condition on the time alone.
 */
export const recently = (minutes: number): Sql =>
  sql`Time > now64(3, 'UTC') - INTERVAL ${literal(minutes)} MINUTE AND toStartOfHour(Time) >= toStartOfHour(now('UTC') - INTERVAL ${literal(minutes)} MINUTE)`;

/** The samples of the last minutes, oldest first, as `girok` goes on from them after a start. At most 200,000. */
export function samplesToGoOnFrom(database: string, minutes: number): Sql {
  return sql`SELECT toUnixTimestamp64Milli(Time) AS at, toString(Source) AS source, Signal AS signal, ConsumerGroup AS group,
  Topic AS topic, Partition AS partition, FirstOffset AS first, EndOffset AS end, CommittedOffset AS committed,
  Members AS members, Owner AS owner
FROM ${identifier(`${database}.${LAG_SAMPLES}`)}
WHERE ${recently(minutes)}
ORDER BY Time DESC
LIMIT 200000`;
}
