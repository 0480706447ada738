import { NONE } from '../chosen';
import { fieldOrThrow } from '../fields';
import { settings } from '../limits';
import { join, literal, type Sql, sql } from '../sql';
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

/** Buckets of `durationBuckets`, from below: up to how many ns, and the name of the column. The last one has no end. */
const DURATION_BUCKETS: Array<{ end?: number; name: Sql }> = [
  { end: 1e6, name: sql`"≤ 1 ms"` },
  { end: 2e6, name: sql`"≤ 2 ms"` },
  { end: 5e6, name: sql`"≤ 5 ms"` },
  { end: 1e7, name: sql`"≤ 10 ms"` },
  { end: 2e7, name: sql`"≤ 20 ms"` },
  { end: 5e7, name: sql`"≤ 50 ms"` },
  { end: 1e8, name: sql`"≤ 100 ms"` },
  { end: 2e8, name: sql`"≤ 200 ms"` },
  { end: 5e8, name: sql`"≤ 500 ms"` },
  { end: 1e9, name: sql`"≤ 1 s"` },
  { end: 2e9, name: sql`"≤ 2 s"` },
  { end: 5e9, name: sql`"≤ 5 s"` },
  { end: 1e10, name: sql`"≤ 10 s"` },
  { name: sql`"> 10 s"` },
];

/** Spans in each interval (`time`) by duration: a column for each bucket, the shortest first. For heatmaps of dashboards. */
export function durationBuckets(scope: SpanScope): Sql {
  const ends = DURATION_BUCKETS.flatMap(({ end }) => (end === undefined ? [] : [literal(end)]));
  const columns = DURATION_BUCKETS.map(({ name }, i) => sql`counts[${literal(i + 1)}] AS ${name}`);
  return sql`SELECT time, ${join(columns)}
FROM (
  SELECT ${bucket(TIME, 'panel')} AS time,
    sumForEach(arrayMap(i -> toUInt32(i = arrayCount(end -> Duration > end, [${join(ends)}])), range(${literal(DURATION_BUCKETS.length)}))) AS counts
  ${fromMatching(scope)}
  GROUP BY time
)
ORDER BY time
${settings()}`;
}
