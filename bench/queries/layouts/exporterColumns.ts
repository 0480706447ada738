import { literal, type Sql, sql } from '../../../queries/sql';

// What the layouts that began as the Collector's ClickHouse exporter have in common: columns, and ways to index them.

const MAP = sql`Map(LowCardinality(String), String)`;
const Z = sql`CODEC(ZSTD(1))`;

/** Columns that are filled, in the order of `SPAN_COLUMNS`. */
export const SPAN_NAMES = sql`Timestamp, TraceId, SpanId, ParentSpanId, TraceState, SpanName, SpanKind, ServiceName,
  ResourceAttributes, ScopeName, ScopeVersion, SpanAttributes, Duration, StatusCode, StatusMessage,
  \`Events.Timestamp\`, \`Events.Name\`, \`Events.Attributes\`, \`Links.TraceId\`, \`Links.SpanId\`, \`Links.TraceState\`, \`Links.Attributes\``;

export const spanColumns = (
  durationCodec: Sql
) => sql`Timestamp DateTime64(9) CODEC(Delta(8), ZSTD(1)), TraceId String ${Z},
  SpanId String ${Z}, ParentSpanId String ${Z}, TraceState String ${Z}, SpanName LowCardinality(String) ${Z},
  SpanKind LowCardinality(String) ${Z}, ServiceName LowCardinality(String) ${Z}, ResourceAttributes ${MAP} ${Z},
  ScopeName String ${Z}, ScopeVersion String ${Z}, SpanAttributes ${MAP} ${Z}, Duration UInt64 ${durationCodec},
  StatusCode LowCardinality(String) ${Z}, StatusMessage String ${Z},
  Events Nested(Timestamp DateTime64(9), Name LowCardinality(String), Attributes ${MAP}) ${Z},
  Links Nested(TraceId String, SpanId String, TraceState String, Attributes ${MAP}) ${Z}`;

export const EVENT_NAMES = sql`Timestamp, TraceId, SpanId, TraceFlags, SeverityText, SeverityNumber, ServiceName, Body,
  ResourceAttributes, ScopeName, ScopeVersion, LogAttributes, EventName`;

export const EVENT_COLUMNS = sql`Timestamp DateTime64(9) CODEC(Delta(8), ZSTD(1)), TraceId String ${Z}, SpanId String ${Z},
  TraceFlags UInt8, SeverityText LowCardinality(String) ${Z}, SeverityNumber UInt8, ServiceName LowCardinality(String) ${Z},
  Body String ${Z}, ResourceSchemaUrl LowCardinality(String) ${Z}, ResourceAttributes ${MAP} ${Z},
  ScopeSchemaUrl LowCardinality(String) ${Z}, ScopeName String ${Z}, ScopeVersion LowCardinality(String) ${Z},
  ScopeAttributes ${MAP} ${Z}, LogAttributes ${MAP} ${Z}, EventName String ${Z}`;

/** `k=v` of each attribute, computed when asked for; a text index on it finds a pair exactly. */
export const items = (prefix: Sql, map: Sql) =>
  sql`${prefix}AttributeItems Array(String) ALIAS arrayMap(pair -> concat(pair.1, '=', pair.2), CAST(${map}, 'Array(Tuple(String, String))'))`;

export const hasItem = (column: Sql, key: string, value: string) => sql`has(${column}, ${literal(`${key}=${value}`)})`;

export const bloom = (name: Sql, expression: Sql, rate = 0.01) =>
  sql`INDEX ${name} ${expression} TYPE bloom_filter(${literal(rate)}) GRANULARITY 1`;
export const textIndex = (name: Sql, expression: Sql, tokenizer = 'array') =>
  sql`INDEX ${name} ${expression} TYPE text(tokenizer = ${literal(tokenizer)})`;

/** Start and end of each trace, kept by a view, as the exporter makes it. */
export const traceTimes = (database: Sql): Sql[] => [
  sql`CREATE TABLE ${database}.otel_traces_trace_id_ts (TraceId String ${Z},
    Start SimpleAggregateFunction(min, DateTime) CODEC(Delta, ZSTD(1)), End SimpleAggregateFunction(max, DateTime) CODEC(Delta, ZSTD(1)))
    ENGINE = AggregatingMergeTree PARTITION BY toStartOfWeek(Start) ORDER BY TraceId SETTINGS ttl_only_drop_parts = 1`,
  sql`CREATE MATERIALIZED VIEW ${database}.otel_traces_trace_id_ts_mv TO ${database}.otel_traces_trace_id_ts
    AS SELECT TraceId, min(Timestamp) AS Start, max(Timestamp) AS End FROM ${database}.otel_traces WHERE TraceId != '' GROUP BY TraceId`,
];

export const ofTraceWithTimes = (database: Sql, id: string) => sql`TraceId = ${literal(id)}
  AND Timestamp >= (SELECT min(Start) FROM ${database}.otel_traces_trace_id_ts WHERE TraceId = ${literal(id)})
  AND Timestamp < (SELECT max(End) + toIntervalSecond(1) FROM ${database}.otel_traces_trace_id_ts WHERE TraceId = ${literal(id)})`;
