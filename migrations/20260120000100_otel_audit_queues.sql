-- Queues and the views that parse what they deliver. One queue per signal, all on one topic by default: a view that
-- fails then cannot duplicate rows of another signal. The queue hands out raw messages; each view parses a message once.
-- What is stored for wrong input is written down in docs/ingestion.md, "Rules for bad input".

/* @let attributes
Array(Tuple(key String, value Map(String, String)))
*/

/* @let resource
Tuple(attributes {{> attributes}})
*/

/* @let scope
Tuple(name String, version String, attributes {{> attributes}})
*/

/* @let exemplar
Tuple(
    filteredAttributes {{> attributes}}, timeUnixNano UInt64, asDouble Float64, asInt Int64, spanId String, traceId String
  )
*/

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

/* @let queue_settings
kafka_format = 'RawBLOB',
    kafka_num_consumers = {{kafka_consumers:UInt}},
    -- both count messages, not rows: a message holds hundreds of records
    kafka_max_block_size = {{kafka_block_messages:UInt}},
    kafka_poll_max_batch_size = {{kafka_block_messages:UInt}},
    -- freshness against part size
    kafka_flush_interval_ms = {{kafka_flush_ms:UInt}},
    kafka_poll_timeout_ms = 100
*/

/* @let queue_columns
-- the Kafka engine has these as virtual columns; a Null queue is given them by the receiver
    message String,
    _topic LowCardinality(String) DEFAULT '',
    _partition UInt64 DEFAULT 0,
    _offset UInt64 DEFAULT 0,
    _timestamp_ms Nullable(DateTime64(3, 'UTC')) DEFAULT now64(3, 'UTC')
*/

/* @let message_time
toUnixTimestamp64Nano(CAST(ifNull(_timestamp_ms, now64(3, 'UTC')) AS DateTime64(9, 'UTC')))
*/

/* @let log_resources
JSONExtract(message, 'resourceLogs', 'Array(Tuple(
        resource {{> resource}}, schemaUrl String,
        scopeLogs Array(Tuple(
            scope {{> scope}}, schemaUrl String,
            logRecords Array(Tuple(
                timeUnixNano UInt64, observedTimeUnixNano UInt64, severityNumber UInt8, severityText String,
                body Map(String, String), attributes {{> attributes}}, droppedAttributesCount UInt32,
                flags UInt32, traceId String, spanId String, eventName String))))))')
*/

/* @let span_resources
JSONExtract(message, 'resourceSpans', 'Array(Tuple(
        resource {{> resource}}, schemaUrl String,
        scopeSpans Array(Tuple(
            scope {{> scope}}, schemaUrl String,
            spans Array(Tuple(
                traceId String, spanId String, parentSpanId String, traceState String, flags UInt32,
                name String, kind UInt8, startTimeUnixNano UInt64, endTimeUnixNano UInt64,
                attributes {{> attributes}},
                events Array(Tuple(timeUnixNano UInt64, name String, attributes {{> attributes}})),
                links Array(Tuple(traceId String, spanId String, traceState String, attributes {{> attributes}})),
                status Tuple(code UInt8, message String)))))))')
*/

/* @let metric_resources
JSONExtract(message, 'resourceMetrics', 'Array(Tuple(
            resource {{> resource}}, schemaUrl String,
            scopeMetrics Array(Tuple(
                scope {{> scope}}, schemaUrl String,
                metrics Array(Tuple(
                    name String, description String, unit String,
                    gauge Tuple(dataPoints {{> data_points}}),
                    sum Tuple(dataPoints {{> data_points}}, aggregationTemporality UInt8, isMonotonic Bool),
                    histogram Tuple(dataPoints {{> data_points}}, aggregationTemporality UInt8),
                    exponentialHistogram Tuple(dataPoints {{> data_points}}, aggregationTemporality UInt8),
                    summary Tuple(dataPoints {{> data_points}})))))))')
*/

/* @let is_logs
(position(message, '"resourceLogs"') > 0 AND JSONHas(message, 'resourceLogs'))
*/

/* @let is_traces
(position(message, '"resourceSpans"') > 0 AND JSONHas(message, 'resourceSpans'))
*/

/* @let is_metrics
(position(message, '"resourceMetrics"') > 0 AND JSONHas(message, 'resourceMetrics'))
*/

/* @let dead_letter
multiIf(
        empty(message), 'empty_message',
        NOT isValidUTF8(message), 'invalid_utf8',
        NOT isValidJSON(message), 'invalid_json',
        {{> is_logs}}, 'no_log_records',
        {{> is_traces}}, 'no_spans',
        {{> is_metrics}}, 'no_data_points',
        'unknown_signal') AS Reason,
    _topic, _partition, _offset, length(message) AS Bytes, message AS Message
*/

-- Connection ----------------------------------------------------------------------------------------------------------
-- @if queues = kafka

CREATE NAMED COLLECTION IF NOT EXISTS {{kafka_collection:Identifier}} AS
    kafka_broker_list = {{kafka_brokers:String}},
    kafka_security_protocol = {{kafka_security_protocol:String}},
    kafka_sasl_mechanism = {{kafka_sasl_mechanism:String}},
    kafka_sasl_username = {{kafka_username:String}},
    kafka_sasl_password = {{kafka_password:Secret}},
    -- a member that was killed leaves the group after seconds, not the default 45
    "kafka.session_timeout_ms" = '6000',
    "kafka.heartbeat_interval_ms" = '1500';

-- @end

-- Audit logs --------------------------------------------------------------------------------------------------------

-- @if queues = kafka
CREATE TABLE IF NOT EXISTS {{database:Identifier}}.audit_logs_queue (message String)
ENGINE = Kafka({{kafka_collection:Identifier}})
SETTINGS kafka_topic_list = {{kafka_topic:String}}, kafka_group_name = {{kafka_logs_group:String}}, {{> queue_settings}};
-- @end
-- @if queues = null
CREATE TABLE IF NOT EXISTS {{database:Identifier}}.audit_logs_queue ({{> queue_columns}}) ENGINE = Null;
-- @end

CREATE MATERIALIZED VIEW IF NOT EXISTS {{database:Identifier}}.audit_logs_dead_letters_mv
TO {{database:Identifier}}.otel_audit_dead_letters
AS SELECT
    'audit_logs_queue' AS Queue,
    {{> dead_letter}}
FROM {{database:Identifier}}.audit_logs_queue
-- the same parse as the view that stores, so that nothing falls between the two
WHERE ({{> is_logs}} AND arraySum(r -> arraySum(s -> length(s.logRecords), r.scopeLogs), {{> log_resources}}) = 0)
-- @if queues = kafka
    -- what belongs to no signal is recorded here, once, and not by each queue that reads the topic
    OR NOT ({{> is_logs}} OR {{> is_traces}} OR {{> is_metrics}})
-- @end
-- @if queues = null
    -- this queue is given messages of its own signal only: whatever else comes is recorded here
    OR NOT {{> is_logs}}
-- @end
;

CREATE MATERIALIZED VIEW IF NOT EXISTS {{database:Identifier}}.otel_audit_logs_mv
TO {{database:Identifier}}.otel_audit_logs
AS SELECT
    fromUnixTimestamp64Nano(multiIf(
        record.timeUnixNano BETWEEN oldest AND newest, record.timeUnixNano,
        record.observedTimeUnixNano BETWEEN oldest AND newest, record.observedTimeUnixNano,
        messageTime BETWEEN oldest AND newest, messageTime,
        toUnixTimestamp64Nano(now64(9, 'UTC'))), 'UTC') AS Timestamp,
    lower(record.traceId) AS TraceId,
    lower(record.spanId) AS SpanId,
    toUInt8(bitAnd(record.flags, 255)) AS TraceFlags,
    if(record.severityText != '', record.severityText, [
        'TRACE', 'TRACE2', 'TRACE3', 'TRACE4', 'DEBUG', 'DEBUG2', 'DEBUG3', 'DEBUG4', 'INFO', 'INFO2', 'INFO3', 'INFO4',
        'WARN', 'WARN2', 'WARN3', 'WARN4', 'ERROR', 'ERROR2', 'ERROR3', 'ERROR4', 'FATAL', 'FATAL2', 'FATAL3', 'FATAL4'
        ][record.severityNumber]) AS SeverityText,
    record.severityNumber AS SeverityNumber,
    ResourceAttributes['service.name'] AS ServiceName,
    mapValues(record.body)[1] AS Body,
    ResourceSchemaUrl, ResourceAttributes, ScopeSchemaUrl, ScopeName, ScopeVersion, ScopeAttributes,
    mapFromArrays(record.attributes.key, arrayMap(v -> mapValues(v)[1], record.attributes.value)) AS LogAttributes,
    record.eventName AS EventName,
    fromUnixTimestamp64Nano(if(record.observedTimeUnixNano <= newest, record.observedTimeUnixNano, 0), 'UTC') AS ObservedTimestamp,
    record.droppedAttributesCount AS DroppedAttributesCount,
    -- Two equal records of one message are two events unless they carry an id that says otherwise; the same message
    -- delivered again gives the same hashes.
    cityHash64(record, ResourceAttributes, ScopeName, ScopeVersion, ScopeAttributes,
        if(firstNonDefault(LogAttributes['audit.record.id'], LogAttributes['log.record.uid'], LogAttributes['event.id'],
            LogAttributes['aws.cloudtrail.event_id'], LogAttributes['audit_id'], LogAttributes['auditID'],
            LogAttributes['cloudevents.event_id']) = '',
            (resourceOrdinal, scopeOrdinal, ordinal), (0, 0, 0))) AS RecordHash,
    messageTopic AS _topic, messagePartition AS _partition, messageOffset AS _offset,
    if(record.timeUnixNano BETWEEN oldest AND newest, 0, record.timeUnixNano) AS ClampedFrom
FROM (
    SELECT
        messageTopic, messagePartition, messageOffset, messageTime, oldest, newest,
        ResourceAttributes, ResourceSchemaUrl,
        scopeLogs.schemaUrl AS ScopeSchemaUrl, scopeLogs.scope.name AS ScopeName, scopeLogs.scope.version AS ScopeVersion,
        mapFromArrays(scopeLogs.scope.attributes.key, arrayMap(v -> mapValues(v)[1], scopeLogs.scope.attributes.value)) AS ScopeAttributes,
        scopeLogs.logRecords AS records, arrayEnumerate(records) AS ordinals, resourceOrdinal, scopeOrdinal
    FROM (
        SELECT
            messageTopic, messagePartition, messageOffset, messageTime, oldest, newest,
            mapFromArrays(resourceLogs.resource.attributes.key, arrayMap(v -> mapValues(v)[1], resourceLogs.resource.attributes.value)) AS ResourceAttributes,
            resourceLogs.schemaUrl AS ResourceSchemaUrl,
            resourceLogs.scopeLogs AS scopes, arrayEnumerate(scopes) AS scopeOrdinals, resourceOrdinal
        FROM (
            SELECT
                _topic AS messageTopic, _partition AS messagePartition, _offset AS messageOffset,
                {{> message_time}} AS messageTime,
                toUnixTimestamp64Nano(now64(9, 'UTC') - INTERVAL {{logs_retention:Interval}}) AS oldest,
                toUnixTimestamp64Nano(now64(9, 'UTC') + INTERVAL 1 DAY) AS newest,
                {{> log_resources}} AS resources
            FROM {{database:Identifier}}.audit_logs_queue
            WHERE position(message, '"resourceLogs"') > 0
        ) ARRAY JOIN resources AS resourceLogs, arrayEnumerate(resources) AS resourceOrdinal
    ) ARRAY JOIN scopes AS scopeLogs, scopeOrdinals AS scopeOrdinal
) ARRAY JOIN records AS record, ordinals AS ordinal;

-- Traces ------------------------------------------------------------------------------------------------------------

-- @if queues = kafka
CREATE TABLE IF NOT EXISTS {{database:Identifier}}.audit_traces_queue (message String)
ENGINE = Kafka({{kafka_collection:Identifier}})
SETTINGS kafka_topic_list = {{kafka_topic:String}}, kafka_group_name = {{kafka_traces_group:String}}, {{> queue_settings}};
-- @end
-- @if queues = null
CREATE TABLE IF NOT EXISTS {{database:Identifier}}.audit_traces_queue ({{> queue_columns}}) ENGINE = Null;
-- @end

CREATE MATERIALIZED VIEW IF NOT EXISTS {{database:Identifier}}.audit_traces_dead_letters_mv
TO {{database:Identifier}}.otel_audit_dead_letters
AS SELECT
    'audit_traces_queue' AS Queue,
    {{> dead_letter}}
FROM {{database:Identifier}}.audit_traces_queue
-- the same parse as the view that stores, so that nothing falls between the two
WHERE ({{> is_traces}} AND arraySum(r -> arraySum(s -> length(s.spans), r.scopeSpans), {{> span_resources}}) = 0)
-- @if queues = null
    -- this queue is given messages of its own signal only: whatever else comes is recorded here
    OR NOT {{> is_traces}}
-- @end
;

CREATE MATERIALIZED VIEW IF NOT EXISTS {{database:Identifier}}.otel_audit_traces_mv
TO {{database:Identifier}}.otel_audit_traces
AS SELECT
    fromUnixTimestamp64Nano(multiIf(
        span.startTimeUnixNano BETWEEN oldest AND newest, span.startTimeUnixNano,
        messageTime BETWEEN oldest AND newest, messageTime,
        toUnixTimestamp64Nano(now64(9, 'UTC'))), 'UTC') AS Timestamp,
    lower(span.traceId) AS TraceId,
    lower(span.spanId) AS SpanId,
    lower(span.parentSpanId) AS ParentSpanId,
    span.traceState AS TraceState,
    span.name AS SpanName,
    transform(span.kind, [1, 2, 3, 4, 5], ['Internal', 'Server', 'Client', 'Producer', 'Consumer'], 'Unspecified') AS SpanKind,
    ResourceAttributes['service.name'] AS ServiceName,
    ResourceAttributes, ScopeName, ScopeVersion,
    mapFromArrays(span.attributes.key, arrayMap(v -> mapValues(v)[1], span.attributes.value)) AS SpanAttributes,
    -- longer than the retention is no duration but a time that was not set
    if(span.endTimeUnixNano > span.startTimeUnixNano AND span.endTimeUnixNano - span.startTimeUnixNano <= newest - oldest,
        span.endTimeUnixNano - span.startTimeUnixNano, 0) AS Duration,
    transform(span.status.code, [1, 2], ['Ok', 'Error'], 'Unset') AS StatusCode,
    span.status.message AS StatusMessage,
    arrayMap(t -> fromUnixTimestamp64Nano(if(t <= newest, t, 0), 'UTC'), span.events.timeUnixNano) AS `Events.Timestamp`,
    span.events.name AS `Events.Name`,
    arrayMap(a -> mapFromArrays(a.key, arrayMap(v -> mapValues(v)[1], a.value)), span.events.attributes) AS `Events.Attributes`,
    arrayMap(id -> lower(id), span.links.traceId) AS `Links.TraceId`,
    arrayMap(id -> lower(id), span.links.spanId) AS `Links.SpanId`,
    span.links.traceState AS `Links.TraceState`,
    arrayMap(a -> mapFromArrays(a.key, arrayMap(v -> mapValues(v)[1], a.value)), span.links.attributes) AS `Links.Attributes`,
    ResourceSchemaUrl, ScopeSchemaUrl, ScopeAttributes,
    span.flags AS Flags,
    messageTopic AS _topic, messagePartition AS _partition, messageOffset AS _offset,
    if(span.startTimeUnixNano BETWEEN oldest AND newest, 0, span.startTimeUnixNano) AS ClampedFrom
FROM (
    SELECT
        messageTopic, messagePartition, messageOffset, messageTime, oldest, newest,
        ResourceAttributes, ResourceSchemaUrl,
        scopeSpans.schemaUrl AS ScopeSchemaUrl, scopeSpans.scope.name AS ScopeName, scopeSpans.scope.version AS ScopeVersion,
        mapFromArrays(scopeSpans.scope.attributes.key, arrayMap(v -> mapValues(v)[1], scopeSpans.scope.attributes.value)) AS ScopeAttributes,
        scopeSpans.spans AS spans
    FROM (
        SELECT
            messageTopic, messagePartition, messageOffset, messageTime, oldest, newest,
            mapFromArrays(resourceSpans.resource.attributes.key, arrayMap(v -> mapValues(v)[1], resourceSpans.resource.attributes.value)) AS ResourceAttributes,
            resourceSpans.schemaUrl AS ResourceSchemaUrl,
            resourceSpans.scopeSpans AS scopes
        FROM (
            SELECT
                _topic AS messageTopic, _partition AS messagePartition, _offset AS messageOffset,
                {{> message_time}} AS messageTime,
                toUnixTimestamp64Nano(now64(9, 'UTC') - INTERVAL {{traces_retention:Interval}}) AS oldest,
                toUnixTimestamp64Nano(now64(9, 'UTC') + INTERVAL 1 DAY) AS newest,
                {{> span_resources}} AS resources
            FROM {{database:Identifier}}.audit_traces_queue
            WHERE position(message, '"resourceSpans"') > 0
        ) ARRAY JOIN resources AS resourceSpans
    ) ARRAY JOIN scopes AS scopeSpans
) ARRAY JOIN spans AS span;

-- Metrics -----------------------------------------------------------------------------------------------------------

-- @if queues = kafka
CREATE TABLE IF NOT EXISTS {{database:Identifier}}.audit_metrics_queue (message String)
ENGINE = Kafka({{kafka_collection:Identifier}})
SETTINGS kafka_topic_list = {{kafka_topic:String}}, kafka_group_name = {{kafka_metrics_group:String}}, {{> queue_settings}};
-- @end
-- @if queues = null
CREATE TABLE IF NOT EXISTS {{database:Identifier}}.audit_metrics_queue ({{> queue_columns}}) ENGINE = Null;
-- @end

CREATE MATERIALIZED VIEW IF NOT EXISTS {{database:Identifier}}.audit_metrics_dead_letters_mv
TO {{database:Identifier}}.otel_audit_dead_letters
AS SELECT
    'audit_metrics_queue' AS Queue,
    {{> dead_letter}}
FROM {{database:Identifier}}.audit_metrics_queue
-- the same parse as the view that stores, so that nothing falls between the two
WHERE ({{> is_metrics}} AND arraySum(r -> arraySum(s -> arraySum(m -> length(m.gauge.dataPoints) + length(m.sum.dataPoints)
        + length(m.histogram.dataPoints) + length(m.exponentialHistogram.dataPoints) + length(m.summary.dataPoints),
        s.metrics), r.scopeMetrics), {{> metric_resources}}) = 0)
-- @if queues = null
    -- this queue is given messages of its own signal only: whatever else comes is recorded here
    OR NOT {{> is_metrics}}
-- @end
;

CREATE MATERIALIZED VIEW IF NOT EXISTS {{database:Identifier}}.otel_audit_metrics_mv
TO {{database:Identifier}}.otel_audit_metrics
AS SELECT
    ResourceAttributes, ResourceSchemaUrl, ScopeName, ScopeVersion, ScopeAttributes, ScopeSchemaUrl,
    ResourceAttributes['service.name'] AS ServiceName,
    MetricName, MetricDescription, MetricUnit, MetricType,
    mapFromArrays(point.attributes.key, arrayMap(v -> mapValues(v)[1], point.attributes.value)) AS Attributes,
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
    arrayMap(a -> mapFromArrays(a.key, arrayMap(v -> mapValues(v)[1], a.value)), point.exemplars.filteredAttributes) AS `Exemplars.FilteredAttributes`,
    arrayMap(t -> fromUnixTimestamp64Nano(if(t <= newest, t, 0), 'UTC'), point.exemplars.timeUnixNano) AS `Exemplars.TimeUnix`,
    arrayMap((d, i) -> d + i, point.exemplars.asDouble, point.exemplars.asInt) AS `Exemplars.Value`,
    arrayMap(id -> lower(id), point.exemplars.spanId) AS `Exemplars.SpanId`,
    arrayMap(id -> lower(id), point.exemplars.traceId) AS `Exemplars.TraceId`,
    messageTopic AS _topic, messagePartition AS _partition, messageOffset AS _offset,
    if(point.timeUnixNano BETWEEN oldest AND newest, 0, point.timeUnixNano) AS ClampedFrom
FROM (
    SELECT
        messageTopic, messagePartition, messageOffset, messageTime, oldest, newest,
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
            metric.exponentialHistogram.dataPoints, metric.summary.dataPoints) AS points
    FROM (
        SELECT
            messageTopic, messagePartition, messageOffset, messageTime, oldest, newest,
            ResourceAttributes, ResourceSchemaUrl,
            scopeMetrics.schemaUrl AS ScopeSchemaUrl, scopeMetrics.scope.name AS ScopeName, scopeMetrics.scope.version AS ScopeVersion,
            mapFromArrays(scopeMetrics.scope.attributes.key, arrayMap(v -> mapValues(v)[1], scopeMetrics.scope.attributes.value)) AS ScopeAttributes,
            scopeMetrics.metrics AS metrics
        FROM (
            SELECT
                messageTopic, messagePartition, messageOffset, messageTime, oldest, newest,
                mapFromArrays(resourceMetrics.resource.attributes.key, arrayMap(v -> mapValues(v)[1], resourceMetrics.resource.attributes.value)) AS ResourceAttributes,
                resourceMetrics.schemaUrl AS ResourceSchemaUrl,
                resourceMetrics.scopeMetrics AS scopes
            FROM (
                SELECT
                    _topic AS messageTopic, _partition AS messagePartition, _offset AS messageOffset,
                    {{> message_time}} AS messageTime,
                    toUnixTimestamp64Nano(now64(9, 'UTC') - INTERVAL {{metrics_retention:Interval}}) AS oldest,
                    toUnixTimestamp64Nano(now64(9, 'UTC') + INTERVAL 1 DAY) AS newest,
                    {{> metric_resources}} AS resources
                FROM {{database:Identifier}}.audit_metrics_queue
                WHERE position(message, '"resourceMetrics"') > 0
            ) ARRAY JOIN resources AS resourceMetrics
        ) ARRAY JOIN scopes AS scopeMetrics
    ) ARRAY JOIN metrics AS metric
) ARRAY JOIN points AS point;
