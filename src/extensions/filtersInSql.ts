import { type FieldSet } from '../../queries/fields';

/** A filter of the form `field = value`. */
export interface FoundFilter {
  key: string;
  value: string;
}

interface Token {
  kind: 'word' | 'text' | 'other';
  text: string;
  /** Parentheses that are open around it. */
  depth: number;
}

const TOKEN = /'((?:[^'\\]|\\[^]|'')*)'|`(\w+)`|([A-Za-z_]\w*)|(--[^\n]*|\/\*[^]*?\*\/)|(\S)/g;
const ENDS_CONDITIONS = /^(GROUP|ORDER|LIMIT|HAVING|SETTINGS|UNION|QUALIFY|WINDOW|FORMAT)$/i;
const IS_NO_CONJUNCTION = /^(OR|XOR|NOT)$/i;

/**
 * The filters that a statement certainly has: `column = 'value'` in its WHERE, joined by nothing but AND, for the columns of
 * the fields. What cannot be told for certain (OR, NOT, several WHERE) is left out: a page that shows more is better than one
 * that hides something.
 */
export function filtersInSql(statement: string, fields: FieldSet): FoundFilter[] {
  const conditions = conditionsOf(tokensOf(statement));
  const keyOf = new Map(fields.columns.map((key) => [(fields.fieldOf(key)?.text ?? '').replaceAll('`', ''), key]));
  return conditions.flatMap(({ kind, text }, i) => {
    const [operator, value, after] = conditions.slice(i + 1, i + 4);
    const key = kind === 'word' ? keyOf.get(text) : undefined;
    const isFilter = operator?.text === '=' && value?.kind === 'text' && (!after || /^(AND|\))$/i.test(after.text));
    return key && isFilter && value.text !== '' ? [{ key, value: value.text }] : [];
  });
}

/** The tokens of the one WHERE, at its own depth; none where there are several or where they are not a conjunction. */
function conditionsOf(tokens: Token[]): Token[] {
  const starts = tokens.flatMap(({ kind, text }, i) => (kind === 'word' && /^(PRE)?WHERE$/i.test(text) ? [i] : []));
  if (starts.length !== 1) {
    return [];
  }
  const { depth } = tokens[starts[0]];
  const rest = tokens.slice(starts[0] + 1);
  const end = rest.findIndex(
    (token) =>
      token.depth < depth || (token.depth === depth && token.kind === 'word' && ENDS_CONDITIONS.test(token.text))
  );
  const conditions = rest.slice(0, end < 0 ? undefined : end).filter((token) => token.depth === depth);
  return conditions.some(({ kind, text }) => kind === 'word' && IS_NO_CONJUNCTION.test(text)) ? [] : conditions;
}

function tokensOf(statement: string): Token[] {
  let depth = 0;
  return [...statement.matchAll(TOKEN)].flatMap(([, text, quoted, word, comment, other]): Token[] => {
    if (comment !== undefined) {
      return [];
    }
    if (text !== undefined) {
      return [{ kind: 'text', text: unescaped(text), depth }];
    }
    if (other === undefined) {
      return [{ kind: 'word', text: quoted ?? word, depth }];
    }
    const before = depth;
    depth += other === '(' ? 1 : other === ')' ? -1 : 0;
    return [{ kind: 'other', text: other, depth: Math.min(before, depth) }];
  });
}

/** Escapes of a ClickHouse string that have one meaning; `''` is a quote. */
const ESCAPE = /\\x([0-9a-f]{2})|\\([^])|''/gi;
const LETTERS: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', 0: '\0' };

const unescaped = (text: string) =>
  text.replace(ESCAPE, (_, hex: string | undefined, letter: string | undefined) =>
    hex !== undefined
      ? String.fromCharCode(parseInt(hex, 16))
      : letter === undefined
        ? "'"
        : (LETTERS[letter] ?? letter)
  );
