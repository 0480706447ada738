CREATE DATABASE IF NOT EXISTS otel ON CLUSTER telemetry;

CREATE TABLE IF NOT EXISTS otel.otel_audit_logs_local ON CLUSTER telemetry
(
    `Timestamp` DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `TraceId` String CODEC(ZSTD(1)),
    `SpanId` String CODEC(ZSTD(1)),
    `TraceFlags` UInt8,
    `SeverityText` LowCardinality(String) CODEC(ZSTD(1)),
    `SeverityNumber` UInt8,
    `ServiceName` LowCardinality(String) CODEC(ZSTD(1)),
    `Body` String CODEC(ZSTD(1)),
    `ResourceSchemaUrl` LowCardinality(String) CODEC(ZSTD(1)),
    `ResourceAttributes` Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    `ScopeSchemaUrl` LowCardinality(String) CODEC(ZSTD(1)),
    `ScopeName` LowCardinality(String) CODEC(ZSTD(1)),
    `ScopeVersion` LowCardinality(String) CODEC(ZSTD(1)),
    `ScopeAttributes` Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    `LogAttributes` Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    `EventName` LowCardinality(String) CODEC(ZSTD(1)),
    `ObservedTimestamp` DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `DroppedAttributesCount` UInt32 CODEC(ZSTD(1)),
    `RecordHash` UInt64 CODEC(ZSTD(1)),
    `_topic` LowCardinality(String) CODEC(ZSTD(1)),
    `_partition` UInt64 CODEC(ZSTD(1)),
    `_offset` UInt64 CODEC(Delta(8), ZSTD(1)),
    `ClampedFrom` UInt64 CODEC(ZSTD(1)),
    `IngestTime` DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `Tenant` LowCardinality(String) MATERIALIZED firstNonDefault(LogAttributes['audit.tenant.id'], LogAttributes['tenant.id'], LogAttributes['organization.id'], LogAttributes['user.tenant.id'], LogAttributes['account.id'], ResourceAttributes['tenant.id'], ResourceAttributes['cloud.account.id'], 'default') CODEC(ZSTD(1)),
    `Actor` String MATERIALIZED firstNonDefault(LogAttributes['audit.actor.id'], LogAttributes['actor.id'], LogAttributes['user.id'], LogAttributes['enduser.id'], LogAttributes['user.name'], LogAttributes['user.email'], LogAttributes['aws.principal.arn'], LogAttributes['aws.user_identity.principal.arn'], LogAttributes['gcp.audit.authentication_info.principal_email'], LogAttributes['user.username'], LogAttributes['enduser.pseudo.id'], LogAttributes['user.hash'], LogAttributes['db.user'], LogAttributes['client.id'], 'unknown') CODEC(ZSTD(1)),
    `ActorType` LowCardinality(String) MATERIALIZED firstNonDefault(LogAttributes['audit.actor.type'], LogAttributes['actor.type'], LogAttributes['user.type'], transform(LogAttributes['aws.principal.type'], ['IAMUser', 'Root', 'IdentityCenterUser', 'AssumedRole', 'AWSService'], ['user', 'user', 'user', 'service', 'service'], ''), multiIf(startsWith(Actor, 'system:serviceaccount:'), 'service', Actor = 'unknown', 'unknown', 'user')) CODEC(ZSTD(1)),
    `Action` LowCardinality(String) MATERIALIZED upper(firstNonDefault(LogAttributes['audit.action'], LogAttributes['event.action'], LogAttributes['action'], LogAttributes['activity_name'], LogAttributes['verb'], LogAttributes['db.operation.name'], LogAttributes['rpc.method'], transform(LogAttributes['http.request.method'], ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'], ['READ', 'READ', 'CREATE', 'UPDATE', 'UPDATE', 'DELETE'], ''))) CODEC(ZSTD(1)),
    `Target` String MATERIALIZED firstNonDefault(LogAttributes['audit.target.id'], LogAttributes['target.id'], LogAttributes['resource.id'], LogAttributes['user.target.id'], LogAttributes['objectRef.name'], LogAttributes['db.collection.name'], LogAttributes['file.path'], LogAttributes['url.path']) CODEC(ZSTD(1)),
    `TargetType` LowCardinality(String) MATERIALIZED firstNonDefault(LogAttributes['audit.target.type'], LogAttributes['target.type'], LogAttributes['resource.type'], LogAttributes['objectRef.resource'], if((LogAttributes['db.collection.name']) != '', 'db', ''), if((LogAttributes['file.path']) != '', 'file', ''), if((LogAttributes['url.path']) != '', 'http.endpoint', '')) CODEC(ZSTD(1)),
    `Outcome` LowCardinality(String) MATERIALIZED multiIf((lower(firstNonDefault(LogAttributes['audit.outcome'], LogAttributes['event.outcome'], LogAttributes['outcome'])) IN ('success', 'succeeded', 'ok', 'allowed', 'granted')), 'success', (lower(firstNonDefault(LogAttributes['audit.outcome'], LogAttributes['event.outcome'], LogAttributes['outcome'])) IN ('failure', 'failed', 'denied', 'error', 'rejected')), 'failure', firstNonDefault(LogAttributes['audit.outcome'], LogAttributes['event.outcome'], LogAttributes['outcome']) != '', 'unknown', ((LogAttributes['error.type']) != '') OR ((LogAttributes['aws.error.code']) != ''), 'failure', toUInt16OrZero(LogAttributes['http.response.status_code']) >= 400, 'failure', toUInt16OrZero(LogAttributes['http.response.status_code']) >= 100, 'success', toInt32OrZero(firstNonDefault(LogAttributes['rpc.grpc.status_code'], '0')) != 0, 'failure', SeverityNumber >= 17, 'failure', 'unknown') CODEC(ZSTD(1)),
    `SourceAddress` String MATERIALIZED firstNonDefault(LogAttributes['audit.source.id'], LogAttributes['client.address'], LogAttributes['source.address'], LogAttributes['network.peer.address'], LogAttributes['source.ip'], LogAttributes['client.ip'], LogAttributes['net.sock.peer.addr'], LogAttributes['net.peer.ip']) CODEC(ZSTD(1)),
    `RecordId` String MATERIALIZED firstNonDefault(LogAttributes['audit.record.id'], LogAttributes['log.record.uid'], LogAttributes['event.id'], LogAttributes['aws.cloudtrail.event_id'], LogAttributes['audit_id'], LogAttributes['auditID'], LogAttributes['cloudevents.event_id'], lower(hex(RecordHash))) CODEC(ZSTD(1)),
    INDEX idx_timestamp Timestamp TYPE minmax GRANULARITY 1,
    INDEX idx_ingest_time IngestTime TYPE minmax GRANULARITY 1,
    INDEX idx_trace_id TraceId TYPE bloom_filter(0.001) GRANULARITY 1,
    INDEX idx_actor Actor TYPE text(tokenizer = 'array') GRANULARITY 100000000,
    INDEX idx_target Target TYPE text(tokenizer = 'array') GRANULARITY 100000000,
    INDEX idx_source SourceAddress TYPE text(tokenizer = 'array') GRANULARITY 100000000,
    INDEX idx_attribute_keys mapKeys(LogAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX idx_attribute_values mapValues(LogAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX idx_body lower(Body) TYPE text(tokenizer = 'splitByNonAlpha') GRANULARITY 100000000
)
ENGINE = ReplicatedReplacingMergeTree
PARTITION BY toYYYYMM(Timestamp)
PRIMARY KEY (toStartOfDay(Timestamp), Tenant, Actor)
ORDER BY (toStartOfDay(Timestamp), Tenant, Actor, Timestamp, RecordHash)
TTL toDateTime(Timestamp) + toIntervalYear(7)
SETTINGS ttl_only_drop_parts = 1, index_granularity = 2048;

CREATE TABLE IF NOT EXISTS otel.otel_audit_logs ON CLUSTER telemetry AS otel.otel_audit_logs_local
ENGINE = Distributed('telemetry', 'otel', 'otel_audit_logs_local', RecordHash);

CREATE TABLE IF NOT EXISTS otel.otel_audit_traces_local ON CLUSTER telemetry
(
    `Timestamp` DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `TraceId` String CODEC(ZSTD(1)),
    `SpanId` String CODEC(ZSTD(1)),
    `ParentSpanId` String CODEC(ZSTD(1)),
    `TraceState` String CODEC(ZSTD(1)),
    `SpanName` LowCardinality(String) CODEC(ZSTD(1)),
    `SpanKind` LowCardinality(String) CODEC(ZSTD(1)),
    `ServiceName` LowCardinality(String) CODEC(ZSTD(1)),
    `ResourceAttributes` Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    `ScopeName` LowCardinality(String) CODEC(ZSTD(1)),
    `ScopeVersion` LowCardinality(String) CODEC(ZSTD(1)),
    `SpanAttributes` Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    `Duration` UInt64 CODEC(T64, ZSTD(1)),
    `StatusCode` LowCardinality(String) CODEC(ZSTD(1)),
    `StatusMessage` String CODEC(ZSTD(1)),
    `Events.Timestamp` Array(DateTime64(9, 'UTC')) CODEC(ZSTD(1)),
    `Events.Name` Array(LowCardinality(String)) CODEC(ZSTD(1)),
    `Events.Attributes` Array(Map(LowCardinality(String), String)) CODEC(ZSTD(1)),
    `Links.TraceId` Array(String) CODEC(ZSTD(1)),
    `Links.SpanId` Array(String) CODEC(ZSTD(1)),
    `Links.TraceState` Array(String) CODEC(ZSTD(1)),
    `Links.Attributes` Array(Map(LowCardinality(String), String)) CODEC(ZSTD(1)),
    `ResourceSchemaUrl` LowCardinality(String) CODEC(ZSTD(1)),
    `ScopeSchemaUrl` LowCardinality(String) CODEC(ZSTD(1)),
    `ScopeAttributes` Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    `Flags` UInt32 CODEC(ZSTD(1)),
    `Copy` UInt32 CODEC(ZSTD(1)),
    `_topic` LowCardinality(String) CODEC(ZSTD(1)),
    `_partition` UInt64 CODEC(ZSTD(1)),
    `_offset` UInt64 CODEC(Delta(8), ZSTD(1)),
    `ClampedFrom` UInt64 CODEC(ZSTD(1)),
    `IngestTime` DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `Tenant` LowCardinality(String) MATERIALIZED firstNonDefault(SpanAttributes['tenant.id'], ResourceAttributes['tenant.id'], ResourceAttributes['cloud.account.id'], 'default') CODEC(ZSTD(1)),
    `HttpRoute` LowCardinality(String) MATERIALIZED SpanAttributes['http.route'] CODEC(ZSTD(1)),
    `HttpStatus` LowCardinality(String) MATERIALIZED firstNonDefault(SpanAttributes['http.response.status_code'], SpanAttributes['http.status_code']) CODEC(ZSTD(1)),
    `PeerService` LowCardinality(String) MATERIALIZED firstNonDefault(SpanAttributes['peer.service'], SpanAttributes['service.peer.name']) CODEC(ZSTD(1)),
    `IsError` Bool MATERIALIZED StatusCode = 'Error',
    INDEX idx_timestamp Timestamp TYPE minmax GRANULARITY 1,
    INDEX idx_ingest_time IngestTime TYPE minmax GRANULARITY 1,
    INDEX idx_trace_id TraceId TYPE bloom_filter(0.001) GRANULARITY 1,
    INDEX idx_duration Duration TYPE minmax GRANULARITY 1,
    INDEX idx_attribute_keys mapKeys(SpanAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX idx_attribute_values mapValues(SpanAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX idx_resource_values mapValues(ResourceAttributes) TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = ReplicatedReplacingMergeTree
PARTITION BY toYYYYMM(Timestamp)
PRIMARY KEY (toStartOfHour(Timestamp), ServiceName, SpanName)
ORDER BY (toStartOfHour(Timestamp), ServiceName, SpanName, Timestamp, SpanId, Copy)
TTL toDateTime(Timestamp) + toIntervalDay(90)
SETTINGS ttl_only_drop_parts = 1;

CREATE TABLE IF NOT EXISTS otel.otel_audit_traces ON CLUSTER telemetry AS otel.otel_audit_traces_local
ENGINE = Distributed('telemetry', 'otel', 'otel_audit_traces_local', cityHash64(TraceId));

CREATE TABLE IF NOT EXISTS otel.otel_audit_traces_trace_id_ts_local ON CLUSTER telemetry
(
    `TraceId` String CODEC(ZSTD(1)),
    `Start` SimpleAggregateFunction(min, DateTime('UTC')) CODEC(ZSTD(1)),
    `End` SimpleAggregateFunction(max, DateTime('UTC')) CODEC(ZSTD(1))
)
ENGINE = ReplicatedAggregatingMergeTree
PARTITION BY toYYYYMM(Start)
ORDER BY TraceId
TTL Start + toIntervalDay(90)
SETTINGS ttl_only_drop_parts = 1;

CREATE TABLE IF NOT EXISTS otel.otel_audit_traces_trace_id_ts ON CLUSTER telemetry AS otel.otel_audit_traces_trace_id_ts_local
ENGINE = Distributed('telemetry', 'otel', 'otel_audit_traces_trace_id_ts_local', cityHash64(TraceId));

CREATE MATERIALIZED VIEW IF NOT EXISTS otel.otel_audit_traces_trace_id_ts_mv ON CLUSTER telemetry TO otel.otel_audit_traces_trace_id_ts_local
AS SELECT
    TraceId,
    min(toDateTime(Timestamp)) AS Start,
    max(toDateTime(Timestamp)) AS End
FROM otel.otel_audit_traces_local
WHERE TraceId != ''
GROUP BY TraceId;

CREATE TABLE IF NOT EXISTS otel.otel_audit_metrics_local ON CLUSTER telemetry
(
    `ResourceAttributes` Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    `ResourceSchemaUrl` LowCardinality(String) CODEC(ZSTD(1)),
    `ScopeName` LowCardinality(String) CODEC(ZSTD(1)),
    `ScopeVersion` LowCardinality(String) CODEC(ZSTD(1)),
    `ScopeAttributes` Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    `ScopeSchemaUrl` LowCardinality(String) CODEC(ZSTD(1)),
    `ServiceName` LowCardinality(String) CODEC(ZSTD(1)),
    `MetricName` LowCardinality(String) CODEC(ZSTD(1)),
    `MetricDescription` LowCardinality(String) CODEC(ZSTD(1)),
    `MetricUnit` LowCardinality(String) CODEC(ZSTD(1)),
    `MetricType` Enum8('gauge' = 1, 'sum' = 2, 'histogram' = 3, 'exponential_histogram' = 4, 'summary' = 5) CODEC(ZSTD(1)),
    `Attributes` Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    `StartTimeUnix` DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `TimeUnix` DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `AggregationTemporality` Enum8('Unspecified' = 0, 'Delta' = 1, 'Cumulative' = 2) CODEC(ZSTD(1)),
    `IsMonotonic` Bool CODEC(ZSTD(1)),
    `Flags` UInt32 CODEC(ZSTD(1)),
    `Value` Float64 CODEC(ZSTD(1)),
    `Count` UInt64 CODEC(Delta(8), ZSTD(1)),
    `Sum` Nullable(Float64) CODEC(ZSTD(1)),
    `Min` Nullable(Float64) CODEC(ZSTD(1)),
    `Max` Nullable(Float64) CODEC(ZSTD(1)),
    `BucketCounts` Array(UInt64) CODEC(ZSTD(1)),
    `ExplicitBounds` Array(Float64) CODEC(ZSTD(1)),
    `Scale` Int32 CODEC(ZSTD(1)),
    `ZeroCount` UInt64 CODEC(ZSTD(1)),
    `ZeroThreshold` Float64 CODEC(ZSTD(1)),
    `PositiveOffset` Int32 CODEC(ZSTD(1)),
    `PositiveBucketCounts` Array(UInt64) CODEC(ZSTD(1)),
    `NegativeOffset` Int32 CODEC(ZSTD(1)),
    `NegativeBucketCounts` Array(UInt64) CODEC(ZSTD(1)),
    `ValueAtQuantiles.Quantile` Array(Float64) CODEC(ZSTD(1)),
    `ValueAtQuantiles.Value` Array(Float64) CODEC(ZSTD(1)),
    `Exemplars.FilteredAttributes` Array(Map(LowCardinality(String), String)) CODEC(ZSTD(1)),
    `Exemplars.TimeUnix` Array(DateTime64(9, 'UTC')) CODEC(ZSTD(1)),
    `Exemplars.Value` Array(Float64) CODEC(ZSTD(1)),
    `Exemplars.SpanId` Array(String) CODEC(ZSTD(1)),
    `Exemplars.TraceId` Array(String) CODEC(ZSTD(1)),
    `MessageHash` UInt32 CODEC(ZSTD(1)),
    `Position` UInt64 CODEC(ZSTD(1)),
    `_topic` LowCardinality(String) CODEC(ZSTD(1)),
    `_partition` UInt64 CODEC(ZSTD(1)),
    `_offset` UInt64 CODEC(Delta(8), ZSTD(1)),
    `ClampedFrom` UInt64 CODEC(ZSTD(1)),
    `IngestTime` DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `Tenant` LowCardinality(String) MATERIALIZED firstNonDefault(Attributes['tenant.id'], ResourceAttributes['tenant.id'], ResourceAttributes['cloud.account.id'], 'default') CODEC(ZSTD(1)),
    `AttributesHash` UInt64 MATERIALIZED cityHash64(MetricType, ScopeName, Attributes, ResourceAttributes) CODEC(ZSTD(1)),
    INDEX idx_time TimeUnix TYPE minmax GRANULARITY 1,
    INDEX idx_ingest_time IngestTime TYPE minmax GRANULARITY 1,
    INDEX idx_attribute_values mapValues(Attributes) TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = ReplicatedReplacingMergeTree
PARTITION BY toYYYYMM(TimeUnix)
PRIMARY KEY (MetricName, ServiceName, toStartOfHour(TimeUnix))
ORDER BY (MetricName, ServiceName, toStartOfHour(TimeUnix), AttributesHash, TimeUnix, MessageHash, Position)
TTL toDateTime(TimeUnix) + toIntervalYear(1)
SETTINGS ttl_only_drop_parts = 1;

CREATE TABLE IF NOT EXISTS otel.otel_audit_metrics ON CLUSTER telemetry AS otel.otel_audit_metrics_local
ENGINE = Distributed('telemetry', 'otel', 'otel_audit_metrics_local', cityHash64(MetricName, ServiceName, Attributes));

CREATE TABLE IF NOT EXISTS otel.otel_audit_dead_letters_local ON CLUSTER telemetry
(
    `Time` DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `Queue` LowCardinality(String) CODEC(ZSTD(1)),
    `Reason` LowCardinality(String) CODEC(ZSTD(1)),
    `_topic` LowCardinality(String) CODEC(ZSTD(1)),
    `_partition` UInt64 CODEC(ZSTD(1)),
    `_offset` UInt64 CODEC(ZSTD(1)),
    `Bytes` UInt64 CODEC(ZSTD(1)),
    `Message` String CODEC(ZSTD(3)),
    `ReplayedAt` DateTime64(3, 'UTC') DEFAULT toDateTime64(0, 3, 'UTC') CODEC(ZSTD(1))
)
ENGINE = ReplicatedReplacingMergeTree(ReplayedAt)
PARTITION BY toYYYYMM(Time)
ORDER BY (Time, _topic, _partition, _offset, Queue)
TTL toDateTime(Time) + toIntervalDay(30)
SETTINGS ttl_only_drop_parts = 1;

CREATE TABLE IF NOT EXISTS otel.otel_audit_dead_letters ON CLUSTER telemetry AS otel.otel_audit_dead_letters_local
ENGINE = Distributed('telemetry', 'otel', 'otel_audit_dead_letters_local', cityHash64(_topic, _partition, _offset));

CREATE TABLE IF NOT EXISTS otel.otel_audit_attributes_local ON CLUSTER telemetry
(
    `Signal` Enum8('logs' = 1, 'traces' = 2, 'metrics' = 3),
    `Kind` Enum8('key' = 1, 'value' = 2),
    `Source` LowCardinality(String),
    `Key` LowCardinality(String),
    `Day` Date,
    `Value` String CODEC(ZSTD(1)),
    `Rows` UInt64 CODEC(T64, ZSTD(1)),
    INDEX idx_day Day TYPE minmax GRANULARITY 1
)
ENGINE = ReplicatedSummingMergeTree(Rows)
PARTITION BY toYYYYMM(Day)
ORDER BY (Signal, Kind, Source, Key, Day, Value)
TTL Day + toIntervalYear(1)
SETTINGS ttl_only_drop_parts = 1;

CREATE TABLE IF NOT EXISTS otel.otel_audit_attributes ON CLUSTER telemetry AS otel.otel_audit_attributes_local
ENGINE = Distributed('telemetry', 'otel', 'otel_audit_attributes_local', cityHash64(Signal, Key));

CREATE MATERIALIZED VIEW IF NOT EXISTS otel.otel_audit_logs_attributes_mv ON CLUSTER telemetry TO otel.otel_audit_attributes_local
AS SELECT
    'logs' AS Signal,
    if((counted.2) = '', 'key', 'value') AS Kind,
    Source,
    Key,
    Day,
    counted.2 AS Value,
    counted.1 AS Rows
FROM
(
    SELECT
        Source,
        Key,
        Day,
        sum(Rows) AS AllRows,
        count() AS `Values`,
        arraySlice(arrayReverseSort(groupArrayIf((Rows, Value), length(Value) <= 200)), 1, 100) AS Frequent,
        arrayConcat([(AllRows, '')], if((`Values` > 20) AND (`Values` > (AllRows / 2)), [], Frequent)) AS Kept
    FROM
    (
        SELECT
            toDate(Timestamp) AS Day,
            'LogAttributes' AS Source,
            Key,
            Value,
            count() AS Rows
        FROM otel.otel_audit_logs_local
        ARRAY JOIN
            mapKeys(LogAttributes) AS Key,
            mapValues(LogAttributes) AS Value
        WHERE Value != ''
        GROUP BY
            Day,
            Key,
            Value
        UNION ALL
        SELECT
            Day,
            'ResourceAttributes' AS Source,
            Key,
            Value,
            sum(Same) AS Rows
        FROM
        (
            SELECT
                toDate(Timestamp) AS Day,
                ResourceAttributes AS Map,
                count() AS Same
            FROM otel.otel_audit_logs_local
            GROUP BY
                Day,
                Map
        )
        ARRAY JOIN
            mapKeys(Map) AS Key,
            mapValues(Map) AS Value
        WHERE Value != ''
        GROUP BY
            Day,
            Key,
            Value
        UNION ALL
        SELECT
            Day,
            'ScopeAttributes' AS Source,
            Key,
            Value,
            sum(Same) AS Rows
        FROM
        (
            SELECT
                toDate(Timestamp) AS Day,
                ScopeAttributes AS Map,
                count() AS Same
            FROM otel.otel_audit_logs_local
            GROUP BY
                Day,
                Map
        )
        ARRAY JOIN
            mapKeys(Map) AS Key,
            mapValues(Map) AS Value
        WHERE Value != ''
        GROUP BY
            Day,
            Key,
            Value
        UNION ALL
        SELECT
            toDate(Timestamp) AS Day,
            'Column' AS Source,
            'Actor' AS Key,
            toString(Actor) AS Value,
            count() AS Rows
        FROM otel.otel_audit_logs_local
        WHERE Value != ''
        GROUP BY
            Day,
            Value
        UNION ALL
        SELECT
            toDate(Timestamp) AS Day,
            'Column' AS Source,
            'ActorType' AS Key,
            toString(ActorType) AS Value,
            count() AS Rows
        FROM otel.otel_audit_logs_local
        WHERE Value != ''
        GROUP BY
            Day,
            Value
        UNION ALL
        SELECT
            toDate(Timestamp) AS Day,
            'Column' AS Source,
            'Action' AS Key,
            toString(Action) AS Value,
            count() AS Rows
        FROM otel.otel_audit_logs_local
        WHERE Value != ''
        GROUP BY
            Day,
            Value
        UNION ALL
        SELECT
            toDate(Timestamp) AS Day,
            'Column' AS Source,
            'Target' AS Key,
            toString(Target) AS Value,
            count() AS Rows
        FROM otel.otel_audit_logs_local
        WHERE Value != ''
        GROUP BY
            Day,
            Value
        UNION ALL
        SELECT
            toDate(Timestamp) AS Day,
            'Column' AS Source,
            'TargetType' AS Key,
            toString(TargetType) AS Value,
            count() AS Rows
        FROM otel.otel_audit_logs_local
        WHERE Value != ''
        GROUP BY
            Day,
            Value
        UNION ALL
        SELECT
            toDate(Timestamp) AS Day,
            'Column' AS Source,
            'Outcome' AS Key,
            toString(Outcome) AS Value,
            count() AS Rows
        FROM otel.otel_audit_logs_local
        WHERE Value != ''
        GROUP BY
            Day,
            Value
        UNION ALL
        SELECT
            toDate(Timestamp) AS Day,
            'Column' AS Source,
            'SourceAddress' AS Key,
            toString(SourceAddress) AS Value,
            count() AS Rows
        FROM otel.otel_audit_logs_local
        WHERE Value != ''
        GROUP BY
            Day,
            Value
        UNION ALL
        SELECT
            toDate(Timestamp) AS Day,
            'Column' AS Source,
            'Tenant' AS Key,
            toString(Tenant) AS Value,
            count() AS Rows
        FROM otel.otel_audit_logs_local
        WHERE Value != ''
        GROUP BY
            Day,
            Value
        UNION ALL
        SELECT
            toDate(Timestamp) AS Day,
            'Column' AS Source,
            'ServiceName' AS Key,
            toString(ServiceName) AS Value,
            count() AS Rows
        FROM otel.otel_audit_logs_local
        WHERE Value != ''
        GROUP BY
            Day,
            Value
        UNION ALL
        SELECT
            toDate(Timestamp) AS Day,
            'Column' AS Source,
            'EventName' AS Key,
            toString(EventName) AS Value,
            count() AS Rows
        FROM otel.otel_audit_logs_local
        WHERE Value != ''
        GROUP BY
            Day,
            Value
        UNION ALL
        SELECT
            toDate(Timestamp) AS Day,
            'Column' AS Source,
            'SeverityText' AS Key,
            toString(SeverityText) AS Value,
            count() AS Rows
        FROM otel.otel_audit_logs_local
        WHERE Value != ''
        GROUP BY
            Day,
            Value
        UNION ALL
        SELECT
            toDate(Timestamp) AS Day,
            'Column' AS Source,
            'ScopeName' AS Key,
            toString(ScopeName) AS Value,
            count() AS Rows
        FROM otel.otel_audit_logs_local
        WHERE Value != ''
        GROUP BY
            Day,
            Value
    )
    GROUP BY
        Source,
        Key,
        Day
)
ARRAY JOIN Kept AS counted;

CREATE MATERIALIZED VIEW IF NOT EXISTS otel.otel_audit_traces_attributes_mv ON CLUSTER telemetry TO otel.otel_audit_attributes_local
AS SELECT
    'traces' AS Signal,
    if((counted.2) = '', 'key', 'value') AS Kind,
    Source,
    Key,
    Day,
    counted.2 AS Value,
    counted.1 AS Rows
FROM
(
    SELECT
        Source,
        Key,
        Day,
        sum(Rows) AS AllRows,
        count() AS `Values`,
        arraySlice(arrayReverseSort(groupArrayIf((Rows, Value), length(Value) <= 200)), 1, 100) AS Frequent,
        arrayConcat([(AllRows, '')], if((`Values` > 20) AND (`Values` > (AllRows / 2)), [], Frequent)) AS Kept
    FROM
    (
        SELECT
            toDate(Timestamp) AS Day,
            'SpanAttributes' AS Source,
            Key,
            Value,
            count() AS Rows
        FROM otel.otel_audit_traces_local
        ARRAY JOIN
            mapKeys(SpanAttributes) AS Key,
            mapValues(SpanAttributes) AS Value
        WHERE Value != ''
        GROUP BY
            Day,
            Key,
            Value
        UNION ALL
        SELECT
            Day,
            'ResourceAttributes' AS Source,
            Key,
            Value,
            sum(Same) AS Rows
        FROM
        (
            SELECT
                toDate(Timestamp) AS Day,
                ResourceAttributes AS Map,
                count() AS Same
            FROM otel.otel_audit_traces_local
            GROUP BY
                Day,
                Map
        )
        ARRAY JOIN
            mapKeys(Map) AS Key,
            mapValues(Map) AS Value
        WHERE Value != ''
        GROUP BY
            Day,
            Key,
            Value
        UNION ALL
        SELECT
            Day,
            'ScopeAttributes' AS Source,
            Key,
            Value,
            sum(Same) AS Rows
        FROM
        (
            SELECT
                toDate(Timestamp) AS Day,
                ScopeAttributes AS Map,
                count() AS Same
            FROM otel.otel_audit_traces_local
            GROUP BY
                Day,
                Map
        )
        ARRAY JOIN
            mapKeys(Map) AS Key,
            mapValues(Map) AS Value
        WHERE Value != ''
        GROUP BY
            Day,
            Key,
            Value
        UNION ALL
        SELECT
            toDate(Timestamp) AS Day,
            'Column' AS Source,
            'ServiceName' AS Key,
            toString(ServiceName) AS Value,
            count() AS Rows
        FROM otel.otel_audit_traces_local
        WHERE Value != ''
        GROUP BY
            Day,
            Value
        UNION ALL
        SELECT
            toDate(Timestamp) AS Day,
            'Column' AS Source,
            'SpanName' AS Key,
            toString(SpanName) AS Value,
            count() AS Rows
        FROM otel.otel_audit_traces_local
        WHERE Value != ''
        GROUP BY
            Day,
            Value
        UNION ALL
        SELECT
            toDate(Timestamp) AS Day,
            'Column' AS Source,
            'SpanKind' AS Key,
            toString(SpanKind) AS Value,
            count() AS Rows
        FROM otel.otel_audit_traces_local
        WHERE Value != ''
        GROUP BY
            Day,
            Value
        UNION ALL
        SELECT
            toDate(Timestamp) AS Day,
            'Column' AS Source,
            'StatusCode' AS Key,
            toString(StatusCode) AS Value,
            count() AS Rows
        FROM otel.otel_audit_traces_local
        WHERE Value != ''
        GROUP BY
            Day,
            Value
        UNION ALL
        SELECT
            toDate(Timestamp) AS Day,
            'Column' AS Source,
            'HttpRoute' AS Key,
            toString(HttpRoute) AS Value,
            count() AS Rows
        FROM otel.otel_audit_traces_local
        WHERE Value != ''
        GROUP BY
            Day,
            Value
        UNION ALL
        SELECT
            toDate(Timestamp) AS Day,
            'Column' AS Source,
            'HttpStatus' AS Key,
            toString(HttpStatus) AS Value,
            count() AS Rows
        FROM otel.otel_audit_traces_local
        WHERE Value != ''
        GROUP BY
            Day,
            Value
        UNION ALL
        SELECT
            toDate(Timestamp) AS Day,
            'Column' AS Source,
            'PeerService' AS Key,
            toString(PeerService) AS Value,
            count() AS Rows
        FROM otel.otel_audit_traces_local
        WHERE Value != ''
        GROUP BY
            Day,
            Value
        UNION ALL
        SELECT
            toDate(Timestamp) AS Day,
            'Column' AS Source,
            'Tenant' AS Key,
            toString(Tenant) AS Value,
            count() AS Rows
        FROM otel.otel_audit_traces_local
        WHERE Value != ''
        GROUP BY
            Day,
            Value
        UNION ALL
        SELECT
            toDate(Timestamp) AS Day,
            'Column' AS Source,
            'ScopeName' AS Key,
            toString(ScopeName) AS Value,
            count() AS Rows
        FROM otel.otel_audit_traces_local
        WHERE Value != ''
        GROUP BY
            Day,
            Value
    )
    GROUP BY
        Source,
        Key,
        Day
)
ARRAY JOIN Kept AS counted;

CREATE MATERIALIZED VIEW IF NOT EXISTS otel.otel_audit_metrics_attributes_mv ON CLUSTER telemetry TO otel.otel_audit_attributes_local
AS SELECT
    'metrics' AS Signal,
    if((counted.2) = '', 'key', 'value') AS Kind,
    Source,
    Key,
    Day,
    counted.2 AS Value,
    counted.1 AS Rows
FROM
(
    SELECT
        Source,
        Key,
        Day,
        sum(Rows) AS AllRows,
        count() AS `Values`,
        arraySlice(arrayReverseSort(groupArrayIf((Rows, Value), length(Value) <= 200)), 1, 100) AS Frequent,
        arrayConcat([(AllRows, '')], if((`Values` > 20) AND (`Values` > (AllRows / 2)), [], Frequent)) AS Kept
    FROM
    (
        SELECT
            toDate(TimeUnix) AS Day,
            'Attributes' AS Source,
            Key,
            Value,
            count() AS Rows
        FROM otel.otel_audit_metrics_local
        ARRAY JOIN
            mapKeys(Attributes) AS Key,
            mapValues(Attributes) AS Value
        WHERE Value != ''
        GROUP BY
            Day,
            Key,
            Value
        UNION ALL
        SELECT
            Day,
            'ResourceAttributes' AS Source,
            Key,
            Value,
            sum(Same) AS Rows
        FROM
        (
            SELECT
                toDate(TimeUnix) AS Day,
                ResourceAttributes AS Map,
                count() AS Same
            FROM otel.otel_audit_metrics_local
            GROUP BY
                Day,
                Map
        )
        ARRAY JOIN
            mapKeys(Map) AS Key,
            mapValues(Map) AS Value
        WHERE Value != ''
        GROUP BY
            Day,
            Key,
            Value
        UNION ALL
        SELECT
            Day,
            'ScopeAttributes' AS Source,
            Key,
            Value,
            sum(Same) AS Rows
        FROM
        (
            SELECT
                toDate(TimeUnix) AS Day,
                ScopeAttributes AS Map,
                count() AS Same
            FROM otel.otel_audit_metrics_local
            GROUP BY
                Day,
                Map
        )
        ARRAY JOIN
            mapKeys(Map) AS Key,
            mapValues(Map) AS Value
        WHERE Value != ''
        GROUP BY
            Day,
            Key,
            Value
        UNION ALL
        SELECT
            toDate(TimeUnix) AS Day,
            'Column' AS Source,
            'MetricName' AS Key,
            toString(MetricName) AS Value,
            count() AS Rows
        FROM otel.otel_audit_metrics_local
        WHERE Value != ''
        GROUP BY
            Day,
            Value
        UNION ALL
        SELECT
            toDate(TimeUnix) AS Day,
            'Column' AS Source,
            'MetricType' AS Key,
            toString(MetricType) AS Value,
            count() AS Rows
        FROM otel.otel_audit_metrics_local
        WHERE Value != ''
        GROUP BY
            Day,
            Value
        UNION ALL
        SELECT
            toDate(TimeUnix) AS Day,
            'Column' AS Source,
            'MetricUnit' AS Key,
            toString(MetricUnit) AS Value,
            count() AS Rows
        FROM otel.otel_audit_metrics_local
        WHERE Value != ''
        GROUP BY
            Day,
            Value
        UNION ALL
        SELECT
            toDate(TimeUnix) AS Day,
            'Column' AS Source,
            'ServiceName' AS Key,
            toString(ServiceName) AS Value,
            count() AS Rows
        FROM otel.otel_audit_metrics_local
        WHERE Value != ''
        GROUP BY
            Day,
            Value
        UNION ALL
        SELECT
            toDate(TimeUnix) AS Day,
            'Column' AS Source,
            'Tenant' AS Key,
            toString(Tenant) AS Value,
            count() AS Rows
        FROM otel.otel_audit_metrics_local
        WHERE Value != ''
        GROUP BY
            Day,
            Value
        UNION ALL
        SELECT
            toDate(TimeUnix) AS Day,
            'Column' AS Source,
            'ScopeName' AS Key,
            toString(ScopeName) AS Value,
            count() AS Rows
        FROM otel.otel_audit_metrics_local
        WHERE Value != ''
        GROUP BY
            Day,
            Value
    )
    GROUP BY
        Source,
        Key,
        Day
)
ARRAY JOIN Kept AS counted;

ALTER TABLE otel.otel_audit_logs_local ON CLUSTER telemetry
    (MODIFY COLUMN `ResourceAttributes` CODEC(ZSTD(6))),
    (MODIFY COLUMN `ScopeAttributes` CODEC(ZSTD(3))),
    (MODIFY COLUMN `LogAttributes` CODEC(ZSTD(3))),
    (MODIFY COLUMN `Timestamp` CODEC(T64, ZSTD(1))),
    (MODIFY COLUMN `ObservedTimestamp` CODEC(T64, ZSTD(1))),
    (MODIFY COLUMN `IngestTime` CODEC(T64, ZSTD(1))),
    (MODIFY COLUMN `_offset` CODEC(T64, ZSTD(1)));

ALTER TABLE otel.otel_audit_traces_local ON CLUSTER telemetry
    (MODIFY COLUMN `ResourceAttributes` CODEC(ZSTD(6))),
    (MODIFY COLUMN `ScopeAttributes` CODEC(ZSTD(3))),
    (MODIFY COLUMN `SpanAttributes` CODEC(ZSTD(3)));

ALTER TABLE otel.otel_audit_metrics_local ON CLUSTER telemetry
    (MODIFY COLUMN `ResourceAttributes` CODEC(ZSTD(6))),
    (MODIFY COLUMN `ScopeAttributes` CODEC(ZSTD(3))),
    (MODIFY COLUMN `Attributes` CODEC(ZSTD(3)));

ALTER TABLE otel.otel_audit_logs_local ON CLUSTER telemetry
    (DROP INDEX IF EXISTS idx_body);

CREATE TABLE IF NOT EXISTS otel.kafka_lag_samples_local ON CLUSTER telemetry
(
    `Time` DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `Source` Enum8('broker' = 1, 'clickhouse' = 2),
    `Signal` LowCardinality(String),
    `ConsumerGroup` LowCardinality(String),
    `Topic` LowCardinality(String),
    `Partition` UInt32,
    `FirstOffset` UInt64 CODEC(Delta(8), ZSTD(1)),
    `EndOffset` UInt64 CODEC(Delta(8), ZSTD(1)),
    `CommittedOffset` Nullable(UInt64) CODEC(ZSTD(1)),
    `Lag` Nullable(UInt64) CODEC(ZSTD(1)),
    `LagSeconds` Nullable(Float64) CODEC(ZSTD(1)),
    `LagSecondsAtLeast` Bool,
    `LagMethod` LowCardinality(String),
    `Produced` Nullable(Float64) CODEC(ZSTD(1)),
    `Consumed` Nullable(Float64) CODEC(ZSTD(1)),
    `DrainSeconds` Nullable(Float64) CODEC(ZSTD(1)),
    `RetentionUsed` Nullable(Float64) CODEC(ZSTD(1)),
    `Status` LowCardinality(String),
    `Reason` String CODEC(ZSTD(1)),
    `Members` Nullable(UInt32) CODEC(ZSTD(1)),
    `Owner` LowCardinality(String)
)
ENGINE = ReplicatedMergeTree
PARTITION BY toYYYYMM(Time)
ORDER BY (toStartOfHour(Time), Signal, Topic, Partition, Time)
TTL toDateTime(Time) + toIntervalDay(30);

CREATE TABLE IF NOT EXISTS otel.kafka_consumer_samples_local ON CLUSTER telemetry
(
    `Time` DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `Signal` LowCardinality(String),
    `Queue` LowCardinality(String),
    `Host` LowCardinality(String),
    `Consumer` LowCardinality(String),
    `Partitions` UInt32,
    `MessagesRead` UInt64 CODEC(ZSTD(1)),
    `Commits` UInt64 CODEC(ZSTD(1)),
    `LastPoll` DateTime('UTC') CODEC(ZSTD(1)),
    `LastCommit` DateTime('UTC') CODEC(ZSTD(1)),
    `Revocations` UInt64 CODEC(ZSTD(1)),
    `Assignments` UInt64 CODEC(ZSTD(1)),
    `ExceptionKind` LowCardinality(String),
    `Exception` String CODEC(ZSTD(1)),
    `ExceptionTime` DateTime('UTC') CODEC(ZSTD(1)),
    `FailedView` LowCardinality(String),
    `MissingDependencies` Array(String) CODEC(ZSTD(1))
)
ENGINE = ReplicatedMergeTree
PARTITION BY toYYYYMM(Time)
ORDER BY (toStartOfHour(Time), Signal, Host, Consumer, Time)
TTL toDateTime(Time) + toIntervalDay(30);

CREATE TABLE IF NOT EXISTS otel.kafka_lag_samples ON CLUSTER telemetry AS otel.kafka_lag_samples_local
ENGINE = Distributed('telemetry', 'otel', 'kafka_lag_samples_local', cityHash64(Signal));

CREATE TABLE IF NOT EXISTS otel.kafka_consumer_samples ON CLUSTER telemetry AS otel.kafka_consumer_samples_local
ENGINE = Distributed('telemetry', 'otel', 'kafka_consumer_samples_local', cityHash64(Signal));

CREATE TABLE IF NOT EXISTS otel.audit_seals ON CLUSTER telemetry
(
    `Chain` LowCardinality(String),
    `Seq` UInt64,
    `Kind` LowCardinality(String),
    `WindowFrom` DateTime64(3, 'UTC'),
    `WindowTo` DateTime64(3, 'UTC'),
    `Rows` UInt64,
    `MinTimestamp` DateTime64(9, 'UTC'),
    `MaxTimestamp` DateTime64(9, 'UTC'),
    `Root` String,
    `PrevHash` String,
    `SealHash` String,
    `KeyId` LowCardinality(String),
    `Signature` String,
    `SealedAt` DateTime64(3, 'UTC'),
    `Payload` String CODEC(ZSTD(3))
)
ENGINE = ReplicatedMergeTree('/girok/{database}/{table}', '{shard}_{replica}')
ORDER BY (Chain, Seq);

CREATE TABLE IF NOT EXISTS otel.audit_seal_leaves ON CLUSTER telemetry
(
    `Chain` LowCardinality(String),
    `Seq` UInt64,
    `Partition` LowCardinality(String),
    `Leaf` FixedString(32) CODEC(NONE),
    `Timestamp` DateTime64(9, 'UTC') CODEC(T64, ZSTD(1))
)
ENGINE = ReplicatedReplacingMergeTree('/girok/{database}/{table}', '{shard}_{replica}', Timestamp)
ORDER BY (Chain, Seq, Partition, Leaf);

CREATE TABLE IF NOT EXISTS otel.audit_seal_checks ON CLUSTER telemetry
(
    `Chain` LowCardinality(String),
    `Seq` UInt64,
    `VerifiedAt` DateTime64(3, 'UTC'),
    `Status` LowCardinality(String),
    `MissingRows` UInt64,
    `ExtraRows` UInt64
)
ENGINE = ReplicatedMergeTree('/girok/{database}/{table}', '{shard}_{replica}')
ORDER BY (Chain, Seq, VerifiedAt);

CREATE TABLE IF NOT EXISTS otel.audit_anchors ON CLUSTER telemetry
(
    `Chain` LowCardinality(String),
    `HeadSeq` UInt64,
    `HeadHash` String,
    `Kind` LowCardinality(String),
    `Target` String,
    `AnchoredAt` DateTime64(3, 'UTC'),
    `Proof` String CODEC(ZSTD(3))
)
ENGINE = ReplicatedMergeTree('/girok/{database}/{table}', '{shard}_{replica}')
ORDER BY (Chain, HeadSeq, Kind, Target);

CREATE TABLE IF NOT EXISTS otel.audit_statements ON CLUSTER telemetry
(
    `EventTime` DateTime64(3, 'UTC'),
    `QueryId` String,
    `User` LowCardinality(String),
    `Address` String,
    `LogComment` String,
    `QueryKind` LowCardinality(String),
    `ReadRows` UInt64,
    `ResultRows` UInt64,
    `ExceptionCode` Int32,
    `NormalizedQueryHash` UInt64,
    `Query` String CODEC(ZSTD(3)),
    `Tables` Array(LowCardinality(String)),
    `CopiedAt` DateTime64(3, 'UTC')
)
ENGINE = ReplicatedReplacingMergeTree('/girok/{database}/{table}', '{shard}_{replica}', CopiedAt)
ORDER BY (EventTime, QueryId);

CREATE TABLE IF NOT EXISTS otel.compliance_reviews ON CLUSTER telemetry
(
    `QueryId` LowCardinality(String),
    `QueryVersion` UInt32,
    `DueAt` DateTime64(3, 'UTC'),
    `GraceDays` UInt16,
    `RunId` String,
    `RanAt` Nullable(DateTime64(3, 'UTC')),
    `RowCount` UInt64,
    `ResultSha256` String,
    `ReviewedBy` String,
    `ReviewedAt` Nullable(DateTime64(3, 'UTC')),
    `Exceptions` UInt32,
    `Notes` String,
    `UpdatedAt` DateTime64(3, 'UTC')
)
ENGINE = ReplicatedReplacingMergeTree('/girok/{database}/{table}', '{shard}_{replica}', UpdatedAt)
ORDER BY (QueryId, DueAt);

CREATE TABLE IF NOT EXISTS otel.compliance_versions ON CLUSTER telemetry
(
    `QueryId` LowCardinality(String),
    `Seq` UInt32,
    `Version` UInt32,
    `Action` LowCardinality(String),
    `Person` String,
    `At` DateTime64(3, 'UTC'),
    `Comment` String,
    `DefinitionSha256` String,
    `Definition` String CODEC(ZSTD(3)),
    `Record` String CODEC(ZSTD(3)),
    `KeyId` LowCardinality(String),
    `Signature` String
)
ENGINE = ReplicatedMergeTree('/girok/{database}/{table}', '{shard}_{replica}')
ORDER BY (QueryId, Seq);

CREATE TABLE IF NOT EXISTS otel.compliance_runs ON CLUSTER telemetry
(
    `RunId` UUID,
    `Status` LowCardinality(String),
    `QueryId` LowCardinality(String),
    `QueryVersion` UInt32,
    `Person` String,
    `Purpose` String,
    `StartedAt` DateTime64(3, 'UTC'),
    `FinishedAt` Nullable(DateTime64(3, 'UTC')),
    `RowCount` UInt64,
    `ResultSha256` String,
    `Problem` String,
    `KeptUntil` DateTime('UTC'),
    `Record` String CODEC(ZSTD(3)),
    `KeyId` LowCardinality(String),
    `Signature` String,
    `UpdatedAt` DateTime64(3, 'UTC')
)
ENGINE = ReplicatedReplacingMergeTree('/girok/{database}/{table}', '{shard}_{replica}', UpdatedAt)
ORDER BY RunId;

CREATE TABLE IF NOT EXISTS otel.compliance_results ON CLUSTER telemetry
(
    `RunId` UUID,
    `FirstRow` UInt64,
    `RowCount` UInt32,
    `Lines` String CODEC(ZSTD(3)),
    `KeptUntil` DateTime('UTC')
)
ENGINE = ReplicatedMergeTree('/girok/{database}/{table}', '{shard}_{replica}')
PARTITION BY toYYYYMM(KeptUntil)
ORDER BY (RunId, FirstRow)
TTL KeptUntil
SETTINGS index_granularity = 16;

CREATE TABLE IF NOT EXISTS otel.compliance_schedules ON CLUSTER telemetry
(
    `QueryId` LowCardinality(String),
    `Every` LowCardinality(String),
    `Tenant` String,
    `Parameters` String,
    `GraceDays` UInt16,
    `Since` DateTime64(3, 'UTC'),
    `Person` String,
    `UpdatedAt` DateTime64(3, 'UTC')
)
ENGINE = ReplicatedReplacingMergeTree('/girok/{database}/{table}', '{shard}_{replica}', UpdatedAt)
ORDER BY QueryId;

CREATE TABLE IF NOT EXISTS otel.otel_audit_traces_red_local ON CLUSTER telemetry
(
    `Time` DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
    `ServiceName` LowCardinality(String) CODEC(ZSTD(1)),
    `SpanKind` LowCardinality(String) CODEC(ZSTD(1)),
    `Spans` UInt64 CODEC(T64, ZSTD(1)),
    `Failed` UInt64 CODEC(T64, ZSTD(1)),
    `LastSpan` DateTime64(9, 'UTC') CODEC(ZSTD(1)),
    `Durations` AggregateFunction(quantilesTDigest(0.5, 0.95, 0.99), UInt64) CODEC(ZSTD(1)),
    `CountedAt` DateTime('UTC') CODEC(ZSTD(1))
)
ENGINE = ReplicatedReplacingMergeTree(Spans)
PARTITION BY toYYYYMM(Time)
PRIMARY KEY (toStartOfDay(Time), ServiceName)
ORDER BY (toStartOfDay(Time), ServiceName, SpanKind, Time)
TTL Time + toIntervalDay(90)
SETTINGS ttl_only_drop_parts = 1, index_granularity = 128;

CREATE TABLE IF NOT EXISTS otel.otel_audit_traces_red ON CLUSTER telemetry AS otel.otel_audit_traces_red_local
ENGINE = Distributed('telemetry', 'otel', 'otel_audit_traces_red_local', cityHash64(ServiceName));

CREATE MATERIALIZED VIEW IF NOT EXISTS otel.otel_audit_traces_red_mv ON CLUSTER telemetry
REFRESH EVERY 1 HOUR OFFSET 10 MINUTE APPEND TO otel.otel_audit_traces_red_local EMPTY
AS SELECT
    toStartOfHour(Timestamp) AS Time,
    ServiceName,
    SpanKind,
    count() AS Spans,
    countIf(IsError) AS Failed,
    max(Timestamp) AS LastSpan,
    quantilesTDigestState(0.5, 0.95, 0.99)(Duration) AS Durations,
    now('UTC') AS CountedAt
FROM otel.otel_audit_traces_local
FINAL
WHERE toStartOfHour(Timestamp) IN (
    SELECT DISTINCT toStartOfHour(Timestamp)
    FROM otel.otel_audit_traces_local
    WHERE (IngestTime >= (
        SELECT if(max(CountedAt) = 0, now('UTC') - toIntervalDay(1), max(CountedAt)) - toIntervalHour(1)
        FROM otel.otel_audit_traces_red_local
    )) AND (Timestamp < toStartOfHour(now('UTC') - toIntervalMinute(10)))
)
GROUP BY
    Time,
    ServiceName,
    SpanKind
SETTINGS max_threads = 1, do_not_merge_across_partitions_select_final = 1, max_bytes_before_external_group_by = 1000000000;

CREATE TABLE IF NOT EXISTS otel.otel_audit_services_local ON CLUSTER telemetry
(
    `Day` Date,
    `Signal` Enum8('logs' = 1, 'traces' = 2, 'metrics' = 3),
    `ServiceName` LowCardinality(String) CODEC(ZSTD(1)),
    `Version` String CODEC(ZSTD(1)),
    `Environment` LowCardinality(String) CODEC(ZSTD(1)),
    `Namespace` LowCardinality(String) CODEC(ZSTD(1)),
    `Owner` LowCardinality(String) CODEC(ZSTD(1)),
    `Rows` SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    `First` SimpleAggregateFunction(min, DateTime64(9, 'UTC')) CODEC(ZSTD(1)),
    `Last` SimpleAggregateFunction(max, DateTime64(9, 'UTC')) CODEC(ZSTD(1)),
    `Since` SimpleAggregateFunction(min, DateTime64(3, 'UTC')) CODEC(ZSTD(1))
)
ENGINE = ReplicatedAggregatingMergeTree
PARTITION BY toYYYYMM(Day)
PRIMARY KEY (Day, ServiceName)
ORDER BY (Day, ServiceName, Signal, Version, Environment, Namespace, Owner)
TTL Day + toIntervalYear(1)
SETTINGS ttl_only_drop_parts = 1;

CREATE TABLE IF NOT EXISTS otel.otel_audit_services ON CLUSTER telemetry AS otel.otel_audit_services_local
ENGINE = Distributed('telemetry', 'otel', 'otel_audit_services_local', cityHash64(ServiceName));

CREATE MATERIALIZED VIEW IF NOT EXISTS otel.otel_audit_logs_services_mv ON CLUSTER telemetry TO otel.otel_audit_services_local
AS SELECT
    Day,
    'logs' AS Signal,
    ServiceName,
    substringUTF8(firstNonDefault(Resource['service.version'], ''), 1, 256) AS Version,
    substringUTF8(firstNonDefault(Resource['deployment.environment.name'], Resource['deployment.environment'], ''), 1, 256) AS Environment,
    substringUTF8(firstNonDefault(Resource['service.namespace'], Resource['k8s.namespace.name'], ''), 1, 256) AS Namespace,
    substringUTF8(firstNonDefault(Resource['service.owner'], Resource['service.team'], Resource['owner'], Resource['team'], ''), 1, 256) AS Owner,
    sum(Same) AS Rows,
    min(Begin) AS First,
    max(End) AS Last,
    min(Stored) AS Since
FROM
(
    SELECT
        toDate(Timestamp) AS Day,
        ServiceName,
        ResourceAttributes AS Resource,
        count() AS Same,
        min(Timestamp) AS Begin,
        max(Timestamp) AS End,
        min(IngestTime) AS Stored
    FROM otel.otel_audit_logs_local
    GROUP BY
        Day,
        ServiceName,
        Resource
)
GROUP BY
    Day,
    ServiceName,
    Version,
    Environment,
    Namespace,
    Owner;

CREATE MATERIALIZED VIEW IF NOT EXISTS otel.otel_audit_traces_services_mv ON CLUSTER telemetry TO otel.otel_audit_services_local
AS SELECT
    Day,
    'traces' AS Signal,
    ServiceName,
    substringUTF8(firstNonDefault(Resource['service.version'], ''), 1, 256) AS Version,
    substringUTF8(firstNonDefault(Resource['deployment.environment.name'], Resource['deployment.environment'], ''), 1, 256) AS Environment,
    substringUTF8(firstNonDefault(Resource['service.namespace'], Resource['k8s.namespace.name'], ''), 1, 256) AS Namespace,
    substringUTF8(firstNonDefault(Resource['service.owner'], Resource['service.team'], Resource['owner'], Resource['team'], ''), 1, 256) AS Owner,
    sum(Same) AS Rows,
    min(Begin) AS First,
    max(End) AS Last,
    min(Stored) AS Since
FROM
(
    SELECT
        toDate(Timestamp) AS Day,
        ServiceName,
        ResourceAttributes AS Resource,
        count() AS Same,
        min(Timestamp) AS Begin,
        max(Timestamp) AS End,
        min(IngestTime) AS Stored
    FROM otel.otel_audit_traces_local
    GROUP BY
        Day,
        ServiceName,
        Resource
)
GROUP BY
    Day,
    ServiceName,
    Version,
    Environment,
    Namespace,
    Owner;

CREATE MATERIALIZED VIEW IF NOT EXISTS otel.otel_audit_metrics_services_mv ON CLUSTER telemetry TO otel.otel_audit_services_local
AS SELECT
    Day,
    'metrics' AS Signal,
    ServiceName,
    substringUTF8(firstNonDefault(Resource['service.version'], ''), 1, 256) AS Version,
    substringUTF8(firstNonDefault(Resource['deployment.environment.name'], Resource['deployment.environment'], ''), 1, 256) AS Environment,
    substringUTF8(firstNonDefault(Resource['service.namespace'], Resource['k8s.namespace.name'], ''), 1, 256) AS Namespace,
    substringUTF8(firstNonDefault(Resource['service.owner'], Resource['service.team'], Resource['owner'], Resource['team'], ''), 1, 256) AS Owner,
    sum(Same) AS Rows,
    min(Begin) AS First,
    max(End) AS Last,
    min(Stored) AS Since
FROM
(
    SELECT
        toDate(TimeUnix) AS Day,
        ServiceName,
        ResourceAttributes AS Resource,
        count() AS Same,
        min(TimeUnix) AS Begin,
        max(TimeUnix) AS End,
        min(IngestTime) AS Stored
    FROM otel.otel_audit_metrics_local
    GROUP BY
        Day,
        ServiceName,
        Resource
)
GROUP BY
    Day,
    ServiceName,
    Version,
    Environment,
    Namespace,
    Owner;

DROP TABLE IF EXISTS otel.audit_logs_queue ON CLUSTER telemetry SYNC;

CREATE TABLE IF NOT EXISTS otel.audit_logs_queue ON CLUSTER telemetry
(
    `message` String,
    `_topic` LowCardinality(String) DEFAULT '',
    `_partition` UInt64 DEFAULT 0,
    `_offset` UInt64 DEFAULT 0,
    `_timestamp_ms` Nullable(DateTime64(3, 'UTC')) DEFAULT now64(3, 'UTC')
)
ENGINE = `Null`;

DROP VIEW IF EXISTS otel.audit_logs_dead_letters_mv ON CLUSTER telemetry SYNC;

CREATE MATERIALIZED VIEW IF NOT EXISTS otel.audit_logs_dead_letters_mv ON CLUSTER telemetry TO otel.otel_audit_dead_letters
AS SELECT
    if((_timestamp_ms >= (now64(3, 'UTC') - toIntervalDay(30))) AND (_timestamp_ms <= (now64(3, 'UTC') + toIntervalDay(1))), assumeNotNull(_timestamp_ms), now64(3, 'UTC')) AS Time,
    'audit_logs_queue' AS Queue,
    _topic,
    _partition,
    _offset,
    multiIf(empty(message), 'empty_message', NOT isValidUTF8(message), 'invalid_utf8', NOT isValidJSON(message), 'invalid_json', ((position(message, '"resourceLogs"') > 0) AND JSONHas(message, 'resourceLogs')), 'no_log_records', 'unknown_signal') AS Reason,
    length(message) AS Bytes,
    message AS Message
FROM otel.audit_logs_queue
WHERE (NOT ((position(message, '"resourceLogs"') > 0) AND (arraySum(r -> arraySum(s -> length(s.logRecords), r.scopeLogs), JSONExtract(message, 'resourceLogs', 'Array(Tuple(scopeLogs Array(Tuple(logRecords Array(Tuple(timeUnixNano UInt64))))))')) > 0))) AND ((position(message, '"resourceLogs"') > 0) OR (NOT ((position(message, '"resourceSpans"') > 0) OR (position(message, '"resourceMetrics"') > 0)))) AND if(((position(message, '"resourceLogs"') > 0) AND JSONHas(message, 'resourceLogs')), arraySum(r -> arraySum(s -> length(s.logRecords), r.scopeLogs), JSONExtract(message, 'resourceLogs', 'Array(Tuple(\n        resource Tuple(attributes Array(Tuple(key String, value Map(String, String)))), schemaUrl String,\n        scopeLogs Array(Tuple(\n            scope Tuple(name String, version String, attributes Array(Tuple(key String, value Map(String, String)))), schemaUrl String,\n            logRecords Array(Tuple(\n                timeUnixNano UInt64, observedTimeUnixNano UInt64, severityNumber UInt8, severityText String,\n                body Map(String, String), attributes Array(Tuple(key String, value Map(String, String))), droppedAttributesCount UInt32,\n                flags UInt32, traceId String, spanId String, eventName String))))))')) = 0, NOT (((position(message, '"resourceSpans"') > 0) AND JSONHas(message, 'resourceSpans')) OR ((position(message, '"resourceMetrics"') > 0) AND JSONHas(message, 'resourceMetrics'))));

DROP VIEW IF EXISTS otel.otel_audit_logs_mv ON CLUSTER telemetry SYNC;

CREATE MATERIALIZED VIEW IF NOT EXISTS otel.otel_audit_logs_mv ON CLUSTER telemetry TO otel.otel_audit_logs
AS SELECT
    fromUnixTimestamp64Nano(multiIf((record.timeUnixNano >= oldest) AND (record.timeUnixNano <= newest), record.timeUnixNano, (record.observedTimeUnixNano >= oldest) AND (record.observedTimeUnixNano <= newest), record.observedTimeUnixNano, (messageTime >= oldest) AND (messageTime <= newest), messageTime, toUnixTimestamp64Nano(now64(9, 'UTC'))), 'UTC') AS Timestamp,
    lower(record.traceId) AS TraceId,
    lower(record.spanId) AS SpanId,
    toUInt8(bitAnd(record.flags, 255)) AS TraceFlags,
    if(record.severityText != '', record.severityText, ['TRACE', 'TRACE2', 'TRACE3', 'TRACE4', 'DEBUG', 'DEBUG2', 'DEBUG3', 'DEBUG4', 'INFO', 'INFO2', 'INFO3', 'INFO4', 'WARN', 'WARN2', 'WARN3', 'WARN4', 'ERROR', 'ERROR2', 'ERROR3', 'ERROR4', 'FATAL', 'FATAL2', 'FATAL3', 'FATAL4'][SeverityNumber]) AS SeverityText,
    toUInt8(if((record.severityNumber >= 0) AND (record.severityNumber <= 255), record.severityNumber, 0)) AS SeverityNumber,
    ResourceAttributes['service.name'] AS ServiceName,
    mapValues(record.body)[1] AS Body,
    ResourceSchemaUrl,
    ResourceAttributes,
    ScopeSchemaUrl,
    ScopeName,
    ScopeVersion,
    ScopeAttributes,
    mapFromArrays(record.attributes.key, arrayMap(v -> (mapValues(v)[1]), record.attributes.value)) AS LogAttributes,
    record.eventName AS EventName,
    fromUnixTimestamp64Nano(if(record.observedTimeUnixNano <= newest, record.observedTimeUnixNano, 0), 'UTC') AS ObservedTimestamp,
    record.droppedAttributesCount AS DroppedAttributesCount,
    cityHash64(record, ResourceAttributes, ScopeName, ScopeVersion, ScopeAttributes, if(firstNonDefault(LogAttributes['audit.record.id'], LogAttributes['log.record.uid'], LogAttributes['event.id'], LogAttributes['aws.cloudtrail.event_id'], LogAttributes['audit_id'], LogAttributes['auditID'], LogAttributes['cloudevents.event_id']) = '', (resourceOrdinal, scopeOrdinal, ordinal), (0, 0, 0))) AS RecordHash,
    messageTopic AS _topic,
    messagePartition AS _partition,
    messageOffset AS _offset,
    if((record.timeUnixNano >= oldest) AND (record.timeUnixNano <= newest), 0, record.timeUnixNano) AS ClampedFrom
FROM
(
    SELECT
        messageTopic,
        messagePartition,
        messageOffset,
        messageTime,
        oldest,
        newest,
        ResourceAttributes,
        ResourceSchemaUrl,
        scopeLogs.schemaUrl AS ScopeSchemaUrl,
        scopeLogs.scope.name AS ScopeName,
        scopeLogs.scope.version AS ScopeVersion,
        mapFromArrays(scopeLogs.scope.attributes.key, arrayMap(v -> (mapValues(v)[1]), scopeLogs.scope.attributes.value)) AS ScopeAttributes,
        scopeLogs.logRecords AS records,
        arrayEnumerate(records) AS ordinals,
        resourceOrdinal,
        scopeOrdinal
    FROM
    (
        SELECT
            messageTopic,
            messagePartition,
            messageOffset,
            messageTime,
            oldest,
            newest,
            mapFromArrays(resourceLogs.resource.attributes.key, arrayMap(v -> (mapValues(v)[1]), resourceLogs.resource.attributes.value)) AS ResourceAttributes,
            resourceLogs.schemaUrl AS ResourceSchemaUrl,
            resourceLogs.scopeLogs AS scopes,
            arrayEnumerate(scopes) AS scopeOrdinals,
            resourceOrdinal
        FROM
        (
            SELECT
                _topic AS messageTopic,
                _partition AS messagePartition,
                _offset AS messageOffset,
                toUnixTimestamp64Nano(CAST(ifNull(_timestamp_ms, now64(3, 'UTC')), 'DateTime64(9, \'UTC\')')) AS messageTime,
                toUnixTimestamp64Nano(now64(9, 'UTC') - toIntervalYear(7)) AS oldest,
                toUnixTimestamp64Nano(now64(9, 'UTC') + toIntervalDay(1)) AS newest,
                JSONExtract(message, 'resourceLogs', 'Array(Tuple(\n        resource Tuple(attributes Array(Tuple(key String, value Map(String, String)))), schemaUrl String,\n        scopeLogs Array(Tuple(\n            scope Tuple(name String, version String, attributes Array(Tuple(key String, value Map(String, String)))), schemaUrl String,\n            logRecords Array(Tuple(\n                timeUnixNano UInt64, observedTimeUnixNano UInt64, severityNumber UInt8, severityText String,\n                body Map(String, String), attributes Array(Tuple(key String, value Map(String, String))), droppedAttributesCount UInt32,\n                flags UInt32, traceId String, spanId String, eventName String))))))') AS resources
            FROM otel.audit_logs_queue
            WHERE position(message, '"resourceLogs"') > 0
        )
        ARRAY JOIN
            resources AS resourceLogs,
            arrayEnumerate(resources) AS resourceOrdinal
    )
    ARRAY JOIN
        scopes AS scopeLogs,
        scopeOrdinals AS scopeOrdinal
)
ARRAY JOIN
    records AS record,
    ordinals AS ordinal;

CREATE NAMED COLLECTION IF NOT EXISTS girok_kafka ON CLUSTER telemetry AS kafka_broker_list = 'redpanda:9093', kafka_security_protocol = 'SASL_PLAINTEXT', kafka_sasl_mechanism = 'SCRAM-SHA-256', kafka_sasl_username = 'girok', kafka_sasl_password = '[HIDDEN]', kafka.session_timeout_ms = '6000', kafka.heartbeat_interval_ms = '1500', kafka.statistics_interval_ms = '3000';

ALTER NAMED COLLECTION IF EXISTS girok_kafka ON CLUSTER telemetry SET kafka_broker_list = 'redpanda:9093', kafka_security_protocol = 'SASL_PLAINTEXT', kafka_sasl_mechanism = 'SCRAM-SHA-256', kafka_sasl_username = 'girok', kafka_sasl_password = '[HIDDEN]', kafka.session_timeout_ms = '6000', kafka.heartbeat_interval_ms = '1500', kafka.statistics_interval_ms = '3000';

DROP TABLE IF EXISTS otel.audit_logs_queue ON CLUSTER telemetry SYNC;

CREATE TABLE IF NOT EXISTS otel.audit_logs_queue ON CLUSTER telemetry
(
    `message` String
)
ENGINE = Kafka(girok_kafka)
SETTINGS kafka_topic_list = 'otel-telemetry', kafka_group_name = 'girok-logs', kafka_format = 'RawBLOB', kafka_num_consumers = 1, kafka_thread_per_consumer = 0, kafka_max_block_size = 1000, kafka_poll_max_batch_size = 1000, kafka_flush_interval_ms = 5000, kafka_poll_timeout_ms = 100, kafka_commit_every_batch = 0;

DROP TABLE IF EXISTS otel.audit_traces_queue ON CLUSTER telemetry SYNC;

CREATE TABLE IF NOT EXISTS otel.audit_traces_queue ON CLUSTER telemetry
(
    `message` String,
    `_topic` LowCardinality(String) DEFAULT '',
    `_partition` UInt64 DEFAULT 0,
    `_offset` UInt64 DEFAULT 0,
    `_timestamp_ms` Nullable(DateTime64(3, 'UTC')) DEFAULT now64(3, 'UTC')
)
ENGINE = `Null`;

DROP VIEW IF EXISTS otel.audit_traces_dead_letters_mv ON CLUSTER telemetry SYNC;

CREATE MATERIALIZED VIEW IF NOT EXISTS otel.audit_traces_dead_letters_mv ON CLUSTER telemetry TO otel.otel_audit_dead_letters
AS SELECT
    if((_timestamp_ms >= (now64(3, 'UTC') - toIntervalDay(30))) AND (_timestamp_ms <= (now64(3, 'UTC') + toIntervalDay(1))), assumeNotNull(_timestamp_ms), now64(3, 'UTC')) AS Time,
    'audit_traces_queue' AS Queue,
    _topic,
    _partition,
    _offset,
    multiIf(empty(message), 'empty_message', NOT isValidUTF8(message), 'invalid_utf8', NOT isValidJSON(message), 'invalid_json', ((position(message, '"resourceSpans"') > 0) AND JSONHas(message, 'resourceSpans')), 'no_spans', 'unknown_signal') AS Reason,
    length(message) AS Bytes,
    message AS Message
FROM otel.audit_traces_queue
WHERE (NOT ((position(message, '"resourceSpans"') > 0) AND (arraySum(r -> arraySum(s -> length(s.spans), r.scopeSpans), JSONExtract(message, 'resourceSpans', 'Array(Tuple(scopeSpans Array(Tuple(spans Array(Tuple(startTimeUnixNano UInt64))))))')) > 0))) AND (position(message, '"resourceSpans"') > 0) AND if(((position(message, '"resourceSpans"') > 0) AND JSONHas(message, 'resourceSpans')), arraySum(r -> arraySum(s -> length(s.spans), r.scopeSpans), JSONExtract(message, 'resourceSpans', 'Array(Tuple(\n        resource Tuple(attributes Array(Tuple(key String, value Map(String, String)))), schemaUrl String,\n        scopeSpans Array(Tuple(\n            scope Tuple(name String, version String, attributes Array(Tuple(key String, value Map(String, String)))), schemaUrl String,\n            spans Array(Tuple(\n                traceId String, spanId String, parentSpanId String, traceState String, flags UInt32,\n                name String, kind UInt8, startTimeUnixNano UInt64, endTimeUnixNano UInt64,\n                attributes Array(Tuple(key String, value Map(String, String))),\n                events Array(Tuple(timeUnixNano UInt64, name String, attributes Array(Tuple(key String, value Map(String, String))))),\n                links Array(Tuple(traceId String, spanId String, traceState String, attributes Array(Tuple(key String, value Map(String, String))))),\n                status Tuple(code UInt8, message String)))))))')) = 0, (NOT (position(message, '"resourceLogs"') > 0)) AND (NOT ((position(message, '"resourceMetrics"') > 0) AND JSONHas(message, 'resourceMetrics'))));

DROP VIEW IF EXISTS otel.otel_audit_traces_mv ON CLUSTER telemetry SYNC;

CREATE MATERIALIZED VIEW IF NOT EXISTS otel.otel_audit_traces_mv ON CLUSTER telemetry TO otel.otel_audit_traces
AS SELECT
    fromUnixTimestamp64Nano(multiIf((span.startTimeUnixNano >= oldest) AND (span.startTimeUnixNano <= newest), span.startTimeUnixNano, (messageTime >= oldest) AND (messageTime <= newest), messageTime, toUnixTimestamp64Nano(now64(9, 'UTC'))), 'UTC') AS Timestamp,
    lower(span.traceId) AS TraceId,
    lower(span.spanId) AS SpanId,
    lower(span.parentSpanId) AS ParentSpanId,
    span.traceState AS TraceState,
    span.name AS SpanName,
    transform(span.kind, [1, 2, 3, 4, 5], ['Internal', 'Server', 'Client', 'Producer', 'Consumer'], 'Unspecified') AS SpanKind,
    ResourceAttributes['service.name'] AS ServiceName,
    ResourceAttributes,
    ScopeName,
    ScopeVersion,
    mapFromArrays(span.attributes.key, arrayMap(v -> (mapValues(v)[1]), span.attributes.value)) AS SpanAttributes,
    if((span.endTimeUnixNano > span.startTimeUnixNano) AND ((span.endTimeUnixNano - span.startTimeUnixNano) <= (newest - oldest)), span.endTimeUnixNano - span.startTimeUnixNano, 0) AS Duration,
    transform(span.status.code, [1, 2], ['Ok', 'Error'], 'Unset') AS StatusCode,
    span.status.message AS StatusMessage,
    arrayMap(t -> fromUnixTimestamp64Nano(if(t <= newest, t, 0), 'UTC'), span.events.timeUnixNano) AS `Events.Timestamp`,
    span.events.name AS `Events.Name`,
    arrayMap(a -> mapFromArrays(a.key, arrayMap(v -> (mapValues(v)[1]), a.value)), span.events.attributes) AS `Events.Attributes`,
    arrayMap(i -> lower(i), span.links.traceId) AS `Links.TraceId`,
    arrayMap(i -> lower(i), span.links.spanId) AS `Links.SpanId`,
    span.links.traceState AS `Links.TraceState`,
    arrayMap(a -> mapFromArrays(a.key, arrayMap(v -> (mapValues(v)[1]), a.value)), span.links.attributes) AS `Links.Attributes`,
    ResourceSchemaUrl,
    ScopeSchemaUrl,
    ScopeAttributes,
    span.flags AS Flags,
    copy AS Copy,
    messageTopic AS _topic,
    messagePartition AS _partition,
    messageOffset AS _offset,
    if((span.startTimeUnixNano >= oldest) AND (span.startTimeUnixNano <= newest), 0, span.startTimeUnixNano) AS ClampedFrom
FROM
(
    SELECT
        messageTopic,
        messagePartition,
        messageOffset,
        messageTime,
        oldest,
        newest,
        ResourceAttributes,
        ResourceSchemaUrl,
        scopeSpans.schemaUrl AS ScopeSchemaUrl,
        scopeSpans.scope.name AS ScopeName,
        scopeSpans.scope.version AS ScopeVersion,
        mapFromArrays(scopeSpans.scope.attributes.key, arrayMap(v -> (mapValues(v)[1]), scopeSpans.scope.attributes.value)) AS ScopeAttributes,
        scopeSpans.spans AS spans,
        arrayEnumerateUniq(spans.traceId, spans.spanId, spans.startTimeUnixNano) AS copies
    FROM
    (
        SELECT
            messageTopic,
            messagePartition,
            messageOffset,
            messageTime,
            oldest,
            newest,
            mapFromArrays(resourceSpans.resource.attributes.key, arrayMap(v -> (mapValues(v)[1]), resourceSpans.resource.attributes.value)) AS ResourceAttributes,
            resourceSpans.schemaUrl AS ResourceSchemaUrl,
            resourceSpans.scopeSpans AS scopes
        FROM
        (
            SELECT
                _topic AS messageTopic,
                _partition AS messagePartition,
                _offset AS messageOffset,
                toUnixTimestamp64Nano(CAST(ifNull(_timestamp_ms, now64(3, 'UTC')), 'DateTime64(9, \'UTC\')')) AS messageTime,
                toUnixTimestamp64Nano(now64(9, 'UTC') - toIntervalDay(90)) AS oldest,
                toUnixTimestamp64Nano(now64(9, 'UTC') + toIntervalDay(1)) AS newest,
                JSONExtract(message, 'resourceSpans', 'Array(Tuple(\n        resource Tuple(attributes Array(Tuple(key String, value Map(String, String)))), schemaUrl String,\n        scopeSpans Array(Tuple(\n            scope Tuple(name String, version String, attributes Array(Tuple(key String, value Map(String, String)))), schemaUrl String,\n            spans Array(Tuple(\n                traceId String, spanId String, parentSpanId String, traceState String, flags UInt32,\n                name String, kind UInt8, startTimeUnixNano UInt64, endTimeUnixNano UInt64,\n                attributes Array(Tuple(key String, value Map(String, String))),\n                events Array(Tuple(timeUnixNano UInt64, name String, attributes Array(Tuple(key String, value Map(String, String))))),\n                links Array(Tuple(traceId String, spanId String, traceState String, attributes Array(Tuple(key String, value Map(String, String))))),\n                status Tuple(code UInt8, message String)))))))') AS resources
            FROM otel.audit_traces_queue
            WHERE position(message, '"resourceSpans"') > 0
        )
        ARRAY JOIN resources AS resourceSpans
    )
    ARRAY JOIN scopes AS scopeSpans
)
ARRAY JOIN
    spans AS span,
    copies AS copy;

CREATE NAMED COLLECTION IF NOT EXISTS girok_kafka ON CLUSTER telemetry AS kafka_broker_list = 'redpanda:9093', kafka_security_protocol = 'SASL_PLAINTEXT', kafka_sasl_mechanism = 'SCRAM-SHA-256', kafka_sasl_username = 'girok', kafka_sasl_password = '[HIDDEN]', kafka.session_timeout_ms = '6000', kafka.heartbeat_interval_ms = '1500', kafka.statistics_interval_ms = '3000';

ALTER NAMED COLLECTION IF EXISTS girok_kafka ON CLUSTER telemetry SET kafka_broker_list = 'redpanda:9093', kafka_security_protocol = 'SASL_PLAINTEXT', kafka_sasl_mechanism = 'SCRAM-SHA-256', kafka_sasl_username = 'girok', kafka_sasl_password = '[HIDDEN]', kafka.session_timeout_ms = '6000', kafka.heartbeat_interval_ms = '1500', kafka.statistics_interval_ms = '3000';

DROP TABLE IF EXISTS otel.audit_traces_queue ON CLUSTER telemetry SYNC;

CREATE TABLE IF NOT EXISTS otel.audit_traces_queue ON CLUSTER telemetry
(
    `message` String
)
ENGINE = Kafka(girok_kafka)
SETTINGS kafka_topic_list = 'otel-telemetry', kafka_group_name = 'girok-traces', kafka_format = 'RawBLOB', kafka_num_consumers = 1, kafka_thread_per_consumer = 0, kafka_max_block_size = 1000, kafka_poll_max_batch_size = 1000, kafka_flush_interval_ms = 5000, kafka_poll_timeout_ms = 100, kafka_commit_every_batch = 0;

DROP TABLE IF EXISTS otel.audit_metrics_queue ON CLUSTER telemetry SYNC;

CREATE TABLE IF NOT EXISTS otel.audit_metrics_queue ON CLUSTER telemetry
(
    `message` String,
    `_topic` LowCardinality(String) DEFAULT '',
    `_partition` UInt64 DEFAULT 0,
    `_offset` UInt64 DEFAULT 0,
    `_timestamp_ms` Nullable(DateTime64(3, 'UTC')) DEFAULT now64(3, 'UTC')
)
ENGINE = `Null`;

DROP VIEW IF EXISTS otel.audit_metrics_dead_letters_mv ON CLUSTER telemetry SYNC;

CREATE MATERIALIZED VIEW IF NOT EXISTS otel.audit_metrics_dead_letters_mv ON CLUSTER telemetry TO otel.otel_audit_dead_letters
AS SELECT
    if((_timestamp_ms >= (now64(3, 'UTC') - toIntervalDay(30))) AND (_timestamp_ms <= (now64(3, 'UTC') + toIntervalDay(1))), assumeNotNull(_timestamp_ms), now64(3, 'UTC')) AS Time,
    'audit_metrics_queue' AS Queue,
    _topic,
    _partition,
    _offset,
    multiIf(empty(message), 'empty_message', NOT isValidUTF8(message), 'invalid_utf8', NOT isValidJSON(message), 'invalid_json', ((position(message, '"resourceMetrics"') > 0) AND JSONHas(message, 'resourceMetrics')), 'no_data_points', 'unknown_signal') AS Reason,
    length(message) AS Bytes,
    message AS Message
FROM otel.audit_metrics_queue
WHERE (NOT ((position(message, '"resourceMetrics"') > 0) AND (arraySum(r -> arraySum(s -> arraySum(m -> ((((length(m.gauge.dataPoints) + length(m.sum.dataPoints)) + length(m.histogram.dataPoints)) + length(m.exponentialHistogram.dataPoints)) + length(m.summary.dataPoints)), s.metrics), r.scopeMetrics), JSONExtract(message, 'resourceMetrics', 'Array(Tuple(scopeMetrics Array(Tuple(metrics Array(Tuple(\n            gauge Tuple(dataPoints Array(Tuple(timeUnixNano UInt64))), sum Tuple(dataPoints Array(Tuple(timeUnixNano UInt64))),\n            histogram Tuple(dataPoints Array(Tuple(timeUnixNano UInt64))), exponentialHistogram Tuple(dataPoints Array(Tuple(timeUnixNano UInt64))),\n            summary Tuple(dataPoints Array(Tuple(timeUnixNano UInt64)))))))))')) > 0))) AND (position(message, '"resourceMetrics"') > 0) AND if(((position(message, '"resourceMetrics"') > 0) AND JSONHas(message, 'resourceMetrics')), arraySum(r -> arraySum(s -> arraySum(m -> ((((length(m.gauge.dataPoints) + length(m.sum.dataPoints)) + length(m.histogram.dataPoints)) + length(m.exponentialHistogram.dataPoints)) + length(m.summary.dataPoints)), s.metrics), r.scopeMetrics), JSONExtract(message, 'resourceMetrics', 'Array(Tuple(\n            resource Tuple(attributes Array(Tuple(key String, value Map(String, String)))), schemaUrl String,\n            scopeMetrics Array(Tuple(\n                scope Tuple(name String, version String, attributes Array(Tuple(key String, value Map(String, String)))), schemaUrl String,\n                metrics Array(Tuple(\n                    name String, description String, unit String,\n                    gauge Tuple(dataPoints Array(Tuple(\n    attributes Array(Tuple(key String, value Map(String, String))), startTimeUnixNano UInt64, timeUnixNano UInt64, flags UInt32,\n    asDouble Float64, asInt Int64,\n    count UInt64, sum Nullable(Float64), min Nullable(Float64), max Nullable(Float64),\n    bucketCounts Array(UInt64), explicitBounds Array(Float64),\n    scale Int32, zeroCount UInt64, zeroThreshold Float64,\n    positive Tuple(offset Int32, bucketCounts Array(UInt64)), negative Tuple(offset Int32, bucketCounts Array(UInt64)),\n    quantileValues Array(Tuple(quantile Float64, value Float64)),\n    exemplars Array(Tuple(\n    filteredAttributes Array(Tuple(key String, value Map(String, String))), timeUnixNano UInt64, asDouble Float64, asInt Int64, spanId String, traceId String\n  ))\n  ))),\n                    sum Tuple(dataPoints Array(Tuple(\n    attributes Array(Tuple(key String, value Map(String, String))), startTimeUnixNano UInt64, timeUnixNano UInt64, flags UInt32,\n    asDouble Float64, asInt Int64,\n    count UInt64, sum Nullable(Float64), min Nullable(Float64), max Nullable(Float64),\n    bucketCounts Array(UInt64), explicitBounds Array(Float64),\n    scale Int32, zeroCount UInt64, zeroThreshold Float64,\n    positive Tuple(offset Int32, bucketCounts Array(UInt64)), negative Tuple(offset Int32, bucketCounts Array(UInt64)),\n    quantileValues Array(Tuple(quantile Float64, value Float64)),\n    exemplars Array(Tuple(\n    filteredAttributes Array(Tuple(key String, value Map(String, String))), timeUnixNano UInt64, asDouble Float64, asInt Int64, spanId String, traceId String\n  ))\n  )), aggregationTemporality UInt8, isMonotonic Bool),\n                    histogram Tuple(dataPoints Array(Tuple(\n    attributes Array(Tuple(key String, value Map(String, String))), startTimeUnixNano UInt64, timeUnixNano UInt64, flags UInt32,\n    asDouble Float64, asInt Int64,\n    count UInt64, sum Nullable(Float64), min Nullable(Float64), max Nullable(Float64),\n    bucketCounts Array(UInt64), explicitBounds Array(Float64),\n    scale Int32, zeroCount UInt64, zeroThreshold Float64,\n    positive Tuple(offset Int32, bucketCounts Array(UInt64)), negative Tuple(offset Int32, bucketCounts Array(UInt64)),\n    quantileValues Array(Tuple(quantile Float64, value Float64)),\n    exemplars Array(Tuple(\n    filteredAttributes Array(Tuple(key String, value Map(String, String))), timeUnixNano UInt64, asDouble Float64, asInt Int64, spanId String, traceId String\n  ))\n  )), aggregationTemporality UInt8),\n                    exponentialHistogram Tuple(dataPoints Array(Tuple(\n    attributes Array(Tuple(key String, value Map(String, String))), startTimeUnixNano UInt64, timeUnixNano UInt64, flags UInt32,\n    asDouble Float64, asInt Int64,\n    count UInt64, sum Nullable(Float64), min Nullable(Float64), max Nullable(Float64),\n    bucketCounts Array(UInt64), explicitBounds Array(Float64),\n    scale Int32, zeroCount UInt64, zeroThreshold Float64,\n    positive Tuple(offset Int32, bucketCounts Array(UInt64)), negative Tuple(offset Int32, bucketCounts Array(UInt64)),\n    quantileValues Array(Tuple(quantile Float64, value Float64)),\n    exemplars Array(Tuple(\n    filteredAttributes Array(Tuple(key String, value Map(String, String))), timeUnixNano UInt64, asDouble Float64, asInt Int64, spanId String, traceId String\n  ))\n  )), aggregationTemporality UInt8),\n                    summary Tuple(dataPoints Array(Tuple(\n    attributes Array(Tuple(key String, value Map(String, String))), startTimeUnixNano UInt64, timeUnixNano UInt64, flags UInt32,\n    asDouble Float64, asInt Int64,\n    count UInt64, sum Nullable(Float64), min Nullable(Float64), max Nullable(Float64),\n    bucketCounts Array(UInt64), explicitBounds Array(Float64),\n    scale Int32, zeroCount UInt64, zeroThreshold Float64,\n    positive Tuple(offset Int32, bucketCounts Array(UInt64)), negative Tuple(offset Int32, bucketCounts Array(UInt64)),\n    quantileValues Array(Tuple(quantile Float64, value Float64)),\n    exemplars Array(Tuple(\n    filteredAttributes Array(Tuple(key String, value Map(String, String))), timeUnixNano UInt64, asDouble Float64, asInt Int64, spanId String, traceId String\n  ))\n  )))))))))')) = 0, NOT ((position(message, '"resourceLogs"') > 0) OR (position(message, '"resourceSpans"') > 0)));

DROP VIEW IF EXISTS otel.otel_audit_metrics_mv ON CLUSTER telemetry SYNC;

CREATE MATERIALIZED VIEW IF NOT EXISTS otel.otel_audit_metrics_mv ON CLUSTER telemetry TO otel.otel_audit_metrics
AS SELECT
    ResourceAttributes,
    ResourceSchemaUrl,
    ScopeName,
    ScopeVersion,
    ScopeAttributes,
    ScopeSchemaUrl,
    ResourceAttributes['service.name'] AS ServiceName,
    MetricName,
    MetricDescription,
    MetricUnit,
    MetricType,
    mapFromArrays(point.attributes.key, arrayMap(v -> (mapValues(v)[1]), point.attributes.value)) AS Attributes,
    fromUnixTimestamp64Nano(if(point.startTimeUnixNano <= newest, point.startTimeUnixNano, 0), 'UTC') AS StartTimeUnix,
    fromUnixTimestamp64Nano(multiIf((point.timeUnixNano >= oldest) AND (point.timeUnixNano <= newest), point.timeUnixNano, (messageTime >= oldest) AND (messageTime <= newest), messageTime, toUnixTimestamp64Nano(now64(9, 'UTC'))), 'UTC') AS TimeUnix,
    AggregationTemporality,
    IsMonotonic,
    point.flags AS Flags,
    point.asDouble + point.asInt AS Value,
    point.count AS Count,
    point.sum AS Sum,
    point.min AS Min,
    point.max AS Max,
    point.bucketCounts AS BucketCounts,
    point.explicitBounds AS ExplicitBounds,
    point.scale AS Scale,
    point.zeroCount AS ZeroCount,
    point.zeroThreshold AS ZeroThreshold,
    point.positive.offset AS PositiveOffset,
    point.positive.bucketCounts AS PositiveBucketCounts,
    point.negative.offset AS NegativeOffset,
    point.negative.bucketCounts AS NegativeBucketCounts,
    point.quantileValues.quantile AS `ValueAtQuantiles.Quantile`,
    point.quantileValues.value AS `ValueAtQuantiles.Value`,
    arrayMap(a -> mapFromArrays(a.key, arrayMap(v -> (mapValues(v)[1]), a.value)), point.exemplars.filteredAttributes) AS `Exemplars.FilteredAttributes`,
    arrayMap(t -> fromUnixTimestamp64Nano(if(t <= newest, t, 0), 'UTC'), point.exemplars.timeUnixNano) AS `Exemplars.TimeUnix`,
    arrayMap((d, i) -> (d + i), point.exemplars.asDouble, point.exemplars.asInt) AS `Exemplars.Value`,
    arrayMap(i -> lower(i), point.exemplars.spanId) AS `Exemplars.SpanId`,
    arrayMap(i -> lower(i), point.exemplars.traceId) AS `Exemplars.TraceId`,
    ((bitShiftLeft(toUInt64(resourceOrdinal), 48) + bitShiftLeft(toUInt64(scopeOrdinal), 32)) + bitShiftLeft(toUInt64(metricOrdinal), 16)) + pointOrdinal AS Position,
    MessageHash,
    messageTopic AS _topic,
    messagePartition AS _partition,
    messageOffset AS _offset,
    if((point.timeUnixNano >= oldest) AND (point.timeUnixNano <= newest), 0, point.timeUnixNano) AS ClampedFrom
FROM
(
    SELECT
        messageTopic,
        messagePartition,
        messageOffset,
        messageTime,
        MessageHash,
        oldest,
        newest,
        ResourceAttributes,
        ResourceSchemaUrl,
        ScopeName,
        ScopeVersion,
        ScopeAttributes,
        ScopeSchemaUrl,
        metric.name AS MetricName,
        metric.description AS MetricDescription,
        metric.unit AS MetricUnit,
        multiIf(notEmpty(metric.gauge.dataPoints), 'gauge', notEmpty(metric.sum.dataPoints), 'sum', notEmpty(metric.histogram.dataPoints), 'histogram', notEmpty(metric.exponentialHistogram.dataPoints), 'exponential_histogram', 'summary') AS MetricType,
        transform((metric.sum.aggregationTemporality + metric.histogram.aggregationTemporality) + metric.exponentialHistogram.aggregationTemporality, [1, 2], ['Delta', 'Cumulative'], 'Unspecified') AS AggregationTemporality,
        metric.sum.isMonotonic AS IsMonotonic,
        arrayConcat(metric.gauge.dataPoints, metric.sum.dataPoints, metric.histogram.dataPoints, metric.exponentialHistogram.dataPoints, metric.summary.dataPoints) AS points,
        arrayEnumerate(points) AS pointOrdinals,
        resourceOrdinal,
        scopeOrdinal,
        metricOrdinal
    FROM
    (
        SELECT
            messageTopic,
            messagePartition,
            messageOffset,
            messageTime,
            MessageHash,
            oldest,
            newest,
            ResourceAttributes,
            ResourceSchemaUrl,
            scopeMetrics.schemaUrl AS ScopeSchemaUrl,
            scopeMetrics.scope.name AS ScopeName,
            scopeMetrics.scope.version AS ScopeVersion,
            mapFromArrays(scopeMetrics.scope.attributes.key, arrayMap(v -> (mapValues(v)[1]), scopeMetrics.scope.attributes.value)) AS ScopeAttributes,
            scopeMetrics.metrics AS metrics,
            arrayEnumerate(metrics) AS metricOrdinals,
            resourceOrdinal,
            scopeOrdinal
        FROM
        (
            SELECT
                messageTopic,
                messagePartition,
                messageOffset,
                messageTime,
                MessageHash,
                oldest,
                newest,
                mapFromArrays(resourceMetrics.resource.attributes.key, arrayMap(v -> (mapValues(v)[1]), resourceMetrics.resource.attributes.value)) AS ResourceAttributes,
                resourceMetrics.schemaUrl AS ResourceSchemaUrl,
                resourceMetrics.scopeMetrics AS scopes,
                arrayEnumerate(scopes) AS scopeOrdinals,
                resourceOrdinal
            FROM
            (
                SELECT
                    _topic AS messageTopic,
                    _partition AS messagePartition,
                    _offset AS messageOffset,
                    toUnixTimestamp64Nano(CAST(ifNull(_timestamp_ms, now64(3, 'UTC')), 'DateTime64(9, \'UTC\')')) AS messageTime,
                    toUnixTimestamp64Nano(now64(9, 'UTC') - toIntervalYear(1)) AS oldest,
                    toUnixTimestamp64Nano(now64(9, 'UTC') + toIntervalDay(1)) AS newest,
                    cityHash64(message) AS MessageHash,
                    JSONExtract(message, 'resourceMetrics', 'Array(Tuple(\n            resource Tuple(attributes Array(Tuple(key String, value Map(String, String)))), schemaUrl String,\n            scopeMetrics Array(Tuple(\n                scope Tuple(name String, version String, attributes Array(Tuple(key String, value Map(String, String)))), schemaUrl String,\n                metrics Array(Tuple(\n                    name String, description String, unit String,\n                    gauge Tuple(dataPoints Array(Tuple(\n    attributes Array(Tuple(key String, value Map(String, String))), startTimeUnixNano UInt64, timeUnixNano UInt64, flags UInt32,\n    asDouble Float64, asInt Int64,\n    count UInt64, sum Nullable(Float64), min Nullable(Float64), max Nullable(Float64),\n    bucketCounts Array(UInt64), explicitBounds Array(Float64),\n    scale Int32, zeroCount UInt64, zeroThreshold Float64,\n    positive Tuple(offset Int32, bucketCounts Array(UInt64)), negative Tuple(offset Int32, bucketCounts Array(UInt64)),\n    quantileValues Array(Tuple(quantile Float64, value Float64)),\n    exemplars Array(Tuple(\n    filteredAttributes Array(Tuple(key String, value Map(String, String))), timeUnixNano UInt64, asDouble Float64, asInt Int64, spanId String, traceId String\n  ))\n  ))),\n                    sum Tuple(dataPoints Array(Tuple(\n    attributes Array(Tuple(key String, value Map(String, String))), startTimeUnixNano UInt64, timeUnixNano UInt64, flags UInt32,\n    asDouble Float64, asInt Int64,\n    count UInt64, sum Nullable(Float64), min Nullable(Float64), max Nullable(Float64),\n    bucketCounts Array(UInt64), explicitBounds Array(Float64),\n    scale Int32, zeroCount UInt64, zeroThreshold Float64,\n    positive Tuple(offset Int32, bucketCounts Array(UInt64)), negative Tuple(offset Int32, bucketCounts Array(UInt64)),\n    quantileValues Array(Tuple(quantile Float64, value Float64)),\n    exemplars Array(Tuple(\n    filteredAttributes Array(Tuple(key String, value Map(String, String))), timeUnixNano UInt64, asDouble Float64, asInt Int64, spanId String, traceId String\n  ))\n  )), aggregationTemporality UInt8, isMonotonic Bool),\n                    histogram Tuple(dataPoints Array(Tuple(\n    attributes Array(Tuple(key String, value Map(String, String))), startTimeUnixNano UInt64, timeUnixNano UInt64, flags UInt32,\n    asDouble Float64, asInt Int64,\n    count UInt64, sum Nullable(Float64), min Nullable(Float64), max Nullable(Float64),\n    bucketCounts Array(UInt64), explicitBounds Array(Float64),\n    scale Int32, zeroCount UInt64, zeroThreshold Float64,\n    positive Tuple(offset Int32, bucketCounts Array(UInt64)), negative Tuple(offset Int32, bucketCounts Array(UInt64)),\n    quantileValues Array(Tuple(quantile Float64, value Float64)),\n    exemplars Array(Tuple(\n    filteredAttributes Array(Tuple(key String, value Map(String, String))), timeUnixNano UInt64, asDouble Float64, asInt Int64, spanId String, traceId String\n  ))\n  )), aggregationTemporality UInt8),\n                    exponentialHistogram Tuple(dataPoints Array(Tuple(\n    attributes Array(Tuple(key String, value Map(String, String))), startTimeUnixNano UInt64, timeUnixNano UInt64, flags UInt32,\n    asDouble Float64, asInt Int64,\n    count UInt64, sum Nullable(Float64), min Nullable(Float64), max Nullable(Float64),\n    bucketCounts Array(UInt64), explicitBounds Array(Float64),\n    scale Int32, zeroCount UInt64, zeroThreshold Float64,\n    positive Tuple(offset Int32, bucketCounts Array(UInt64)), negative Tuple(offset Int32, bucketCounts Array(UInt64)),\n    quantileValues Array(Tuple(quantile Float64, value Float64)),\n    exemplars Array(Tuple(\n    filteredAttributes Array(Tuple(key String, value Map(String, String))), timeUnixNano UInt64, asDouble Float64, asInt Int64, spanId String, traceId String\n  ))\n  )), aggregationTemporality UInt8),\n                    summary Tuple(dataPoints Array(Tuple(\n    attributes Array(Tuple(key String, value Map(String, String))), startTimeUnixNano UInt64, timeUnixNano UInt64, flags UInt32,\n    asDouble Float64, asInt Int64,\n    count UInt64, sum Nullable(Float64), min Nullable(Float64), max Nullable(Float64),\n    bucketCounts Array(UInt64), explicitBounds Array(Float64),\n    scale Int32, zeroCount UInt64, zeroThreshold Float64,\n    positive Tuple(offset Int32, bucketCounts Array(UInt64)), negative Tuple(offset Int32, bucketCounts Array(UInt64)),\n    quantileValues Array(Tuple(quantile Float64, value Float64)),\n    exemplars Array(Tuple(\n    filteredAttributes Array(Tuple(key String, value Map(String, String))), timeUnixNano UInt64, asDouble Float64, asInt Int64, spanId String, traceId String\n  ))\n  )))))))))') AS resources
                FROM otel.audit_metrics_queue
                WHERE position(message, '"resourceMetrics"') > 0
            )
            ARRAY JOIN
                resources AS resourceMetrics,
                arrayEnumerate(resources) AS resourceOrdinal
        )
        ARRAY JOIN
            scopes AS scopeMetrics,
            scopeOrdinals AS scopeOrdinal
    )
    ARRAY JOIN
        metrics AS metric,
        metricOrdinals AS metricOrdinal
)
ARRAY JOIN
    points AS point,
    pointOrdinals AS pointOrdinal;

CREATE NAMED COLLECTION IF NOT EXISTS girok_kafka ON CLUSTER telemetry AS kafka_broker_list = 'redpanda:9093', kafka_security_protocol = 'SASL_PLAINTEXT', kafka_sasl_mechanism = 'SCRAM-SHA-256', kafka_sasl_username = 'girok', kafka_sasl_password = '[HIDDEN]', kafka.session_timeout_ms = '6000', kafka.heartbeat_interval_ms = '1500', kafka.statistics_interval_ms = '3000';

ALTER NAMED COLLECTION IF EXISTS girok_kafka ON CLUSTER telemetry SET kafka_broker_list = 'redpanda:9093', kafka_security_protocol = 'SASL_PLAINTEXT', kafka_sasl_mechanism = 'SCRAM-SHA-256', kafka_sasl_username = 'girok', kafka_sasl_password = '[HIDDEN]', kafka.session_timeout_ms = '6000', kafka.heartbeat_interval_ms = '1500', kafka.statistics_interval_ms = '3000';

DROP TABLE IF EXISTS otel.audit_metrics_queue ON CLUSTER telemetry SYNC;

CREATE TABLE IF NOT EXISTS otel.audit_metrics_queue ON CLUSTER telemetry
(
    `message` String
)
ENGINE = Kafka(girok_kafka)
SETTINGS kafka_topic_list = 'otel-telemetry', kafka_group_name = 'girok-metrics', kafka_format = 'RawBLOB', kafka_num_consumers = 1, kafka_thread_per_consumer = 0, kafka_max_block_size = 1000, kafka_poll_max_batch_size = 1000, kafka_flush_interval_ms = 5000, kafka_poll_timeout_ms = 100, kafka_commit_every_batch = 0;
