import { endOfQuoted } from '../quotedText';

/** One lexical element of a ClickHouse statement. `start`/`end` are offsets, `depth` counts open parentheses and brackets. */
export interface SqlToken {
  kind: 'word' | 'quoted' | 'string' | 'punctuation';
  /** Words and punctuation as written; quoted identifiers and strings without their quotes, escapes kept. */
  text: string;
  start: number;
  end: number;
  depth: number;
}

const WORD = /[A-Za-z0-9_\u0080-\uffff]+/y;
const HEREDOC = /\$[A-Za-z0-9_]*\$/y;

/**
 * Yields the tokens of a statement, without comments and white space. It is lazy on purpose: the bytes after
 * `INSERT … FORMAT X` are data and must never be read as SQL.
 *
 * Text decoded as latin1 keeps offsets equal to byte offsets; all of ClickHouse's syntax is ASCII.
 */
export function* sqlTokens(sql: string): Generator<SqlToken, void, void> {
  let depth = 0;
  let at = 0;
  while (at < sql.length) {
    const char = sql[at];
    const skipped = skipBlank(sql, at);
    if (skipped > at) {
      at = skipped;
      continue;
    }
    if (char === "'" || char === '"' || char === '`') {
      const end = endOfQuoted(sql, at);
      yield { kind: char === "'" ? 'string' : 'quoted', text: sql.slice(at + 1, end - 1), start: at, end, depth };
      at = end;
      continue;
    }
    const heredoc = match(HEREDOC, sql, at);
    if (heredoc) {
      const close = sql.indexOf(heredoc, at + heredoc.length);
      const end = close < 0 ? sql.length : close + heredoc.length;
      yield { kind: 'string', text: sql.slice(at + heredoc.length, close < 0 ? end : close), start: at, end, depth };
      at = end;
      continue;
    }
    const word = match(WORD, sql, at);
    if (word) {
      yield { kind: 'word', text: word, start: at, end: at + word.length, depth };
      at += word.length;
      continue;
    }
    if (char === ')' || char === ']' || char === '}') {
      depth = Math.max(0, depth - 1);
    }
    yield { kind: 'punctuation', text: char, start: at, end: at + 1, depth };
    if (char === '(' || char === '[' || char === '{') {
      depth++;
    }
    at++;
  }
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** End of the white space or comment that begins at `at`, or `at` itself. */
function skipBlank(sql: string, at: number): number {
  if (/\s/.test(sql[at])) {
    return at + 1;
  }
  if (sql.startsWith('/*', at)) {
    const close = sql.indexOf('*/', at + 2);
    return close < 0 ? sql.length : close + 2;
  }
  if (sql.startsWith('--', at) || sql.startsWith('# ', at) || sql.startsWith('#!', at)) {
    const newline = sql.indexOf('\n', at);
    return newline < 0 ? sql.length : newline + 1;
  }
  return at;
}
