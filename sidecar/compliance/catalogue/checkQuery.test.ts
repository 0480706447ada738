import { problemsOf } from './checkQuery';
import { loadCatalogue } from './loadCatalogue';
import { checkParameters } from './queryParameters';
import { querySchema, type SavedQuery } from './schema';

const catalogue = loadCatalogue();

const query = (changes: object): SavedQuery =>
  querySchema.parse({
    id: 'a-query',
    version: 1,
    title: 'A query',
    purpose: 'To see.',
    cannot_show: 'Nothing.',
    controls: { soc2: ['CC6.1'] },
    parameters: { least: { type: 'UInt8', default: 1, min: 1, max: 9, meaning: 'least' } },
    limits: { days: 31, rows: 10 },
    schedule: 'none',
    sql: 'SELECT Actor FROM {{audit_logs}} WHERE {{period}} AND 1 < {least:UInt8}',
    columns: [{ name: 'Actor', personal: 'direct', meaning: 'who' }],
    ...changes,
  });

const problems = (changes: object) => problemsOf(query(changes), catalogue, catalogue.frameworks);
const withSql = (sql: string) => problems({ sql, parameters: {} });

test('a query that is in order has no problem', () => {
  expect(problems({})).toEqual([]);
});

test.each([
  ['a framework that is unknown', { controls: { soc3: ['CC6.1'] } }, /no framework "soc3"/],
  ['a control that is unknown', { controls: { soc2: ['CC0.0'] } }, /no control "CC0.0"/],
  ['a control named like a method of objects', { controls: { soc2: ['constructor'] } }, /no control "constructor"/],
  ['a parameter that is not used', { sql: 'SELECT 1' }, /declared and not used/],
  ['a parameter of another type', { sql: 'SELECT {least:String}' }, /declared as UInt8 and used as String/],
  [
    'a parameter that hides the period',
    { parameters: { from: { type: 'String', meaning: 'x' } } },
    /cannot be declared/,
  ],
])('%s', (_, changes, words) => {
  expect(problems(changes).join('\n')).toMatch(words);
});

test.each([
  ['a parameter that nobody declared', 'SELECT {x:String}', /"x" is not declared/],
  ['a parameter that is a name', 'SELECT 1 FROM {x:Identifier}', /"x" is not declared/],
  ['a word that stands for nothing', 'SELECT {{nothing}}', /stands for nothing/],
  ['a class named like a method of objects', 'SELECT {{is constructor}}', /stands for nothing/],
  ['a statement that writes', 'INSERT INTO otel_audit_logs VALUES (1)', /must begin with SELECT/],
  ['two statements', 'SELECT 1; DROP TABLE otel_audit_logs', /one statement/],
  ['a comment', 'SELECT 1 -- and no more', /no comments/],
  ['a comment that hides', 'SELECT 1 FROM/**/system.users', /no comments/],
  ['another table', 'SELECT 1 FROM system.users', /"system.users" may not be read/],
  ['another table after a join', 'SELECT 1 FROM otel_audit_logs AS a LEFT JOIN system.users AS b ON 1', /system.users/],
  ['another table after a comma', 'SELECT 1 FROM otel_audit_logs a, system.users', /not with a comma/],
  ['another table after IN', 'SELECT 1 FROM otel_audit_logs WHERE Actor IN system.users', /system.users/],
  ['a table of another database', 'SELECT 1 FROM other.otel_audit_logs', /other.otel_audit_logs/],
  ['a table in quotes', 'SELECT 1 FROM `secrets`', /without quotes/],
  ['a heredoc that hides what follows', "SELECT $$'$$ FROM system.users WHERE '' = $$'$$", /without quotes/],
  [
    'typographic quotes that hide what follows',
    "SELECT \u2018'\u2019 FROM system.users WHERE '' = ''",
    /without quotes/,
  ],
  ['a table function', "SELECT 1 FROM url('http://127.0.0.1/', 'CSV', 'a String')", /Table functions/],
  ['a table function in other letters', "SELECT 1 FROM RemoteSecure ('host', 'db', 't')", /Table functions/],
  ['a dictionary', "SELECT dictGet('d', 'a', 1)", /dictionaries/],
  ['settings', 'SELECT 1 SETTINGS max_result_rows = 0', /set by girok/],
  ['a file', "SELECT 1 INTO OUTFILE 'x'", /set by girok/],
])('%s is refused', (_, sql, words) => {
  expect(withSql(sql).join('\n')).toMatch(words);
});

test.each([
  ['words of SQL in a text', "SELECT 'FROM system.users; -- SETTINGS' AS x"],
  ['a name from WITH', 'WITH a AS (SELECT 1 AS x) SELECT x FROM a'],
  ['the second name from WITH', 'WITH a AS (SELECT 1 AS x), b AS (SELECT x FROM a) SELECT x FROM b'],
  ['unrolling an array', 'SELECT k FROM otel_audit_logs ARRAY JOIN mapKeys(LogAttributes) AS k'],
])('%s is allowed', (_, sql) => {
  expect(withSql(sql)).toEqual([]);
});

describe('parameters of a run', () => {
  const asked = { from: '2026-07-01T00:00:00Z', to: '2026-07-02T00:00:00Z', tenant: '', parameters: {} };
  const check = (changes: object) => checkParameters(query({}), { ...asked, ...changes });

  test('are completed with defaults, and times are written as ClickHouse reads them', () => {
    expect(check({})).toEqual({
      values: { from: '2026-07-01 00:00:00.000', to: '2026-07-02 00:00:00.000', tenant: '', least: 1 },
    });
  });

  test.each<[string, object, RegExp]>([
    ['no time', { from: 'yesterday' }, /"from" must be a time/],
    ['a day that does not exist', { from: '2026-13-41T00:00:00Z' }, /"from" must be a time/],
    ['an end before the start', { to: '2026-06-01T00:00:00Z' }, /after its start/],
    ['a longer period', { to: '2026-08-02T00:00:00Z' }, /at most 31 days/],
    ['an unknown name', { parameters: { x: 1 } }, /no parameter "x"/],
    ['a name like a method of objects', { parameters: { constructor: 1 } }, /no parameter "constructor"/],
    ['text for a number', { parameters: { least: '1 OR 1' } }, /must be a number/],
    ['a fraction', { parameters: { least: 1.5 } }, /whole number/],
    ['not a number', { parameters: { least: NaN } }, /must be a number/],
    ['more than allowed', { parameters: { least: 10 } }, /between 1 and 9/],
  ])('%s is refused', (_, changes, words) => {
    const checked = check(changes);
    expect('problems' in checked && checked.problems.join('\n')).toMatch(words);
  });
});
