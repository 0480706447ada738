import { settings } from '../limits';
import { literal, type Sql, sql } from '../sql';
import { rowsOf } from '../tables';
import { isCurrent, withinBothPeriods } from '../timeRange';
import { countBefore, countNow, trend } from '../trend';
import { type AuditScope } from './audit';

/** Characters of a message that its pattern is made of. */
const PATTERN_LENGTH = 300;

/** Patterns that are returned. */
export const PATTERNS = 200;

interface Replacement {
  /** RE2. */
  expression: string;
  /** What stands in the pattern in its place. */
  placeholder: string;
}

/** What varies between similar messages, in the order in which it is replaced: what is inside another comes later. */
const REPLACEMENTS: readonly Replacement[] = [
  { expression: `"[^"]*"|'[^']*'|\`[^\`]*\``, placeholder: '<text>' },
  { expression: '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}', placeholder: '<uuid>' },
  { expression: '\\b(?:\\d{1,3}\\.){3}\\d{1,3}\\b', placeholder: '<ip>' },
  {
    expression: '\\b(?:[0-9a-fA-F]{1,4}:){2,7}(?::?[0-9a-fA-F]{1,4})+\\b|\\b(?:[0-9a-fA-F]{1,4}:)+:[0-9a-fA-F:]*',
    placeholder: '<ip>',
  },
  {
    expression: '\\b(?:0x[0-9a-fA-F]+|[0-9a-fA-F]*\\d[0-9a-fA-F]{7,}|[0-9a-fA-F]{7,}\\d[0-9a-fA-F]*)\\b',
    placeholder: '<hex>',
  },
  { expression: '\\d+(?:[.,]\\d+)*', placeholder: '<n>' },
];

/** The message with everything that varies replaced by what it is. */
const pattern = (message: Sql): Sql =>
  REPLACEMENTS.reduce(
    (text, { expression, placeholder }) =>
      sql`replaceRegexpAll(${text}, ${literal(expression)}, ${literal(placeholder)})`,
    message
  );

const TIME = sql`Timestamp`;

/**
 * Similar messages, the most frequent first: `pattern`, `trend`, `events`, `events_before`, `failures`, `actors` of the
 * range; `first_seen`, `last_seen` and the newest `example` of the range and the period before it.
 */
export function auditPatterns({ tables, range, where }: AuditScope): Sql {
  const now = isCurrent(TIME, range);
  return sql`SELECT pattern, trend, ${countNow(sql`trend`)} AS events, ${countBefore(sql`trend`)} AS events_before,
  failures, actors, first_seen, last_seen, example
FROM (
  SELECT ${pattern(sql`substringUTF8(Body, 1, ${literal(PATTERN_LENGTH)})`)} AS pattern, ${trend(TIME, range)} AS trend,
    countIf(Outcome = 'failure' AND ${now}) AS failures, uniqIf(Actor, ${now}) AS actors,
    min(${TIME}) AS first_seen, max(${TIME}) AS last_seen, argMax(substringUTF8(Body, 1, 1000), ${TIME}) AS example
  FROM ${rowsOf(tables, 'logs', range)}
  WHERE ${withinBothPeriods(TIME, range)}
    AND Body != ''
    AND ${where}
  GROUP BY pattern
)
ORDER BY events DESC, events_before DESC, pattern
LIMIT ${literal(PATTERNS)}
${settings()}`;
}

const PLACEHOLDER = /<(?:text|uuid|ip|hex|n)>/;
const SPECIAL = /[\\^$.*+?()[\]{}|/]/g;

/** A regular expression that finds the messages of a pattern, as the filter `body =~`. */
export function patternToRegExp(of: string): string {
  return `^${of
    .split(PLACEHOLDER)
    .map((text) => text.replace(SPECIAL, '\\$&'))
    .join('.+')}`;
}
