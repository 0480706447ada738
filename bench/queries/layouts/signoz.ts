import { type Layout } from './layout';
import { join, list, literal, type Sql, sql } from '../../../queries/sql';
import { endOf, startOf, type TimeRange, within } from '../../../queries/timeRange';

// SigNoz's third index of spans and second table of logs: types, codecs, order and indexes are theirs. Columns are named
// as everywhere else here where they mean the same, so that one text of a question fits.

const MAP = sql`Map(LowCardinality(String), String)`;
const NUMBERS = sql`Map(LowCardinality(String), Float64)`;
const BOOLS = sql`Map(LowCardinality(String), Bool)`;
const Z = sql`CODEC(ZSTD(1))`;
const TIME = sql`Timestamp`;
const BUCKET_SECONDS = 1800;
const SETTINGS = sql`SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1`;

/** Numbers among the generated attributes: they lie in a map of their own. */
const SPAN_NUMBERS = ['server.port', 'thread.id', 'app.latency_ratio'];

const SPANS = sql`(ts_bucket_start UInt64 CODEC(DoubleDelta, LZ4), resource_fingerprint String ${Z},
  Timestamp DateTime64(9) CODEC(DoubleDelta, LZ4), TraceId FixedString(32) ${Z}, SpanId String ${Z}, TraceState String ${Z},
  ParentSpanId String ${Z}, flags UInt32 CODEC(T64, ZSTD(1)), SpanName LowCardinality(String) ${Z}, kind Int8 CODEC(T64, ZSTD(1)),
  SpanKind String ${Z}, Duration UInt64 CODEC(T64, ZSTD(1)), status_code Int16 CODEC(T64, ZSTD(1)), StatusMessage String ${Z},
  StatusCode String ${Z}, SpanAttributes ${MAP} ${Z}, attributes_number ${NUMBERS} ${Z}, attributes_bool ${BOOLS} ${Z},
  ResourceAttributes ${MAP} ${Z}, events Array(String) CODEC(ZSTD(2)), links String ${Z},
  response_status_code LowCardinality(String) ${Z}, external_http_url LowCardinality(String) ${Z}, http_url LowCardinality(String) ${Z},
  external_http_method LowCardinality(String) ${Z}, http_method LowCardinality(String) ${Z}, http_host LowCardinality(String) ${Z},
  db_name LowCardinality(String) ${Z}, db_operation LowCardinality(String) ${Z}, has_error Bool CODEC(T64, ZSTD(1)),
  ServiceName LowCardinality(String) DEFAULT ResourceAttributes['service.name'] ${Z},
  http_route LowCardinality(String) DEFAULT SpanAttributes['http.route'] ${Z},
  peer_service LowCardinality(String) DEFAULT SpanAttributes['peer.service'] ${Z},
  INDEX idx_trace_id TraceId TYPE tokenbf_v1(10000, 5, 0) GRANULARITY 1,
  INDEX idx_span_id SpanId TYPE tokenbf_v1(5000, 5, 0) GRANULARITY 1,
  INDEX idx_duration Duration TYPE minmax GRANULARITY 1,
  INDEX idx_name SpanName TYPE ngrambf_v1(4, 5000, 2, 0) GRANULARITY 1,
  INDEX idx_kind kind TYPE minmax GRANULARITY 4,
  INDEX idx_http_route http_route TYPE bloom_filter GRANULARITY 4,
  INDEX idx_http_url http_url TYPE bloom_filter GRANULARITY 4,
  INDEX idx_http_method http_method TYPE bloom_filter GRANULARITY 4,
  INDEX idx_timestamp Timestamp TYPE minmax GRANULARITY 1,
  INDEX idx_response_status response_status_code TYPE set(0) GRANULARITY 1,
  INDEX idx_status_code_string StatusCode TYPE set(3) GRANULARITY 4,
  INDEX idx_kind_string SpanKind TYPE set(5) GRANULARITY 4,
  INDEX idx_string_keys mapKeys(SpanAttributes) TYPE tokenbf_v1(1024, 2, 0) GRANULARITY 1,
  INDEX idx_string_values mapValues(SpanAttributes) TYPE ngrambf_v1(4, 5000, 2, 0) GRANULARITY 1,
  INDEX idx_number_keys mapKeys(attributes_number) TYPE tokenbf_v1(1024, 2, 0) GRANULARITY 1,
  INDEX idx_number_values mapValues(attributes_number) TYPE bloom_filter GRANULARITY 1,
  INDEX idx_resource_keys mapKeys(ResourceAttributes) TYPE tokenbf_v1(1024, 2, 0) GRANULARITY 1,
  INDEX idx_resource_values mapValues(ResourceAttributes) TYPE ngrambf_v1(4, 5000, 2, 0) GRANULARITY 1)
  ENGINE = MergeTree PARTITION BY toDate(Timestamp)
  ORDER BY (ts_bucket_start, resource_fingerprint, has_error, SpanName, Timestamp) ${SETTINGS}`;

const EVENTS = sql`(ts_bucket_start UInt64 CODEC(DoubleDelta, LZ4), resource_fingerprint String ${Z},
  Timestamp DateTime64(9) CODEC(DoubleDelta, LZ4), observed_timestamp UInt64 CODEC(DoubleDelta, LZ4), id String ${Z},
  TraceId String ${Z}, SpanId String ${Z}, TraceFlags UInt32, SeverityText LowCardinality(String) ${Z}, SeverityNumber UInt8,
  ServiceName LowCardinality(String) DEFAULT ResourceAttributes['service.name'] ${Z}, Body String CODEC(ZSTD(2)),
  LogAttributes ${MAP} ${Z}, attributes_number ${NUMBERS} ${Z}, attributes_bool ${BOOLS} ${Z}, ResourceAttributes ${MAP} ${Z},
  ScopeName String ${Z}, ScopeVersion String ${Z}, scope_string ${MAP} ${Z},
  INDEX idx_id id TYPE minmax GRANULARITY 1,
  INDEX idx_severity_number SeverityNumber TYPE set(25) GRANULARITY 4,
  INDEX idx_severity_text SeverityText TYPE set(25) GRANULARITY 4,
  INDEX idx_trace_flags TraceFlags TYPE bloom_filter GRANULARITY 4,
  INDEX idx_body_tokens lower(Body) TYPE tokenbf_v1(10000, 2, 0) GRANULARITY 1,
  INDEX idx_body_ngrams lower(Body) TYPE ngrambf_v1(4, 15000, 3, 0) GRANULARITY 1,
  INDEX idx_string_keys mapKeys(LogAttributes) TYPE tokenbf_v1(1024, 2, 0) GRANULARITY 1,
  INDEX idx_string_values mapValues(LogAttributes) TYPE ngrambf_v1(4, 5000, 2, 0) GRANULARITY 1,
  INDEX idx_number_keys mapKeys(attributes_number) TYPE tokenbf_v1(1024, 2, 0) GRANULARITY 1,
  INDEX idx_trace_id TraceId TYPE tokenbf_v1(10000, 5, 0) GRANULARITY 1,
  INDEX idx_span_id SpanId TYPE tokenbf_v1(5000, 5, 0) GRANULARITY 1)
  ENGINE = MergeTree PARTITION BY toDate(Timestamp)
  ORDER BY (ts_bucket_start, resource_fingerprint, SeverityText, Timestamp, id) ${SETTINGS}`;

const SECONDS = literal(BUCKET_SECONDS);
const BUCKET = sql`intDiv(toUnixTimestamp(Timestamp), ${SECONDS}) * ${SECONDS}`;
const FINGERPRINT = sql`concat('service.name=', ServiceName, ';deployment.environment.name=',
    ResourceAttributes['deployment.environment.name'], ';hash=',
    toString(cityHash64(ServiceName, ResourceAttributes['host.name'], ResourceAttributes['k8s.pod.name'])))`;

/** Its own pages always pass the bucket, from the one before the range on. */
const inBuckets = (range: TimeRange): Sql => sql`${within(TIME, range)}
  AND ts_bucket_start >= toUnixTimestamp(toDateTime(${startOf(range)})) - ${SECONDS} AND ts_bucket_start <= toUnixTimestamp(toDateTime(${endOf(range)}))`;

/** They look for the fingerprints of a resource first. */
const ofService = (name: string) => sql`ServiceName = ${literal(name)}
  AND resource_fingerprint IN (SELECT fingerprint FROM signoz.traces_resource WHERE service = ${literal(name)})`;

const ofTrace = (id: string) => {
  const time = (what: Sql) => sql`(SELECT ${what} FROM signoz.trace_summary WHERE TraceId = ${literal(id)})`;
  return sql`TraceId = ${literal(id)} AND Timestamp >= ${time(sql`min(Start)`)} AND Timestamp <= ${time(sql`max(End)`)}
  AND ts_bucket_start >= toUnixTimestamp(toDateTime(${time(sql`min(Start)`)})) - ${SECONDS}
  AND ts_bucket_start <= toUnixTimestamp(toDateTime(${time(sql`max(End)`)}))`;
};

const NUMBER_VALUES = join(SPAN_NUMBERS.map((key) => sql`toFloat64OrZero(SpanAttributes[${literal(key)}])`));

export const signoz: Layout = {
  name: 'signoz',
  title: 'SigNoz',
  async create(engine) {
    await engine.run(sql`CREATE DATABASE signoz`);
    await engine.run(sql`CREATE TABLE signoz.spans ${SPANS}`);
    await engine.run(sql`CREATE TABLE signoz.logs ${EVENTS}`);
    await engine.run(sql`CREATE TABLE signoz.traces_resource (service String, fingerprint String, seen_at_bucket Int64)
      ENGINE = ReplacingMergeTree PARTITION BY toDate(seen_at_bucket) ORDER BY (service, fingerprint, seen_at_bucket)`);
    await engine.run(sql`CREATE TABLE signoz.trace_summary (TraceId String ${Z}, Start SimpleAggregateFunction(min, DateTime64(9)) ${Z},
      End SimpleAggregateFunction(max, DateTime64(9)) ${Z}, Spans SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)))
      ENGINE = AggregatingMergeTree PARTITION BY toDate(End) ORDER BY TraceId`);
  },
  async afterFilling(engine) {
    await engine.run(sql`INSERT INTO signoz.traces_resource SELECT DISTINCT ServiceName, resource_fingerprint, ts_bucket_start FROM signoz.spans
      SETTINGS max_partitions_per_insert_block = 1000`);
    await engine.run(sql`INSERT INTO signoz.trace_summary SELECT TraceId, min(Timestamp), max(Timestamp), count() FROM signoz.spans GROUP BY TraceId
      SETTINGS max_partitions_per_insert_block = 1000`);
    await engine.run(sql`OPTIMIZE TABLE signoz.traces_resource FINAL`);
  },
  spans: {
    table: 'signoz.spans',
    columns: sql`ts_bucket_start, resource_fingerprint, Timestamp, TraceId, SpanId, TraceState, ParentSpanId, SpanName, kind, SpanKind,
      Duration, status_code, StatusMessage, StatusCode, SpanAttributes, attributes_number, ResourceAttributes, events, links,
      response_status_code, http_url, http_method, has_error`,
    select: sql`${BUCKET}, ${FINGERPRINT}, Timestamp, TraceId, SpanId, TraceState, ParentSpanId, SpanName, 1, SpanKind,
      Duration, 0, StatusMessage, StatusCode, mapFilter((key, value) -> key NOT IN ${list(SPAN_NUMBERS)}, SpanAttributes),
      mapFromArrays([${join(SPAN_NUMBERS.map(literal))}]::Array(LowCardinality(String)), [${NUMBER_VALUES}]), ResourceAttributes,
      arrayMap((time, name, attributes) -> toJSONString(map('name', name, 'timeUnixNano', toString(toUnixTimestamp64Nano(time)), 'attributeMap', toJSONString(attributes))),
        \`Events.Timestamp\`, \`Events.Name\`, \`Events.Attributes\`), toJSONString(\`Links.TraceId\`),
      SpanAttributes['http.response.status_code'], SpanAttributes['url.path'], SpanAttributes['http.request.method'], StatusCode = 'Error'`,
    from: sql`signoz.spans`,
    settings: sql``,
    within: inBuckets,
    ofTrace,
    ofService,
    attributeIs: (key, value) => sql`SpanAttributes[${literal(key)}] = ${literal(value)}`,
    failed: sql`has_error`,
    route: sql`http_route`,
    httpStatus: sql`response_status_code`,
  },
  events: {
    table: 'signoz.logs',
    columns: sql`ts_bucket_start, resource_fingerprint, Timestamp, observed_timestamp, id, TraceId, SpanId, TraceFlags, SeverityText,
      SeverityNumber, Body, LogAttributes, ResourceAttributes, ScopeName, ScopeVersion`,
    // as its ids sort: by time
    select: sql`${BUCKET}, ${FINGERPRINT}, Timestamp, toUnixTimestamp64Nano(Timestamp),
      concat(lower(hex(toUnixTimestamp64Milli(Timestamp))), lower(hex(cityHash64(n)))), TraceId, SpanId, TraceFlags, SeverityText,
      SeverityNumber, Body, LogAttributes, ResourceAttributes, ScopeName, ScopeVersion`,
    from: sql`signoz.logs`,
    settings: sql``,
    within: inBuckets,
    ofTrace: (id) => sql`TraceId = ${literal(id)}`,
    attributeIs: (key, value) => sql`LogAttributes[${literal(key)}] = ${literal(value)}`,
    attribute: (key) => sql`LogAttributes[${literal(key)}]`,
  },
};
