import { fromOf, type MetricScope, pointsOf, stepOf, timeOf, toOf, withRank } from './metric';
import { settings } from '../limits';
import { literal, type Sql, sql } from '../sql';

/** How the streams of one series become one value. */
export const COMBINATIONS = {
  avg: sql`sum(total_value) / sum(streams)`,
  sum: sql`sum(total_value)`,
  min: sql`min(least_value)`,
  max: sql`max(most_value)`,
} as const;

export type Combination = keyof typeof COMBINATIONS;

/** For how long a point says what is: a stream that is silent for longer has no value. */
const STALE_SECONDS = 300;

/**
 * `time`, `series` and `Value` of what has a value at any time: gauges, and sums that may fall. In each interval a stream
 * has the value of its last point, also from the intervals before, for STALE_SECONDS; streams of one series become one
 * value as `combination` says. Points that are no finite number are left out. Reads the metric's own part of each hour.
 */
export const levels = (scope: MetricScope, combination: Combination): Sql =>
  combined(scope, pointsOf(scope, sql`Value AS value`), combination);

/**
 * The quantiles that senders have computed themselves, as levels. Those of several streams cannot be made one: the
 * highest is shown.
 */
export const summaryQuantiles = (scope: MetricScope): Sql =>
  combined(
    scope,
    sql`SELECT concat(if(series = 'all', '', concat(series, ' ')), 'p', toString(round(quantile * 100, 3))) AS series,
    (stream, quantile) AS stream, t, value
  FROM (${pointsOf(scope, sql`ValueAtQuantiles.Quantile AS quantiles, ValueAtQuantiles.Value AS values`)})
  ARRAY JOIN quantiles AS quantile, values AS value`,
    'max'
  );

function combined(scope: MetricScope, points: Sql, combination: Combination): Sql {
  const step = stepOf(scope);
  const stale = sql`${literal(STALE_SECONDS)} * 1000000000`;
  const perSlot = sql`SELECT slot, series, sum(value) AS total_value, count() AS streams, min(value) AS least_value, max(value) AS most_value
FROM (
  SELECT series, value, slot FROM (
    SELECT series, stream, t, value,
      leadInFrame(toNullable(t)) OVER (PARTITION BY stream ORDER BY t, value ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS next_t
    FROM (${points})
    WHERE isFinite(value)
  )
  -- from its own interval until that of the next point
  ARRAY JOIN range(
    intDiv(greatest(t, ${fromOf(scope)}), ${step}),
    least(ifNull(intDiv(next_t, ${step}), 9223372036854775807), intDiv(t + ${stale}, ${step}) + 1, intDiv(${toOf(scope)} - 1, ${step}) + 1)
  ) AS slot
)
GROUP BY slot, series`;
  return sql`SELECT ${timeOf(sql`slot`, scope)} AS time, name AS series, ${COMBINATIONS[combination]} AS Value
FROM ${withRank(perSlot, sql`slot, total_value, streams, least_value, most_value`, sql`abs(total_value)`)}
GROUP BY slot, name
ORDER BY time, series
${settings()}`;
}
