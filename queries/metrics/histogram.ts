import { bucketIncreases, quantileOf } from './buckets';
import { type MetricScope, timeOf, withRank } from './metric';
import { settings } from '../limits';
import { literal, type Sql, sql } from '../sql';

/** Buckets of each interval and series, sorted, with the running sum of their amounts. */
const sorted = (
  scope: MetricScope
) => sql`SELECT slot, name, arraySort(b -> (b.2, b.1), groupArray((low, high, amount))) AS buckets,
    arrayCumSum(b -> b.3, buckets) AS running
  FROM (
    SELECT slot, name, low, high, sum(amount) AS amount
    FROM ${withRank(bucketIncreases(scope), sql`slot, low, high, amount`, sql`amount`)}
    GROUP BY slot, name, low, high
  )
  GROUP BY slot, name`;

/** `time`, `p50`, `p95` and `p99` of what was recorded in each interval, in the unit of the metric. */
export const histogramQuantiles = (scope: MetricScope): Sql => sql`SELECT ${timeOf(sql`slot`, scope)} AS time,
  ${quantileOf(scope, 0.5)} AS p50, ${quantileOf(scope, 0.95)} AS p95, ${quantileOf(scope, 0.99)} AS p99
FROM (
  ${sorted({ ...scope, by: undefined })}
)
ORDER BY time
${settings()}`;

/** `time`, `series` and `Value`: one quantile (0-1) of each series of the breakdown. */
export const histogramQuantileBy = (
  scope: MetricScope,
  q: number
): Sql => sql`SELECT ${timeOf(sql`slot`, scope)} AS time,
  name AS series, ${quantileOf(scope, q)} AS Value
FROM (
  ${sorted(scope)}
)
ORDER BY time, series
${settings()}`;

/** Most cells that a heatmap has. */
const MOST_CELLS = 20_000;

/** `time`, `low`, `high` and `amount`: how many values were recorded in each interval and bucket. */
export const histogramCells = (
  scope: MetricScope
): Sql => sql`SELECT ${timeOf(sql`slot`, scope)} AS time, low, high, sum(amount) AS amount
FROM (
${bucketIncreases({ ...scope, by: undefined })}
)
GROUP BY slot, low, high
ORDER BY time, high
LIMIT ${literal(MOST_CELLS)}
${settings()}`;
