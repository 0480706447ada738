-- What `girok serve` keeps about saved queries: who wrote and approved which version, what was run, its results for a
-- time, and what is run by itself. Small tables without a TTL, but for the results.

-- On a cluster every server has all rows of them.
-- @if topology = single

/* @let on_cluster
*/

/* @let engine
MergeTree
*/

/* @let replacing_engine
ReplacingMergeTree($1)
*/

-- @end
-- @if topology = cluster

/* @let on_cluster
 ON CLUSTER {{cluster:String}}
*/

/* @let engine
ReplicatedMergeTree('/girok/{database}/{table}', '{shard}_{replica}')
*/

/* @let replacing_engine
ReplicatedReplacingMergeTree('/girok/{database}/{table}', '{shard}_{replica}', $1)
*/

-- @end

-- Versions ----------------------------------------------------------------------------------------------------------
-- One row for everything that was done to a saved query: drafted, approved, rejected, retired. Record holds the signed
-- bytes, each with the hash of the one before; the columns beside it are for questions and are compared with it. Not
-- replacing: a row that somebody inserts must be seen.

CREATE TABLE IF NOT EXISTS {{database:Identifier}}.compliance_versions {{> on_cluster}}
(
    QueryId LowCardinality(String),
    Seq UInt32,
    Version UInt32,
    Action LowCardinality(String),
    Person String,
    At DateTime64(3, 'UTC'),
    Comment String,
    DefinitionSha256 String,
    -- canonical JSON of the query as it was drafted; empty for everything but drafts
    Definition String CODEC(ZSTD(3)),
    Record String CODEC(ZSTD(3)),
    KeyId LowCardinality(String),
    Signature String
)
ENGINE = {{> engine}}
ORDER BY (QueryId, Seq);

-- Runs --------------------------------------------------------------------------------------------------------------
-- One row a run; the one with the latest UpdatedAt counts. Kept for ever, unlike the results. Record holds the signed
-- bytes of a run that has ended.

CREATE TABLE IF NOT EXISTS {{database:Identifier}}.compliance_runs {{> on_cluster}}
(
    RunId UUID,
    Status LowCardinality(String),
    QueryId LowCardinality(String),
    QueryVersion UInt32,
    Person String,
    Purpose String,
    StartedAt DateTime64(3, 'UTC'),
    FinishedAt Nullable(DateTime64(3, 'UTC')),
    RowCount UInt64,
    ResultSha256 String,
    -- why it failed
    Problem String,
    KeptUntil DateTime('UTC'),
    Record String CODEC(ZSTD(3)),
    KeyId LowCardinality(String),
    Signature String,
    UpdatedAt DateTime64(3, 'UTC')
)
ENGINE = {{> replacing_engine(UpdatedAt)}}
ORDER BY RunId;

-- Results in pieces of some rows, as lines of JSON.

CREATE TABLE IF NOT EXISTS {{database:Identifier}}.compliance_results {{> on_cluster}}
(
    RunId UUID,
    FirstRow UInt64,
    RowCount UInt32,
    Lines String CODEC(ZSTD(3)),
    KeptUntil DateTime('UTC')
)
ENGINE = {{> engine}}
PARTITION BY toYYYYMM(KeptUntil)
ORDER BY (RunId, FirstRow)
TTL KeptUntil
SETTINGS index_granularity = 16;

-- Schedules ---------------------------------------------------------------------------------------------------------
-- What is run by itself for a review; the row with the latest UpdatedAt counts.

CREATE TABLE IF NOT EXISTS {{database:Identifier}}.compliance_schedules {{> on_cluster}}
(
    QueryId LowCardinality(String),
    -- weekly, monthly, quarterly, or none: no more
    Every LowCardinality(String),
    Tenant String,
    Parameters String,
    GraceDays UInt16,
    -- the first period that is reviewed ends after this
    Since DateTime64(3, 'UTC'),
    Person String,
    UpdatedAt DateTime64(3, 'UTC')
)
ENGINE = {{> replacing_engine(UpdatedAt)}}
ORDER BY QueryId;
