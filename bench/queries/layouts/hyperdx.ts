import { exporterEvents, exporterSpans, newerEvents } from './exporter';
import { bloom, items, spanColumns, textIndex } from './exporterColumns';
import { type Layout } from './layout';
import { identifier, join, literal, sql } from '../../../queries/sql';

const DATABASE = 'hyperdx';
const Z = sql`CODEC(ZSTD(1))`;

const SPANS = sql`(${spanColumns(Z)},
  SampleRate UInt64 MATERIALIZED greatest(toUInt64OrZero(SpanAttributes['SampleRate']), 1) CODEC(T64, ZSTD(1)),
  ${join([
    items(sql`Resource`, sql`ResourceAttributes`),
    items(sql`Span`, sql`SpanAttributes`),
    bloom(sql`idx_trace_id`, sql`TraceId`, 0.001),
    bloom(sql`idx_res_attr_key`, sql`mapKeys(ResourceAttributes)`),
    textIndex(sql`idx_res_attr_items`, sql`ResourceAttributeItems`),
    bloom(sql`idx_span_attr_key`, sql`mapKeys(SpanAttributes)`),
    textIndex(sql`idx_span_attr_items`, sql`SpanAttributeItems`),
    sql`INDEX idx_duration Duration TYPE minmax GRANULARITY 1`,
    sql`INDEX idx_lower_span_name lower(SpanName) TYPE tokenbf_v1(32768, 3, 0) GRANULARITY 8`,
  ])})
  ENGINE = MergeTree PARTITION BY toDate(Timestamp) ORDER BY (ServiceName, SpanName, toDateTime(Timestamp))
  SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1`;

const RESOURCE_COLUMNS = [
  'k8s.cluster.name',
  'k8s.container.name',
  'k8s.deployment.name',
  'k8s.namespace.name',
  'k8s.node.name',
  'k8s.pod.name',
  'k8s.pod.uid',
  'deployment.environment.name',
];
const MATERIALIZED = join(
  RESOURCE_COLUMNS.map(
    (key) =>
      sql`, ${identifier(`__hdx_materialized_${key.replaceAll('.', '_')}`)} LowCardinality(String) MATERIALIZED ResourceAttributes[${literal(key)}] ${Z}`
  ),
  sql``
);

/** HyperDX (ClickStack): spans without times of traces, text indexes on pairs; log records in buckets of five minutes. */
export const hyperdx: Layout = {
  name: DATABASE,
  title: 'HyperDX',
  async create(engine) {
    await engine.run(sql`CREATE DATABASE hyperdx`);
    await engine.run(sql`CREATE TABLE hyperdx.otel_traces ${SPANS}`);
    await engine.run(
      sql`CREATE TABLE hyperdx.otel_logs ${newerEvents(MATERIALIZED, sql`, enable_block_number_column = 1, enable_block_offset_column = 1`)}`
    );
  },
  spans: exporterSpans(DATABASE, { times: false, indexedItems: true }),
  events: exporterEvents(DATABASE, 'newer'),
};
