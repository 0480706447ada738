import { settings } from '../limits';
import { and, literal, type Sql, sql } from '../sql';
import { type TableMapping } from '../tables';
import { type TimeRange } from '../timeRange';
import { isJaegerSpanKind, SPAN_KIND_NAMES } from './menus';
import { fromMatching } from '../traces/spans';

/** What Jaeger looks for: traces with one span that is all of this. */
export interface JaegerSearch {
  range: TimeRange;
  service: string;
  operation?: string;
  /** Key and value of tags, all of which the span has. */
  tags: ReadonlyArray<readonly [key: string, value: string]>;
  /** ns, ends included. */
  minDuration?: number;
  maxDuration?: number;
}

/** Of the newest spans that match: how many are looked at for traces, and how many of these are wanted. */
export interface SearchReach {
  traces: number;
  spans: number;
}

/**
 * `trace` of the newest matching traces, newest first, and in each row `looked_at`: how many matching spans were. When
 * that is all of `spans` and there are fewer traces than wanted, there may be more. Reads the service's part of each hour
 * by the primary key.
 */
export function jaegerTraceIds(tables: TableMapping, search: JaegerSearch, { traces, spans }: SearchReach): Sql {
  const { range, service, operation, tags, minDuration, maxDuration } = search;
  const conditions = [sql`ServiceName = ${literal(service)}`, sql`TraceId != ''`];
  if (operation !== undefined) {
    conditions.push(sql`SpanName = ${literal(operation)}`);
  }
  if (minDuration !== undefined) {
    conditions.push(sql`Duration >= ${literal(minDuration)}`);
  }
  if (maxDuration !== undefined) {
    conditions.push(sql`Duration <= ${literal(maxDuration)}`);
  }
  conditions.push(...tags.map(([key, value]) => hasTag(key, value)));
  return sql`SELECT TraceId AS trace, toUInt32(sum(count()) OVER ()) AS looked_at
FROM (
  SELECT TraceId, Timestamp
  ${fromMatching({ tables, range, where: and(conditions) })}
  ORDER BY Timestamp DESC
  LIMIT ${literal(spans)}
)
GROUP BY TraceId
ORDER BY max(Timestamp) DESC, TraceId
LIMIT ${literal(traces)}
${settings()}`;
}

/** Tags that are made of columns: those that sidecar/jaeger/tags.ts shows are those that can be looked for. */
const COLUMN_TAGS: Record<string, (value: string) => Sql> = {
  error: (value) => (value === 'true' ? sql`IsError` : value === 'false' ? sql`NOT IsError` : sql`0`),
  'span.kind': (value) => (isJaegerSpanKind(value) ? sql`SpanKind = ${literal(SPAN_KIND_NAMES[value])}` : sql`0`),
  'otel.status_code': (value) =>
    value === 'ERROR' ? sql`IsError` : value === 'OK' ? sql`StatusCode IN ('Ok', 'STATUS_CODE_OK')` : sql`0`,
  'otel.status_description': (value) => sql`StatusMessage = ${literal(value)}`,
  'otel.scope.name': (value) => sql`ScopeName = ${literal(value)}`,
  'otel.scope.version': (value) => sql`ScopeVersion = ${literal(value)}`,
  'w3c.tracestate': (value) => sql`TraceState = ${literal(value)}`,
  event: (value) => sql`has(Events.Name, ${literal(value)})`,
};

/** As in Jaeger: the span, its process or one of its logs has the tag. */
function hasTag(key: string, value: string): Sql {
  const [name, wanted] = [literal(key), literal(value)];
  const inMap = (map: Sql) => sql`(mapContains(${map}, ${name}) AND ${map}[${name}] = ${wanted})`;
  const anywhere = sql`${inMap(sql`SpanAttributes`)} OR ${inMap(sql`ResourceAttributes`)} OR arrayExists(one -> ${inMap(sql`one`)}, Events.Attributes)`;
  return Object.hasOwn(COLUMN_TAGS, key) ? sql`(${COLUMN_TAGS[key](value)} OR ${anywhere})` : sql`(${anywhere})`;
}
