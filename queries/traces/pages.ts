import { settings } from '../limits';
import { and, literal, type Sql, sql } from '../sql';
import { fromMatching, type SpanScope, TIME } from './spans';

/** Place of a span in the order of an export: newest first, equal times by trace, span, service and name. */
export interface SpanCursor {
  nanoseconds: bigint;
  trace: string;
  span: string;
  service: string;
  name: string;
}

/**
 * One page of all matching spans, newest first: those behind `after`, at most `limit`, with attributes; `duration` in ns. The
 * cursor bounds the time as well, so that a page does not read what the pages before it have read.
 */
export function spansPage(scope: SpanScope, limit: number, after?: SpanCursor): Sql {
  return sql`SELECT toString(toUnixTimestamp64Nano(Timestamp)) AS nanoseconds, TraceId AS trace, SpanId AS span, ParentSpanId AS parent,
  ServiceName AS service, SpanName AS name, SpanKind AS kind, Duration AS duration, StatusCode AS status, StatusMessage AS message,
  SpanAttributes AS attributes, ResourceAttributes AS resource
${fromMatching(after ? { ...scope, where: and([...behind(after), scope.where]) } : scope)}
ORDER BY ${TIME} DESC, TraceId, SpanId, ServiceName, SpanName
LIMIT ${literal(limit)}
${settings()}`;
}

function behind({ nanoseconds, trace, span, service, name }: SpanCursor): Sql[] {
  const time = sql`fromUnixTimestamp64Nano(${literal(nanoseconds)}, 'UTC')`;
  const place = sql`(${literal(trace)}, ${literal(span)}, ${literal(service)}, ${literal(name)})`;
  return [
    sql`${TIME} <= ${time}`,
    sql`(${TIME} < ${time} OR (TraceId, SpanId, toString(ServiceName), toString(SpanName)) > ${place})`,
  ];
}
