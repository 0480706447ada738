-- What attributes there are and which values they take, by day: filter menus read this and never the telemetry itself.
--
-- A row of kind 'key' stands for the key and counts every row that has it. Values are kept while they help to
-- choose: at most 100 of a key from each block, none longer than 200 characters, none of a key whose values hardly
-- ever come twice (ids). Counts order the menus; a message that is delivered twice counts twice here, so they are not
-- for anything else.

CREATE TABLE IF NOT EXISTS {{database:Identifier}}.otel_audit_attributes
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
ENGINE = SummingMergeTree(Rows)
PARTITION BY toYYYYMM(Day)
-- keys first, then the values of one key: a menu reads one range
ORDER BY (Signal, Kind, Source, Key, Day, Value)
TTL Day + INTERVAL {{catalogue_retention:Interval}}
SETTINGS ttl_only_drop_parts = 1;

-- Arguments: the signal and its time. What a row holds, as (Source, Key, Value), stands in logs_entries and so on.
/* @let catalogue
SELECT '$1' AS Signal, if(counted.2 = '', 'key', 'value') AS Kind, Source, Key, Day, counted.2 AS Value, counted.1 AS Rows
FROM (
    SELECT Source, Key, Day, sum(Rows) AS AllRows, count() AS Values,
        -- an id has about as many values as rows
        arraySlice(arrayReverseSort(groupArrayIf((Rows, Value), length(Value) <= 200)), 1, 100) AS Frequent,
        arrayConcat([(AllRows, '')], if(Values > 20 AND Values > AllRows / 2, [], Frequent)) AS Kept
    FROM (
        SELECT toDate($2) AS Day, entry.1 AS Source, entry.2 AS Key, entry.3 AS Value, count() AS Rows
        FROM {{database:Identifier}}.otel_audit_$1
        ARRAY JOIN {{> $1_entries}} AS entry
        WHERE entry.3 != ''
        GROUP BY Day, Source, Key, Value
    )
    GROUP BY Source, Key, Day
) ARRAY JOIN Kept AS counted
*/

/* @let of_map
arrayMap((k, v) -> ('$1', toString(k), v), mapKeys($1), mapValues($1))
*/

/* @let of_column
('Column', '$1', toString($1))
*/

/* @let logs_entries
arrayConcat({{> of_map(LogAttributes)}}, {{> of_map(ResourceAttributes)}}, {{> of_map(ScopeAttributes)}}, [
        {{> of_column(Actor)}}, {{> of_column(ActorType)}}, {{> of_column(Action)}}, {{> of_column(Target)}},
        {{> of_column(TargetType)}}, {{> of_column(Outcome)}}, {{> of_column(SourceAddress)}}, {{> of_column(Tenant)}},
        {{> of_column(ServiceName)}}, {{> of_column(EventName)}}, {{> of_column(SeverityText)}}, {{> of_column(ScopeName)}}])
*/

/* @let traces_entries
arrayConcat({{> of_map(SpanAttributes)}}, {{> of_map(ResourceAttributes)}}, {{> of_map(ScopeAttributes)}}, [
        {{> of_column(ServiceName)}}, {{> of_column(SpanName)}}, {{> of_column(SpanKind)}}, {{> of_column(StatusCode)}},
        {{> of_column(HttpRoute)}}, {{> of_column(HttpStatus)}}, {{> of_column(PeerService)}}, {{> of_column(Tenant)}},
        {{> of_column(ScopeName)}}])
*/

/* @let metrics_entries
arrayConcat({{> of_map(Attributes)}}, {{> of_map(ResourceAttributes)}}, {{> of_map(ScopeAttributes)}}, [
        {{> of_column(MetricName)}}, {{> of_column(MetricType)}}, {{> of_column(MetricUnit)}}, {{> of_column(ServiceName)}},
        {{> of_column(Tenant)}}, {{> of_column(ScopeName)}}])
*/

CREATE MATERIALIZED VIEW IF NOT EXISTS {{database:Identifier}}.otel_audit_logs_attributes_mv
TO {{database:Identifier}}.otel_audit_attributes
AS {{> catalogue(logs, Timestamp)}};

CREATE MATERIALIZED VIEW IF NOT EXISTS {{database:Identifier}}.otel_audit_traces_attributes_mv
TO {{database:Identifier}}.otel_audit_attributes
AS {{> catalogue(traces, Timestamp)}};

CREATE MATERIALIZED VIEW IF NOT EXISTS {{database:Identifier}}.otel_audit_metrics_attributes_mv
TO {{database:Identifier}}.otel_audit_attributes
AS {{> catalogue(metrics, TimeUnix)}};
