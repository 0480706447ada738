/** What ClickHouse says when it stops a query at a limit, and what helps. First match wins. */
const TOO_BROAD: ReadonlyArray<{ sign: RegExp; what: string }> = [
  {
    sign: /\bcode: 158\b|TOO_MANY_ROWS(?!_OR)|\bcode: 307\b|TOO_MANY_BYTES/i,
    what: 'ClickHouse would have to read too many rows for this',
  },
  { sign: /\bcode: 159\b|TIMEOUT_EXCEEDED/i, what: 'ClickHouse took too long for this' },
  { sign: /\bcode: 241\b|MEMORY_LIMIT_EXCEEDED/i, what: 'ClickHouse would need too much memory for this' },
  { sign: /\bcode: 396\b|TOO_MANY_ROWS_OR_BYTES/i, what: 'The answer would be too large to show' },
];

const NARROW =
  'Choose a shorter time range first: it saves most. Then filter by a service, a tenant or an actor; a search for words reads every message.';

/** ClickHouse does not know a table that `girok migrate` makes: the plugin is newer than the tables, most of the time. */
const NOT_MADE = /(?:\bcode: 60\b|UNKNOWN_TABLE)[^]*?\b((?:otel_audit|kafka_lag|kafka_consumer)_\w+)/i;

/** What to do about a failed query: what to narrow, what to run, or else its own text and where to look. */
export function adviceOn(message: string): string {
  const tooBroad = TOO_BROAD.find(({ sign }) => sign.test(message));
  if (tooBroad) {
    return `Too broad: ${tooBroad.what}. ${NARROW}`;
  }
  const [, table] = NOT_MADE.exec(message) ?? [];
  if (table) {
    return `ClickHouse has no table ${table}. Run "girok migrate up" of the plugin's version, or check the data source and table names under Configuration.`;
  }
  const sentence = /[.!?]$/.test(message.trim()) ? message.trim() : `${message.trim()}.`;
  return `${sentence} Check that ClickHouse runs, and the data source and table names under Configuration.`;
}
