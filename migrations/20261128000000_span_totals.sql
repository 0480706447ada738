-- Spans counted and measured by hours, for questions about days and weeks: requests, failures and durations of each
-- service and kind of span. docs/benchmarks.md says what this is worth, docs/services.md what it is used for. Not by less:
-- merging a sketch takes ten microseconds, as long as reading some hundred spans.
--
-- The spans themselves stay the truth. A plain view would count a message that Kafka delivers twice twice, so whole hours
-- are counted anew from the spans without repetitions, by a view that runs once an hour. An hour without a row here has
-- not been counted: whoever reads this table reads such hours from the spans.

-- Each shard counts what lies on it, from its own spans; the Distributed table has them all.
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

-- Of several rows of the same hour the one with the most spans counts: spans only ever come, so that it does not
-- matter which run, or which replica, has written last.
CREATE TABLE IF NOT EXISTS {{database:Identifier}}.otel_audit_traces_red{{> local}} {{> on_cluster}}
(
    -- start of the hour
    Time DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
    ServiceName LowCardinality(String) CODEC(ZSTD(1)),
    SpanKind LowCardinality(String) CODEC(ZSTD(1)),
    Spans UInt64 CODEC(T64, ZSTD(1)),
    Failed UInt64 CODEC(T64, ZSTD(1)),
    LastSpan DateTime64(9, 'UTC') CODEC(ZSTD(1)),
    -- nanoseconds
    Durations AggregateFunction(quantilesTDigest(0.5, 0.95, 0.99), UInt64) CODEC(ZSTD(1)),
    -- when the run began that has counted this
    CountedAt DateTime('UTC') CODEC(ZSTD(1))
)
ENGINE = {{> replicated}}ReplacingMergeTree(Spans)
PARTITION BY toYYYYMM(Time)
PRIMARY KEY (toStartOfDay(Time), ServiceName)
ORDER BY (toStartOfDay(Time), ServiceName, SpanKind, Time)
TTL Time + INTERVAL {{traces_retention:Interval}}
-- A row has a kilobyte: small granules, so that one service is read without its neighbours.
SETTINGS ttl_only_drop_parts = 1, index_granularity = 128;

-- @if topology = cluster
CREATE TABLE IF NOT EXISTS {{database:Identifier}}.otel_audit_traces_red {{> on_cluster}}
AS {{database:Identifier}}.otel_audit_traces_red_local
ENGINE = Distributed({{cluster:String}}, {{database:String}}, 'otel_audit_traces_red_local', cityHash64(ServiceName));
-- @end

-- Ten minutes after each hour: every hour that has ended by then and of which spans were stored since the last run, or in
-- the hour before it. So a late span is counted one run later, however late it is. The first run looks one day back. One
-- thread: it must not take more than one core from the queues.
CREATE MATERIALIZED VIEW IF NOT EXISTS {{database:Identifier}}.otel_audit_traces_red_mv {{> on_cluster}}
REFRESH EVERY 1 HOUR OFFSET 10 MINUTE APPEND
TO {{database:Identifier}}.otel_audit_traces_red{{> local}}
EMPTY
AS SELECT toStartOfHour(Timestamp) AS Time, ServiceName, SpanKind, count() AS Spans, countIf(IsError) AS Failed,
    max(Timestamp) AS LastSpan, quantilesTDigestState(0.5, 0.95, 0.99)(Duration) AS Durations, now('UTC') AS CountedAt
FROM {{database:Identifier}}.otel_audit_traces{{> local}} FINAL
WHERE toStartOfHour(Timestamp) IN (
    SELECT DISTINCT toStartOfHour(Timestamp) FROM {{database:Identifier}}.otel_audit_traces{{> local}}
    WHERE IngestTime >= (
        SELECT if(max(CountedAt) = 0, now('UTC') - INTERVAL 1 DAY, max(CountedAt)) - INTERVAL 1 HOUR
        FROM {{database:Identifier}}.otel_audit_traces_red{{> local}}
    ) AND Timestamp < toStartOfHour(now('UTC') - INTERVAL 10 MINUTE)
)
GROUP BY Time, ServiceName, SpanKind
SETTINGS max_threads = 1, do_not_merge_across_partitions_select_final = 1, max_bytes_before_external_group_by = 1000000000;
