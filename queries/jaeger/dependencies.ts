import { settings } from '../limits';
import { literal, type Sql, sql } from '../sql';
import { rowsOf, type TableMapping } from '../tables';
import { endOf, startOf, type TimeRange, within } from '../timeRange';
import { TIME } from '../traces/spans';

/** Spans of the range that calls are counted from, all of them or those of every n-th trace. */
const SPANS_JOINED = 5_000_000;

/** Pairs of services that are told. */
const PAIRS = 10_000;

/** A span begins at most this long after the one that called it, or, with clocks apart, before. */
const REACH = sql`INTERVAL 1 HOUR`;

/**
 * Which service calls which: `parent`, `child`, `calls` and, in each row, `every`: 1 when each call was counted, n when
 * calls were counted in every n-th trace (by the hash of its id) and multiplied by n, because the range has too many
 * spans to join. A call is a span whose parent is of another service. Reads the hours of the range by the primary key.
 */
export function jaegerDependencies(tables: TableMapping, range: TimeRange, joined = SPANS_JOINED): Sql {
  const rows = rowsOf(tables, 'traces', range);
  const inSample = sql`TraceId != '' AND cityHash64(TraceId) % sampling = 0`;
  return sql`WITH (
  SELECT intDiv(count(), ${literal(joined)}) + 1 FROM ${rows} WHERE ${within(TIME, range)}
) AS sampling
SELECT parent.service AS parent, child.service AS child, count() * sampling AS calls, sampling AS every
FROM (
  SELECT TraceId, ParentSpanId, toString(ServiceName) AS service
  FROM ${rows}
  WHERE ${within(TIME, range)} AND ParentSpanId != '' AND ${inSample}
) AS child LEFT ANY JOIN (
  SELECT TraceId, SpanId, toString(ServiceName) AS service
  FROM ${rows}
  WHERE Timestamp >= ${startOf(range)} - ${REACH} AND Timestamp <= ${endOf(range)} + ${REACH} AND ${inSample}
) AS parent ON child.TraceId = parent.TraceId AND child.ParentSpanId = parent.SpanId
WHERE parent.service != '' AND parent.service != child.service
GROUP BY parent, child
ORDER BY calls DESC, parent, child
LIMIT ${literal(PAIRS)}
${settings()}`;
}
