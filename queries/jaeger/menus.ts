import { settings } from '../limits';
import { and, literal, type Sql, sql } from '../sql';
import { rowsOf, type TableMapping } from '../tables';
import { type TimeRange, within } from '../timeRange';
import { TIME } from '../traces/spans';

/**
 * `name` of every service with a span in the range, at most one more than `limit`. Asked of the spans themselves: the
 * attribute catalogue leaves out values that are rare. Reads one column of the hours of the range.
 */
export function jaegerServices(tables: TableMapping, range: TimeRange, limit: number): Sql {
  return sql`SELECT toString(ServiceName) AS name
FROM ${rowsOf(tables, 'traces', range)}
WHERE ${within(TIME, range)} AND ServiceName != ''
GROUP BY name
ORDER BY name
LIMIT ${literal(limit + 1)}
${settings()}`;
}

/** Kinds of span as Jaeger writes them, and as they are stored. */
export const SPAN_KIND_NAMES = {
  unspecified: 'Unspecified',
  internal: 'Internal',
  server: 'Server',
  client: 'Client',
  producer: 'Producer',
  consumer: 'Consumer',
} as const;

export type JaegerSpanKind = keyof typeof SPAN_KIND_NAMES;

/** True for a kind as Jaeger writes it. */
export const isJaegerSpanKind = (text: string): text is JaegerSpanKind => Object.hasOwn(SPAN_KIND_NAMES, text);

/** `name` and `kind` (as stored) of the operations of a service in the range, at most one more than `limit`. Reads its part of each hour by the primary key. */
export function jaegerOperations(
  tables: TableMapping,
  range: TimeRange,
  { service, kind }: { service: string; kind?: JaegerSpanKind },
  limit: number
): Sql {
  const conditions = [within(TIME, range), sql`ServiceName = ${literal(service)}`];
  if (kind) {
    conditions.push(sql`SpanKind = ${literal(SPAN_KIND_NAMES[kind])}`);
  }
  return sql`SELECT toString(SpanName) AS name, toString(SpanKind) AS kind
FROM ${rowsOf(tables, 'traces', range)}
WHERE ${and(conditions)}
GROUP BY name, kind
ORDER BY name, kind
LIMIT ${literal(limit + 1)}
${settings()}`;
}
