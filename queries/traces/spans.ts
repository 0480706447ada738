import { literal, type Sql, sql } from '../sql';
import { rowsOf, type TableMapping } from '../tables';
import { type TimeRange, within } from '../timeRange';

/** What every question about spans is asked of. `where` is a condition from `where()` or variables that hold one. */
export interface SpanScope {
  tables: TableMapping;
  range: TimeRange;
  where: Sql;
}

/** When a span started. */
export const TIME = sql`Timestamp`;

/** `FROM … WHERE …`: the spans that match. Reads the hours of the range by the primary key, and the minmax index on Timestamp within them. */
export function fromMatching({ tables, range, where }: SpanScope): Sql {
  return sql`FROM ${rowsOf(tables, 'traces', range)}
WHERE ${within(TIME, range)}
  AND ${where}`;
}

/** Matching spans that are looked at for their trace id; one trace can have many. */
const SPANS_PER_TRACE = 10;

/** Parts of a trace begin at most this long before or after the span that matched. */
const REACH = sql`INTERVAL 1 HOUR`;

/**
 * `WITH … AS newest`: the newest matching traces, at most `limit`, as one value. `inNewest` is the condition that goes
 * with it: together they read the hours of those traces alone, however long the range is.
 */
export function withNewestTraces(scope: SpanScope, limit: number): Sql {
  return sql`WITH (
  SELECT (min(Timestamp), max(Timestamp), groupArray(TraceId)) FROM (
    SELECT TraceId, Timestamp FROM (
      SELECT TraceId, Timestamp ${fromMatching(scope)} AND TraceId != ''
      ORDER BY Timestamp DESC LIMIT ${literal(limit * SPANS_PER_TRACE)}
    ) ORDER BY Timestamp DESC LIMIT 1 BY TraceId LIMIT ${literal(limit)}
  )
) AS newest`;
}

/** The span is of one of the traces of `withNewestTraces`, whether or not it matches itself. */
export const inNewestTraces: Sql = sql`Timestamp >= newest.1 - ${REACH} AND Timestamp <= newest.2 + ${REACH} AND has(newest.3, TraceId)`;
