import { type Edit, type GirokOptions } from './layouts/girok';

const logs =
  (change: (query: string) => string): Edit =>
  (table, query) =>
    table === 'otel_audit_logs' ? change(query) : query;
const traces =
  (change: (query: string) => string): Edit =>
  (table, query) =>
    table === 'otel_audit_traces' ? change(query) : query;

const withoutIndex = (name: string) => (query: string) =>
  replaced(query, new RegExp(`, INDEX ${name} .*? GRANULARITY \\d+`), '');
const indexAs = (name: string, type: string) => (query: string) =>
  replaced(query, new RegExp(`(INDEX ${name} .*?) TYPE .*? GRANULARITY \\d+`), `$1 TYPE ${type}`);
const codec = (column: string, codecs: string) => (query: string) =>
  replaced(query, new RegExp(`(\`${column}\` [^\`]*?CODEC)\\((?:[^()]|\\([^()]*\\))*\\)`), `$1(${codecs})`);
const all =
  (...edits: Array<(query: string) => string>) =>
  (query: string) =>
    edits.reduce((text, edit) => edit(text), query);
/** The key's bucket of time, everywhere in primary and sorting key. */
const bucketed = (interval: string) => (query: string) =>
  replaced(query, /toStartOfHour\(Timestamp\)/g, `toStartOfInterval(Timestamp, INTERVAL ${interval})`);

/** @throws Error when nothing fits: a variant that changes nothing would be measured as one that does not matter */
function replaced(query: string, pattern: RegExp, text: string): string {
  const changed = query.replace(pattern, text);
  if (changed === query) {
    throw new Error(`${String(pattern)} is not in: ${query}`);
  }
  return changed;
}

const BLOOM = 'bloom_filter(0.01) GRANULARITY 1';
const TEXT = "text(tokenizer = 'array')";

/** What 20261125000000_smaller_rows.sql changed, back again. */
const beforeSmallerRows: Edit = (table, query) =>
  table === 'otel_audit_traces'
    ? all(codec('ResourceAttributes', 'ZSTD(1)'), codec('SpanAttributes', 'ZSTD(1)'))(query)
    : all(
        codec('ResourceAttributes', 'ZSTD(1)'),
        codec('LogAttributes', 'ZSTD(1)'),
        ...['Timestamp', 'ObservedTimestamp', 'IngestTime', '_offset'].map((name) => codec(name, 'Delta(8), ZSTD(1)')),
        (text) =>
          replaced(
            text,
            /, INDEX idx_source /,
            ", INDEX idx_body lower(Body) TYPE text(tokenizer = 'splitByNonAlpha')$&"
          )
      )(query);

/** A change to how both tables are made, or to one of them; or to how they are read. */
export type Variant = Pick<GirokOptions, 'edit' | 'final'> & { title: string };

/** What was tried on Girok's own tables; docs/benchmarks.md says what came of it. */
export const VARIANTS: Record<string, Variant> = {
  before: { title: 'before 20261125000000_smaller_rows', edit: beforeSmallerRows },
  plain: { title: 'read without FINAL', final: false },
  narrow_spans: {
    title: 'times and offsets of spans by T64',
    edit: traces(all(codec('Timestamp', 'T64, ZSTD(1)'), codec('_offset', 'T64, ZSTD(1)'))),
  },
  stronger: {
    title: 'attribute maps by ZSTD(6)',
    edit: (table, query) => codec(table === 'otel_audit_logs' ? 'LogAttributes' : 'SpanAttributes', 'ZSTD(6)')(query),
  },
  bloom_people: {
    title: 'bloom filters for actor, target, source',
    edit: logs(all(indexAs('idx_actor', BLOOM), indexAs('idx_target', BLOOM), indexAs('idx_source', BLOOM))),
  },
  text_values: {
    title: 'a text index on attribute values',
    edit: (_, query) => indexAs('idx_attribute_values', TEXT)(query),
  },
  no_attribute_index: {
    title: 'no index on attribute values',
    edit: (_, query) => withoutIndex('idx_attribute_values')(query),
  },
  computed_record_id: {
    title: 'record ids computed, not stored',
    edit: logs((query) => replaced(query, /(`RecordId` String) MATERIALIZED (.*?) CODEC\(ZSTD\(1\)\)/, '$1 ALIAS $2')),
  },
  large_granules: {
    title: 'granules of 8,192 audit events',
    edit: logs((query) => replaced(query, /index_granularity = 2048/, 'index_granularity = 8192')),
  },
  small_granules: {
    title: 'granules of 2,048 spans',
    edit: traces((query) => replaced(query, /index_granularity = 8192/, 'index_granularity = 2048')),
  },
  six_hours: { title: 'spans keyed by six hours', edit: traces(bucketed('6 HOUR')) },
  one_day: { title: 'spans keyed by the day', edit: traces(bucketed('1 DAY')) },
};
