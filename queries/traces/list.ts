import { settings } from '../limits';
import { literal, type Sql, sql } from '../sql';
import { fromMatching, type SpanScope } from './spans';

/** Orders that the list can have. */
export const SPAN_ORDERS = {
  newest: sql`Timestamp DESC, SpanId`,
  slowest: sql`Duration DESC, Timestamp DESC, SpanId`,
} as const;

export type SpanOrder = keyof typeof SPAN_ORDERS;

/** The newest or the slowest matching spans, at most `limit`; `duration` in ns. */
export function spanList(scope: SpanScope, order: SpanOrder, limit: number): Sql {
  return sql`SELECT ${TIME_IN_MS} AS time, TraceId AS trace, SpanId AS span, ServiceName AS service, SpanName AS name, SpanKind AS kind,
  Duration AS duration, IsError AS failed, leftUTF8(StatusMessage, 200) AS message, HttpStatus AS http_status
${fromMatching(scope)}
ORDER BY ${SPAN_ORDERS[order]}
LIMIT ${literal(limit)}
${settings()}`;
}

const TIME_IN_MS = sql`toUnixTimestamp64Milli(Timestamp)`;
