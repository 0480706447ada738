import { blankComments } from './comments';
import { parseGoDuration, shortGoDuration } from './duration';
import { endOfQuoted } from '../../../quotedText';

/** What macros read of a query. Times are epoch milliseconds. */
export interface MacroContext {
  from: number;
  to: number;
  intervalMs: number;
  table?: string;
  column?: string;
}

/** A macro was used wrongly: the query's author has to change its text. */
export class MacroError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MacroError';
  }
}

interface Macro {
  /** Number of arguments; undefined when any are accepted and ignored. */
  args?: number;
  expand(context: MacroContext, args: string[]): string;
}

const seconds = (ms: number) => `toDateTime(${Math.floor(ms / 1000)})`;
const millis = (ms: number) => `fromUnixTimestamp64Milli(${Math.trunc(ms)})`;
const day = (ms: number) => `toDate('${new Date(ms).toISOString().slice(0, 10)}')`;
const between = (column: string, from: string, to: string) => `${column} >= ${from} AND ${column} <= ${to}`;
const wholeSeconds = ({ intervalMs }: MacroContext) => Math.max(Math.trunc(intervalMs / 1000), 1);

const dateTimeFilter: Macro = {
  args: 2,
  expand: ({ from, to }, [date, time]) =>
    `(${between(date, day(from), day(to))}) AND (${between(time, seconds(from), seconds(to))})`,
};

/**
 * The macros of grafana-clickhouse-datasource 4.20.0's backend, by name without `$__`. Source: its pkg/macros and the
 * defaults of grafana/macropro. Its tests' expansions are the table in macros.test.ts.
 */
const MACROS: Record<string, Macro> = {
  column: { expand: ({ column }) => fromQuery('column', column) },
  dateFilter: { args: 1, expand: ({ from, to }, [column]) => between(column, day(from), day(to)) },
  dateTimeFilter,
  dt: dateTimeFilter,
  fromTime: { expand: ({ from }) => seconds(from) },
  fromTime_ms: { expand: ({ from }) => millis(from) },
  interval: { expand: ({ intervalMs }) => shortGoDuration(intervalMs) },
  interval_ms: { expand: ({ intervalMs }) => String(Math.trunc(intervalMs)) },
  interval_s: { expand: (context) => String(wholeSeconds(context)) },
  table: { expand: ({ table }) => fromQuery('table', table) },
  timeFilter: { args: 1, expand: ({ from, to }, [column]) => between(column, seconds(from), seconds(to)) },
  timeFilter_ms: { args: 1, expand: ({ from, to }, [column]) => between(column, millis(from), millis(to)) },
  timeFrom: { args: 1, expand: ({ from }, [column]) => `${column} >= ${seconds(from)}` },
  timeGroup: { args: 2, expand: (_, [column, period]) => toStartOf(column, groupSeconds(period)) },
  timeInterval: { args: 1, expand: (context, [column]) => toStartOf(column, wholeSeconds(context)) },
  timeInterval_ms: {
    args: 1,
    expand: ({ intervalMs }, [column]) =>
      `toStartOfInterval(toDateTime64(${column}, 3), INTERVAL ${Math.max(Math.trunc(intervalMs), 1)} millisecond)`,
  },
  timeTo: { args: 1, expand: ({ to }, [column]) => `${column} <= ${seconds(to)}` },
  toTime: { expand: ({ to }) => seconds(to) },
  toTime_ms: { expand: ({ to }) => millis(to) },
};

/**
 * Expands all `$__name(…)`. Comments are blanked first, unknown names stay, a name is only matched whole (so
 * `$__interval_ms` is never `$__interval`), macros in arguments are expanded before the macro around them, and
 * macros in string literals are expanded too, as the data source does. Throws MacroError.
 */
export function expandMacros(rawSql: string, context: MacroContext): string {
  return expandIn(blankComments(rawSql), context);
}

function expandIn(sql: string, context: MacroContext): string {
  let out = '';
  let rest = sql;
  for (let match = nextMacro(rest); match; match = nextMacro(rest)) {
    const { name, start, end } = match;
    const close = rest[end] === '(' ? closingParen(rest, end) : null;
    const args = close === null ? [] : splitArguments(rest.slice(end + 1, close));
    out +=
      rest.slice(0, start) +
      apply(
        name,
        args.map((arg) => expandIn(arg, context)),
        context
      );
    rest = rest.slice(close === null ? end : close + 1);
  }
  return out + rest;
}

/** The next known macro; names are word characters, so the longest possible name is the one that is looked up. */
function nextMacro(sql: string): { name: string; start: number; end: number } | null {
  for (const match of sql.matchAll(/\$__(\w+)/g)) {
    if (Object.hasOwn(MACROS, match[1])) {
      return { name: match[1], start: match.index, end: match.index + match[0].length };
    }
  }
  return null;
}

function apply(name: string, args: string[], context: MacroContext): string {
  const macro = MACROS[name];
  if (macro.args !== undefined && macro.args !== args.length) {
    throw new MacroError(
      `unexpected number of arguments: $__${name} expected ${macro.args} argument(s), received ${args.length}`
    );
  }
  return macro.expand(context, args);
}

/** Index of the parenthesis that closes the one at `open`, or null when there is none. */
function closingParen(sql: string, open: number): number | null {
  let depth = 0;
  for (let at = open; at < sql.length; at++) {
    if (isQuote(sql[at])) {
      at = endOfQuoted(sql, at) - 1;
    } else if (sql[at] === '(') {
      depth++;
    } else if (sql[at] === ')' && --depth === 0) {
      return at;
    }
  }
  return null;
}

/** Commas in nested parentheses and quotes do not separate. Blank text has no arguments. */
function splitArguments(text: string): string[] {
  if (text.trim() === '') {
    return [];
  }
  const args: string[] = [];
  let depth = 0;
  let begin = 0;
  for (let at = 0; at < text.length; at++) {
    if (isQuote(text[at])) {
      at = endOfQuoted(text, at) - 1;
    } else if (text[at] === '(') {
      depth++;
    } else if (text[at] === ')') {
      depth--;
    } else if (text[at] === ',' && depth === 0) {
      args.push(text.slice(begin, at));
      begin = at + 1;
    }
  }
  return [...args, text.slice(begin)].map((arg) => arg.trim());
}

function isQuote(character: string): boolean {
  return character === "'" || character === '"';
}

function toStartOf(column: string, seconds: number): string {
  return `toStartOfInterval(toDateTime(${column}), INTERVAL ${seconds} second)`;
}

function groupSeconds(period: string): number {
  const text = period.replace(/^['"]+|['"]+$/g, '');
  const ms = parseGoDuration(text);
  if (ms === null) {
    throw new MacroError(
      `$__timeGroup: invalid interval "${text}": write it as 30s, 5m or 1h (there is no unit for days)`
    );
  }
  const seconds = Math.round(ms / 1000);
  if (seconds <= 0) {
    throw new MacroError(`$__timeGroup: interval must be positive, got "${text}"`);
  }
  return seconds;
}

function fromQuery(name: 'table' | 'column', value: string | undefined): string {
  if (!value) {
    throw new MacroError(`$__${name}: no ${name} name in query context: set "${name}" in the query`);
  }
  return value;
}
