/**
 * Where the quoted region of SQL that begins at `start` ends (exclusive): at the same quote, unless it is doubled or
 * behind a backslash; the end of the text when it is never closed.
 */
export function endOfQuoted(sql: string, start: number): number {
  const quote = sql[start];
  for (let at = start + 1; at < sql.length; at++) {
    if (sql[at] === '\\') {
      at++;
    } else if (sql[at] === quote) {
      if (sql[at + 1] !== quote) {
        return at + 1;
      }
      at++;
    }
  }
  return sql.length;
}
