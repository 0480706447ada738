import { blankComments } from './comments';
import { expandMacros, type MacroContext, MacroError } from './macros';

const CONTEXT: MacroContext = {
  from: Date.parse('2014-11-12T11:45:26.123Z'),
  to: Date.parse('2015-11-12T11:45:26.456Z'),
  intervalMs: 20_000,
  table: 'my_table',
  column: 'my_col',
};

// Expansions as the data source documents them and as its own Go tests state them (pkg/macros/macros_test.go).
const DOCUMENTED: Array<[macro: string, expansion: string]> = [
  ['$__timeFilter(ts)', 'ts >= toDateTime(1415792726) AND ts <= toDateTime(1447328726)'],
  [
    '$__timeFilter(cast(sth as timestamp) )',
    'cast(sth as timestamp) >= toDateTime(1415792726) AND cast(sth as timestamp) <= toDateTime(1447328726)',
  ],
  [
    '$__timeFilter_ms(ts)',
    'ts >= fromUnixTimestamp64Milli(1415792726123) AND ts <= fromUnixTimestamp64Milli(1447328726456)',
  ],
  ['$__dateFilter(d)', "d >= toDate('2014-11-12') AND d <= toDate('2015-11-12')"],
  [
    '$__dateTimeFilter(d, t)',
    "(d >= toDate('2014-11-12') AND d <= toDate('2015-11-12')) AND (t >= toDateTime(1415792726) AND t <= toDateTime(1447328726))",
  ],
  [
    '$__dt(d, t)',
    "(d >= toDate('2014-11-12') AND d <= toDate('2015-11-12')) AND (t >= toDateTime(1415792726) AND t <= toDateTime(1447328726))",
  ],
  ['$__fromTime', 'toDateTime(1415792726)'],
  ['$__toTime', 'toDateTime(1447328726)'],
  ['$__fromTime_ms', 'fromUnixTimestamp64Milli(1415792726123)'],
  ['$__toTime_ms', 'fromUnixTimestamp64Milli(1447328726456)'],
  ['$__timeFrom(ts)', 'ts >= toDateTime(1415792726)'],
  ['$__timeTo(ts)', 'ts <= toDateTime(1447328726)'],
  ['$__timeInterval(ts)', 'toStartOfInterval(toDateTime(ts), INTERVAL 20 second)'],
  ['$__timeInterval_ms(ts)', 'toStartOfInterval(toDateTime64(ts, 3), INTERVAL 20000 millisecond)'],
  ['$__interval_s', '20'],
  ['$__interval', '20s'],
  ['$__interval_ms', '20000'],
  ['$__timeGroup(ts, 5m)', 'toStartOfInterval(toDateTime(ts), INTERVAL 300 second)'],
  ["$__timeGroup(ts, '1h')", 'toStartOfInterval(toDateTime(ts), INTERVAL 3600 second)'],
  ['$__table', 'my_table'],
  ['$__column', 'my_col'],
];

test.each(DOCUMENTED)('%s', (macro, expansion) => {
  expect(expandMacros(`SELECT ${macro} FROM t`, CONTEXT)).toBe(`SELECT ${expansion} FROM t`);
});

test.each([
  [
    'two macros side by side in parentheses',
    '( d >= $__fromTime ) and ( d <= $__toTime )',
    '( d >= toDateTime(1415792726) ) and ( d <= toDateTime(1447328726) )',
  ],
  ['the longer name wins', '$__interval_ms|$__interval_s|$__interval', '20000|20|20s'],
  ['an unknown macro stays', 'SELECT $__unknown(x), $__timeFilterX(y)', 'SELECT $__unknown(x), $__timeFilterX(y)'],
  ['names of object methods are no macros', '$__constructor $__toString()', '$__constructor $__toString()'],
  [
    'a macro as the argument of a macro',
    '$__timeInterval($__fromTime)',
    'toStartOfInterval(toDateTime(toDateTime(1415792726)), INTERVAL 20 second)',
  ],
  [
    'a macro inside a larger argument',
    '$__timeTo(coalesce(closed, $__toTime))',
    'coalesce(closed, toDateTime(1447328726)) <= toDateTime(1447328726)',
  ],
  [
    'commas in functions and quotes do not separate arguments',
    '$__timeFrom(f(a, \'b,)\', "c,"))',
    'f(a, \'b,)\', "c,") >= toDateTime(1415792726)',
  ],
  ['inside a string literal it is expanded too', "'$__interval_s seconds'", "'20 seconds'"],
  ['a line comment is blanked', 'SELECT 1 -- $__timeFilter\n, 2', 'SELECT 1                 \n, 2'],
  ['an unclosed block comment reaches to the end', 'SELECT 1 /* $__timeFilter', 'SELECT 1                 '],
  [
    'a comment sign in a string is text',
    "x = 'it\\'s -- fine' and $__fromTime",
    "x = 'it\\'s -- fine' and toDateTime(1415792726)",
  ],
  [
    'a doubled quote does not end the string',
    "x = 'it''s /* fine' and $__fromTime",
    "x = 'it''s /* fine' and toDateTime(1415792726)",
  ],
  [
    'an apostrophe in a backtick identifier',
    "SELECT `it's`, 'a--b', $__toTime",
    "SELECT `it's`, 'a--b', toDateTime(1447328726)",
  ],
  [
    'a dollar-quoted string keeps its comment sign',
    'SELECT $doc$a--b$doc$, $__toTime',
    'SELECT $doc$a--b$doc$, toDateTime(1447328726)',
  ],
  [
    'replacement patterns in an argument are plain text',
    "$__timeFrom(f('$& $1'))",
    "f('$& $1') >= toDateTime(1415792726)",
  ],
])('%s', (_, sql, expected) => expect(expandMacros(sql, CONTEXT)).toBe(expected));

test.each([
  [
    'an interval below a second counts as one',
    { intervalMs: 200 },
    '$__interval_s $__timeInterval(t)',
    '1 toStartOfInterval(toDateTime(t), INTERVAL 1 second)',
  ],
  ['a broken second is cut, not rounded', { intervalMs: 1999 }, '$__interval_s', '1'],
  ['a whole minute is written as one', { intervalMs: 120_000 }, '$__interval', '2m'],
  ['90 seconds are no whole minute', { intervalMs: 90_000 }, '$__interval', '90s'],
  ['times before 1970 are rounded down', { from: -1 }, '$__fromTime', 'toDateTime(-1)'],
])('%s', (_, change, sql, expected) => expect(expandMacros(sql, { ...CONTEXT, ...change })).toBe(expected));

test.each([
  ['no argument', '$__timeFilter', '$__timeFilter expected 1 argument(s), received 0'],
  ['empty parentheses', '$__timeFilter( )', '$__timeFilter expected 1 argument(s), received 0'],
  ['one too many', '$__timeFrom(a, b)', '$__timeFrom expected 1 argument(s), received 2'],
  ['one too few', '$__dateTimeFilter(a)', '$__dateTimeFilter expected 2 argument(s), received 1'],
  ['unbalanced parentheses count as none', '$__timeFilter(a', '$__timeFilter expected 1 argument(s), received 0'],
  ['no such unit', '$__timeGroup(t, 1d)', 'invalid interval "1d"'],
  ['no interval at all', '$__timeGroup(t, 0s)', 'interval must be positive'],
])('%s is an error that says which macro', (_, sql, message) => {
  expect(() => expandMacros(sql, CONTEXT)).toThrow(MacroError);
  expect(() => expandMacros(sql, CONTEXT)).toThrow(message);
});

test('a query without table says so', () => {
  expect(() => expandMacros('SELECT * FROM $__table', { ...CONTEXT, table: undefined })).toThrow(
    'no table name in query context'
  );
});

test('blanking keeps every position', () => {
  const sql = "SELECT /* a\nb */ 'x -- y' -- end\n, `--`";
  expect(blankComments(sql)).toHaveLength(sql.length);
});
