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

/** Resolves the key of a filter to a column or map element; undefined when there is no such field. */
export type FieldOf = (key: string) => Sql | undefined;

/**
 * All filters as one condition. A filter that cannot be understood (an unknown field or operator from a link that
 * somebody edited) matches nothing, so that it never shows more than was asked for.
 */
export function where(filters: readonly Filter[], fieldOf: FieldOf): Sql {
  return and(filters.filter((filter) => filter.key !== '').map((filter) => condition(filter, fieldOf)));
}

const NOTHING = sql`0`;

function condition({ key, operator, value, values }: Filter, fieldOf: FieldOf): Sql {
  const field = fieldOf(key);
  if (!field || !isOperator(operator)) {
    return NOTHING;
  }
  const several = values?.length ? values : [value];
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

function compare(field: Sql, operator: '>' | '<' | '>=' | '<=', value: string): Sql {
  const number = Number(value);
  if (value.trim() === '' || !Number.isFinite(number)) {
    return NOTHING;
  }
  const sign = { '>': sql`>`, '<': sql`<`, '>=': sql`>=`, '<=': sql`<=` }[operator];
  return sql`toFloat64OrNull(toString(${field})) ${sign} ${literal(number)}`;
}
