-- Audit logs: the queue, what reads it, and what cannot be read.

-- Types ---------------------------------------------------------------------------------------------------------------

/* @let type
Array(Tuple(
        resource {{> resource}}, schemaUrl String,
        scopeLogs Array(Tuple(
            scope {{> scope}}, schemaUrl String,
            logRecords Array(Tuple(
                timeUnixNano UInt64, observedTimeUnixNano UInt64, severityNumber {{> enum}}, severityText String,
                body {{> any_value}}, attributes {{> attributes}}, droppedAttributesCount UInt32,
                flags UInt32, traceId String, spanId String, eventName String))))))
*/

-- @if messages = json

/* @let queue_settings_of_format
kafka_format = 'RawBLOB'
*/

/* @let resources
JSONExtract(message, 'resourceLogs', '{{> type}}')
*/

/* @let is_mine
{{> mentions(resourceLogs)}}
*/

-- A cheap look first: where it sees a record, the full type sees one too, because it has all of these fields and more.
-- Only what it does not see is parsed as the storing view does, so that no message falls between the two views.
/* @let seen
({{> mentions(resourceLogs)}} AND arraySum(r -> arraySum(s -> length(s.logRecords), r.scopeLogs),
        JSONExtract(message, 'resourceLogs', 'Array(Tuple(scopeLogs Array(Tuple(logRecords Array(Tuple(timeUnixNano UInt64))))))')) > 0)
*/

/* @let count
arraySum(r -> arraySum(s -> length(s.logRecords), r.scopeLogs), {{> resources}})
*/

-- @end
-- @if messages = protobuf

/* @let queue_columns
parsed {{> type}}
*/

/* @let resources
parsed
*/

/* @let queue_settings_of_format
{{> protobuf_settings}}, format_schema = 'syntax = "proto3";
    message Request { repeated ResourceLogs parsed = 1; }
    message ResourceLogs { Resource resource = 1; repeated ScopeLogs scopeLogs = 2; string schemaUrl = 3; }
    message ScopeLogs { Scope scope = 1; repeated LogRecord logRecords = 2; string schemaUrl = 3; }
    message LogRecord {
        fixed64 timeUnixNano = 1; fixed64 observedTimeUnixNano = 11; int32 severityNumber = 2; string severityText = 3;
        AnyValue body = 5; repeated KeyValue attributes = 6; uint32 droppedAttributesCount = 7; fixed32 flags = 8;
        bytes traceId = 9; bytes spanId = 10; string eventName = 12; }
    {{> protobuf_common}}'
*/

/* @let is_mine
empty(_error)
*/

-- @end

-- Pause ---------------------------------------------------------------------------------------------------------------

DROP TABLE IF EXISTS {{database:Identifier}}.audit_logs_queue {{> on_cluster}} SYNC;

CREATE TABLE IF NOT EXISTS {{database:Identifier}}.audit_logs_queue {{> on_cluster}} (
    {{> stand_in_columns}}
) ENGINE = Null;

-- Dead letters --------------------------------------------------------------------------------------------------------

DROP VIEW IF EXISTS {{database:Identifier}}.audit_logs_dead_letters_mv {{> on_cluster}} SYNC;

CREATE MATERIALIZED VIEW IF NOT EXISTS {{database:Identifier}}.audit_logs_dead_letters_mv {{> on_cluster}}
TO {{database:Identifier}}.otel_audit_dead_letters
AS SELECT
    -- the time of the message, so that the same message delivered again is the same dead letter
    if(_timestamp_ms BETWEEN now64(3, 'UTC') - INTERVAL {{dead_letters_retention:Interval}} AND now64(3, 'UTC') + INTERVAL 1 DAY,
        assumeNotNull(_timestamp_ms), now64(3, 'UTC')) AS Time,
    'audit_logs_queue' AS Queue,
    _topic, _partition, _offset,
    {{> dead_letter(resourceLogs, no_log_records)}}
FROM {{database:Identifier}}.audit_logs_queue
-- @if delivery = kafka_json
WHERE NOT {{> seen}}
    -- messages of the other signals leave here, without being parsed; what names no signal at all is recorded here, once
    AND ({{> mentions(resourceLogs)}} OR NOT ({{> mentions(resourceSpans)}} OR {{> mentions(resourceMetrics)}}))
    AND if({{> has(resourceLogs)}}, {{> count}} = 0,
        NOT ({{> has(resourceSpans)}} OR {{> has(resourceMetrics)}}))
-- @end
-- @if delivery = receiver
WHERE NOT {{> seen}}
    -- this queue is given messages of its own signal only: whatever else comes is recorded here
    AND if({{> has(resourceLogs)}}, {{> count}} = 0, true)
-- @end
-- @if delivery = kafka_protobuf
WHERE notEmpty(_error) OR arraySum(r -> arraySum(s -> length(s.logRecords), r.scopeLogs), parsed) = 0
-- @end
;

-- Storing view --------------------------------------------------------------------------------------------------------

DROP VIEW IF EXISTS {{database:Identifier}}.otel_audit_logs_mv {{> on_cluster}} SYNC;

CREATE MATERIALIZED VIEW IF NOT EXISTS {{database:Identifier}}.otel_audit_logs_mv {{> on_cluster}}
TO {{database:Identifier}}.otel_audit_logs
AS SELECT
    fromUnixTimestamp64Nano(multiIf(
        record.timeUnixNano BETWEEN oldest AND newest, record.timeUnixNano,
        record.observedTimeUnixNano BETWEEN oldest AND newest, record.observedTimeUnixNano,
        messageTime BETWEEN oldest AND newest, messageTime,
        toUnixTimestamp64Nano(now64(9, 'UTC'))), 'UTC') AS Timestamp,
    {{> id(record.traceId)}} AS TraceId,
    {{> id(record.spanId)}} AS SpanId,
    toUInt8(bitAnd(record.flags, 255)) AS TraceFlags,
    if(record.severityText != '', record.severityText, [
        'TRACE', 'TRACE2', 'TRACE3', 'TRACE4', 'DEBUG', 'DEBUG2', 'DEBUG3', 'DEBUG4', 'INFO', 'INFO2', 'INFO3', 'INFO4',
        'WARN', 'WARN2', 'WARN3', 'WARN4', 'ERROR', 'ERROR2', 'ERROR3', 'ERROR4', 'FATAL', 'FATAL2', 'FATAL3', 'FATAL4'
        ][SeverityNumber]) AS SeverityText,
    toUInt8(if(record.severityNumber BETWEEN 0 AND 255, record.severityNumber, 0)) AS SeverityNumber,
    ResourceAttributes['service.name'] AS ServiceName,
    {{> any_text(record.body)}} AS Body,
    ResourceSchemaUrl, ResourceAttributes, ScopeSchemaUrl, ScopeName, ScopeVersion, ScopeAttributes,
    {{> map_of(record.attributes)}} AS LogAttributes,
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
        {{> map_of(scopeLogs.scope.attributes)}} AS ScopeAttributes,
        scopeLogs.logRecords AS records, arrayEnumerate(records) AS ordinals, resourceOrdinal, scopeOrdinal
    FROM (
        SELECT
            messageTopic, messagePartition, messageOffset, messageTime, oldest, newest,
            {{> map_of(resourceLogs.resource.attributes)}} AS ResourceAttributes,
            resourceLogs.schemaUrl AS ResourceSchemaUrl,
            resourceLogs.scopeLogs AS scopes, arrayEnumerate(scopes) AS scopeOrdinals, resourceOrdinal
        FROM (
            SELECT
                _topic AS messageTopic, _partition AS messagePartition, _offset AS messageOffset,
                {{> message_time}} AS messageTime,
                toUnixTimestamp64Nano(now64(9, 'UTC') - INTERVAL {{logs_retention:Interval}}) AS oldest,
                {{> newest}} AS newest,
                {{> resources}} AS resources
            FROM {{database:Identifier}}.audit_logs_queue
            WHERE {{> is_mine}}
        ) ARRAY JOIN resources AS resourceLogs, arrayEnumerate(resources) AS resourceOrdinal
    ) ARRAY JOIN scopes AS scopeLogs, scopeOrdinals AS scopeOrdinal
) ARRAY JOIN records AS record, ordinals AS ordinal;

-- Queue ---------------------------------------------------------------------------------------------------------------
-- @if queues = kafka

CREATE NAMED COLLECTION IF NOT EXISTS {{kafka_collection:Identifier}} {{> on_cluster}} AS
    {{> connection}};

ALTER NAMED COLLECTION IF EXISTS {{kafka_collection:Identifier}} {{> on_cluster}} SET
    {{> connection}};

DROP TABLE IF EXISTS {{database:Identifier}}.audit_logs_queue {{> on_cluster}} SYNC;

CREATE TABLE IF NOT EXISTS {{database:Identifier}}.audit_logs_queue {{> on_cluster}} ({{> queue_columns}})
ENGINE = Kafka({{kafka_collection:Identifier}})
SETTINGS kafka_topic_list = {{kafka_logs_topic:String}}, kafka_group_name = {{kafka_logs_group:String}},
    {{> queue_settings_of_format}},
    {{> queue_settings}};
-- @end
