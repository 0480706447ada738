import { createdObject, describeStatement, splitStatements } from './statements';

test.each([
  ['two statements', 'SELECT 1; SELECT 2;', ['SELECT 1', 'SELECT 2']],
  ['a semicolon in a string', "SELECT ';' ; SELECT 2", ["SELECT ';'", 'SELECT 2']],
  ['an escaped quote before it', "SELECT '\\';'; x", ["SELECT '\\';'", 'x']],
  ['a doubled quote before it', "SELECT ''';'; x", ["SELECT ''';'", 'x']],
  ['in a quoted name', 'SELECT `a;b`, "c;d"; x', ['SELECT `a;b`, "c;d"', 'x']],
  ['in a line comment', 'SELECT 1 -- a;b\n, 2; x', ['SELECT 1 -- a;b\n, 2', 'x']],
  ['in a block comment', 'SELECT /* ; */ 1; x', ['SELECT /* ; */ 1', 'x']],
  ['in a heredoc', 'SELECT $a$ ; $a$; x', ['SELECT $a$ ; $a$', 'x']],
  ['a quote in a comment opens nothing', "-- don't\nSELECT 1; x", ['SELECT 1', 'x']],
  ['only comments', '-- a\n/* b; */\n', []],
  ['comments before a statement are dropped', '-- a;\n\n/* b */ SELECT 1', ['SELECT 1']],
])('%s', (_, sql, statements) => expect(splitStatements(sql)).toEqual(statements));

test('a statement is described by what it does', () => {
  expect(describeStatement('CREATE MATERIALIZED VIEW IF NOT EXISTS `otel`.v TO otel.t AS SELECT 1')).toBe(
    'create materialized view otel.v'
  );
  expect(describeStatement('INSERT INTO t SELECT 1')).toBe('INSERT INTO t SELECT');
});

test('the object of a CREATE is known, that of others is none', () => {
  expect(createdObject('CREATE TABLE IF NOT EXISTS `otel`.`t` (a String)')).toEqual({ kind: 'table', name: 'otel.t' });
  expect(createdObject('CREATE MATERIALIZED VIEW otel.v AS SELECT 1')).toEqual({ kind: 'view', name: 'otel.v' });
  expect(createdObject('ALTER TABLE otel.t DROP COLUMN a')).toBeUndefined();
});
