-- Metrics: the queue, what reads it, and what cannot be read.

-- Types ---------------------------------------------------------------------------------------------------------------

/* @let exemplar
Tuple(
    filteredAttributes {{> attributes}}, timeUnixNano UInt64, asDouble Float64, asInt Int64, spanId String, traceId String
  )
*/

-- One type for the points of all five kinds: what a kind does not have keeps its default.
/* @let data_points
Array(Tuple(
    attributes {{> attributes}}, startTimeUnixNano UInt64, timeUnixNano UInt64, flags UInt32,
    asDouble Float64, asInt Int64,
    count UInt64, sum Nullable(Float64), min Nullable(Float64), max Nullable(Float64),
    bucketCounts Array(UInt64), explicitBounds Array(Float64),
    scale Int32, zeroCount UInt64, zeroThreshold Float64,
    positive Tuple(offset Int32, bucketCounts Array(UInt64)), negative Tuple(offset Int32, bucketCounts Array(UInt64)),
    quantileValues Array(Tuple(quantile Float64, value Float64)),
    exemplars Array({{> exemplar}})
  ))
*/

/* @let type
Array(Tuple(
            resource {{> resource}}, schemaUrl String,
            scopeMetrics Array(Tuple(
                scope {{> scope}}, schemaUrl String,
                metrics Array(Tuple(
                    name String, description String, unit String,
                    gauge Tuple(dataPoints {{> data_points}}),
                    sum Tuple(dataPoints {{> data_points}}, aggregationTemporality {{> enum}}, isMonotonic Bool),
                    histogram Tuple(dataPoints {{> data_points}}, aggregationTemporality {{> enum}}),
                    exponentialHistogram Tuple(dataPoints {{> data_points}}, aggregationTemporality {{> enum}}),
                    summary Tuple(dataPoints {{> data_points}})))))))
*/

-- @if messages = json

/* @let queue_settings_of_format
kafka_format = 'RawBLOB'
*/

/* @let resources
JSONExtract(message, 'resourceMetrics', '{{> type}}')
*/

/* @let content
message
*/

/* @let is_mine
{{> mentions(resourceMetrics)}}
*/

-- A cheap look first: where it sees a point, the full type sees one too, because it has all of these fields and more.
-- Only what it does not see is parsed as the storing view does, so that no message falls between the two views.
/* @let seen
({{> mentions(resourceMetrics)}} AND arraySum(r -> arraySum(s -> arraySum(m -> length(m.gauge.dataPoints) + length(m.sum.dataPoints)
        + length(m.histogram.dataPoints) + length(m.exponentialHistogram.dataPoints) + length(m.summary.dataPoints),
        s.metrics), r.scopeMetrics), JSONExtract(message, 'resourceMetrics', 'Array(Tuple(scopeMetrics Array(Tuple(metrics Array(Tuple(
            gauge Tuple(dataPoints Array(Tuple(timeUnixNano UInt64))), sum Tuple(dataPoints Array(Tuple(timeUnixNano UInt64))),
            histogram Tuple(dataPoints Array(Tuple(timeUnixNano UInt64))), exponentialHistogram Tuple(dataPoints Array(Tuple(timeUnixNano UInt64))),
            summary Tuple(dataPoints Array(Tuple(timeUnixNano UInt64)))))))))')) > 0)
*/

/* @let count
arraySum(r -> arraySum(s -> arraySum(m -> length(m.gauge.dataPoints) + length(m.sum.dataPoints)
        + length(m.histogram.dataPoints) + length(m.exponentialHistogram.dataPoints) + length(m.summary.dataPoints),
        s.metrics), r.scopeMetrics), {{> resources}})
*/

-- @end
-- @if messages = protobuf

/* @let queue_columns
parsed {{> type}}
*/

/* @let resources
parsed
*/

/* @let content
parsed
*/

/* @let queue_settings_of_format
{{> protobuf_settings}}, format_schema = 'syntax = "proto3";
    message Request { repeated ResourceMetrics parsed = 1; }
    message ResourceMetrics { Resource resource = 1; repeated ScopeMetrics scopeMetrics = 2; string schemaUrl = 3; }
    message ScopeMetrics { Scope scope = 1; repeated Metric metrics = 2; string schemaUrl = 3; }
    message Metric {
        string name = 1; string description = 2; string unit = 3;
        oneof data { Gauge gauge = 5; Sum sum = 7; Histogram histogram = 9; ExponentialHistogram exponentialHistogram = 10; Summary summary = 11; } }
    message Gauge { repeated NumberPoint dataPoints = 1; }
    message Sum { repeated NumberPoint dataPoints = 1; int32 aggregationTemporality = 2; bool isMonotonic = 3; }
    message Histogram { repeated HistogramPoint dataPoints = 1; int32 aggregationTemporality = 2; }
    message ExponentialHistogram { repeated ExponentialPoint dataPoints = 1; int32 aggregationTemporality = 2; }
    message Summary { repeated SummaryPoint dataPoints = 1; }
    message NumberPoint {
        repeated KeyValue attributes = 7; fixed64 startTimeUnixNano = 2; fixed64 timeUnixNano = 3;
        oneof value { double asDouble = 4; sfixed64 asInt = 6; } repeated Exemplar exemplars = 5; uint32 flags = 8; }
    message HistogramPoint {
        repeated KeyValue attributes = 9; fixed64 startTimeUnixNano = 2; fixed64 timeUnixNano = 3; fixed64 count = 4;
        optional double sum = 5; repeated fixed64 bucketCounts = 6; repeated double explicitBounds = 7;
        repeated Exemplar exemplars = 8; uint32 flags = 10; optional double min = 11; optional double max = 12; }
    message ExponentialPoint {
        repeated KeyValue attributes = 1; fixed64 startTimeUnixNano = 2; fixed64 timeUnixNano = 3; fixed64 count = 4;
        optional double sum = 5; sint32 scale = 6; fixed64 zeroCount = 7; Buckets positive = 8; Buckets negative = 9;
        uint32 flags = 10; repeated Exemplar exemplars = 11; optional double min = 12; optional double max = 13; double zeroThreshold = 14; }
    message Buckets { sint32 offset = 1; repeated uint64 bucketCounts = 2; }
    message SummaryPoint {
        repeated KeyValue attributes = 7; fixed64 startTimeUnixNano = 2; fixed64 timeUnixNano = 3; fixed64 count = 4;
        double sum = 5; repeated Quantile quantileValues = 6; uint32 flags = 8; }
    message Quantile { double quantile = 1; double value = 2; }
    message Exemplar {
        repeated KeyValue filteredAttributes = 7; fixed64 timeUnixNano = 2; oneof value { double asDouble = 3; sfixed64 asInt = 6; }
        bytes spanId = 4; bytes traceId = 5; }
    {{> protobuf_common}}'
*/

/* @let is_mine
empty(_error)
*/

-- @end

-- Pause ---------------------------------------------------------------------------------------------------------------

DROP TABLE IF EXISTS {{database:Identifier}}.audit_metrics_queue {{> on_cluster}} SYNC;

CREATE TABLE IF NOT EXISTS {{database:Identifier}}.audit_metrics_queue {{> on_cluster}} (
    {{> stand_in_columns}}
) ENGINE = Null;

-- Dead letters --------------------------------------------------------------------------------------------------------

DROP VIEW IF EXISTS {{database:Identifier}}.audit_metrics_dead_letters_mv {{> on_cluster}} SYNC;

CREATE MATERIALIZED VIEW IF NOT EXISTS {{database:Identifier}}.audit_metrics_dead_letters_mv {{> on_cluster}}
TO {{database:Identifier}}.otel_audit_dead_letters
AS SELECT
    -- the time of the message, so that the same message delivered again is the same dead letter
    if(_timestamp_ms BETWEEN now64(3, 'UTC') - INTERVAL {{dead_letters_retention:Interval}} AND now64(3, 'UTC') + INTERVAL 1 DAY,
        assumeNotNull(_timestamp_ms), now64(3, 'UTC')) AS Time,
    'audit_metrics_queue' AS Queue,
    _topic, _partition, _offset,
    {{> dead_letter(resourceMetrics, no_data_points)}}
FROM {{database:Identifier}}.audit_metrics_queue
-- @if delivery = kafka_json
WHERE NOT {{> seen}}
    -- a message that only mentions metrics belongs to its own signal; one that belongs to none is recorded here, unless
    -- another queue does so
    AND {{> mentions(resourceMetrics)}}
    AND if({{> has(resourceMetrics)}}, {{> count}} = 0,
        NOT ({{> mentions(resourceLogs)}} OR {{> mentions(resourceSpans)}}))
-- @end
-- @if delivery = receiver
WHERE NOT {{> seen}}
    -- this queue is given messages of its own signal only: whatever else comes is recorded here
    AND if({{> has(resourceMetrics)}}, {{> count}} = 0, true)
-- @end
-- @if delivery = kafka_protobuf
WHERE notEmpty(_error) OR arraySum(r -> arraySum(s -> arraySum(m -> length(m.gauge.dataPoints) + length(m.sum.dataPoints)
        + length(m.histogram.dataPoints) + length(m.exponentialHistogram.dataPoints) + length(m.summary.dataPoints),
        s.metrics), r.scopeMetrics), parsed) = 0
-- @end
;

-- Storing view --------------------------------------------------------------------------------------------------------

DROP VIEW IF EXISTS {{database:Identifier}}.otel_audit_metrics_mv {{> on_cluster}} SYNC;

CREATE MATERIALIZED VIEW IF NOT EXISTS {{database:Identifier}}.otel_audit_metrics_mv {{> on_cluster}}
TO {{database:Identifier}}.otel_audit_metrics
AS SELECT
    ResourceAttributes, ResourceSchemaUrl, ScopeName, ScopeVersion, ScopeAttributes, ScopeSchemaUrl,
    ResourceAttributes['service.name'] AS ServiceName,
    MetricName, MetricDescription, MetricUnit, MetricType,
    {{> map_of(point.attributes)}} AS Attributes,
    fromUnixTimestamp64Nano(if(point.startTimeUnixNano <= newest, point.startTimeUnixNano, 0), 'UTC') AS StartTimeUnix,
    fromUnixTimestamp64Nano(multiIf(
        point.timeUnixNano BETWEEN oldest AND newest, point.timeUnixNano,
        messageTime BETWEEN oldest AND newest, messageTime,
        toUnixTimestamp64Nano(now64(9, 'UTC'))), 'UTC') AS TimeUnix,
    AggregationTemporality, IsMonotonic, point.flags AS Flags,
    -- a number point has one of the two; the absent one reads as 0
    point.asDouble + point.asInt AS Value,
    point.count AS Count, point.sum AS Sum, point.min AS Min, point.max AS Max,
    point.bucketCounts AS BucketCounts, point.explicitBounds AS ExplicitBounds,
    point.scale AS Scale, point.zeroCount AS ZeroCount, point.zeroThreshold AS ZeroThreshold,
    point.positive.offset AS PositiveOffset, point.positive.bucketCounts AS PositiveBucketCounts,
    point.negative.offset AS NegativeOffset, point.negative.bucketCounts AS NegativeBucketCounts,
    point.quantileValues.quantile AS `ValueAtQuantiles.Quantile`, point.quantileValues.value AS `ValueAtQuantiles.Value`,
    {{> maps_of(point.exemplars.filteredAttributes)}} AS `Exemplars.FilteredAttributes`,
    arrayMap(t -> fromUnixTimestamp64Nano(if(t <= newest, t, 0), 'UTC'), point.exemplars.timeUnixNano) AS `Exemplars.TimeUnix`,
    arrayMap((d, i) -> d + i, point.exemplars.asDouble, point.exemplars.asInt) AS `Exemplars.Value`,
    arrayMap(i -> {{> id(i)}}, point.exemplars.spanId) AS `Exemplars.SpanId`,
    arrayMap(i -> {{> id(i)}}, point.exemplars.traceId) AS `Exemplars.TraceId`,
    -- 16 bits for each level, so that no two points of a message have the same
    bitShiftLeft(toUInt64(resourceOrdinal), 48) + bitShiftLeft(toUInt64(scopeOrdinal), 32) + bitShiftLeft(toUInt64(metricOrdinal), 16) + pointOrdinal AS Position,
    MessageHash, messageTopic AS _topic, messagePartition AS _partition, messageOffset AS _offset,
    if(point.timeUnixNano BETWEEN oldest AND newest, 0, point.timeUnixNano) AS ClampedFrom
FROM (
    SELECT
        messageTopic, messagePartition, messageOffset, messageTime, MessageHash, oldest, newest,
        ResourceAttributes, ResourceSchemaUrl, ScopeName, ScopeVersion, ScopeAttributes, ScopeSchemaUrl,
        metric.name AS MetricName, metric.description AS MetricDescription, metric.unit AS MetricUnit,
        multiIf(
            notEmpty(metric.gauge.dataPoints), 'gauge',
            notEmpty(metric.sum.dataPoints), 'sum',
            notEmpty(metric.histogram.dataPoints), 'histogram',
            notEmpty(metric.exponentialHistogram.dataPoints), 'exponential_histogram',
            'summary') AS MetricType,
        transform(
            metric.sum.aggregationTemporality + metric.histogram.aggregationTemporality + metric.exponentialHistogram.aggregationTemporality,
            [1, 2], ['Delta', 'Cumulative'], 'Unspecified') AS AggregationTemporality,
        metric.sum.isMonotonic AS IsMonotonic,
        arrayConcat(metric.gauge.dataPoints, metric.sum.dataPoints, metric.histogram.dataPoints,
            metric.exponentialHistogram.dataPoints, metric.summary.dataPoints) AS points,
        arrayEnumerate(points) AS pointOrdinals, resourceOrdinal, scopeOrdinal, metricOrdinal
    FROM (
        SELECT
            messageTopic, messagePartition, messageOffset, messageTime, MessageHash, oldest, newest,
            ResourceAttributes, ResourceSchemaUrl,
            scopeMetrics.schemaUrl AS ScopeSchemaUrl, scopeMetrics.scope.name AS ScopeName, scopeMetrics.scope.version AS ScopeVersion,
            {{> map_of(scopeMetrics.scope.attributes)}} AS ScopeAttributes,
            scopeMetrics.metrics AS metrics, arrayEnumerate(metrics) AS metricOrdinals, resourceOrdinal, scopeOrdinal
        FROM (
            SELECT
                messageTopic, messagePartition, messageOffset, messageTime, MessageHash, oldest, newest,
                {{> map_of(resourceMetrics.resource.attributes)}} AS ResourceAttributes,
                resourceMetrics.schemaUrl AS ResourceSchemaUrl,
                resourceMetrics.scopeMetrics AS scopes, arrayEnumerate(scopes) AS scopeOrdinals, resourceOrdinal
            FROM (
                SELECT
                    _topic AS messageTopic, _partition AS messagePartition, _offset AS messageOffset,
                    {{> message_time}} AS messageTime,
                    toUnixTimestamp64Nano(now64(9, 'UTC') - INTERVAL {{metrics_retention:Interval}}) AS oldest,
                    {{> newest}} AS newest,
                    cityHash64({{> content}}) AS MessageHash,
                    {{> resources}} AS resources
                FROM {{database:Identifier}}.audit_metrics_queue
                WHERE {{> is_mine}}
            ) ARRAY JOIN resources AS resourceMetrics, arrayEnumerate(resources) AS resourceOrdinal
        ) ARRAY JOIN scopes AS scopeMetrics, scopeOrdinals AS scopeOrdinal
    ) ARRAY JOIN metrics AS metric, metricOrdinals AS metricOrdinal
) ARRAY JOIN points AS point, pointOrdinals AS pointOrdinal;

-- Queue ---------------------------------------------------------------------------------------------------------------
-- @if queues = kafka

CREATE NAMED COLLECTION IF NOT EXISTS {{kafka_collection:Identifier}} {{> on_cluster}} AS
    {{> connection}};

ALTER NAMED COLLECTION IF EXISTS {{kafka_collection:Identifier}} {{> on_cluster}} SET
    {{> connection}};

DROP TABLE IF EXISTS {{database:Identifier}}.audit_metrics_queue {{> on_cluster}} SYNC;

CREATE TABLE IF NOT EXISTS {{database:Identifier}}.audit_metrics_queue {{> on_cluster}} ({{> queue_columns}})
ENGINE = Kafka({{kafka_collection:Identifier}})
SETTINGS kafka_topic_list = {{kafka_metrics_topic:String}}, kafka_group_name = {{kafka_metrics_group:String}},
    {{> queue_settings_of_format}},
    {{> queue_settings}};
-- @end
