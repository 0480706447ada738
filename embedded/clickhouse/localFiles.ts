import { ClickHouseException } from './exception';
import { type SqlToken } from './sqlTokens';

/** Table functions, table engines and scalar functions that open files or start programs of this machine. */
const FILE_FUNCTIONS =
  /^(file|fileCluster|filesystem|executable|executablePool|sqlite|disk|\w*(iceberg|deltaLake|paimon)Local(Cluster)?)$/i;

/** Absolute, or up from the working directory, which itself holds nothing but request bodies under random names. */
const OUTSIDE = /^\s*\/|\.\.\//;

/** After these words, until the clause ends, a quoted name with a path in it is opened as a file by the engine. */
const TABLE_POSITION = ['FROM', 'JOIN', 'TABLE', 'INTO', 'DESC', 'DESCRIBE', 'EXISTS', '.'];
const END_OF_FROM =
  /^(WHERE|PREWHERE|GROUP|ORDER|HAVING|LIMIT|SETTINGS|FORMAT|UNION|EXCEPT|INTERSECT|SELECT|ON|USING|WINDOW|QUALIFY|SET)$/;

/**
 * chDB is `clickhouse local`: any path of the machine is a table, `INTO OUTFILE` writes anywhere. A ClickHouse server
 * refuses that over HTTP, so this one does too: whoever may query must not thereby read /etc or overwrite a file.
 * @returns a check that is fed one token after the other
 * @throws ClickHouseException ACCESS_DENIED
 */
export function localFileGuard(): (token: SqlToken) => void {
  let previous: SqlToken | undefined;
  const depthsInFrom = new Set<number>();
  return (token) => {
    const word = token.kind === 'word' ? token.text.toUpperCase() : undefined;
    const before = previous?.kind === 'string' ? undefined : previous?.text;
    if (token.text === '(' && before !== undefined && FILE_FUNCTIONS.test(before)) {
      throw denied(`${before}(…)`);
    }
    if (before?.toUpperCase() === 'INTO' && word === 'OUTFILE') {
      throw denied('INTO OUTFILE');
    }
    if (before?.toUpperCase() === 'FROM' && word === 'INFILE') {
      throw denied('FROM INFILE');
    }
    const quoted = token.kind === 'quoted' || token.kind === 'string';
    if (quoted && /^\s*file:/i.test(token.text)) {
      throw denied(`'${token.text}'`);
    }
    if (quoted && OUTSIDE.test(token.text) && isTable(token, before, depthsInFrom)) {
      throw denied(`table ${token.text}`);
    }
    if (word === 'FROM') {
      depthsInFrom.add(token.depth);
    } else if (word !== undefined && END_OF_FROM.test(word)) {
      depthsInFrom.delete(token.depth);
    } else if (token.text === ')' && token.kind === 'punctuation') {
      depthsInFrom.delete(token.depth + 1);
    }
    previous = token;
  };
}

function isTable(token: SqlToken, before: string | undefined, depthsInFrom: Set<number>): boolean {
  const word = before?.toUpperCase() ?? '';
  const named = TABLE_POSITION.includes(word) || (word === 'IN' && token.kind === 'quoted');
  return named || (before === ',' && depthsInFrom.has(token.depth));
}

const denied = (what: string) =>
  ClickHouseException.of('ACCESS_DENIED', `${what} is not allowed: files of the machine are closed to this server`);
