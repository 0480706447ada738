import { type MetricScope } from './metric';
import { type Arithmetic, increases, spread } from './spread';
import { literal, type Sql, sql } from '../sql';

/** What lies between the keys of negative and positive exponential buckets: more than any index that OTLP can have. */
const BEYOND = sql`1099511627776`;

/**
 * Bounds and counts as a map of bucket to count. Explicit: 1 to n + 1, by the point's own bounds; a histogram without
 * buckets has one from minus to plus infinity. Exponential: BEYOND + index of a positive bucket, 0 for the zero bucket,
 * -(BEYOND + index) of a negative one, so that keys are in the order of values. All points are brought to the coarsest
 * scale among them, which adds up neighbouring buckets and is exact.
 */
const EXPLICIT = sql`CAST((arrayMap(i -> toInt64(i), arrayEnumerate(counts)), counts), 'Map(Int64, Int64)')`;
const SHIFTED = (offset: Sql, counts: Sql) =>
  sql`arrayMap(i -> toInt64(floor((toInt64(${offset}) + i - 1) / exp2(Scale - scale))) + ${BEYOND}, arrayEnumerate(${counts}))`;
const EXPONENTIAL = sql`CAST(arrayReduce('sumMap',
      [arrayConcat(arrayMap(k -> -k, ${SHIFTED(sql`NegativeOffset`, sql`NegativeBucketCounts`)}), [toInt64(0)], ${SHIFTED(sql`PositiveOffset`, sql`PositiveBucketCounts`)})],
      [arrayMap(n -> toInt64(n), arrayConcat(NegativeBucketCounts, [ZeroCount], PositiveBucketCounts))]), 'Map(Int64, Int64)')`;

const MAPS: Arithmetic = {
  difference: sql`CAST(mapSubtract(value, last_value), 'Map(Int64, Int64)')`,
  isBelow: sql`arrayExists(n -> n < 0, mapValues(mapSubtract(value, last_value)))`,
  isComparable: sql`bounds = last_bounds`,
  last: sql`lagInFrame(value) OVER w AS last_value, lagInFrame(bounds) OVER w AS last_bounds`,
  order: sql`Count`,
  columns: sql`bounds, scale`,
};

const isExponential = ({ metric }: MetricScope) => metric.type === 'exponential_histogram';

/** `low` and `high` end of the bucket `key`; an explicit one may end at infinity. */
const EDGES = {
  explicit: {
    low: sql`if(key = 1, -inf, bounds[key - 1])`,
    high: sql`if(key > length(bounds), inf, bounds[key])`,
  },
  exponential: {
    low: sql`multiIf(key = 0, 0., key > 0, exp2((key - ${BEYOND}) * exp2(-scale)), -exp2((-key - ${BEYOND} + 1) * exp2(-scale)))`,
    high: sql`multiIf(key = 0, 0., key > 0, exp2((key - ${BEYOND} + 1) * exp2(-scale)), -exp2((-key - ${BEYOND}) * exp2(-scale)))`,
  },
};

/**
 * What was recorded, by interval and bucket: `slot`, `series`, `seconds`, `low`, `high` and `amount`, which is no whole
 * number where the time of a point lies in several intervals. Streams with different bounds keep their own buckets. The
 * rules are those of `increases()`; between points whose bounds differ nothing can be subtracted, so nothing is counted.
 */
export function bucketIncreases(scope: MetricScope): Sql {
  const exponential = isExponential(scope);
  const points = exponential
    ? sql`Scale, min(Scale) OVER () AS scale, CAST([], 'Array(Float64)') AS bounds, Count, ${EXPONENTIAL} AS value`
    : sql`0 AS scale, ExplicitBounds AS bounds, Count,
    arrayMap(n -> toInt64(n), if(empty(BucketCounts), [Count], BucketCounts)) AS counts, ${EXPLICIT} AS value`;
  const { low, high } = EDGES[exponential ? 'exponential' : 'explicit'];
  return sql`SELECT slot, series, any(seconds) AS seconds, ${low} AS low, ${high} AS high, sum(share * n) AS amount
FROM (
  SELECT series, slot, share, seconds, bounds, scale, key, n
  FROM (
${spread(scope, increases(scope, points, sql`1`, MAPS), sql`series, bounds, scale, amount`)}
  )
  ARRAY JOIN mapKeys(amount) AS key, mapValues(amount) AS n
  WHERE n > 0
)
GROUP BY slot, series, low, high`;
}

/**
 * The q-quantile of a sorted list `buckets` of (low, high, amount): within its bucket by proportion, of exponential ones on
 * the scale of the buckets. A bucket that ends at infinity gives its other end; the lowest one begins at 0 where it holds
 * positive values. NULL when nothing was recorded.
 */
export function quantileOf(scope: MetricScope, q: number): Sql {
  const within = isExponential(scope)
    ? sql`if(b.1 = b.2, b.1, b.1 * pow(b.2 / b.1, (wanted - before) / b.3))`
    : sql`multiIf(isInfinite(b.1) AND isInfinite(b.2), NULL, isInfinite(b.2), b.1, isInfinite(b.1) AND b.2 <= 0, b.2,
      if(isInfinite(b.1), 0., b.1) + (b.2 - if(isInfinite(b.1), 0., b.1)) * (wanted - before) / b.3)`;
  return sql`arrayMap(wanted -> arrayMap(i -> arrayMap((b, before) -> ${within}, [buckets[i]], [running[i] - buckets[i].3])[1],
    [arrayFirstIndex(c -> c >= wanted, running)])[1], [${literal(q)} * running[-1]])[1]`;
}
