import { endOfQuoted } from '../../../quotedText';

const QUOTES = new Set(["'", '"', '`']);

/**
 * Blanks `--` and block comments with spaces, so that a macro in a comment is not expanded and positions in errors stay
 * right. Quotes ('…', "…", `…`, $tag$…$tag$) are respected; an unclosed block comment reaches to the end.
 */
export function blankComments(sql: string): string {
  let out = '';
  let at = 0;
  while (at < sql.length) {
    const end = endOfQuotedRegion(sql, at);
    if (end !== null) {
      out += sql.slice(at, end);
      at = end;
      continue;
    }
    const commentEnd = endOfComment(sql, at);
    if (commentEnd !== null) {
      out += ' '.repeat(commentEnd - at);
      at = commentEnd;
      continue;
    }
    out += sql[at];
    at++;
  }
  return out;
}

function endOfQuotedRegion(sql: string, at: number): number | null {
  if (QUOTES.has(sql[at])) {
    return endOfQuoted(sql, at);
  }
  const tag = sql[at] === '$' ? /^\$\w*\$/.exec(sql.slice(at))?.[0] : undefined;
  if (!tag) {
    return null;
  }
  const close = sql.indexOf(tag, at + tag.length);
  return close === -1 ? null : close + tag.length;
}

function endOfComment(sql: string, at: number): number | null {
  if (sql.startsWith('--', at)) {
    const end = sql.slice(at).search(/[\n\r]/);
    return end === -1 ? sql.length : at + end;
  }
  if (sql.startsWith('/*', at)) {
    const end = sql.indexOf('*/', at + 2);
    return end === -1 ? sql.length : end + 2;
  }
  return null;
}
