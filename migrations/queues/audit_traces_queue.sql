-- Traces: the queue, what reads it, and what cannot be read.

-- Types ---------------------------------------------------------------------------------------------------------------

/* @let type
Array(Tuple(
        resource {{> resource}}, schemaUrl String,
        scopeSpans Array(Tuple(
            scope {{> scope}}, schemaUrl String,
            spans Array(Tuple(
                traceId String, spanId String, parentSpanId String, traceState String, flags UInt32,
                name String, kind {{> enum}}, startTimeUnixNano UInt64, endTimeUnixNano UInt64,
                attributes {{> attributes}},
                events Array(Tuple(timeUnixNano UInt64, name String, attributes {{> attributes}})),
                links Array(Tuple(traceId String, spanId String, traceState String, attributes {{> attributes}})),
                status Tuple(code {{> enum}}, message String)))))))
*/

-- @if messages = json

/* @let queue_settings_of_format
kafka_format = 'RawBLOB'
*/

/* @let resources
JSONExtract(message, 'resourceSpans', '{{> type}}')
*/

/* @let is_mine
{{> mentions(resourceSpans)}}
*/

-- A cheap look first: where it sees a span, the full type sees one too, because it has all of these fields and more.
-- Only what it does not see is parsed as the storing view does, so that no message falls between the two views.
/* @let seen
({{> mentions(resourceSpans)}} AND arraySum(r -> arraySum(s -> length(s.spans), r.scopeSpans),
        JSONExtract(message, 'resourceSpans', 'Array(Tuple(scopeSpans Array(Tuple(spans Array(Tuple(startTimeUnixNano UInt64))))))')) > 0)
*/

/* @let count
arraySum(r -> arraySum(s -> length(s.spans), r.scopeSpans), {{> resources}})
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
    message Request { repeated ResourceSpans parsed = 1; }
    message ResourceSpans { Resource resource = 1; repeated ScopeSpans scopeSpans = 2; string schemaUrl = 3; }
    message ScopeSpans { Scope scope = 1; repeated Span spans = 2; string schemaUrl = 3; }
    message Span {
        bytes traceId = 1; bytes spanId = 2; string traceState = 3; bytes parentSpanId = 4; string name = 5; int32 kind = 6;
        fixed64 startTimeUnixNano = 7; fixed64 endTimeUnixNano = 8; repeated KeyValue attributes = 9;
        repeated Event events = 11; repeated Link links = 13; Status status = 15; fixed32 flags = 16; }
    message Event { fixed64 timeUnixNano = 1; string name = 2; repeated KeyValue attributes = 3; }
    message Link { bytes traceId = 1; bytes spanId = 2; string traceState = 3; repeated KeyValue attributes = 4; }
    message Status { string message = 2; int32 code = 3; }
    {{> protobuf_common}}'
*/

/* @let is_mine
empty(_error)
*/

-- @end

-- Pause ---------------------------------------------------------------------------------------------------------------

DROP TABLE IF EXISTS {{database:Identifier}}.audit_traces_queue {{> on_cluster}} SYNC;

CREATE TABLE IF NOT EXISTS {{database:Identifier}}.audit_traces_queue {{> on_cluster}} (
    {{> stand_in_columns}}
) ENGINE = Null;

-- Dead letters --------------------------------------------------------------------------------------------------------

DROP VIEW IF EXISTS {{database:Identifier}}.audit_traces_dead_letters_mv {{> on_cluster}} SYNC;

CREATE MATERIALIZED VIEW IF NOT EXISTS {{database:Identifier}}.audit_traces_dead_letters_mv {{> on_cluster}}
TO {{database:Identifier}}.otel_audit_dead_letters
AS SELECT
    -- the time of the message, so that the same message delivered again is the same dead letter
    if(_timestamp_ms BETWEEN now64(3, 'UTC') - INTERVAL {{dead_letters_retention:Interval}} AND now64(3, 'UTC') + INTERVAL 1 DAY,
        assumeNotNull(_timestamp_ms), now64(3, 'UTC')) AS Time,
    'audit_traces_queue' AS Queue,
    _topic, _partition, _offset,
    {{> dead_letter(resourceSpans, no_spans)}}
FROM {{database:Identifier}}.audit_traces_queue
-- @if delivery = kafka_json
WHERE NOT {{> seen}}
    -- a message that only mentions spans belongs to its own signal; one that belongs to none is recorded here, unless
    -- the queue of the logs does so
    AND {{> mentions(resourceSpans)}}
    AND if({{> has(resourceSpans)}}, {{> count}} = 0,
        NOT {{> mentions(resourceLogs)}} AND NOT {{> has(resourceMetrics)}})
-- @end
-- @if delivery = receiver
WHERE NOT {{> seen}}
    -- this queue is given messages of its own signal only: whatever else comes is recorded here
    AND if({{> has(resourceSpans)}}, {{> count}} = 0, true)
-- @end
-- @if delivery = kafka_protobuf
WHERE notEmpty(_error) OR arraySum(r -> arraySum(s -> length(s.spans), r.scopeSpans), parsed) = 0
-- @end
;

-- Storing view --------------------------------------------------------------------------------------------------------

DROP VIEW IF EXISTS {{database:Identifier}}.otel_audit_traces_mv {{> on_cluster}} SYNC;

CREATE MATERIALIZED VIEW IF NOT EXISTS {{database:Identifier}}.otel_audit_traces_mv {{> on_cluster}}
TO {{database:Identifier}}.otel_audit_traces
AS SELECT
    fromUnixTimestamp64Nano(multiIf(
        span.startTimeUnixNano BETWEEN oldest AND newest, span.startTimeUnixNano,
        messageTime BETWEEN oldest AND newest, messageTime,
        toUnixTimestamp64Nano(now64(9, 'UTC'))), 'UTC') AS Timestamp,
    {{> id(span.traceId)}} AS TraceId,
    {{> id(span.spanId)}} AS SpanId,
    {{> id(span.parentSpanId)}} AS ParentSpanId,
    span.traceState AS TraceState,
    span.name AS SpanName,
    transform(span.kind, [1, 2, 3, 4, 5], ['Internal', 'Server', 'Client', 'Producer', 'Consumer'], 'Unspecified') AS SpanKind,
    ResourceAttributes['service.name'] AS ServiceName,
    ResourceAttributes, ScopeName, ScopeVersion,
    {{> map_of(span.attributes)}} AS SpanAttributes,
    -- longer than the retention is no duration but a time that was not set
    if(span.endTimeUnixNano > span.startTimeUnixNano AND span.endTimeUnixNano - span.startTimeUnixNano <= newest - oldest,
        span.endTimeUnixNano - span.startTimeUnixNano, 0) AS Duration,
    transform(span.status.code, [1, 2], ['Ok', 'Error'], 'Unset') AS StatusCode,
    span.status.message AS StatusMessage,
    arrayMap(t -> fromUnixTimestamp64Nano(if(t <= newest, t, 0), 'UTC'), span.events.timeUnixNano) AS `Events.Timestamp`,
    span.events.name AS `Events.Name`,
    {{> maps_of(span.events.attributes)}} AS `Events.Attributes`,
    arrayMap(i -> {{> id(i)}}, span.links.traceId) AS `Links.TraceId`,
    arrayMap(i -> {{> id(i)}}, span.links.spanId) AS `Links.SpanId`,
    span.links.traceState AS `Links.TraceState`,
    {{> maps_of(span.links.attributes)}} AS `Links.Attributes`,
    ResourceSchemaUrl, ScopeSchemaUrl, ScopeAttributes,
    span.flags AS Flags,
    copy AS Copy,
    messageTopic AS _topic, messagePartition AS _partition, messageOffset AS _offset,
    if(span.startTimeUnixNano BETWEEN oldest AND newest, 0, span.startTimeUnixNano) AS ClampedFrom
FROM (
    SELECT
        messageTopic, messagePartition, messageOffset, messageTime, oldest, newest,
        ResourceAttributes, ResourceSchemaUrl,
        scopeSpans.schemaUrl AS ScopeSchemaUrl, scopeSpans.scope.name AS ScopeName, scopeSpans.scope.version AS ScopeVersion,
        {{> map_of(scopeSpans.scope.attributes)}} AS ScopeAttributes,
        scopeSpans.spans AS spans, arrayEnumerateUniq(spans.traceId, spans.spanId, spans.startTimeUnixNano) AS copies
    FROM (
        SELECT
            messageTopic, messagePartition, messageOffset, messageTime, oldest, newest,
            {{> map_of(resourceSpans.resource.attributes)}} AS ResourceAttributes,
            resourceSpans.schemaUrl AS ResourceSchemaUrl,
            resourceSpans.scopeSpans AS scopes
        FROM (
            SELECT
                _topic AS messageTopic, _partition AS messagePartition, _offset AS messageOffset,
                {{> message_time}} AS messageTime,
                toUnixTimestamp64Nano(now64(9, 'UTC') - INTERVAL {{traces_retention:Interval}}) AS oldest,
                {{> newest}} AS newest,
                {{> resources}} AS resources
            FROM {{database:Identifier}}.audit_traces_queue
            WHERE {{> is_mine}}
        ) ARRAY JOIN resources AS resourceSpans
    ) ARRAY JOIN scopes AS scopeSpans
) ARRAY JOIN spans AS span, copies AS copy;

-- Queue ---------------------------------------------------------------------------------------------------------------
-- @if queues = kafka

CREATE NAMED COLLECTION IF NOT EXISTS {{kafka_collection:Identifier}} {{> on_cluster}} AS
    {{> connection}};

ALTER NAMED COLLECTION IF EXISTS {{kafka_collection:Identifier}} {{> on_cluster}} SET
    {{> connection}};

DROP TABLE IF EXISTS {{database:Identifier}}.audit_traces_queue {{> on_cluster}} SYNC;

CREATE TABLE IF NOT EXISTS {{database:Identifier}}.audit_traces_queue {{> on_cluster}} ({{> queue_columns}})
ENGINE = Kafka({{kafka_collection:Identifier}})
SETTINGS kafka_topic_list = {{kafka_traces_topic:String}}, kafka_group_name = {{kafka_traces_group:String}},
    {{> queue_settings_of_format}},
    {{> queue_settings}};
-- @end
