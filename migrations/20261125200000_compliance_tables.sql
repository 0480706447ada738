-- What proves and reviews the audit log: seals over its rows, what verifications found, anchors outside, the statements
-- that read or changed it, and reviews of saved queries. Small tables without a TTL: they are kept as long as the database.

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

-- Seals -------------------------------------------------------------------------------------------------------------
-- One seal a window of ingest time, each with the hash of the one before, signed. Payload holds the signed bytes; the
-- columns beside it are for questions and are compared with it by `girok verify`. Not replacing: two seals of one number
-- are a fork, and must be seen.

CREATE TABLE IF NOT EXISTS {{database:Identifier}}.audit_seals {{> on_cluster}}
(
    Chain LowCardinality(String),
    Seq UInt64,
    Kind LowCardinality(String),
    WindowFrom DateTime64(3, 'UTC'),
    WindowTo DateTime64(3, 'UTC'),
    Rows UInt64,
    -- times of the events in it; 1970 of an empty window
    MinTimestamp DateTime64(9, 'UTC'),
    MaxTimestamp DateTime64(9, 'UTC'),
    Root String,
    PrevHash String,
    SealHash String,
    KeyId LowCardinality(String),
    Signature String,
    SealedAt DateTime64(3, 'UTC'),
    Payload String CODEC(ZSTD(3))
)
ENGINE = {{> engine}}
ORDER BY (Chain, Seq);

-- The hash of every sealed row: finds the row that differs, and proves one row without the others. Not trusted by itself:
-- the root in the signed seal is what they are compared with. Replacing, so that a sealing that was interrupted and begun
-- again leaves each of them once.

CREATE TABLE IF NOT EXISTS {{database:Identifier}}.audit_seal_leaves {{> on_cluster}}
(
    Chain LowCardinality(String),
    Seq UInt64,
    Partition LowCardinality(String),
    Leaf FixedString(32) CODEC(NONE),
    Timestamp DateTime64(9, 'UTC') CODEC(T64, ZSTD(1))
)
ENGINE = {{> replacing_engine(Timestamp)}}
ORDER BY (Chain, Seq, Partition, Leaf);

CREATE TABLE IF NOT EXISTS {{database:Identifier}}.audit_seal_checks {{> on_cluster}}
(
    Chain LowCardinality(String),
    Seq UInt64,
    VerifiedAt DateTime64(3, 'UTC'),
    Status LowCardinality(String),
    MissingRows UInt64,
    ExtraRows UInt64
)
ENGINE = {{> engine}}
ORDER BY (Chain, Seq, VerifiedAt);

CREATE TABLE IF NOT EXISTS {{database:Identifier}}.audit_anchors {{> on_cluster}}
(
    Chain LowCardinality(String),
    HeadSeq UInt64,
    HeadHash String,
    Kind LowCardinality(String),
    Target String,
    AnchoredAt DateTime64(3, 'UTC'),
    Proof String CODEC(ZSTD(3))
)
ENGINE = {{> engine}}
ORDER BY (Chain, HeadSeq, Kind, Target);

-- Statements --------------------------------------------------------------------------------------------------------
-- What ClickHouse's query log says about the audit tables, copied before it forgets. A statement copied twice is one.

CREATE TABLE IF NOT EXISTS {{database:Identifier}}.audit_statements {{> on_cluster}}
(
    EventTime DateTime64(3, 'UTC'),
    QueryId String,
    User LowCardinality(String),
    Address String,
    LogComment String,
    QueryKind LowCardinality(String),
    ReadRows UInt64,
    ResultRows UInt64,
    ExceptionCode Int32,
    NormalizedQueryHash UInt64,
    Query String CODEC(ZSTD(3)),
    Tables Array(LowCardinality(String)),
    CopiedAt DateTime64(3, 'UTC')
)
ENGINE = {{> replacing_engine(CopiedAt)}}
ORDER BY (EventTime, QueryId);

-- Reviews -----------------------------------------------------------------------------------------------------------
-- One row a review that is or was due; the row with the latest UpdatedAt counts.

CREATE TABLE IF NOT EXISTS {{database:Identifier}}.compliance_reviews {{> on_cluster}}
(
    QueryId LowCardinality(String),
    QueryVersion UInt32,
    DueAt DateTime64(3, 'UTC'),
    GraceDays UInt16,
    RunId String,
    RanAt Nullable(DateTime64(3, 'UTC')),
    RowCount UInt64,
    ResultSha256 String,
    ReviewedBy String,
    ReviewedAt Nullable(DateTime64(3, 'UTC')),
    Exceptions UInt32,
    Notes String,
    UpdatedAt DateTime64(3, 'UTC')
)
ENGINE = {{> replacing_engine(UpdatedAt)}}
ORDER BY (QueryId, DueAt);
