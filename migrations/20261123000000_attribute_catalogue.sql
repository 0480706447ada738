-- What attributes there are and which values they take, by day: filter menus read this and never the telemetry itself.
--
-- A row of kind 'key' stands for the key and counts every row that has it. Values are kept while they help to
-- choose: at most 100 of a key from each block, none longer than 200 characters, none of a key whose values hardly
-- ever come twice (ids). Counts order the menus; a message that is delivered twice counts twice here, so they are not
-- for anything else.

-- Each shard counts what lies on it; the Distributed table adds up.
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

-- @end

CREATE TABLE IF NOT EXISTS {{database:Identifier}}.otel_audit_attributes{{> local}} {{> on_cluster}}
(
    Signal Enum8('logs' = 1, 'traces' = 2, 'metrics' = 3),
    Kind Enum8('key' = 1, 'value' = 2),
    -- 'Column' for a column of the table, else the name of the map
    Source LowCardinality(String),
    Key LowCardinality(String),
    Day Date,
    Value String CODEC(ZSTD(1)),
    Rows UInt64 CODEC(T64, ZSTD(1)),

    INDEX idx_day Day TYPE minmax GRANULARITY 1
)
ENGINE = {{> replicated}}SummingMergeTree(Rows)
PARTITION BY toYYYYMM(Day)
-- keys first, then the values of one key: a menu reads one range
ORDER BY (Signal, Kind, Source, Key, Day, Value)
TTL Day + INTERVAL {{catalogue_retention:Interval}}
SETTINGS ttl_only_drop_parts = 1;

-- @if topology = cluster
CREATE TABLE IF NOT EXISTS {{database:Identifier}}.otel_audit_attributes {{> on_cluster}}
AS {{database:Identifier}}.otel_audit_attributes_local
ENGINE = Distributed({{cluster:String}}, {{database:String}}, 'otel_audit_attributes_local', cityHash64(Signal, Key));
-- @end

-- Counted with as little copying as can be: maps are taken apart as keys and values, equal resources before they are
-- taken apart, columns before they become text. Measured at a quarter of one array of (source, key, value) for each row.

/* @let of_map
SELECT toDate($2) AS Day, '$3' AS Source, Key, Value, count() AS Rows
        FROM {{database:Identifier}}.otel_audit_$1{{> local}}
        ARRAY JOIN mapKeys($3) AS Key, mapValues($3) AS Value
        WHERE Value != ''
        GROUP BY Day, Key, Value
*/

/* @let of_repeated_map
SELECT Day, '$3' AS Source, Key, Value, sum(Same) AS Rows
        FROM (SELECT toDate($2) AS Day, $3 AS Map, count() AS Same FROM {{database:Identifier}}.otel_audit_$1{{> local}} GROUP BY Day, Map)
        ARRAY JOIN mapKeys(Map) AS Key, mapValues(Map) AS Value
        WHERE Value != ''
        GROUP BY Day, Key, Value
*/

/* @let of_column
SELECT toDate($2) AS Day, 'Column' AS Source, '$3' AS Key, toString($3) AS Value, count() AS Rows
        FROM {{database:Identifier}}.otel_audit_$1{{> local}} WHERE Value != '' GROUP BY Day, Value
*/

-- The argument is the signal; what its rows hold stands in logs_entries, traces_entries and metrics_entries.
/* @let catalogue
SELECT '$1' AS Signal, if(counted.2 = '', 'key', 'value') AS Kind, Source, Key, Day, counted.2 AS Value, counted.1 AS Rows
FROM (
    SELECT Source, Key, Day, sum(Rows) AS AllRows, count() AS Values,
        -- an id has about as many values as rows
        arraySlice(arrayReverseSort(groupArrayIf((Rows, Value), length(Value) <= 200)), 1, 100) AS Frequent,
        arrayConcat([(AllRows, '')], if(Values > 20 AND Values > AllRows / 2, [], Frequent)) AS Kept
    FROM (
        {{> $1_entries}}
    )
    GROUP BY Source, Key, Day
) ARRAY JOIN Kept AS counted
*/

/* @let logs_entries
{{> of_map(logs, Timestamp, LogAttributes)}}
        UNION ALL {{> of_repeated_map(logs, Timestamp, ResourceAttributes)}}
        UNION ALL {{> of_repeated_map(logs, Timestamp, ScopeAttributes)}}
        UNION ALL {{> of_column(logs, Timestamp, Actor)}}
        UNION ALL {{> of_column(logs, Timestamp, ActorType)}}
        UNION ALL {{> of_column(logs, Timestamp, Action)}}
        UNION ALL {{> of_column(logs, Timestamp, Target)}}
        UNION ALL {{> of_column(logs, Timestamp, TargetType)}}
        UNION ALL {{> of_column(logs, Timestamp, Outcome)}}
        UNION ALL {{> of_column(logs, Timestamp, SourceAddress)}}
        UNION ALL {{> of_column(logs, Timestamp, Tenant)}}
        UNION ALL {{> of_column(logs, Timestamp, ServiceName)}}
        UNION ALL {{> of_column(logs, Timestamp, EventName)}}
        UNION ALL {{> of_column(logs, Timestamp, SeverityText)}}
        UNION ALL {{> of_column(logs, Timestamp, ScopeName)}}
*/

/* @let traces_entries
{{> of_map(traces, Timestamp, SpanAttributes)}}
        UNION ALL {{> of_repeated_map(traces, Timestamp, ResourceAttributes)}}
        UNION ALL {{> of_repeated_map(traces, Timestamp, ScopeAttributes)}}
        UNION ALL {{> of_column(traces, Timestamp, ServiceName)}}
        UNION ALL {{> of_column(traces, Timestamp, SpanName)}}
        UNION ALL {{> of_column(traces, Timestamp, SpanKind)}}
        UNION ALL {{> of_column(traces, Timestamp, StatusCode)}}
        UNION ALL {{> of_column(traces, Timestamp, HttpRoute)}}
        UNION ALL {{> of_column(traces, Timestamp, HttpStatus)}}
        UNION ALL {{> of_column(traces, Timestamp, PeerService)}}
        UNION ALL {{> of_column(traces, Timestamp, Tenant)}}
        UNION ALL {{> of_column(traces, Timestamp, ScopeName)}}
*/

/* @let metrics_entries
{{> of_map(metrics, TimeUnix, Attributes)}}
        UNION ALL {{> of_repeated_map(metrics, TimeUnix, ResourceAttributes)}}
        UNION ALL {{> of_repeated_map(metrics, TimeUnix, ScopeAttributes)}}
        UNION ALL {{> of_column(metrics, TimeUnix, MetricName)}}
        UNION ALL {{> of_column(metrics, TimeUnix, MetricType)}}
        UNION ALL {{> of_column(metrics, TimeUnix, MetricUnit)}}
        UNION ALL {{> of_column(metrics, TimeUnix, ServiceName)}}
        UNION ALL {{> of_column(metrics, TimeUnix, Tenant)}}
        UNION ALL {{> of_column(metrics, TimeUnix, ScopeName)}}
*/

CREATE MATERIALIZED VIEW IF NOT EXISTS {{database:Identifier}}.otel_audit_logs_attributes_mv {{> on_cluster}}
TO {{database:Identifier}}.otel_audit_attributes{{> local}}
AS {{> catalogue(logs)}};

CREATE MATERIALIZED VIEW IF NOT EXISTS {{database:Identifier}}.otel_audit_traces_attributes_mv {{> on_cluster}}
TO {{database:Identifier}}.otel_audit_attributes{{> local}}
AS {{> catalogue(traces)}};

CREATE MATERIALIZED VIEW IF NOT EXISTS {{database:Identifier}}.otel_audit_metrics_attributes_mv {{> on_cluster}}
TO {{database:Identifier}}.otel_audit_attributes{{> local}}
AS {{> catalogue(metrics)}};
