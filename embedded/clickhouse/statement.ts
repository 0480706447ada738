import { ClickHouseException } from './exception';
import { localFileGuard } from './localFiles';
import { type SqlToken, sqlTokens } from './sqlTokens';

export interface Statement {
  /** Without the final semicolon. */
  sql: string;
  /** First word, upper case. */
  verb: string;
  /** Whether it only reads; decides the lane and what happens when the client goes away. */
  reads: boolean;
  /** Whether the engine can give its result in chunks; the engine has the last word. */
  streams: boolean;
  /** The FORMAT clause, if there is one. */
  format?: string;
}

const STREAMING = new Set(['SELECT', 'WITH', 'FROM', '(']);
const READING = new Set([...STREAMING, 'SHOW', 'DESC', 'DESCRIBE', 'EXISTS', 'EXPLAIN', 'CHECK', 'VALUES']);
/** What `readonly` stops on a server and chDB lets through, because in chDB everybody is the user `default`. */
const CLOSED_TO_READERS = new Set(['SYSTEM', 'KILL']);

/**
 * Reads over a statement that carries no data and refuses what this server must not run.
 * @param readonly whether the user may only read
 * @throws ClickHouseException SYNTAX_ERROR for a second statement, ACCESS_DENIED for local files and for SYSTEM SHUTDOWN,
 *   READONLY for SYSTEM and KILL of a readonly user
 */
export function readStatement(text: string, readonly: boolean): Statement {
  const guard = localFileGuard();
  const first: string[] = [];
  let end: SqlToken | undefined;
  let last: SqlToken | undefined;
  let format: string | undefined;
  for (const token of sqlTokens(text)) {
    if (end) {
      throw ClickHouseException.of(
        'SYNTAX_ERROR',
        `Syntax error (Multi-statements are not allowed): failed at position ${end.start + 1} (end of query): ${text.slice(end.start, end.start + 80)}`
      );
    }
    guard(token);
    if (first.length < 2) {
      first.push(token.text.toUpperCase());
    }
    if (token.kind === 'punctuation' && token.text === ';') {
      end = token;
    } else if (token.depth === 0 && token.kind === 'word' && last?.kind === 'word' && /^format$/i.test(last.text)) {
      format = token.text;
    }
    last = token;
  }
  const [verb = '', second = ''] = first;
  if (verb === '' || verb === ';') {
    throw ClickHouseException.of('SYNTAX_ERROR', 'Syntax error: Empty query');
  }
  if (verb === 'SYSTEM' && (second === 'SHUTDOWN' || second === 'KILL')) {
    throw ClickHouseException.of('ACCESS_DENIED', 'the embedded server is stopped by the program that started it');
  }
  if (readonly && CLOSED_TO_READERS.has(verb)) {
    throw ClickHouseException.of('READONLY', 'Cannot execute query in readonly mode.');
  }
  const sql = end ? text.slice(0, end.start) : text;
  return { sql, verb, reads: READING.has(verb), streams: STREAMING.has(verb), format };
}
