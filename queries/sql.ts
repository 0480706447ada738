declare const trusted: unique symbol;

/** SQL text that was written by us or escaped by `literal` / `identifier`; a plain string is not one. */
export interface Sql {
  readonly text: string;
  readonly [trusted]: true;
}

const trust = (text: string) => ({ text }) as Sql;

/** Joins trusted parts. A value that is not `Sql` does not compile: wrap it in `literal` or `identifier`. */
export function sql(strings: TemplateStringsArray, ...parts: Sql[]): Sql {
  return trust(strings.reduce((text, piece, i) => text + parts[i - 1].text + piece));
}

/** `a, b, c`, or with another separator. An empty list gives empty text. */
export function join(parts: readonly Sql[], separator: Sql = trust(', ')): Sql {
  return trust(parts.map((part) => part.text).join(separator.text));
}

/** `(a) AND (b)`; no condition at all is `1`. */
export function and(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? trust('1') : join(conditions, trust('\n  AND '));
}

// Written as \xNN: what ends or escapes a string (\ ' " `), what Grafana interpolates even inside quotes ($ and [[),
// what the data source strips as a comment (-- and /* */), `;`, and control characters.
const UNSAFE = /[\\'"`$;\u0000-\u001f\u007f]|\[(?=\[)|-(?=-)|\/(?=\*)|\*(?=\/)/g;
const hexEscape = (c: string) => '\\x' + c.charCodeAt(0).toString(16).padStart(2, '0');

/**
 * The one place where a value becomes SQL. Strings come out as a quoted ClickHouse literal that survives ClickHouse,
 * Grafana's variable interpolation and the data source's macros unchanged. Lone surrogates become U+FFFD.
 * @throws RangeError for a number that is not finite: ClickHouse has no literal that fits every column type
 */
export function literal(value: string | number | bigint | boolean): Sql {
  if (typeof value === 'string') {
    return trust(`'${value.toWellFormed().replace(UNSAFE, hexEscape)}'`);
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new RangeError(`${value} has no SQL literal; use a finite number`);
  }
  return trust(String(value));
}

/** `('a', 'b')` for IN. @throws RangeError when the list is empty: `IN ()` is a syntax error */
export function list(values: ReadonlyArray<string | number>): Sql {
  if (values.length === 0) {
    throw new RangeError('IN needs at least one value');
  }
  return sql`(${join(values.map(literal))})`;
}

/** `LIKE` pattern that finds the value anywhere; its own `%`, `_` and `\` are matched as they are. */
export function containing(value: string): Sql {
  return literal(`%${value.replace(/[\\%_]/g, (c) => '\\' + c)}%`);
}

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * A name of a database, table or column in backquotes; `a.b` is quoted part by part.
 * @throws RangeError for anything but letters, digits and `_`: names come from configuration, never from data
 */
export function identifier(name: string): Sql {
  const parts = name.split('.');
  if (!parts.every((part) => IDENTIFIER.test(part))) {
    throw new RangeError(`"${name}" is not a ClickHouse name: use letters, digits and _, not starting with a digit`);
  }
  return trust(parts.map((part) => '`' + part + '`').join('.'));
}

/** `${name}`: a Grafana variable whose own formatter produces SQL (filters, search). Never one that holds user text raw. */
export function grafanaVariable(name: string): Sql {
  if (!IDENTIFIER.test(name)) {
    throw new RangeError(`"${name}" is not a variable name`);
  }
  return trust('${' + name + '}');
}

/**
 * The value of a dashboard's variable as a text. Grafana percent-encodes it, which leaves nothing but letters, digits and
 * `-_.~%`: nothing that ends or escapes a literal, no variable, no macro. ClickHouse decodes it. All other formats of
 * Grafana are injectable here: `sqlstring` and `singlequote` leave backslashes as they are.
 */
export function dashboardVariable(name: string): Sql {
  if (!IDENTIFIER.test(name)) {
    throw new RangeError(`"${name}" is not a variable name`);
  }
  return trust("decodeURLComponent('${" + name + ":percentencode}')");
}
