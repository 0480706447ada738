import { and, containing, list, literal, type Sql, sql } from './sql';

/** One condition as the filter bar has it. `values` is set for the operators that take several. */
export interface Filter {
  key: string;
  operator: string;
  value: string;
  values?: string[];
}

/** Operators in the order of the menu. `=|` and `!=|` are Grafana's "one of" and "not one of". */
export const OPERATORS = ['=', '!=', '=|', '!=|', '=~', '!~', '>', '<', '>=', '<='] as const;
export type Operator = (typeof OPERATORS)[number];

const isOperator = (operator: string): operator is Operator => (OPERATORS as readonly string[]).includes(operator);

/** Reads the text of a filter on a column of numbers: "1.5s" as nanoseconds; undefined for what is no number. */
export type ReadNumber = (text: string) => number | undefined;

/** What the keys of filters stand for. */
export interface FilterFields {
  /** Column or map element of a key; undefined when there is no such field. */
  fieldOf(key: string): Sql | undefined;
  /** How the values of a column of numbers are read; undefined for a key whose values are text. */
  numberOf(key: string): ReadNumber | undefined;
}

/**
 * All filters as one condition. A filter that cannot be understood (an unknown field or operator from a link that
 * somebody edited) matches nothing, so that it never shows more than was asked for.
 */
export function where(filters: readonly Filter[], fields: FilterFields): Sql {
  return and(filters.filter((filter) => filter.key !== '').map((filter) => condition(filter, fields)));
}

const NOTHING = sql`0`;

function condition({ key, operator, value, values }: Filter, fields: FilterFields): Sql {
  const field = fields.fieldOf(key);
  if (!field || !isOperator(operator)) {
    return NOTHING;
  }
  const several = values?.length ? values : [value];
  const read = fields.numberOf(key);
  if (read) {
    return numberCondition(field, operator, several.map(read));
  }
  switch (operator) {
    case '=':
      return sql`${field} = ${literal(value)}`;
    case '!=':
      return sql`${field} != ${literal(value)}`;
    case '=|':
      return sql`${field} IN ${list(several)}`;
    case '!=|':
      return sql`${field} NOT IN ${list(several)}`;
    case '=~':
      return matches(field, value);
    case '!~':
      return sql`NOT ${matches(field, value)}`;
    default:
      return compare(field, operator, value);
  }
}

/** On a column of numbers: the column itself is compared, so that its index is of use. There is no pattern of a number. */
function numberCondition(field: Sql, operator: Operator, values: Array<number | undefined>): Sql {
  const numbers = values.filter((number) => number !== undefined);
  if (numbers.length === 0) {
    return NOTHING;
  }
  switch (operator) {
    case '=':
    case '=|':
      return sql`${field} IN ${list(numbers)}`;
    case '!=':
    case '!=|':
      return sql`${field} NOT IN ${list(numbers)}`;
    case '>':
    case '<':
    case '>=':
    case '<=':
      return sql`${field} ${SIGNS[operator]} ${literal(numbers[0])}`;
    default:
      return NOTHING;
  }
}

/** As the value of `=~`: the field exists (has a value); of `!~`: it does not. A filter without a value is no filter in Grafana. */
export const ANY_VALUE = '.+';

/** In front of the value of `=~` or `!~`: upper and lower case are told apart. */
const WITH_CASE = '(?-i)';

/**
 * A valid regular expression is matched as one (RE2, anywhere, any case unless it starts with `(?-i)`); other text, plain
 * words too, is looked for as it stands.
 */
function matches(field: Sql, value: string): Sql {
  if (value === ANY_VALUE) {
    return sql`(toString(${field}) != '')`;
  }
  const withCase = value.startsWith(WITH_CASE);
  const pattern = withCase ? value.slice(WITH_CASE.length) : value;
  if (isRegExp(pattern)) {
    return sql`match(${field}, ${literal(`${withCase ? '' : '(?i)'}${pattern}`)})`;
  }
  return withCase ? sql`${field} LIKE ${containing(pattern)}` : sql`${field} ILIKE ${containing(pattern)}`;
}

// What JavaScript knows and RE2 does not: look-around and back-references. ClickHouse would refuse the query.
const NOT_RE2 = /\(\?<?[=!]|\\[1-9]|\\k</;

function isRegExp(pattern: string): boolean {
  try {
    new RegExp(pattern);
    return !NOT_RE2.test(pattern);
  } catch {
    return false;
  }
}

const SIGNS = { '>': sql`>`, '<': sql`<`, '>=': sql`>=`, '<=': sql`<=` };

function compare(field: Sql, operator: '>' | '<' | '>=' | '<=', value: string): Sql {
  const number = Number(value);
  if (value.trim() === '' || !Number.isFinite(number)) {
    return NOTHING;
  }
  return sql`toFloat64OrNull(toString(${field})) ${SIGNS[operator]} ${literal(number)}`;
}
