import { settings } from '../limits';
import { literal, type Sql, sql } from '../sql';
import { rowsOf } from '../tables';
import { inNewestTraces, type SpanScope, withNewestTraces } from './spans';

/** Traces that the map is drawn from. */
export const MAP_TRACES = 2000;

/** What a span speaks to that sends no spans itself, and what kind of thing that is. */
const OUTSIDE = sql`multiIf(
      SpanAttributes['db.system.name'] != '' OR SpanAttributes['db.system'] != '',
        ('database', firstNonDefault(SpanAttributes['db.namespace'], SpanAttributes['db.name'], SpanAttributes['db.system.name'], SpanAttributes['db.system'])),
      SpanAttributes['messaging.system'] != '',
        ('queue', firstNonDefault(SpanAttributes['messaging.destination.name'], SpanAttributes['messaging.destination'], SpanAttributes['messaging.system'])),
      PeerService != '', ('external', toString(PeerService)),
      SpanKind = 'Client' AND SpanAttributes['server.address'] != '', ('external', SpanAttributes['server.address']),
      ('', ''))`;

/**
 * Who calls whom in the newest matching traces, one row an edge: `source` and `target` with `source_kind` and
 * `target_kind` (service, database, queue, external; start: a trace begins there), `calls`, `error_share` (0-1), `p95` in
 * ns and, in each row, `traces`. A call between two services is counted once, at the side that was called. Reads the
 * hours of those traces, by the index on trace ids.
 */
export function serviceEdges(scope: SpanScope, limit: number): Sql {
  return sql`${withNewestTraces(scope, MAP_TRACES)},
spans AS (
  SELECT TraceId, SpanId, ParentSpanId, toString(ServiceName) AS service, toString(SpanKind) AS kind, Duration, IsError,
    ${OUTSIDE} AS outside
  FROM ${rowsOf(scope.tables, 'traces')}
  WHERE ${inNewestTraces}
)
SELECT source_kind, source, target_kind, target, count() AS calls, countIf(IsError) / calls AS error_share,
  quantile(0.95)(Duration) AS p95, length(newest.3) AS traces
FROM (
  SELECT if(parent.service = '', 'start', 'service') AS source_kind, parent.service AS source,
    'service' AS target_kind, child.service AS target, child.Duration AS Duration, child.IsError AS IsError
  FROM spans AS child LEFT JOIN spans AS parent ON child.TraceId = parent.TraceId AND child.ParentSpanId = parent.SpanId
  WHERE child.service != parent.service AND (child.ParentSpanId = '' OR parent.service != '')
    AND NOT (child.kind = 'Consumer' AND child.outside.1 = 'queue')
  UNION ALL
  SELECT 'service', service, outside.1, outside.2, Duration, IsError
  FROM spans
  WHERE outside.2 != '' AND kind IN ('Client', 'Producer')
    AND (outside.1 != 'external' OR (TraceId, SpanId) NOT IN (SELECT TraceId, ParentSpanId FROM spans))
  UNION ALL
  SELECT 'queue', outside.2, 'service', service, Duration, IsError
  FROM spans
  WHERE outside.1 = 'queue' AND kind = 'Consumer'
)
GROUP BY source_kind, source, target_kind, target
ORDER BY calls DESC, source, target
LIMIT ${literal(limit)}
${settings()}`;
}
