/** Codes of ClickHouse for a query that wanted too much: TOO_MANY_ROWS, TIMEOUT_EXCEEDED, MEMORY_LIMIT_EXCEEDED, TOO_MANY_BYTES. */
const TOO_MUCH = /\bcode: (158|159|241|307)\b|TOO_MANY_(ROWS|BYTES)|TIMEOUT_EXCEEDED|MEMORY_LIMIT_EXCEEDED/i;

/** What to do about a failed query, after the error's own text. */
export function adviceOn(message: string): string {
  const sentence = /[.!?]$/.test(message.trim()) ? message.trim() : `${message.trim()}.`;
  const advice = TOO_MUCH.test(message)
    ? 'The query wanted too much: choose a shorter time range or add a filter.'
    : 'Check that ClickHouse runs, and the data source and table names under Configuration.';
  return `${sentence} ${advice}`;
}
