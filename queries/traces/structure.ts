import { settings } from '../limits';
import { literal, type Sql, sql } from '../sql';
import { rowsOf } from '../tables';
import { inNewestTraces, type SpanScope, withNewestTraces } from './spans';

/** Traces that are merged, and spans of them that are read: a trace of 50,000 spans must not fill the browser. */
export const STRUCTURE_TRACES = 200;
export const STRUCTURE_SPANS = 20_000;

/**
 * The spans of the newest matching traces, from the start of each trace on: `trace`, `span`, `parent`, `service`, `name`, `start` (ns since the
 * start of its trace), `duration` in ns and `failed`. Reads the hours of those traces, by the index on trace ids.
 */
export function structureSpans(scope: SpanScope): Sql {
  return sql`${withNewestTraces(scope, STRUCTURE_TRACES)}
SELECT TraceId AS trace, SpanId AS span, ParentSpanId AS parent, ServiceName AS service, SpanName AS name,
  dateDiff('nanosecond', min(Timestamp) OVER (PARTITION BY TraceId), Timestamp) AS start,
  Duration AS duration, IsError AS failed
FROM ${rowsOf(scope.tables, 'traces')}
WHERE ${inNewestTraces}
ORDER BY trace, start, duration DESC, span
LIMIT ${literal(STRUCTURE_SPANS)}
${settings()}`;
}
