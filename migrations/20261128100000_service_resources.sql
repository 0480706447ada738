-- What each service said of itself, by day: which signals it sent, and with which version, environment, namespace and owner.
-- The list of services and the timeline ask this over days and weeks; from the telemetry itself the same is a reading of
-- every row's resource (docs/benchmarks.md).
--
-- A message that Kafka delivers twice changes neither when something was first nor when it was last seen, and of `Rows`
-- only the order is used. So plain views suffice. What was stored before these views were made is not in here: whoever
-- reads this table reads rows older than `Since` from the telemetry.

-- Each shard has what was stored on it; the Distributed table brings it together.
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

CREATE TABLE IF NOT EXISTS {{database:Identifier}}.otel_audit_services{{> local}} {{> on_cluster}}
(
    Day Date,
    Signal Enum8('logs' = 1, 'traces' = 2, 'metrics' = 3),
    ServiceName LowCardinality(String) CODEC(ZSTD(1)),
    -- at most 256 characters each; empty: it does not say
    Version String CODEC(ZSTD(1)),
    Environment LowCardinality(String) CODEC(ZSTD(1)),
    Namespace LowCardinality(String) CODEC(ZSTD(1)),
    Owner LowCardinality(String) CODEC(ZSTD(1)),
    Rows SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    -- by the time of the telemetry
    First SimpleAggregateFunction(min, DateTime64(9, 'UTC')) CODEC(ZSTD(1)),
    Last SimpleAggregateFunction(max, DateTime64(9, 'UTC')) CODEC(ZSTD(1)),
    -- when the first of these rows was stored
    Since SimpleAggregateFunction(min, DateTime64(3, 'UTC')) CODEC(ZSTD(1))
)
ENGINE = {{> replicated}}AggregatingMergeTree
PARTITION BY toYYYYMM(Day)
PRIMARY KEY (Day, ServiceName)
ORDER BY (Day, ServiceName, Signal, Version, Environment, Namespace, Owner)
TTL Day + INTERVAL {{catalogue_retention:Interval}}
SETTINGS ttl_only_drop_parts = 1;

-- @if topology = cluster
CREATE TABLE IF NOT EXISTS {{database:Identifier}}.otel_audit_services {{> on_cluster}}
AS {{database:Identifier}}.otel_audit_services_local
ENGINE = Distributed({{cluster:String}}, {{database:String}}, 'otel_audit_services_local', cityHash64(ServiceName));
-- @end

-- Equal resources come together before they are looked into: a message has few of them. The arguments: signal, time.
/* @let resources
SELECT Day, '$1' AS Signal, ServiceName,
    substringUTF8(firstNonDefault(Resource['service.version'], ''), 1, 256) AS Version,
    substringUTF8(firstNonDefault(Resource['deployment.environment.name'], Resource['deployment.environment'], ''), 1, 256) AS Environment,
    substringUTF8(firstNonDefault(Resource['service.namespace'], Resource['k8s.namespace.name'], ''), 1, 256) AS Namespace,
    substringUTF8(firstNonDefault(Resource['service.owner'], Resource['service.team'], Resource['owner'], Resource['team'], ''), 1, 256) AS Owner,
    sum(Same) AS Rows, min(Begin) AS First, max(End) AS Last, min(Stored) AS Since
FROM (
    SELECT toDate($2) AS Day, ServiceName, ResourceAttributes AS Resource, count() AS Same,
        min($2) AS Begin, max($2) AS End, min(IngestTime) AS Stored
    FROM {{database:Identifier}}.otel_audit_$1{{> local}}
    GROUP BY Day, ServiceName, Resource
)
GROUP BY Day, ServiceName, Version, Environment, Namespace, Owner
*/

CREATE MATERIALIZED VIEW IF NOT EXISTS {{database:Identifier}}.otel_audit_logs_services_mv {{> on_cluster}}
TO {{database:Identifier}}.otel_audit_services{{> local}}
AS {{> resources(logs, Timestamp)}};

CREATE MATERIALIZED VIEW IF NOT EXISTS {{database:Identifier}}.otel_audit_traces_services_mv {{> on_cluster}}
TO {{database:Identifier}}.otel_audit_services{{> local}}
AS {{> resources(traces, Timestamp)}};

CREATE MATERIALIZED VIEW IF NOT EXISTS {{database:Identifier}}.otel_audit_metrics_services_mv {{> on_cluster}}
TO {{database:Identifier}}.otel_audit_services{{> local}}
AS {{> resources(metrics, TimeUnix)}};
