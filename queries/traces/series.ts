import { NONE } from '../chosen';
import { fieldOrThrow } from '../fields';
import { settings } from '../limits';
import { identifier, join, literal, type Sql, sql } from '../sql';
import { bucket, endOf, startOf } from '../timeRange';
import { SPAN_FIELDS } from './fields';
import { fromMatching, type SpanScope, TIME } from './spans';

/** Series of a split; what lies beyond them is one series. */
const SERIES = 10;

/** What is drawn of each series: spans/s, share of failed ones (0-1), 95th percentile of the duration in ns. */
export const SPAN_MEASURES = {
  rate: sql`count() / greatest(1, dateDiff('second', greatest(time, toDateTime(${startOf('dashboard')})), least(time + toIntervalSecond($__interval_s), toDateTime(${endOf('dashboard')}))))`,
  errors: sql`countIf(IsError) / count()`,
  p95: sql`quantile(0.95)(Duration)`,
} as const;

/**
 * `time`, `series` and `Value`: one measure over time for each of the most frequent values of a field, and for all others
 * together. Reads the range twice: which values are frequent has to be known first. For panels of the dashboard's range.
 * @throws RangeError for a key that names no field
 */
export function spansOverTime(scope: SpanScope, by: string, measure: keyof typeof SPAN_MEASURES): Sql {
  const value = sql`toString(${fieldOrThrow(SPAN_FIELDS, by)})`;
  return sql`SELECT ${bucket(TIME, 'panel')} AS time,
  multiIf(${value} NOT IN (SELECT value FROM (
    SELECT ${value} AS value, count() AS spans ${fromMatching(scope)} GROUP BY value ORDER BY spans DESC, value LIMIT ${literal(SERIES)}
  )), '(others)', ${value} = '', ${literal(NONE)}, ${value}) AS series,
  ${SPAN_MEASURES[measure]} AS Value
${fromMatching(scope)}
GROUP BY time, series
ORDER BY time, series
${settings()}`;
}

/** Upper ends of the buckets of `durationBuckets`, in ns; the last bucket has none. */
export const BUCKET_ENDS = [1e6, 2e6, 5e6, 1e7, 2e7, 5e7, 1e8, 2e8, 5e8, 1e9, 2e9, 5e9, 1e10] as const;

/** Spans in each interval (`time`) by duration: columns `b0` to `b13`, the shortest first. For heatmaps of dashboards. */
export function durationBuckets(scope: SpanScope): Sql {
  const ends = sql`[${join(BUCKET_ENDS.map(literal))}]`;
  const columns = [...BUCKET_ENDS, Infinity].map((_, i) => sql`counts[${literal(i + 1)}] AS ${identifier(`b${i}`)}`);
  return sql`SELECT time, ${join(columns)}
FROM (
  SELECT ${bucket(TIME, 'panel')} AS time,
    sumForEach(arrayMap(i -> toUInt32(i = arrayCount(end -> Duration > end, ${ends})), range(${literal(BUCKET_ENDS.length + 1)}))) AS counts
  ${fromMatching(scope)}
  GROUP BY time
)
ORDER BY time
${settings()}`;
}
