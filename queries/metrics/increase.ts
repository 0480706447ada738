import { type MetricScope, timeOf, withRank } from './metric';
import { increases, NUMBERS, spread } from './spread';
import { settings } from '../limits';
import { type Sql, sql } from '../sql';

/** What of a point counts up: of a sum its value, of histograms and summaries how many values were recorded. */
const COUNTED: Record<MetricScope['metric']['type'], Sql> = {
  gauge: sql`Value`,
  sum: sql`Value`,
  histogram: sql`toFloat64(Count)`,
  exponential_histogram: sql`toFloat64(Count)`,
  summary: sql`toFloat64(Count)`,
};

/**
 * `time`, `series` and `Value`: what is added per second, in each interval in which points say something. The rules are
 * those of `increases()`; points that are no finite number are left out. Reads the metric's own part of each hour.
 */
export function ratePerSecond(scope: MetricScope): Sql {
  const added = increases(scope, sql`${COUNTED[scope.metric.type]} AS value`, sql`isFinite(value)`, NUMBERS);
  const perSlot = sql`SELECT slot, series, any(seconds) AS seconds, sum(share * amount) AS amount
FROM (
${spread(scope, added, sql`series, amount`)}
)
GROUP BY slot, series`;
  return sql`SELECT ${timeOf(sql`slot`, scope)} AS time, name AS series, sum(amount) / any(seconds) AS Value
FROM ${withRank(perSlot, sql`slot, amount, seconds`, sql`abs(amount)`)}
GROUP BY slot, name
ORDER BY time, series
${settings()}`;
}
