import fc from 'fast-check';

import { plainSql, sqlTokens } from './sqlTokens';
import { createdObject, describeStatement, droppedObject, splitStatements } from './statements';

test.each([
  ['two statements', 'SELECT 1; SELECT 2;', ['SELECT 1', 'SELECT 2']],
  ['a semicolon in a string', "SELECT ';' ; SELECT 2", ["SELECT ';'", 'SELECT 2']],
  ['an escaped quote before it', "SELECT '\\';'; x", ["SELECT '\\';'", 'x']],
  ['a doubled quote before it', "SELECT ''';'; x", ["SELECT ''';'", 'x']],
  ['in a quoted name', 'SELECT `a;b`, "c;d"; x', ['SELECT `a;b`, "c;d"', 'x']],
  ['in typographic quotes', 'SELECT ‘a;\\’, “c;d”; x', ['SELECT ‘a;\\’, “c;d”', 'x']],
  ['in a line comment', 'SELECT 1 -- a;b\n, 2; x', ['SELECT 1 -- a;b\n, 2', 'x']],
  ['in a comment that begins with #', 'SELECT 1 # a;b\n, 2 #! c;d\n; x', ['SELECT 1 # a;b\n, 2 #! c;d', 'x']],
  ['in a block comment', 'SELECT /* ; */ 1; x', ['SELECT /* ; */ 1', 'x']],
  ['in a nested block comment', 'SELECT /* a /* b */ ; */ 1; x', ['SELECT /* a /* b */ ; */ 1', 'x']],
  ['in a heredoc', 'SELECT $a$ ; $a$; x', ['SELECT $a$ ; $a$', 'x']],
  ['a word with $ opens no heredoc', 'SELECT a$b$; SELECT c$b$; x', ['SELECT a$b$', 'SELECT c$b$', 'x']],
  ['a quote in a comment opens nothing', "-- don't\nSELECT 1; x", ['SELECT 1', 'x']],
  ['a comment mark in a string opens nothing', "SELECT '/*', '--'; x", ["SELECT '/*', '--'", 'x']],
  ['only comments', '-- a\n/* b; */\n', []],
  ['comments before a statement are dropped', '-- a;\n\n/* b */ SELECT 1', ['SELECT 1']],
])('%s', (_, sql, statements) => expect(splitStatements(sql)).toEqual(statements));

test.each([
  ['a string', "SELECT 'a; SELECT 1", /string is not closed: 'a; SELECT 1/],
  ['a quoted name', 'SELECT `a', /quoted name is not closed/],
  ['a block comment', 'SELECT 1 /* /* */', /comment is not closed/],
])('%s that is not closed is refused', (_, sql, message) => expect(() => splitStatements(sql)).toThrow(message));

/** Fragments that may hold a semicolon without ending a statement. */
const anything = fc.string({ unit: 'binary', maxLength: 12 });
const without = (pattern: RegExp) => anything.map((text) => text.replace(pattern, ''));
const quoted = (quote: string) =>
  without(/\\/g).map((text) => `${quote}${text.replaceAll(quote, quote + quote).replaceAll(';', ';;')}${quote}`);
const fragment = fc.oneof(
  fc.constantFrom('SELECT', 'x$y', '1.5e3', '(', ')', '+', '=', ' ', '\n', '::', '{{name:String}}'),
  quoted("'"),
  quoted('`'),
  quoted('"'),
  without(/\n/g).map((text) => `--${text}\n`),
  without(/[/*]/g).map((text) => `/*${text};/*;*/'*/`),
  without(/\$/g).map((text) => ` $tag$${text};'$tag$ `)
);
const statement = fc.array(fragment, { maxLength: 8 }).map((fragments) => `ALTER ${fragments.join(' ')}`.trimEnd());

test('statements that are joined and split again come back as they were', () => {
  fc.assert(
    fc.property(
      fc.array(statement),
      fc.constantFrom(';', ' ;\n', ';\n-- next; one\n', ';/* a */;'),
      (statements, separator) => {
        expect(splitStatements(statements.map((text) => `${text}\n`).join(separator))).toEqual(statements);
      }
    ),
    { numRuns: 500 }
  );
});

test('tokens joined are the text, whatever it is', () => {
  fc.assert(
    fc.property(fc.array(fragment), (fragments) => {
      const sql = fragments.join('');
      fc.pre(!throws(() => sqlTokens(sql)));
      expect(
        sqlTokens(sql)
          .map(({ text }) => text)
          .join('')
      ).toBe(sql);
    })
  );
});

function throws(work: () => unknown): boolean {
  try {
    work();
    return false;
  } catch {
    return true;
  }
}

test('plain SQL forgets comments and line breaks, and nothing within quotes', () => {
  expect(plainSql("  SELECT  'a  -- b'\n -- c\n /* d */, `e\nf`  ")).toBe("SELECT 'a  -- b' , `e\nf`");
});

test.each([
  ['CREATE MATERIALIZED VIEW IF NOT EXISTS `otel`.v TO otel.t AS SELECT 1', 'create materialized view otel.v'],
  ['CREATE TABLE /* a */ otel.t (a Int8) ENGINE = Null', 'create table otel.t'],
  ['ALTER NAMED COLLECTION IF EXISTS c SET a = 1', 'alter named collection c'],
  ['TRUNCATE TABLE IF EXISTS otel.t', 'truncate table otel.t'],
  ['INSERT INTO otel.t SELECT 1', 'insert into otel.t'],
  ['SYSTEM RELOAD CONFIG now', 'SYSTEM RELOAD CONFIG now'],
])('%s is described as: %s', (sql, description) => expect(describeStatement(sql)).toBe(description));

test('the object of a CREATE and of a DROP is known, that of others is none', () => {
  expect(createdObject('CREATE TABLE IF NOT EXISTS `otel`.`t` (a String)')).toEqual({ kind: 'table', name: 'otel.t' });
  expect(createdObject('CREATE MATERIALIZED VIEW otel.v AS SELECT 1')).toEqual({ kind: 'view', name: 'otel.v' });
  expect(createdObject('ALTER TABLE otel.t DROP COLUMN a')).toBeUndefined();
  expect(createdObject('CREATE USER otel')).toBeUndefined();
  expect(droppedObject('DROP TABLE IF EXISTS otel.t SYNC')).toBe('otel.t');
  expect(droppedObject('DETACH TABLE otel.t')).toBeUndefined();
});
