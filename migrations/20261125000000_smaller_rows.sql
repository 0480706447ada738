-- Fewer bytes a row, measured by `npm run bench:queries` (docs/benchmarks.md). What is stored keeps its old codec until
-- its part is merged; nothing is rewritten for it.

-- @if topology = single

/* @let on_cluster
*/

/* @let local
*/

-- @end
-- @if topology = cluster

/* @let on_cluster
 ON CLUSTER {{cluster:String}}
*/

/* @let local
_local
*/

-- @end

-- Neighbouring rows share most of their resource: a stronger codec finds what lies further back. The times of an actor
-- are far apart: T64 crops what all of a block have in common, which differences do not.
ALTER TABLE {{database:Identifier}}.otel_audit_logs{{> local}} {{> on_cluster}}
    MODIFY COLUMN ResourceAttributes CODEC(ZSTD(6)),
    MODIFY COLUMN ScopeAttributes CODEC(ZSTD(3)),
    MODIFY COLUMN LogAttributes CODEC(ZSTD(3)),
    MODIFY COLUMN Timestamp CODEC(T64, ZSTD(1)),
    MODIFY COLUMN ObservedTimestamp CODEC(T64, ZSTD(1)),
    MODIFY COLUMN IngestTime CODEC(T64, ZSTD(1)),
    MODIFY COLUMN _offset CODEC(T64, ZSTD(1));

ALTER TABLE {{database:Identifier}}.otel_audit_traces{{> local}} {{> on_cluster}}
    MODIFY COLUMN ResourceAttributes CODEC(ZSTD(6)),
    MODIFY COLUMN ScopeAttributes CODEC(ZSTD(3)),
    MODIFY COLUMN SpanAttributes CODEC(ZSTD(3));

ALTER TABLE {{database:Identifier}}.otel_audit_metrics{{> local}} {{> on_cluster}}
    MODIFY COLUMN ResourceAttributes CODEC(ZSTD(6)),
    MODIFY COLUMN ScopeAttributes CODEC(ZSTD(3)),
    MODIFY COLUMN Attributes CODEC(ZSTD(3));

-- A search looks for its words anywhere in five columns, in any case and within words: an index of whole words in one of
-- them was of use to none of Girok's questions.
ALTER TABLE {{database:Identifier}}.otel_audit_logs{{> local}} {{> on_cluster}} DROP INDEX IF EXISTS idx_body;
