import { readStatement } from './statement';

describe('what a statement is', () => {
  test.each([
    ['a select', 'SELECT 1 FORMAT JSON', { verb: 'SELECT', reads: true, streams: true, format: 'JSON' }],
    ['SETTINGS after FORMAT', 'SELECT 1 FORMAT TSV SETTINGS x=1', { format: 'TSV' }],
    ['format is a function here', "SELECT format('{}', 1)", { format: undefined }],
    ['format of a subquery is not ours', 'SELECT * FROM (SELECT 1 AS format)', { format: undefined }],
    ['comments first', '-- x\n/* y */ show tables', { verb: 'SHOW', reads: true, streams: false }],
    ['in parentheses', '(SELECT 1) UNION ALL (SELECT 2)', { reads: true, streams: true }],
    ['DDL', 'CREATE TABLE t (a Int8) ENGINE = Null', { verb: 'CREATE', reads: false, streams: false }],
    ['final semicolons and comments fall away', 'SELECT 1; -- done', { sql: 'SELECT 1' }],
    ['a semicolon in a string', "SELECT ';'", { sql: "SELECT ';'" }],
    ['a semicolon in a heredoc', 'SELECT $x$;$x$', { sql: 'SELECT $x$;$x$' }],
    ['escaped and doubled quotes', `SELECT '\\';', ''';', "a"";"`, { sql: `SELECT '\\';', ''';', "a"";"` }],
  ])('%s', (_, text, expected) => expect(readStatement(text, false)).toMatchObject(expected));
});

test.each([[''], [' \n-- only a comment'], [';']])('nothing to run is an error, as on a server: %j', (text) => {
  expect(() => readStatement(text, false)).toThrow(/Code: 62.*Empty query/);
});

test('a second statement is refused, as by a server', () => {
  expect(() => readStatement('SELECT 1; DROP TABLE t', false)).toThrow(/Code: 62.*Multi-statements/s);
});

describe('files of the machine are closed', () => {
  test.each([
    ["SELECT * FROM file('/etc/passwd')"],
    ["SELECT * FROM `file` ('/etc/passwd')"],
    ["SELECT FILE('/etc/passwd')"],
    ["SELECT * FROM url('file:///etc/passwd')"],
    ["SELECT * FROM '/etc/passwd'"],
    ['SELECT * FROM default."/etc/passwd"'],
    ['SELECT * FROM a, "/etc/passwd"'],
    ['SELECT * FROM a JOIN `../x.csv` USING b'],
    ['SELECT * FROM (SELECT * FROM x, "/etc/passwd")'],
    ['DESC TABLE `/etc/passwd`'],
    ['SELECT 1 IN "/etc/passwd"'],
    ["SELECT 1 INTO OUTFILE '/tmp/x'"],
    ["INSERT INTO t FROM INFILE '/etc/passwd' FORMAT TSV"],
    ['CREATE TABLE t (a Int8) ENGINE = File(TSV)'],
    ["CREATE DATABASE d ENGINE = Filesystem('/')"],
    ["SELECT * FROM executable('id', 'TSV', 'a String')"],
    ["SELECT * FROM icebergLocal('/x')"],
  ])('%s', (text) => expect(() => readStatement(text, false)).toThrow(/Code: 497/));

  test.each([
    ["SELECT * FROM t WHERE route = '/etc/passwd' AND file = 1"],
    ["SELECT \"a/b\", `c/d` FROM t WHERE x IN ('/a', '/b')"],
    ["SELECT '/x' AS route, file FROM t GROUP BY 1, '/y'"],
    ["SELECT count() FROM t WHERE path = concat('a', '/b') ORDER BY x, '/z'"],
    ["SELECT 'FROM', '/etc/passwd'"],
    ["SELECT t.\"http/method\", trim(BOTH '/' FROM path) FROM t WHERE position(path IN '/x') > 0"],
  ])('but not: %s', (text) => expect(() => readStatement(text, true)).not.toThrow());
});

describe('what a reader must not, though the engine would let it', () => {
  test.each([['SYSTEM STOP MERGES'], ['KILL QUERY WHERE 1'], ['/* x */ kill query where 1']])('%s', (text) => {
    expect(() => readStatement(text, true)).toThrow(/Code: 164.*READONLY/);
    expect(() => readStatement(text, false)).not.toThrow();
  });
  test('nobody shuts the engine down through SQL', () => {
    expect(() => readStatement('SYSTEM SHUTDOWN', false)).toThrow(/Code: 497/);
  });
});
