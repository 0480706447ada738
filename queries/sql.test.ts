import { and, containing, grafanaVariable, identifier, list, literal, sql } from './sql';

test('a statement is put together from trusted parts only', () => {
  expect(sql`SELECT ${literal('a')}, ${literal(1)} FROM ${identifier('otel.t')}`.text).toBe(
    "SELECT 'a', 1 FROM `otel`.`t`"
  );
});

test('a plain string does not compile as a part', () => {
  // @ts-expect-error: only Sql may be interpolated
  expect(() => sql`SELECT ${'x'}`).not.toThrow();
});

test.each([
  ['a quote', "o'brien", "'o\\x27brien'"],
  ['a backslash', '\\', "'\\x5c'"],
  ['a Grafana variable', '${x} $y', "'\\x24{x} \\x24y'"],
  ['an old Grafana variable', '[[x]]', "'\\x5b[x]]'"],
  ['a comment', 'a--b /*c*/', "'a\\x2d-b \\x2f*c\\x2a/'"],
  ['an end of statement and a newline', ';\n', "'\\x3b\\x0a'"],
  ['other text is left readable', 'user-17 café 기록', "'user-17 café 기록'"],
  ['half a surrogate pair', 'a\ud800', "'a\ufffd'"],
])('literal: %s', (_, value, text) => expect(literal(value).text).toBe(text));

test.each([NaN, Infinity, -Infinity])('literal: %s is refused', (value) =>
  expect(() => literal(value)).toThrow(/no SQL literal/)
);

test.each(['a b', "a'b", 'a`b', '1a', '', 'a..b', 'a;'])('identifier: %j is refused', (name) =>
  expect(() => identifier(name)).toThrow(/is not a ClickHouse name/)
);

test('a variable name is only a name', () => {
  expect(grafanaVariable('filters').text).toBe('${filters}');
  expect(() => grafanaVariable('a}${b')).toThrow(RangeError);
});

test('wildcards of a searched text are matched as they are', () => {
  expect(containing('100%_').text).toBe("'%100\\x5c%\\x5c_%'");
});

test('an empty list is refused, no condition is true', () => {
  expect(() => list([])).toThrow(/at least one/);
  expect(and([]).text).toBe('1');
});
