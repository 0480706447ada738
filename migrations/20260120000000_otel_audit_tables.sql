-- Tables that hold the telemetry. Column names are those of the OpenTelemetry ClickHouse exporter, so existing SQL and
-- the ClickHouse data source's OTel mode work on them; what Girok adds stands behind the exporter's columns.
--
-- Keys: the primary key is shorter than the sorting key and ends before Timestamp. A Timestamp inside it would be bound
-- to the last key column and a plain range filter would prune nothing (ClickHouse issue 33056); the minmax index does
-- that work instead. Partitions are months. See docs/architecture.md, "Tables".

/* @let attributes
Map(LowCardinality(String), String) CODEC(ZSTD(1))
*/

/* @let timestamp
DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1))
*/

/* @let provenance
-- where the row came from: the ledger is computed from these three
    _topic LowCardinality(String) CODEC(ZSTD(1)),
    _partition UInt64 CODEC(ZSTD(1)),
    _offset UInt64 CODEC(Delta(8), ZSTD(1)),
    -- the time as it was sent, in nanoseconds, when it lay outside the accepted window and was replaced; else 0
    ClampedFrom UInt64 CODEC(ZSTD(1)),
    IngestTime DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC') CODEC(Delta(8), ZSTD(1))
*/

-- One server, or a cluster (GIROK_CLUSTER): then the rows lie in replicated tables named …_local on each shard, and a
-- Distributed table has the name. Its sharding key is made of what the row is, so that the same message delivered again,
-- perhaps to another shard's consumer, meets its rows again. See docs/scaling.md.
-- @if topology = single

/* @let on_cluster
*/

/* @let local
*/

/* @let replicated
*/

-- @end
-- @if topology = cluster

/* @let on_cluster
 ON CLUSTER {{cluster:String}}
*/

/* @let local
_local
*/

/* @let replicated
Replicated
*/

/* @let otel_audit_logs_shard
RecordHash
*/

/* @let otel_audit_traces_shard
cityHash64(TraceId)
*/

/* @let otel_audit_traces_trace_id_ts_shard
cityHash64(TraceId)
*/

/* @let otel_audit_metrics_shard
cityHash64(MetricName, ServiceName, Attributes)
*/

/* @let otel_audit_dead_letters_shard
cityHash64(_topic, _partition, _offset)
*/

/* @let distributed
CREATE TABLE IF NOT EXISTS {{database:Identifier}}.$1 ON CLUSTER {{cluster:String}}
AS {{database:Identifier}}.$1_local
ENGINE = Distributed({{cluster:String}}, {{database:String}}, '$1_local', {{> $1_shard}})
*/

-- @end

CREATE DATABASE IF NOT EXISTS {{database:Identifier}} {{> on_cluster}};

-- Audit logs --------------------------------------------------------------------------------------------------------
-- Replacing by record hash: a message that is delivered twice does not change what FINAL counts.
-- The promoted columns are read from the attributes: the first non-empty one of each list wins.

CREATE TABLE IF NOT EXISTS {{database:Identifier}}.otel_audit_logs{{> local}} {{> on_cluster}}
(
    Timestamp {{> timestamp}},
    TraceId String CODEC(ZSTD(1)),
    SpanId String CODEC(ZSTD(1)),
    TraceFlags UInt8,
    SeverityText LowCardinality(String) CODEC(ZSTD(1)),
    SeverityNumber UInt8,
    ServiceName LowCardinality(String) CODEC(ZSTD(1)),
    Body String CODEC(ZSTD(1)),
    ResourceSchemaUrl LowCardinality(String) CODEC(ZSTD(1)),
    ResourceAttributes {{> attributes}},
    ScopeSchemaUrl LowCardinality(String) CODEC(ZSTD(1)),
    ScopeName LowCardinality(String) CODEC(ZSTD(1)),
    ScopeVersion LowCardinality(String) CODEC(ZSTD(1)),
    ScopeAttributes {{> attributes}},
    LogAttributes {{> attributes}},
    EventName LowCardinality(String) CODEC(ZSTD(1)),

    ObservedTimestamp {{> timestamp}},
    DroppedAttributesCount UInt32 CODEC(ZSTD(1)),
    RecordHash UInt64 CODEC(ZSTD(1)),
    {{> provenance}},

    Tenant LowCardinality(String) MATERIALIZED firstNonDefault(
        LogAttributes['audit.tenant.id'], LogAttributes['tenant.id'], LogAttributes['organization.id'],
        LogAttributes['user.tenant.id'], LogAttributes['account.id'],
        ResourceAttributes['tenant.id'], ResourceAttributes['cloud.account.id'], 'default') CODEC(ZSTD(1)),
    Actor String MATERIALIZED firstNonDefault(
        LogAttributes['audit.actor.id'], LogAttributes['actor.id'], LogAttributes['user.id'], LogAttributes['enduser.id'],
        LogAttributes['user.name'], LogAttributes['user.email'],
        LogAttributes['aws.principal.arn'], LogAttributes['aws.user_identity.principal.arn'],
        LogAttributes['gcp.audit.authentication_info.principal_email'], LogAttributes['user.username'],
        LogAttributes['enduser.pseudo.id'], LogAttributes['user.hash'], LogAttributes['db.user'],
        LogAttributes['client.id'], 'unknown') CODEC(ZSTD(1)),
    ActorType LowCardinality(String) MATERIALIZED firstNonDefault(
        LogAttributes['audit.actor.type'], LogAttributes['actor.type'], LogAttributes['user.type'],
        transform(LogAttributes['aws.principal.type'],
            ['IAMUser', 'Root', 'IdentityCenterUser', 'AssumedRole', 'AWSService'],
            ['user', 'user', 'user', 'service', 'service'], ''),
        multiIf(startsWith(Actor, 'system:serviceaccount:'), 'service', Actor = 'unknown', 'unknown', 'user')) CODEC(ZSTD(1)),
    Action LowCardinality(String) MATERIALIZED upper(firstNonDefault(
        LogAttributes['audit.action'], LogAttributes['event.action'], LogAttributes['action'],
        LogAttributes['activity_name'], LogAttributes['verb'],
        LogAttributes['db.operation.name'], LogAttributes['rpc.method'],
        transform(LogAttributes['http.request.method'],
            ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
            ['READ', 'READ', 'CREATE', 'UPDATE', 'UPDATE', 'DELETE'], ''))) CODEC(ZSTD(1)),
    Target String MATERIALIZED firstNonDefault(
        LogAttributes['audit.target.id'], LogAttributes['target.id'], LogAttributes['resource.id'],
        LogAttributes['user.target.id'], LogAttributes['objectRef.name'],
        LogAttributes['db.collection.name'], LogAttributes['file.path'], LogAttributes['url.path']) CODEC(ZSTD(1)),
    TargetType LowCardinality(String) MATERIALIZED firstNonDefault(
        LogAttributes['audit.target.type'], LogAttributes['target.type'], LogAttributes['resource.type'],
        LogAttributes['objectRef.resource'],
        if(LogAttributes['db.collection.name'] != '', 'db', ''),
        if(LogAttributes['file.path'] != '', 'file', ''),
        if(LogAttributes['url.path'] != '', 'http.endpoint', '')) CODEC(ZSTD(1)),
    Outcome LowCardinality(String) MATERIALIZED multiIf(
        lower(firstNonDefault(LogAttributes['audit.outcome'], LogAttributes['event.outcome'], LogAttributes['outcome']))
            IN ('success', 'succeeded', 'ok', 'allowed', 'granted'), 'success',
        lower(firstNonDefault(LogAttributes['audit.outcome'], LogAttributes['event.outcome'], LogAttributes['outcome']))
            IN ('failure', 'failed', 'denied', 'error', 'rejected'), 'failure',
        firstNonDefault(LogAttributes['audit.outcome'], LogAttributes['event.outcome'], LogAttributes['outcome']) != '', 'unknown',
        LogAttributes['error.type'] != '' OR LogAttributes['aws.error.code'] != '', 'failure',
        toUInt16OrZero(LogAttributes['http.response.status_code']) >= 400, 'failure',
        toUInt16OrZero(LogAttributes['http.response.status_code']) >= 100, 'success',
        toInt32OrZero(firstNonDefault(LogAttributes['rpc.grpc.status_code'], '0')) != 0, 'failure',
        SeverityNumber >= 17, 'failure',
        'unknown') CODEC(ZSTD(1)),
    SourceAddress String MATERIALIZED firstNonDefault(
        LogAttributes['audit.source.id'], LogAttributes['client.address'], LogAttributes['source.address'],
        LogAttributes['network.peer.address'], LogAttributes['source.ip'], LogAttributes['client.ip'],
        LogAttributes['net.sock.peer.addr'], LogAttributes['net.peer.ip']) CODEC(ZSTD(1)),
    RecordId String MATERIALIZED firstNonDefault(
        LogAttributes['audit.record.id'], LogAttributes['log.record.uid'], LogAttributes['event.id'],
        LogAttributes['aws.cloudtrail.event_id'], LogAttributes['audit_id'], LogAttributes['auditID'],
        LogAttributes['cloudevents.event_id'], lower(hex(RecordHash))) CODEC(ZSTD(1)),

    INDEX idx_timestamp Timestamp TYPE minmax GRANULARITY 1,
    INDEX idx_ingest_time IngestTime TYPE minmax GRANULARITY 1,
    INDEX idx_trace_id TraceId TYPE bloom_filter(0.001) GRANULARITY 1,
    INDEX idx_actor Actor TYPE text(tokenizer = 'array'),
    INDEX idx_target Target TYPE text(tokenizer = 'array'),
    INDEX idx_source SourceAddress TYPE text(tokenizer = 'array'),
    INDEX idx_attribute_keys mapKeys(LogAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX idx_attribute_values mapValues(LogAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX idx_body lower(Body) TYPE text(tokenizer = 'splitByNonAlpha')
)
ENGINE = {{> replicated}}ReplacingMergeTree
PARTITION BY toYYYYMM(Timestamp)
PRIMARY KEY (toStartOfDay(Timestamp), Tenant, Actor)
ORDER BY (toStartOfDay(Timestamp), Tenant, Actor, Timestamp, RecordHash)
TTL toDateTime(Timestamp) + INTERVAL {{logs_retention:Interval}}
-- Lists and indexes of this table name single events: smaller granules read less around each of them, for two bytes a
-- row (docs/benchmarks.md, "What was tried").
SETTINGS ttl_only_drop_parts = 1, index_granularity = 2048;

-- @if topology = cluster
{{> distributed(otel_audit_logs)}};
-- @end

-- Traces ------------------------------------------------------------------------------------------------------------
-- Replacing by what identifies a span: service, name, start and span id. A message that is delivered twice does not
-- change what FINAL counts, and the span id is stored anyway: the identity costs no byte.

CREATE TABLE IF NOT EXISTS {{database:Identifier}}.otel_audit_traces{{> local}} {{> on_cluster}}
(
    Timestamp {{> timestamp}},
    TraceId String CODEC(ZSTD(1)),
    SpanId String CODEC(ZSTD(1)),
    ParentSpanId String CODEC(ZSTD(1)),
    TraceState String CODEC(ZSTD(1)),
    SpanName LowCardinality(String) CODEC(ZSTD(1)),
    SpanKind LowCardinality(String) CODEC(ZSTD(1)),
    ServiceName LowCardinality(String) CODEC(ZSTD(1)),
    ResourceAttributes {{> attributes}},
    ScopeName LowCardinality(String) CODEC(ZSTD(1)),
    ScopeVersion LowCardinality(String) CODEC(ZSTD(1)),
    SpanAttributes {{> attributes}},
    Duration UInt64 CODEC(T64, ZSTD(1)),
    StatusCode LowCardinality(String) CODEC(ZSTD(1)),
    StatusMessage String CODEC(ZSTD(1)),
    `Events.Timestamp` Array(DateTime64(9, 'UTC')) CODEC(ZSTD(1)),
    `Events.Name` Array(LowCardinality(String)) CODEC(ZSTD(1)),
    `Events.Attributes` Array(Map(LowCardinality(String), String)) CODEC(ZSTD(1)),
    `Links.TraceId` Array(String) CODEC(ZSTD(1)),
    `Links.SpanId` Array(String) CODEC(ZSTD(1)),
    `Links.TraceState` Array(String) CODEC(ZSTD(1)),
    `Links.Attributes` Array(Map(LowCardinality(String), String)) CODEC(ZSTD(1)),

    ResourceSchemaUrl LowCardinality(String) CODEC(ZSTD(1)),
    ScopeSchemaUrl LowCardinality(String) CODEC(ZSTD(1)),
    ScopeAttributes {{> attributes}},
    Flags UInt32 CODEC(ZSTD(1)),
    -- 1, 2, … for spans of one message that carry the same ids and start; 1 for every other span
    Copy UInt32 CODEC(ZSTD(1)),
    {{> provenance}},

    Tenant LowCardinality(String) MATERIALIZED firstNonDefault(
        SpanAttributes['tenant.id'], ResourceAttributes['tenant.id'], ResourceAttributes['cloud.account.id'], 'default') CODEC(ZSTD(1)),
    HttpRoute LowCardinality(String) MATERIALIZED SpanAttributes['http.route'] CODEC(ZSTD(1)),
    HttpStatus LowCardinality(String) MATERIALIZED firstNonDefault(
        SpanAttributes['http.response.status_code'], SpanAttributes['http.status_code']) CODEC(ZSTD(1)),
    PeerService LowCardinality(String) MATERIALIZED firstNonDefault(
        SpanAttributes['peer.service'], SpanAttributes['service.peer.name']) CODEC(ZSTD(1)),
    IsError Bool MATERIALIZED StatusCode = 'Error',

    INDEX idx_timestamp Timestamp TYPE minmax GRANULARITY 1,
    INDEX idx_ingest_time IngestTime TYPE minmax GRANULARITY 1,
    INDEX idx_trace_id TraceId TYPE bloom_filter(0.001) GRANULARITY 1,
    INDEX idx_duration Duration TYPE minmax GRANULARITY 1,
    INDEX idx_attribute_keys mapKeys(SpanAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX idx_attribute_values mapValues(SpanAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX idx_resource_values mapValues(ResourceAttributes) TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = {{> replicated}}ReplacingMergeTree
PARTITION BY toYYYYMM(Timestamp)
PRIMARY KEY (toStartOfHour(Timestamp), ServiceName, SpanName)
ORDER BY (toStartOfHour(Timestamp), ServiceName, SpanName, Timestamp, SpanId, Copy)
TTL toDateTime(Timestamp) + INTERVAL {{traces_retention:Interval}}
SETTINGS ttl_only_drop_parts = 1;

-- @if topology = cluster
{{> distributed(otel_audit_traces)}};
-- @end

-- Start and end of each trace, so that a look-up by id reads minutes and not months. Name and columns are those that
-- the ClickHouse data source looks for.

CREATE TABLE IF NOT EXISTS {{database:Identifier}}.otel_audit_traces_trace_id_ts{{> local}} {{> on_cluster}}
(
    TraceId String CODEC(ZSTD(1)),
    Start SimpleAggregateFunction(min, DateTime('UTC')) CODEC(ZSTD(1)),
    End SimpleAggregateFunction(max, DateTime('UTC')) CODEC(ZSTD(1))
)
ENGINE = {{> replicated}}AggregatingMergeTree
PARTITION BY toYYYYMM(Start)
ORDER BY TraceId
TTL Start + INTERVAL {{traces_retention:Interval}}
SETTINGS ttl_only_drop_parts = 1;

-- @if topology = cluster
{{> distributed(otel_audit_traces_trace_id_ts)}};
-- @end

CREATE MATERIALIZED VIEW IF NOT EXISTS {{database:Identifier}}.otel_audit_traces_trace_id_ts_mv {{> on_cluster}}
TO {{database:Identifier}}.otel_audit_traces_trace_id_ts{{> local}}
AS SELECT TraceId, min(toDateTime(Timestamp)) AS Start, max(toDateTime(Timestamp)) AS End
FROM {{database:Identifier}}.otel_audit_traces{{> local}}
WHERE TraceId != ''
GROUP BY TraceId;

-- Metrics -----------------------------------------------------------------------------------------------------------
-- One table for the five kinds of OTLP metric: one parse and one part per block instead of five.
-- Replacing by where a point came from: its stream, its time, the content of its message and its place in it. Only the
-- same message replaces rows, delivered again or sent again; points of two messages that differ are two, however equal.

CREATE TABLE IF NOT EXISTS {{database:Identifier}}.otel_audit_metrics{{> local}} {{> on_cluster}}
(
    ResourceAttributes {{> attributes}},
    ResourceSchemaUrl LowCardinality(String) CODEC(ZSTD(1)),
    ScopeName LowCardinality(String) CODEC(ZSTD(1)),
    ScopeVersion LowCardinality(String) CODEC(ZSTD(1)),
    ScopeAttributes {{> attributes}},
    ScopeSchemaUrl LowCardinality(String) CODEC(ZSTD(1)),
    ServiceName LowCardinality(String) CODEC(ZSTD(1)),
    MetricName LowCardinality(String) CODEC(ZSTD(1)),
    MetricDescription LowCardinality(String) CODEC(ZSTD(1)),
    MetricUnit LowCardinality(String) CODEC(ZSTD(1)),
    MetricType Enum8('gauge' = 1, 'sum' = 2, 'histogram' = 3, 'exponential_histogram' = 4, 'summary' = 5) CODEC(ZSTD(1)),
    Attributes {{> attributes}},
    StartTimeUnix {{> timestamp}},
    TimeUnix {{> timestamp}},
    AggregationTemporality Enum8('Unspecified' = 0, 'Delta' = 1, 'Cumulative' = 2) CODEC(ZSTD(1)),
    IsMonotonic Bool CODEC(ZSTD(1)),
    Flags UInt32 CODEC(ZSTD(1)),
    -- gauge and sum
    Value Float64 CODEC(ZSTD(1)),
    -- histogram, exponential histogram, summary; what the sender left out is NULL, not 0
    Count UInt64 CODEC(Delta(8), ZSTD(1)),
    Sum Nullable(Float64) CODEC(ZSTD(1)),
    Min Nullable(Float64) CODEC(ZSTD(1)),
    Max Nullable(Float64) CODEC(ZSTD(1)),
    BucketCounts Array(UInt64) CODEC(ZSTD(1)),
    ExplicitBounds Array(Float64) CODEC(ZSTD(1)),
    Scale Int32 CODEC(ZSTD(1)),
    ZeroCount UInt64 CODEC(ZSTD(1)),
    ZeroThreshold Float64 CODEC(ZSTD(1)),
    PositiveOffset Int32 CODEC(ZSTD(1)),
    PositiveBucketCounts Array(UInt64) CODEC(ZSTD(1)),
    NegativeOffset Int32 CODEC(ZSTD(1)),
    NegativeBucketCounts Array(UInt64) CODEC(ZSTD(1)),
    `ValueAtQuantiles.Quantile` Array(Float64) CODEC(ZSTD(1)),
    `ValueAtQuantiles.Value` Array(Float64) CODEC(ZSTD(1)),
    `Exemplars.FilteredAttributes` Array(Map(LowCardinality(String), String)) CODEC(ZSTD(1)),
    `Exemplars.TimeUnix` Array(DateTime64(9, 'UTC')) CODEC(ZSTD(1)),
    `Exemplars.Value` Array(Float64) CODEC(ZSTD(1)),
    `Exemplars.SpanId` Array(String) CODEC(ZSTD(1)),
    `Exemplars.TraceId` Array(String) CODEC(ZSTD(1)),
    -- the content of the message, and the place of the point in it
    MessageHash UInt32 CODEC(ZSTD(1)),
    Position UInt64 CODEC(ZSTD(1)),
    {{> provenance}},

    Tenant LowCardinality(String) MATERIALIZED firstNonDefault(
        Attributes['tenant.id'], ResourceAttributes['tenant.id'], ResourceAttributes['cloud.account.id'], 'default') CODEC(ZSTD(1)),
    -- the stream: everything that tells one series of a metric from another
    AttributesHash UInt64 MATERIALIZED cityHash64(MetricType, ScopeName, Attributes, ResourceAttributes) CODEC(ZSTD(1)),

    INDEX idx_time TimeUnix TYPE minmax GRANULARITY 1,
    INDEX idx_ingest_time IngestTime TYPE minmax GRANULARITY 1,
    INDEX idx_attribute_values mapValues(Attributes) TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = {{> replicated}}ReplacingMergeTree
PARTITION BY toYYYYMM(TimeUnix)
PRIMARY KEY (MetricName, ServiceName, toStartOfHour(TimeUnix))
ORDER BY (MetricName, ServiceName, toStartOfHour(TimeUnix), AttributesHash, TimeUnix, MessageHash, Position)
TTL toDateTime(TimeUnix) + INTERVAL {{metrics_retention:Interval}}
SETTINGS ttl_only_drop_parts = 1;

-- @if topology = cluster
{{> distributed(otel_audit_metrics)}};
-- @end

-- Dead letters ------------------------------------------------------------------------------------------------------
-- Messages from which nothing could be read, as they came. Time is the message's own, so that the same message delivered
-- again replaces itself; a replay writes the row once more with the time of the replay, which then is the one that counts.

CREATE TABLE IF NOT EXISTS {{database:Identifier}}.otel_audit_dead_letters{{> local}} {{> on_cluster}}
(
    Time DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    Queue LowCardinality(String) CODEC(ZSTD(1)),
    Reason LowCardinality(String) CODEC(ZSTD(1)),
    _topic LowCardinality(String) CODEC(ZSTD(1)),
    _partition UInt64 CODEC(ZSTD(1)),
    _offset UInt64 CODEC(ZSTD(1)),
    Bytes UInt64 CODEC(ZSTD(1)),
    Message String CODEC(ZSTD(3)),
    -- 1970 while it waits
    ReplayedAt DateTime64(3, 'UTC') DEFAULT toDateTime64(0, 3, 'UTC') CODEC(ZSTD(1))
)
ENGINE = {{> replicated}}ReplacingMergeTree(ReplayedAt)
PARTITION BY toYYYYMM(Time)
ORDER BY (Time, _topic, _partition, _offset, Queue)
TTL toDateTime(Time) + INTERVAL {{dead_letters_retention:Interval}}
SETTINGS ttl_only_drop_parts = 1;

-- @if topology = cluster
{{> distributed(otel_audit_dead_letters)}};
-- @end
