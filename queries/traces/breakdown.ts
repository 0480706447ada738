import { fieldOrThrow } from '../fields';
import { settings } from '../limits';
import { literal, type Sql, sql } from '../sql';
import { rowsOf } from '../tables';
import { isCurrent, lengthInSeconds, withinBothPeriods } from '../timeRange';
import { SPAN_FIELDS } from './fields';
import { type SpanScope, TIME } from './spans';

/**
 * One row a value of a field that spans of the range have, the most frequent first: `value`, `spans`, `failed`, `rate` per
 * second, `share` of all matching spans (0-1), `error_share` (0-1), `p50` and `p95` in ns; of the period before `spans_before`,
 * `failed_before`, `rate_before` and `p95_before`, which is NULL without spans; and in each row `all_values`, how many values
 * there are, `all_spans` and `all_before`, the spans of all of them. Reads the range and the period before it.
 * @throws RangeError for a key that names no field
 */
export function spanBreakdown({ tables, range, where }: SpanScope, by: string, limit: number): Sql {
  const field = fieldOrThrow(SPAN_FIELDS, by);
  const current = isCurrent(TIME, range);
  const before = sql`NOT (${current})`;
  return sql`SELECT toString(${field}) AS value,
  countIf(${current}) AS spans,
  countIf(${current} AND IsError) AS failed,
  spans / ${lengthInSeconds(range)} AS rate,
  spans / all_spans AS share,
  failed / spans AS error_share,
  quantileIf(0.5)(Duration, ${current}) AS p50,
  quantileIf(0.95)(Duration, ${current}) AS p95,
  countIf(${before}) AS spans_before,
  countIf(${before} AND IsError) AS failed_before,
  spans_before / ${lengthInSeconds(range)} AS rate_before,
  if(spans_before = 0, NULL, quantileIf(0.95)(Duration, ${before})) AS p95_before,
  count() OVER () AS all_values,
  sum(spans) OVER () AS all_spans,
  sum(spans_before) OVER () AS all_before
FROM ${rowsOf(tables, 'traces', range)}
WHERE ${withinBothPeriods(TIME, range)}
  AND ${where}
GROUP BY value
HAVING spans > 0
ORDER BY spans DESC, value
LIMIT ${literal(limit)}
${settings()}`;
}
