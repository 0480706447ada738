-- What `girok serve` sees of the consumer groups every few seconds: docs/lag-and-alerts.md says what each number means.
-- The alert rules and the Pipeline page read these two tables and nothing else of Kafka.

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

/* @let distributed
CREATE TABLE IF NOT EXISTS {{database:Identifier}}.$1 ON CLUSTER {{cluster:String}}
AS {{database:Identifier}}.$1_local
ENGINE = Distributed({{cluster:String}}, {{database:String}}, '$1_local', cityHash64(Signal))
*/

-- @end

-- One row for each partition, group and source: what was seen, and what it means.
CREATE TABLE IF NOT EXISTS {{database:Identifier}}.kafka_lag_samples{{> local}} {{> on_cluster}}
(
    Time DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    -- broker: asked by girok. clickhouse: as the consumer in ClickHouse last knew it
    Source Enum8('broker' = 1, 'clickhouse' = 2),
    Signal LowCardinality(String),
    ConsumerGroup LowCardinality(String),
    Topic LowCardinality(String),
    Partition UInt32,
    -- oldest kept, next to be written, next to be read (NULL: the group has never committed)
    FirstOffset UInt64 CODEC(Delta(8), ZSTD(1)),
    EndOffset UInt64 CODEC(Delta(8), ZSTD(1)),
    CommittedOffset Nullable(UInt64) CODEC(ZSTD(1)),
    Lag Nullable(UInt64) CODEC(ZSTD(1)),
    LagSeconds Nullable(Float64) CODEC(ZSTD(1)),
    LagSecondsAtLeast Bool,
    LagMethod LowCardinality(String),
    -- messages per second
    Produced Nullable(Float64) CODEC(ZSTD(1)),
    Consumed Nullable(Float64) CODEC(ZSTD(1)),
    DrainSeconds Nullable(Float64) CODEC(ZSTD(1)),
    -- of the time that the oldest unread message is kept, 0 to 1
    RetentionUsed Nullable(Float64) CODEC(ZSTD(1)),
    Status LowCardinality(String),
    Reason String CODEC(ZSTD(1)),
    -- of the group; NULL: not told
    Members Nullable(UInt32) CODEC(ZSTD(1)),
    -- who has the partition; empty: nobody, or not told
    Owner LowCardinality(String)
)
ENGINE = {{> replicated}}MergeTree
PARTITION BY toYYYYMM(Time)
ORDER BY (toStartOfHour(Time), Signal, Topic, Partition, Time)
TTL toDateTime(Time) + INTERVAL {{lag_retention:Interval}};

-- One row for each consumer of a queue on each server; a queue without a consumer has one with an empty Consumer.
CREATE TABLE IF NOT EXISTS {{database:Identifier}}.kafka_consumer_samples{{> local}} {{> on_cluster}}
(
    Time DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    Signal LowCardinality(String),
    Queue LowCardinality(String),
    Host LowCardinality(String),
    Consumer LowCardinality(String),
    Partitions UInt32,
    MessagesRead UInt64 CODEC(ZSTD(1)),
    Commits UInt64 CODEC(ZSTD(1)),
    -- 1970: never
    LastPoll DateTime('UTC') CODEC(ZSTD(1)),
    LastCommit DateTime('UTC') CODEC(ZSTD(1)),
    Revocations UInt64 CODEC(ZSTD(1)),
    Assignments UInt64 CODEC(ZSTD(1)),
    -- the newest exception that still holds; empty: none does
    ExceptionKind LowCardinality(String),
    Exception String CODEC(ZSTD(1)),
    ExceptionTime DateTime('UTC') CODEC(ZSTD(1)),
    -- the view that threw it, where one did
    FailedView LowCardinality(String),
    MissingDependencies Array(String) CODEC(ZSTD(1))
)
ENGINE = {{> replicated}}MergeTree
PARTITION BY toYYYYMM(Time)
ORDER BY (toStartOfHour(Time), Signal, Host, Consumer, Time)
TTL toDateTime(Time) + INTERVAL {{lag_retention:Interval}};

-- @if topology = cluster
{{> distributed(kafka_lag_samples)}};

{{> distributed(kafka_consumer_samples)}};
-- @end
