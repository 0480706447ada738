import { type Edit } from './layouts/girok';

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

/** What was tried on Girok's own tables; docs/benchmarks.md says what came of it. */
export const VARIANTS: Record<string, { title: string; edit: Edit }> = {
  strong_maps: {
    title: 'resource maps by ZSTD(6), other maps by ZSTD(3)',
    edit: (table, query) =>
      all(
        codec('ResourceAttributes', 'ZSTD(6)'),
        codec(table === 'otel_audit_logs' ? 'LogAttributes' : 'SpanAttributes', 'ZSTD(3)')
      )(query),
  },
  strong_resources: {
    title: 'resource maps by ZSTD(6)',
    edit: (_, query) => codec('ResourceAttributes', 'ZSTD(6)')(query),
  },
  narrow_numbers: {
    title: 'times and offsets by T64',
    edit: (table, query) =>
      all(
        codec('Timestamp', 'T64, ZSTD(1)'),
        codec('_offset', 'T64, ZSTD(1)'),
        ...(table === 'otel_audit_logs'
          ? [codec('ObservedTimestamp', 'T64, ZSTD(1)'), codec('IngestTime', 'T64, ZSTD(1)')]
          : [])
      )(query),
  },
  no_body_index: { title: 'no text index on the body', edit: logs(withoutIndex('idx_body')) },
  bloom_people: {
    title: 'bloom filters for actor, target, source',
    edit: logs(all(indexAs('idx_actor', BLOOM), indexAs('idx_target', BLOOM), indexAs('idx_source', BLOOM))),
  },
  bloom_source: { title: 'a bloom filter for the source', edit: logs(indexAs('idx_source', BLOOM)) },
  text_values: {
    title: 'a text index on attribute values',
    edit: (_, query) => indexAs('idx_attribute_values', TEXT)(query),
  },
  no_attribute_index: {
    title: 'no index on attribute values',
    edit: (_, query) => withoutIndex('idx_attribute_values')(query),
  },
  six_hours: { title: 'spans keyed by six hours', edit: traces(bucketed('6 HOUR')) },
  one_day: { title: 'spans keyed by the day', edit: traces(bucketed('1 DAY')) },
};
