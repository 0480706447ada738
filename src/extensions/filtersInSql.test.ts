import { filtersInSql } from './filtersInSql';
import { AUDIT_FIELDS } from '../../queries/audit/fields';
import { HOSTILE } from '../../queries/hostile';
import { literal } from '../../queries/sql';

const ALICE = [{ key: 'actor', value: 'alice' }];

test.each([
  ['a condition beside one of time', `SELECT 1 FROM t WHERE $__timeFilter(Timestamp) AND Actor = 'alice'`, ALICE],
  ['a quoted column, and what comes after', "SELECT 1 FROM t WHERE `Actor` = 'alice' GROUP BY x ORDER BY y", ALICE],
  ['in a subquery', `SELECT * FROM (SELECT 1 FROM t WHERE Actor = 'alice') ORDER BY 1`, ALICE],
  [
    'two of them',
    `SELECT 1 FROM t WHERE Actor='alice' AND ServiceName='billing'`,
    [...ALICE, { key: 'service', value: 'billing' }],
  ],
  [
    'an escaped quote',
    `SELECT 1 FROM t WHERE Actor = 'o\\'neil' AND Target = 'it''s'`,
    [
      { key: 'actor', value: "o'neil" },
      { key: 'target', value: "it's" },
    ],
  ],
  ['an alternative: not certain', `SELECT 1 FROM t WHERE Actor = 'alice' OR 1`, []],
  ['a negation', `SELECT 1 FROM t WHERE NOT Actor = 'alice'`, []],
  ['within parentheses: not looked into', `SELECT 1 FROM t WHERE (Actor = 'alice' OR 1) AND 1`, []],
  ['counted, not filtered', `SELECT countIf(Actor = 'alice') FROM t WHERE 1`, []],
  ['after the conditions', `SELECT 1 FROM t WHERE 1 GROUP BY Actor = 'alice'`, []],
  [
    'text that looks like a condition',
    `SELECT 1 FROM t WHERE Body = 'x' AND Target = 'AND Actor = bob'`,
    [
      { key: 'body', value: 'x' },
      { key: 'target', value: 'AND Actor = bob' },
    ],
  ],
  ['a comment', `SELECT 1 FROM t WHERE 1 -- AND Actor = 'alice'`, []],
  ['compared with something that is computed', `SELECT 1 FROM t WHERE Actor = 'alice' || 'x'`, []],
  ['several WHERE: not certain which one', `SELECT 1 FROM (SELECT 1 FROM t WHERE Actor = 'a') WHERE Actor = 'b'`, []],
  ['another column', `SELECT 1 FROM t WHERE Colour = 'red'`, []],
  ['no statement at all', `)))'`, []],
])('%s', (_, statement, filters) => expect(filtersInSql(statement, AUDIT_FIELDS)).toEqual(filters));

test('every value that our own queries write is read back', () => {
  for (const value of HOSTILE) {
    const statement = `SELECT 1 FROM t WHERE Actor = ${literal(value).text} AND 1`;
    expect(filtersInSql(statement, AUDIT_FIELDS)).toEqual(
      value === '' ? [] : [{ key: 'actor', value: value.toWellFormed() }]
    );
  }
});
