import { fieldOrThrow } from '../fields';
import { settings } from '../limits';
import { literal, type Sql, sql } from '../sql';
import { lengthInSeconds } from '../timeRange';
import { SPAN_FIELDS } from './fields';
import { fromMatching, type SpanScope } from './spans';

/**
 * One row a value of a field, the most frequent first: `value`, `spans`, `rate` per second, `share` of all matching spans
 * (0-1), `error_share` (0-1), `p50` and `p95` in ns, and in each row `all_values`, how many values there are.
 * @throws RangeError for a key that names no field
 */
export function spanBreakdown(scope: SpanScope, by: string, limit: number): Sql {
  const field = fieldOrThrow(SPAN_FIELDS, by);
  return sql`SELECT toString(${field}) AS value,
  count() AS spans,
  spans / ${lengthInSeconds(scope.range)} AS rate,
  spans / sum(spans) OVER () AS share,
  countIf(IsError) / spans AS error_share,
  quantile(0.5)(Duration) AS p50,
  quantile(0.95)(Duration) AS p95,
  count() OVER () AS all_values
${fromMatching(scope)}
GROUP BY value
ORDER BY spans DESC, value
LIMIT ${literal(limit)}
${settings()}`;
}
