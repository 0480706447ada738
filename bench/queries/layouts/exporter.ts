import {
  bloom,
  EVENT_COLUMNS,
  EVENT_NAMES,
  hasItem,
  items,
  ofTraceWithTimes,
  SPAN_NAMES,
  spanColumns,
  textIndex,
  traceTimes,
} from './exporterColumns';
import { type EventTable, type Filling, type Layout, type SpanTable } from './layout';
import { identifier, join, literal, type Sql, sql } from '../../../queries/sql';
import { endOf, startOf, type TimeRange, within } from '../../../queries/timeRange';

const TIME = sql`Timestamp`;
const T64 = sql`CODEC(T64, ZSTD(1))`;
const BY_DAY = sql`toDate(Timestamp)`;
const BY_MONTH = sql`toYYYYMM(Timestamp)`;
const SPAN_NAME_TOKENS = sql`INDEX idx_lower_span_name lower(SpanName) TYPE tokenbf_v1(32768, 3, 0) GRANULARITY 8`;
const DURATION = sql`INDEX idx_duration Duration TYPE minmax GRANULARITY 1`;
const SETTINGS = sql`SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1`;

const spanTable = (columns: Sql, partition: Sql) => sql`(${columns}) ENGINE = MergeTree PARTITION BY ${partition}
  PRIMARY KEY (ServiceName, SpanName, toDateTime(Timestamp))
  ORDER BY (ServiceName, SpanName, toDateTime(Timestamp), Timestamp) ${SETTINGS}`;

const classicSpans = sql`${spanColumns(T64)}, ${join([
  bloom(sql`idx_trace_id`, sql`TraceId`, 0.001),
  bloom(sql`idx_res_attr_key`, sql`mapKeys(ResourceAttributes)`),
  bloom(sql`idx_res_attr_value`, sql`mapValues(ResourceAttributes)`),
  bloom(sql`idx_span_attr_key`, sql`mapKeys(SpanAttributes)`),
  bloom(sql`idx_span_attr_value`, sql`mapValues(SpanAttributes)`),
  DURATION,
  SPAN_NAME_TOKENS,
])}`;

const newerSpans = sql`${spanColumns(T64)}, ${join([
  items(sql`Resource`, sql`ResourceAttributes`),
  items(sql`Span`, sql`SpanAttributes`),
  textIndex(sql`idx_trace_id`, sql`TraceId`),
  textIndex(sql`idx_res_attr_key`, sql`mapKeys(ResourceAttributes)`),
  textIndex(sql`idx_res_attr_items`, sql`ResourceAttributeItems`),
  textIndex(sql`idx_span_attr_key`, sql`mapKeys(SpanAttributes)`),
  textIndex(sql`idx_span_attr_items`, sql`SpanAttributeItems`),
  DURATION,
  SPAN_NAME_TOKENS,
])}`;

// with TimestampTime, a column that partition and key are made of; its makers say to filter on it as well
const classicEvents = sql`(${EVENT_COLUMNS}, TimestampTime DateTime DEFAULT toDateTime(Timestamp), ${join([
  bloom(sql`idx_trace_id`, sql`TraceId`, 0.001),
  ...(['Resource', 'Scope', 'Log'] as const).flatMap((of) => [
    bloom(identifier(`idx_${of}_key`), sql`mapKeys(${identifier(`${of}Attributes`)})`),
    bloom(identifier(`idx_${of}_value`), sql`mapValues(${identifier(`${of}Attributes`)})`),
  ]),
])}, INDEX idx_body Body TYPE tokenbf_v1(32768, 3, 0) GRANULARITY 8) ENGINE = MergeTree PARTITION BY toDate(TimestampTime)
  PRIMARY KEY (ServiceName, TimestampTime) ORDER BY (ServiceName, TimestampTime, Timestamp) ${SETTINGS}`;

/** Its text indexes are also those of HyperDX. */
export const newerEvents = (more: Sql, settings: Sql) => sql`(${EVENT_COLUMNS}${more}, ${join([
  items(sql`Resource`, sql`ResourceAttributes`),
  items(sql`Scope`, sql`ScopeAttributes`),
  items(sql`Log`, sql`LogAttributes`),
  textIndex(sql`idx_trace_id`, sql`TraceId`),
  ...(['Resource', 'Scope', 'Log'] as const).flatMap((of) => [
    textIndex(identifier(`idx_${of}_key`), sql`mapKeys(${identifier(`${of}Attributes`)})`),
    textIndex(identifier(`idx_${of}_items`), identifier(`${of}AttributeItems`)),
  ]),
])}, ${textIndex(sql`idx_lower_body`, sql`lower(Body)`, 'splitByNonAlpha')}) ENGINE = MergeTree PARTITION BY toDate(Timestamp)
  ORDER BY (toStartOfFiveMinutes(Timestamp), ServiceName, Timestamp) ${SETTINGS}${settings}`;

/** Spans in the columns of the exporter. `times`: start and end of each trace are kept, `items`: pairs are indexed. */
export function exporterSpans(
  database: string,
  { times, indexedItems }: { times: boolean; indexedItems: boolean }
): SpanTable & Filling {
  return {
    table: `${database}.otel_traces`,
    columns: SPAN_NAMES,
    select: SPAN_NAMES,
    from: identifier(`${database}.otel_traces`),
    settings: sql``,
    within: (range) => within(TIME, range),
    ofTrace: (id) => (times ? ofTraceWithTimes(identifier(database), id) : sql`TraceId = ${literal(id)}`),
    ofService: (name) => sql`ServiceName = ${literal(name)}`,
    attributeIs: (key, value) =>
      indexedItems
        ? hasItem(sql`SpanAttributeItems`, key, value)
        : sql`SpanAttributes[${literal(key)}] = ${literal(value)}`,
    failed: sql`StatusCode = 'Error'`,
    route: sql`SpanAttributes['http.route']`,
    httpStatus: sql`SpanAttributes['http.response.status_code']`,
  };
}

/** Audit events as log records in the columns of the exporter. */
export function exporterEvents(database: string, kind: 'classic' | 'newer'): EventTable & Filling {
  return {
    table: `${database}.otel_logs`,
    columns: EVENT_NAMES,
    select: EVENT_NAMES,
    from: identifier(`${database}.otel_logs`),
    settings: sql``,
    within: (range) => sql`${within(TIME, range)} AND ${kind === 'classic' ? inSeconds(range) : inFiveMinutes(range)}`,
    ofTrace: (id) => sql`TraceId = ${literal(id)}`,
    attributeIs: (key, value) =>
      kind === 'classic'
        ? sql`LogAttributes[${literal(key)}] = ${literal(value)}`
        : hasItem(sql`LogAttributeItems`, key, value),
    attribute: (key) => sql`LogAttributes[${literal(key)}]`,
  };
}

const inSeconds = (range: TimeRange) =>
  sql`TimestampTime >= toDateTime(${startOf(range)}) AND TimestampTime <= toDateTime(${endOf(range)})`;
const inFiveMinutes = (range: TimeRange) =>
  sql`toStartOfFiveMinutes(Timestamp) >= toStartOfFiveMinutes(${startOf(range)}) AND toStartOfFiveMinutes(Timestamp) <= ${endOf(range)}`;

const create = (database: string, spans: Sql, events?: Sql): Layout['create'] => {
  const name = identifier(database);
  return async (engine) => {
    await engine.run(sql`CREATE DATABASE ${name}`);
    await engine.run(sql`CREATE TABLE ${name}.otel_traces ${spans}`);
    for (const statement of traceTimes(name)) {
      await engine.run(statement);
    }
    if (events) {
      await engine.run(sql`CREATE TABLE ${name}.otel_logs ${events}`);
    }
  };
};

/** The Collector's ClickHouse exporter as it was until 2026: bloom filters, a partition a day. */
export const exporterDaily: Layout = {
  name: 'exporter_daily',
  title: 'Exporter, classic',
  create: create('exporter_daily', spanTable(classicSpans, BY_DAY), classicEvents),
  spans: exporterSpans('exporter_daily', { times: true, indexedItems: false }),
  events: exporterEvents('exporter_daily', 'classic'),
};

/** The same spans with a partition a month, as Girok has them. */
export const exporterMonthly: Layout = {
  name: 'exporter_monthly',
  title: 'Exporter, classic, by month',
  create: create('exporter_monthly', spanTable(classicSpans, BY_MONTH)),
  spans: exporterSpans('exporter_monthly', { times: true, indexedItems: false }),
};

/** The exporter of 2026: text indexes on ids, keys and pairs. */
export const exporterNewer: Layout = {
  name: 'exporter_newer',
  title: 'Exporter, newer',
  create: create('exporter_newer', spanTable(newerSpans, BY_DAY), newerEvents(sql``, sql``)),
  spans: exporterSpans('exporter_newer', { times: true, indexedItems: true }),
  events: exporterEvents('exporter_newer', 'newer'),
};
