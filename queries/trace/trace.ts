import { settings } from '../limits';
import { and, identifier, list, literal, type Sql, sql } from '../sql';
import { rowsOf, type TableMapping } from '../tables';
import { spanSearch } from '../traces/search';

/** Most spans of one trace that a page shows. A trace with more is cut after the first ones, and the page says so. */
export const TRACE_SPANS_SHOWN = 50_000;

/** Spans that the download asks for at once: their attributes may be 64 kB each. */
export const DOWNLOAD_BATCH = 1000;

/** Most matches of a search within a trace. */
const SEARCH_LIMIT = 10_000;

/** Spans of one trace with the same id are rare; more than this many of one id are not shown in its details. */
const COPIES_SHOWN = 20;

/** Status messages are shown in full in the details; the waterfall needs their beginning. */
const MESSAGE_SHOWN = 200;

/** The time as text: a double does not hold nanoseconds since 1970. */
const NANOSECONDS = sql`toString(toUnixTimestamp64Nano(Timestamp))`;

/**
 * The spans of a trace are looked for between its first and last start only. Both makers of tables keep these in a table
 * named after the one with the spans, in whole seconds. An id that is not in there reads nothing but that table.
 */
const ofTrace = (tables: TableMapping, traceId: string): Sql => between(tables, sql`= ${literal(traceId)}`);

/** The same for several traces. @throws RangeError without ids */
export const ofTraces = (tables: TableMapping, traceIds: readonly string[]): Sql =>
  between(tables, sql`IN ${list(traceIds)}`);

function between({ database, traces }: TableMapping, isOne: Sql): Sql {
  const bounds = identifier(`${database}.${traces}_trace_id_ts`);
  return sql`TraceId ${isOne}
  AND Timestamp >= (SELECT toDateTime64(min(Start), 9, 'UTC') FROM ${bounds} WHERE TraceId ${isOne})
  AND Timestamp < (SELECT toDateTime64(max(End), 9, 'UTC') + toIntervalSecond(1) FROM ${bounds} WHERE TraceId ${isOne})`;
}

/** Rows that are the same apart from what is not shown come in the same order every time. */
const IN_ORDER = sql`ORDER BY Timestamp, SpanId, ServiceName, SpanName`;

/**
 * What the waterfall draws of each span, first start first: `id`, `parent`, `start` (ns since 1970, as text), `duration`
 * (ns), `service`, `name`, `kind`, `status`, `message` (its beginning), `error`, `events`, `links`. No attributes: those of
 * a large trace are hundreds of megabytes. One row more than `limit` tells that there are more.
 */
export function traceSpans(tables: TableMapping, traceId: string, limit = TRACE_SPANS_SHOWN): Sql {
  return sql`SELECT SpanId AS id, ParentSpanId AS parent, ${NANOSECONDS} AS start, Duration AS duration, ServiceName AS service,
  SpanName AS name, SpanKind AS kind, StatusCode AS status, leftUTF8(StatusMessage, ${literal(MESSAGE_SHOWN)}) AS message,
  toUInt8(IsError) AS error, length(Events.Name) AS events, length(Links.TraceId) AS links
FROM ${rowsOf(tables, 'traces')}
WHERE ${ofTrace(tables, traceId)}
${IN_ORDER}
LIMIT ${literal(limit + 1)}
${settings()}`;
}

/** Ids (`id`) of the spans of one trace that the search text finds, also in their attributes. At most 10,000. */
export function traceSearch(tables: TableMapping, traceId: string, text: string): Sql {
  return sql`SELECT DISTINCT SpanId AS id
FROM ${rowsOf(tables, 'traces')}
WHERE ${and([ofTrace(tables, traceId), spanSearch(text)])}
LIMIT ${literal(SEARCH_LIMIT)}
${settings()}`;
}

/** A map as pairs: one that was sent with the same key twice has it twice. */
const pairs = (map: Sql) => sql`arrayZip(mapKeys(${map}), mapValues(${map}))`;
const pairsOfEach = (maps: Sql) => sql`toJSONString(arrayMap(one -> ${pairs(sql`one`)}, ${maps}))`;
const pairsOf = (map: Sql) => sql`toJSONString(${pairs(map)})`;

/** Everything that is stored of a span, for `spanInFull`. Maps and arrays as JSON text: the data source hands nested types on in more than one shape. */
export const IN_FULL = sql`SpanId AS id, ParentSpanId AS parent, TraceState AS trace_state, Flags AS flags, ${NANOSECONDS} AS start,
  Duration AS duration, SpanName AS name, SpanKind AS kind, ServiceName AS service, StatusCode AS status, StatusMessage AS message,
  ${pairsOf(sql`SpanAttributes`)} AS attributes, ${pairsOf(sql`ResourceAttributes`)} AS resource, ResourceSchemaUrl AS resource_schema,
  ScopeName AS scope_name, ScopeVersion AS scope_version, ${pairsOf(sql`ScopeAttributes`)} AS scope, ScopeSchemaUrl AS scope_schema,
  toJSONString(Events.Name) AS event_names, ${pairsOfEach(sql`Events.Attributes`)} AS event_attributes,
  toJSONString(arrayMap(at -> toString(toUnixTimestamp64Nano(at)), Events.Timestamp)) AS event_times,
  toJSONString(Links.TraceId) AS link_traces, toJSONString(Links.SpanId) AS link_spans,
  toJSONString(Links.TraceState) AS link_states, ${pairsOfEach(sql`Links.Attributes`)} AS link_attributes,
  toString(ClampedFrom) AS clamped_from`;

/** Everything that is stored of one span, or of all with that id in that trace. */
export function traceSpan(tables: TableMapping, traceId: string, spanId: string): Sql {
  return sql`SELECT ${IN_FULL}
FROM ${rowsOf(tables, 'traces')}
WHERE ${and([ofTrace(tables, traceId), sql`SpanId = ${literal(spanId)}`])}
${IN_ORDER}
LIMIT ${literal(COPIES_SHOWN)}
${settings()}`;
}

/** Everything that is stored of the spans of one trace, in the order of `traceSpans`, one batch of `DOWNLOAD_BATCH`. */
export function traceDownload(tables: TableMapping, traceId: string, batch: number): Sql {
  return sql`SELECT ${IN_FULL}
FROM ${rowsOf(tables, 'traces')}
WHERE ${ofTrace(tables, traceId)}
${IN_ORDER}
LIMIT ${literal(batch * DOWNLOAD_BATCH)}, ${literal(DOWNLOAD_BATCH)}
${settings()}`;
}
