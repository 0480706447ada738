export type SqlTokenKind = 'space' | 'comment' | 'string' | 'name' | 'heredoc' | 'word' | 'number' | 'symbol';

export interface SqlToken {
  kind: SqlTokenKind;
  text: string;
}

/**
 * In the order in which ClickHouse's lexer tries them. A word may hold `$`, which therefore opens no heredoc within it;
 * typographic quotes know no escapes.
 */
const PATTERNS: Array<[SqlTokenKind, RegExp]> = [
  ['space', /\s+/y],
  ['comment', /--[^\n]*|#[ !][^\n]*/y],
  ['string', /'(?:[^'\\]|\\[\s\S]|'')*'|‘[^’]*’/y],
  ['name', /"(?:[^"\\]|\\[\s\S]|"")*"|`(?:[^`\\]|\\[\s\S]|``)*`|“[^”]*”/y],
  ['heredoc', /\$(\w*)\$[\s\S]*?\$\1\$/y],
  ['word', /[\p{L}_][\p{L}\p{N}_$]*/uy],
  ['number', /\d[\w.]*/y],
];

const UNCLOSED: Record<string, string> = {
  "'": 'string',
  '‘': 'string',
  '"': 'quoted name',
  '`': 'quoted name',
  '“': 'quoted name',
};

/**
 * Takes SQL apart as ClickHouse's lexer does; the texts of the tokens joined are the SQL again.
 * @throws Error for a string, quoted name or comment that is not closed
 */
export function sqlTokens(sql: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  for (let at = 0; at < sql.length; ) {
    const token = tokenAt(sql, at);
    tokens.push(token);
    at += token.text.length;
  }
  return tokens;
}

function tokenAt(sql: string, at: number): SqlToken {
  if (sql.startsWith('/*', at)) {
    return { kind: 'comment', text: sql.slice(at, endOfBlockComment(sql, at)) };
  }
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const match = pattern.exec(sql);
    if (match) {
      return { kind, text: match[0] };
    }
  }
  const symbol = String.fromCodePoint(sql.codePointAt(at) ?? 0);
  if (symbol in UNCLOSED) {
    throw new Error(`This ${UNCLOSED[symbol]} is not closed: ${sql.slice(at, at + 60)}`);
  }
  return { kind: 'symbol', text: symbol };
}

/** Block comments nest in ClickHouse. */
function endOfBlockComment(sql: string, start: number): number {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = start;
  let depth = 0;
  for (let match = mark.exec(sql); match; match = mark.exec(sql)) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) {
      return mark.lastIndex;
    }
  }
  throw new Error(`This comment is not closed: ${sql.slice(start, start + 60)}`);
}

/** The SQL with each run of comments and white space as one space: texts that differ only in these become equal. */
export function plainSql(sql: string): string {
  const texts: string[] = [];
  for (const { kind, text } of sqlTokens(sql)) {
    const blank = kind === 'space' || kind === 'comment';
    if (!blank || texts.at(-1) !== ' ') {
      texts.push(blank ? ' ' : text);
    }
  }
  return texts.join('').trim();
}
