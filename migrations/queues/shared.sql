-- What the three queue units share: this text stands in front of each of them when it is rendered.
--
-- A unit is the present definition of one queue and of the views behind it. It is run again, from its top, whenever it
-- or a setting in it has changed: the queue is dropped (its consumer group keeps the offsets), a stand-in takes its name
-- so that the views can be made while nothing flows, and the new queue goes on where the group stands.
-- What is stored for wrong input is written down in docs/ingestion.md, "Rules for bad input".

-- @if topology = single
/* @let on_cluster
*/
-- @end
-- @if topology = cluster
/* @let on_cluster
 ON CLUSTER {{cluster:String}}
*/
-- @end

-- Connection ----------------------------------------------------------------------------------------------------------

/* @let connection
kafka_broker_list = {{kafka_brokers:String}},
    kafka_security_protocol = {{kafka_security_protocol:String}},
    kafka_sasl_mechanism = {{kafka_sasl_mechanism:String}},
    kafka_sasl_username = {{kafka_username:String}},
    kafka_sasl_password = {{kafka_password:Secret}},
    -- a member that was killed leaves the group after this long; the library's own 45 s would be a long silence
    "kafka.session_timeout_ms" = '{{kafka_session_timeout_ms:UInt}}',
    "kafka.heartbeat_interval_ms" = '{{kafka_heartbeat_ms:UInt}}',
    -- how often system.kafka_consumers gets the library's own statistics
    "kafka.statistics_interval_ms" = '{{kafka_statistics_ms:UInt}}'
*/

/* @let queue_settings
kafka_num_consumers = {{kafka_consumers:UInt}},
    -- each consumer parses and inserts in a thread of its own
    kafka_thread_per_consumer = {{kafka_thread_per_consumer:UInt}},
    -- both count messages, not rows: a message holds hundreds of records
    kafka_max_block_size = {{kafka_block_messages:UInt}},
    kafka_poll_max_batch_size = {{kafka_block_messages:UInt}},
    -- freshness against part size
    kafka_flush_interval_ms = {{kafka_flush_ms:UInt}},
    kafka_poll_timeout_ms = {{kafka_poll_ms:UInt}},
    -- offsets are committed after the views, never before: at least once
    kafka_commit_every_batch = 0
*/

/* @let provenance
_topic LowCardinality(String) DEFAULT '',
    _partition UInt64 DEFAULT 0,
    _offset UInt64 DEFAULT 0,
    _timestamp_ms Nullable(DateTime64(3, 'UTC')) DEFAULT now64(3, 'UTC')
*/

/* @let message_time
toUnixTimestamp64Nano(CAST(ifNull(_timestamp_ms, now64(3, 'UTC')) AS DateTime64(9, 'UTC')))
*/

/* @let newest
toUnixTimestamp64Nano(now64(9, 'UTC') + INTERVAL 1 DAY)
*/

-- Types that every signal has -----------------------------------------------------------------------------------------

/* @let attributes
Array(Tuple(key String, value {{> any_value}}))
*/

/* @let resource
Tuple(attributes {{> attributes}})
*/

/* @let scope
Tuple(name String, version String, attributes {{> attributes}})
*/

/* @let map_of
mapFromArrays($1.key, arrayMap(v -> {{> any_text(v)}}, $1.value))
*/

/* @let maps_of
arrayMap(a -> {{> map_of(a)}}, $1)
*/

-- JSON: the queue hands out raw messages, and each view parses a message once, with its full type ----------------------
-- @if messages = json

/* @let any_value
Map(String, String)
*/

/* @let any_text
mapValues($1)[1]
*/

/* @let enum
UInt8
*/

/* @let id
lower($1)
*/

/* @let queue_columns
message String
*/

/* @let stand_in_columns
message String,
    {{> provenance}}
*/

/* @let mentions
position(message, '"$1"') > 0
*/

/* @let has
({{> mentions($1)}} AND JSONHas(message, '$1'))
*/

-- The reason is looked for only in messages that are dead letters.
/* @let dead_letter
multiIf(
        empty(message), 'empty_message',
        NOT isValidUTF8(message), 'invalid_utf8',
        NOT isValidJSON(message), 'invalid_json',
        {{> has($1)}}, '$2',
        'unknown_signal') AS Reason,
    length(message) AS Bytes, message AS Message
*/

-- @end
-- Protobuf: a topic for each signal, because the three requests look alike on the wire ---------------------------------
-- @if messages = protobuf

/* @let scalars
stringValue Nullable(String), boolValue Nullable(Bool), intValue Nullable(Int64), doubleValue Nullable(Float64), bytesValue Nullable(String)
*/

-- A value may hold values, and those may hold values: three levels are read, what lies deeper stays protobuf.
/* @let any_value
Tuple({{> scalars}}, arrayValue Tuple(values Array({{> any_value_1}})), kvlistValue Tuple(values Array(Tuple(key String, value {{> any_value_1}}))))
*/

/* @let any_value_1
Tuple({{> scalars}}, arrayValue Tuple(values Array({{> any_value_2}})), kvlistValue Tuple(values Array(Tuple(key String, value {{> any_value_2}}))))
*/

/* @let any_value_2
Tuple({{> scalars}}, arrayValue Nullable(String), kvlistValue Nullable(String))
*/

/* @let any_text
multiIf(
        isNotNull($1.stringValue), assumeNotNull($1.stringValue),
        isNotNull($1.boolValue), toString(assumeNotNull($1.boolValue)),
        isNotNull($1.intValue), toString(assumeNotNull($1.intValue)),
        isNotNull($1.doubleValue), {{> double_text($1.doubleValue)}},
        isNotNull($1.bytesValue), base64Encode(assumeNotNull($1.bytesValue)),
        notEmpty($1.arrayValue.values), concat('{"values":[', arrayStringConcat(arrayMap(w -> {{> any_json_1(w)}}, $1.arrayValue.values), ','), ']}'),
        notEmpty($1.kvlistValue.values), concat('{"values":[', arrayStringConcat(arrayMap(p -> concat('{"key":', {{> json_text(p.key)}}, ',"value":', {{> any_json_1(p.value)}}, '}'), $1.kvlistValue.values), ','), ']}'),
        '')
*/

-- as OTLP JSON writes them
/* @let double_text
transform(toString(assumeNotNull($1)), ['nan', 'inf', '-inf'], ['NaN', 'Infinity', '-Infinity'])
*/

/* @let json_text
replaceAll(toJSONString(assumeNotNull($1)), '\\/', '/')
*/

/* @let scalar_json
isNotNull($1.stringValue), concat('{"stringValue":', {{> json_text($1.stringValue)}}, '}'),
        isNotNull($1.boolValue), concat('{"boolValue":', toString(assumeNotNull($1.boolValue)), '}'),
        isNotNull($1.intValue), concat('{"intValue":"', toString(assumeNotNull($1.intValue)), '"}'),
        isNotNull($1.doubleValue), concat('{"doubleValue":', if(isFinite(assumeNotNull($1.doubleValue)), {{> double_text($1.doubleValue)}}, concat('"', {{> double_text($1.doubleValue)}}, '"')), '}'),
        isNotNull($1.bytesValue), concat('{"bytesValue":"', base64Encode(assumeNotNull($1.bytesValue)), '"}')
*/

/* @let any_json_1
multiIf(
        {{> scalar_json($1)}},
        notEmpty($1.arrayValue.values), concat('{"arrayValue":{"values":[', arrayStringConcat(arrayMap(x -> {{> any_json_2(x)}}, $1.arrayValue.values), ','), ']}}'),
        notEmpty($1.kvlistValue.values), concat('{"kvlistValue":{"values":[', arrayStringConcat(arrayMap(q -> concat('{"key":', {{> json_text(q.key)}}, ',"value":', {{> any_json_2(q.value)}}, '}'), $1.kvlistValue.values), ','), ']}}'),
        '{}')
*/

/* @let any_json_2
multiIf(
        {{> scalar_json($1)}},
        isNotNull($1.arrayValue), concat('{"arrayValue":{"protobuf":"', base64Encode(assumeNotNull($1.arrayValue)), '"}}'),
        isNotNull($1.kvlistValue), concat('{"kvlistValue":{"protobuf":"', base64Encode(assumeNotNull($1.kvlistValue)), '"}}'),
        '{}')
*/

/* @let enum
Int32
*/

/* @let id
lower(hex($1))
*/

/* @let stand_in_columns
{{> queue_columns}},
    _error String DEFAULT '',
    _raw_message String DEFAULT '',
    {{> provenance}}
*/

/* @let protobuf_settings
kafka_format = 'ProtobufSingle',
    format_schema_source = 'string', format_schema_message_name = 'Request',
    -- a message that is no protobuf arrives as a row with _error and _raw_message: it neither stops nor takes others along
    kafka_handle_error_mode = 'stream'
*/

/* @let protobuf_common
message Resource { repeated KeyValue attributes = 1; }
    message Scope { string name = 1; string version = 2; repeated KeyValue attributes = 3; }
    message KeyValue { string key = 1; AnyValue value = 2; }
    message AnyValue { oneof value { string stringValue = 1; bool boolValue = 2; int64 intValue = 3; double doubleValue = 4; ArrayValue1 arrayValue = 5; KeyValueList1 kvlistValue = 6; bytes bytesValue = 7; } }
    message ArrayValue1 { repeated AnyValue1 values = 1; }
    message KeyValueList1 { repeated KeyValue1 values = 1; }
    message KeyValue1 { string key = 1; AnyValue1 value = 2; }
    message AnyValue1 { oneof value { string stringValue = 1; bool boolValue = 2; int64 intValue = 3; double doubleValue = 4; ArrayValue2 arrayValue = 5; KeyValueList2 kvlistValue = 6; bytes bytesValue = 7; } }
    message ArrayValue2 { repeated AnyValue2 values = 1; }
    message KeyValueList2 { repeated KeyValue2 values = 1; }
    message KeyValue2 { string key = 1; AnyValue2 value = 2; }
    message AnyValue2 { oneof value { string stringValue = 1; bool boolValue = 2; int64 intValue = 3; double doubleValue = 4; bytes arrayValue = 5; bytes kvlistValue = 6; bytes bytesValue = 7; } }
*/

/* @let dead_letter
if(notEmpty(_error), 'invalid_protobuf', '$2') AS Reason,
    length(_raw_message) AS Bytes, _raw_message AS Message
*/

-- @end
