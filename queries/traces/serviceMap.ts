import { fieldOrThrow } from '../fields';
import { settings } from '../limits';
import { and, join, literal, type Sql, sql } from '../sql';
import { rowsOf } from '../tables';
import { lengthInSeconds } from '../timeRange';
import { SPAN_FIELDS } from './fields';
import { inNewestTraces, type SpanScope, withNewestTraces } from './spans';

/** Traces that the map is drawn from. */
export const MAP_TRACES = 2000;

const attribute = (name: string) => sql`SpanAttributes[${literal(name)}]`;
const isSet = (field: Sql) => sql`${field} != ''`;

/** What a span speaks to that sends no spans itself: when, what kind of thing, and the filter keys that can name it, the best first. */
const OUTSIDE: Array<{ when: Sql; kind: string; names: string[] }> = [
  {
    when: sql`(${isSet(attribute('db.system.name'))} OR ${isSet(attribute('db.system'))})`,
    kind: 'database',
    names: ['attribute.db.namespace', 'attribute.db.name', 'attribute.db.system.name', 'attribute.db.system'],
  },
  {
    when: isSet(attribute('messaging.system')),
    kind: 'queue',
    names: ['attribute.messaging.destination.name', 'attribute.messaging.destination', 'attribute.messaging.system'],
  },
  { when: sql`1`, kind: 'external', names: ['peer'] },
  { when: sql`SpanKind = 'Client'`, kind: 'external', names: ['attribute.server.address'] },
];

/** (kind, name, filter key), three empty texts for a span that speaks to nothing outside. */
const outside: Sql = sql`multiIf(
      ${join(
        OUTSIDE.flatMap(({ when, kind, names }) =>
          names.map((key) => {
            const field = fieldOrThrow(SPAN_FIELDS, key);
            return sql`${when} AND ${isSet(field)}, (${literal(kind)}, toString(${field}), ${literal(key)})`;
          })
        ),
        sql`,\n      `
      )},
      ('', '', ''))`;

/**
 * Who calls whom in the newest matching traces, one row an edge: `source` and `target` with `…_kind` (service, database,
 * queue, external; start: a trace begins there) and `…_key` (of the filter that finds its spans), `calls`, `error_share`
 * (0-1), `p95` in ns and, in each row, `traces` and `seconds`: the time in which they began, to make rates of. A call between two services is counted once, at the side that was called. Reads the
 * hours of those traces, by the index on trace ids.
 * @param isSettled condition on spans that are looked at: two queries of one moment then see the same ones
 */
export function serviceEdges(scope: SpanScope, limit: number, isSettled: Sql = sql`1`): Sql {
  return sql`${withNewestTraces({ ...scope, where: and([isSettled, scope.where]) }, MAP_TRACES)},
spans AS (
  SELECT TraceId, SpanId, ParentSpanId, toString(ServiceName) AS service, toString(SpanKind) AS kind, Duration, IsError,
    ${outside} AS outside
  FROM ${rowsOf(scope.tables, 'traces')}
  WHERE ${inNewestTraces} AND ${isSettled}
)
SELECT source_kind, source, source_key, target_kind, target, target_key,
  count() AS calls, countIf(IsError) / calls AS error_share, quantile(0.95)(Duration) AS p95, length(newest.3) AS traces,
  if(traces < ${literal(MAP_TRACES)}, ${lengthInSeconds(scope.range)}, greatest(1, dateDiff('second', newest.1, newest.2))) AS seconds
FROM (
  SELECT if(parent.service = '', 'start', 'service') AS source_kind, parent.service AS source, 'service' AS source_key,
    'service' AS target_kind, child.service AS target, 'service' AS target_key, child.Duration AS Duration, child.IsError AS IsError
  FROM spans AS child LEFT JOIN spans AS parent ON child.TraceId = parent.TraceId AND child.ParentSpanId = parent.SpanId
  WHERE child.service != parent.service AND (child.ParentSpanId = '' OR parent.service != '')
    AND NOT (child.kind = 'Consumer' AND child.outside.1 = 'queue')
  UNION ALL
  SELECT 'service', service, 'service', outside.1, outside.2, outside.3, Duration, IsError
  FROM spans
  WHERE outside.2 != '' AND kind IN ('Client', 'Producer')
    AND (outside.1 != 'external' OR (TraceId, SpanId) NOT IN (SELECT TraceId, ParentSpanId FROM spans))
  UNION ALL
  SELECT 'queue', outside.2, outside.3, 'service', service, 'service', Duration, IsError
  FROM spans
  WHERE outside.1 = 'queue' AND kind = 'Consumer'
)
GROUP BY source_kind, source, source_key, target_kind, target, target_key
ORDER BY calls DESC, source, target
LIMIT ${literal(limit)}
${settings()}`;
}
