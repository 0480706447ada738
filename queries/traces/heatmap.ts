import { settings } from '../limits';
import { literal, type Sql, sql } from '../sql';
import { endOf, startOf } from '../timeRange';
import { fromMatching, type SpanScope, TIME } from './spans';

/** Columns of the heatmap: the range is cut into this many equal parts. */
export const HEATMAP_COLUMNS = 120;

/** Rows for each doubling of the duration. With 64-bit nanoseconds there are at most 128 rows. */
export const ROWS_PER_DOUBLING = 2;

/**
 * Spans (`spans`, `errors`) by time (`x`, 0 to HEATMAP_COLUMNS - 1) and duration (`y`: a span lies in row y when its
 * duration in ns is at least 2^(y/2) and less than 2^((y+1)/2)). At most 120 x 128 cells, usually a tenth of that.
 */
export function durationHeatmap(scope: SpanScope): Sql {
  const [from, to] = [startOf(scope.range), endOf(scope.range)];
  const columns = literal(HEATMAP_COLUMNS);
  return sql`SELECT
  least(${columns} - 1, intDiv(dateDiff('millisecond', ${from}, ${TIME}) * ${columns}, greatest(1, dateDiff('millisecond', ${from}, ${to})))) AS x,
  toUInt16(floor(log2(greatest(Duration, 1)) * ${literal(ROWS_PER_DOUBLING)})) AS y,
  count() AS spans,
  countIf(IsError) AS errors
${fromMatching(scope)}
GROUP BY x, y
ORDER BY x, y
${settings()}`;
}
