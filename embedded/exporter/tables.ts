import { type ClickHouseClient } from '@clickhouse/client';

/**
 * Tables with the columns, keys and indexes of those that the Collector's ClickHouse exporter makes, for tests and
 * benchmarks. newer: 2026 and later. classic: with TimestampTime in the log table; its first versions had no EventName.
 */
export type ExporterVersion = 'newer' | 'classic' | 'classic without EventName';

const MAP = 'Map(LowCardinality(String), String) CODEC(ZSTD(1))';
const TIME = 'DateTime64(9) CODEC(Delta(8), ZSTD(1))';
const bloom = (name: string, expression: string, rate = '0.01') =>
  `INDEX ${name} ${expression} TYPE bloom_filter(${rate}) GRANULARITY 1`;

function logs(database: string, version: ExporterVersion): string {
  const newer = version === 'newer';
  return `CREATE TABLE ${database}.otel_logs (
    Timestamp ${TIME},
    ${newer ? '' : 'TimestampTime DateTime DEFAULT toDateTime(Timestamp),'}
    TraceId String CODEC(ZSTD(1)), SpanId String CODEC(ZSTD(1)), TraceFlags UInt8,
    SeverityText LowCardinality(String) CODEC(ZSTD(1)), SeverityNumber UInt8,
    ServiceName LowCardinality(String) CODEC(ZSTD(1)), Body String CODEC(ZSTD(1)),
    ResourceSchemaUrl LowCardinality(String) CODEC(ZSTD(1)), ResourceAttributes ${MAP},
    ScopeSchemaUrl LowCardinality(String) CODEC(ZSTD(1)), ScopeName String CODEC(ZSTD(1)),
    ScopeVersion LowCardinality(String) CODEC(ZSTD(1)), ScopeAttributes ${MAP}, LogAttributes ${MAP},
    ${version === 'classic without EventName' ? '' : 'EventName String CODEC(ZSTD(1)),'}
    ${bloom('idx_trace_id', 'TraceId', '0.001')},
    ${bloom('idx_res_attr_key', 'mapKeys(ResourceAttributes)')}, ${bloom('idx_res_attr_value', 'mapValues(ResourceAttributes)')},
    ${bloom('idx_scope_attr_key', 'mapKeys(ScopeAttributes)')}, ${bloom('idx_scope_attr_value', 'mapValues(ScopeAttributes)')},
    ${bloom('idx_log_attr_key', 'mapKeys(LogAttributes)')}, ${bloom('idx_log_attr_value', 'mapValues(LogAttributes)')},
    INDEX idx_body Body TYPE tokenbf_v1(32768, 3, 0) GRANULARITY 8
  ) ENGINE = MergeTree
  PARTITION BY toDate(${newer ? 'Timestamp' : 'TimestampTime'})
  ${
    newer
      ? 'ORDER BY (toStartOfFiveMinutes(Timestamp), ServiceName, Timestamp)'
      : 'PRIMARY KEY (ServiceName, TimestampTime) ORDER BY (ServiceName, TimestampTime, Timestamp)'
  }
  SETTINGS ttl_only_drop_parts = 1`;
}

const traces = (database: string) => `CREATE TABLE ${database}.otel_traces (
    Timestamp ${TIME}, TraceId String CODEC(ZSTD(1)), SpanId String CODEC(ZSTD(1)), ParentSpanId String CODEC(ZSTD(1)),
    TraceState String CODEC(ZSTD(1)), SpanName LowCardinality(String) CODEC(ZSTD(1)),
    SpanKind LowCardinality(String) CODEC(ZSTD(1)), ServiceName LowCardinality(String) CODEC(ZSTD(1)),
    ResourceAttributes ${MAP}, ScopeName String CODEC(ZSTD(1)), ScopeVersion String CODEC(ZSTD(1)), SpanAttributes ${MAP},
    Duration UInt64 CODEC(T64, ZSTD(1)), StatusCode LowCardinality(String) CODEC(ZSTD(1)), StatusMessage String CODEC(ZSTD(1)),
    Events Nested (Timestamp DateTime64(9), Name LowCardinality(String), Attributes Map(LowCardinality(String), String)) CODEC(ZSTD(1)),
    Links Nested (TraceId String, SpanId String, TraceState String, Attributes Map(LowCardinality(String), String)) CODEC(ZSTD(1)),
    ${bloom('idx_trace_id', 'TraceId', '0.001')},
    ${bloom('idx_res_attr_key', 'mapKeys(ResourceAttributes)')}, ${bloom('idx_res_attr_value', 'mapValues(ResourceAttributes)')},
    ${bloom('idx_span_attr_key', 'mapKeys(SpanAttributes)')}, ${bloom('idx_span_attr_value', 'mapValues(SpanAttributes)')},
    INDEX idx_duration Duration TYPE minmax GRANULARITY 1
  ) ENGINE = MergeTree
  PARTITION BY toDate(Timestamp)
  PRIMARY KEY (ServiceName, SpanName, toDateTime(Timestamp))
  ORDER BY (ServiceName, SpanName, toDateTime(Timestamp), Timestamp)
  SETTINGS ttl_only_drop_parts = 1`;

/** When each trace began and ended, which a view keeps. */
const traceTimes = (database: string) => [
  `CREATE TABLE ${database}.otel_traces_trace_id_ts (
    TraceId String CODEC(ZSTD(1)), Start DateTime CODEC(Delta, ZSTD(1)), End DateTime CODEC(Delta, ZSTD(1)),
    ${bloom('idx_trace_id', 'TraceId')}
  ) ENGINE = MergeTree
  PARTITION BY toDate(Start)
  ORDER BY (TraceId, Start)
  SETTINGS ttl_only_drop_parts = 1`,
  `CREATE MATERIALIZED VIEW ${database}.otel_traces_trace_id_ts_mv TO ${database}.otel_traces_trace_id_ts
  AS SELECT TraceId, min(Timestamp) AS Start, max(Timestamp) AS End FROM ${database}.otel_traces WHERE TraceId != '' GROUP BY TraceId`,
];

const METRIC_COLUMNS: Record<string, string> = {
  gauge: 'Value Float64 CODEC(ZSTD(1))',
  sum: 'Value Float64 CODEC(ZSTD(1)), AggregationTemporality Int32 CODEC(ZSTD(1)), IsMonotonic Boolean CODEC(Delta, ZSTD(1))',
  histogram:
    'Count UInt64 CODEC(Delta, ZSTD(1)), Sum Float64 CODEC(ZSTD(1)), BucketCounts Array(UInt64) CODEC(ZSTD(1)), ExplicitBounds Array(Float64) CODEC(ZSTD(1)), Min Float64 CODEC(ZSTD(1)), Max Float64 CODEC(ZSTD(1)), AggregationTemporality Int32 CODEC(ZSTD(1))',
  exponential_histogram:
    'Count UInt64 CODEC(Delta, ZSTD(1)), Sum Float64 CODEC(ZSTD(1)), Scale Int32 CODEC(ZSTD(1)), ZeroCount UInt64 CODEC(ZSTD(1)), PositiveOffset Int32 CODEC(ZSTD(1)), PositiveBucketCounts Array(UInt64) CODEC(ZSTD(1)), NegativeOffset Int32 CODEC(ZSTD(1)), NegativeBucketCounts Array(UInt64) CODEC(ZSTD(1)), Min Float64 CODEC(ZSTD(1)), Max Float64 CODEC(ZSTD(1)), AggregationTemporality Int32 CODEC(ZSTD(1))',
  summary:
    'Count UInt64 CODEC(Delta, ZSTD(1)), Sum Float64 CODEC(ZSTD(1)), ValueAtQuantiles Nested (Quantile Float64, Value Float64) CODEC(ZSTD(1))',
};

/** Of all kinds but the summary. */
const EXEMPLARS =
  'Exemplars Nested (FilteredAttributes Map(LowCardinality(String), String), TimeUnix DateTime64(9), Value Float64, SpanId String, TraceId String) CODEC(ZSTD(1))';

/** The newer tables have seconds, the classic ones nanoseconds. */
const metrics = (
  database: string,
  kind: string,
  version: ExporterVersion
) => `CREATE TABLE ${database}.otel_metrics_${kind} (
    ResourceAttributes ${MAP}, ResourceSchemaUrl String CODEC(ZSTD(1)), ScopeName String CODEC(ZSTD(1)),
    ScopeVersion String CODEC(ZSTD(1)), ScopeAttributes ${MAP}, ScopeSchemaUrl String CODEC(ZSTD(1)),
    ServiceName LowCardinality(String) CODEC(ZSTD(1)), MetricName LowCardinality(String) CODEC(ZSTD(1)),
    MetricDescription String CODEC(ZSTD(1)), MetricUnit String CODEC(ZSTD(1)), Attributes ${MAP},
    StartTimeUnix ${version === 'newer' ? 'DateTime CODEC(Delta, ZSTD(1))' : TIME},
    TimeUnix ${version === 'newer' ? 'DateTime CODEC(Delta, ZSTD(1))' : TIME},
    Flags UInt32 CODEC(ZSTD(1)), ${METRIC_COLUMNS[kind]}${kind === 'summary' ? '' : `, ${EXEMPLARS}`}
  ) ENGINE = MergeTree
  PARTITION BY toDate(TimeUnix)
  ORDER BY (ServiceName, MetricName, Attributes, ${version === 'newer' ? 'TimeUnix' : 'toUnixTimestamp64Nano(TimeUnix)'})
  SETTINGS ttl_only_drop_parts = 1`;

/** Makes the exporter's tables in a database. */
export async function createExporterTables(
  client: ClickHouseClient,
  database: string,
  version: ExporterVersion
): Promise<void> {
  const kinds = Object.keys(METRIC_COLUMNS).map((kind) => metrics(database, kind, version));
  for (const query of [logs(database, version), traces(database), ...traceTimes(database), ...kinds]) {
    await client.command({ query });
  }
}

/** Removes them. */
export async function dropExporterTables(client: ClickHouseClient, database: string): Promise<void> {
  await client.command({ query: `DROP VIEW IF EXISTS ${database}.otel_traces_trace_id_ts_mv SYNC` });
  const names = [
    'otel_logs',
    'otel_traces',
    'otel_traces_trace_id_ts',
    ...Object.keys(METRIC_COLUMNS).map((kind) => `otel_metrics_${kind}`),
  ];
  for (const name of names) {
    await client.command({ query: `DROP TABLE IF EXISTS ${database}.${name} SYNC` });
  }
}

/** Fills them with the rows that Girok's own tables in the same database have, as the exporter writes these. */
export async function copyToExporterTables(client: ClickHouseClient, database: string): Promise<void> {
  const command = (query: string) => client.command({ query });
  const common = async (from: string, to: string, where: string, numbered = '') => {
    const result = await client.query({
      query: `SELECT name FROM system.columns WHERE database = {database:String} AND table = {to:String}
        AND name IN (SELECT name FROM system.columns WHERE database = {database:String} AND table = {from:String})
        AND name NOT IN ('AggregationTemporality') AND default_kind = ''`,
      query_params: { database, from, to },
      format: 'JSONEachRow',
    });
    const names = (await result.json<{ name: string }>()).map(({ name }) => `\`${name}\``).join(', ');
    // a name here, a number there
    const [into, of] =
      numbered.length === 0 ? [names, names] : [`${names}, ${numbered}`, `${names}, toInt32(${numbered})`];
    await command(`INSERT INTO ${database}.${to} (${into}) SELECT ${of} FROM ${database}.${from} FINAL ${where}
      SETTINGS insert_null_as_default = 1, max_partitions_per_insert_block = 1000`);
  };
  await common('otel_audit_logs', 'otel_logs', '');
  await common('otel_audit_traces', 'otel_traces', '');
  for (const kind of Object.keys(METRIC_COLUMNS)) {
    await common(
      'otel_audit_metrics',
      `otel_metrics_${kind}`,
      `WHERE MetricType = '${kind}'`,
      METRIC_COLUMNS[kind].includes('AggregationTemporality') ? 'AggregationTemporality' : ''
    );
  }
}
