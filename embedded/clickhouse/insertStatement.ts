import { type SqlToken, sqlTokens } from './sqlTokens';

/** An INSERT whose rows follow the statement in the same text or in the request body. Offsets are those of the scanned text. */
export interface InsertWithData {
  /** Where `FROM INFILE …` has to be put: the engine accepts it only before SETTINGS and FORMAT. */
  infileAt: number;
  /** Start of the `FORMAT x` or `VALUES` clause. */
  formatAt: number;
  format: string;
  /** Where the rows begin; the length of the text when they are all in the request body. */
  dataAt: number;
  /** `input('structure')` of an INSERT … SELECT FROM input(…) FORMAT x. */
  input?: { start: number; end: number; structure: string };
}

const isWord = (token: SqlToken | undefined, ...words: string[]) =>
  token?.kind === 'word' && words.includes(token.text.toUpperCase());

/**
 * Finds where the statement of an INSERT ends and its rows begin, by the rules of ClickHouse's own parser:
 * `INSERT INTO [TABLE] [FUNCTION] target [(columns)] [SETTINGS …] FORMAT x` or `… VALUES`, then blanks, at most one newline, data.
 * Returns null for everything else, INSERT … SELECT without `input()` included.
 */
export function findInsertData(text: string): InsertWithData | null {
  const tokens = sqlTokens(text);
  const next = () => tokens.next().value ?? undefined;
  if (!isWord(next(), 'INSERT')) {
    return null;
  }
  let token = skipTarget(next);
  let settingsAt: number | undefined;
  let fromSelect = false;
  let input: InsertWithData['input'];
  for (; token; token = next()) {
    if (input === undefined && fromSelect && isWord(token, 'INPUT')) {
      input = readInputCall(token, next);
    }
    if (token.depth > 0) {
      continue;
    }
    if (isWord(token, 'SELECT', 'WITH')) {
      fromSelect = true;
    } else if (isWord(token, 'SETTINGS') && !fromSelect) {
      settingsAt ??= token.start;
    } else if (isWord(token, 'VALUES') && !fromSelect) {
      return { infileAt: settingsAt ?? token.start, formatAt: token.start, format: 'Values', dataAt: token.end };
    } else if (isWord(token, 'FORMAT')) {
      const format = next();
      if (format?.kind !== 'word' || (fromSelect && !input)) {
        return null;
      }
      const at = { infileAt: settingsAt ?? token.start, formatAt: token.start };
      return { ...at, format: format.text, dataAt: startOfData(text, format.end), input };
    }
  }
  return null;
}

/** Reads over `INTO [TABLE] [FUNCTION] name[.name] [(…)]`, so that a table called `format` is not taken for the clause. */
function skipTarget(next: () => SqlToken | undefined): SqlToken | undefined {
  let token = next();
  while (isWord(token, 'INTO', 'TABLE', 'FUNCTION')) {
    token = next();
  }
  token = next();
  while (token?.text === '.' && token.kind === 'punctuation') {
    next();
    token = next();
  }
  return token;
}

function readInputCall(input: SqlToken, next: () => SqlToken | undefined): InsertWithData['input'] {
  const [open, structure, close] = [next(), next(), next()];
  const isCall = open?.text === '(' && structure?.kind === 'string' && close?.text === ')';
  return isCall ? { start: input.start, end: close.end, structure: structure.text } : undefined;
}

function startOfData(text: string, endOfFormat: number): number {
  return endOfFormat + (/^[ \t\f]*\r?\n?/.exec(text.slice(endOfFormat, endOfFormat + 4096))?.[0].length ?? 0);
}

/**
 * The same INSERT reading its rows from a file, which is how chDB takes data byte for byte.
 * @param statement text up to `dataAt`
 * @param file name without quotes and without glob characters, relative to the engine's working directory
 */
export function insertFromFile(statement: string, insert: InsertWithData, file: string): string {
  if (insert.input) {
    const rows = `file('${file}', '${insert.format}', '${insert.input.structure}', 'none')`;
    return statement.slice(0, insert.input.start) + rows + statement.slice(insert.input.end, insert.formatAt);
  }
  const head = statement.slice(0, insert.infileAt);
  const settings = statement.slice(insert.infileAt, insert.formatAt);
  return `${head} FROM INFILE '${file}' COMPRESSION 'none' ${settings} FORMAT ${insert.format}`;
}
