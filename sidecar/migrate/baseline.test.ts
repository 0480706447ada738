import { planBaseline } from './baseline';
import { MigrationRefused } from './plan';
import { entry, file, planInput } from './planForTest';

const FIRST = file(
  '20260101000000_a',
  'CREATE DATABASE d; CREATE TABLE d.t (a Int8) ENGINE = Null; CREATE TABLE d.old (a Int8) ENGINE = Null; ALTER TABLE d.old ADD COLUMN b Int8'
);
const SECOND = file(
  '20260201000000_b',
  'ALTER TABLE d.t ADD COLUMN b Int8, ADD INDEX i a TYPE minmax; INSERT INTO d.t SELECT 1; DROP TABLE d.old'
);
const INPUT = planInput({ files: [FIRST, SECOND] });
const WHOLE_DATABASE = ['database d', 'table d.t', 'column d.t.b', 'index d.t.i'];

test('a database that has everything is recorded; what a later migration has dropped is not missing', () => {
  const { statements, missing, unseen } = planBaseline(INPUT, new Set(WHOLE_DATABASE));
  expect(missing).toEqual([]);
  expect(statements).toHaveLength(7);
  expect(unseen.map(({ description }) => description)).toEqual(['insert into d.t']);
});

test('what is missing, and what should not be there any more, is named', () => {
  const { missing } = planBaseline(INPUT, new Set(['database d', 'table d.t', 'column d.t.b', 'table d.old']));
  expect(missing).toEqual(['table d.old is still there', 'index d.t.i is missing']);
});

test('an older state is recorded up to a named migration', () => {
  const { statements, missing } = planBaseline(
    INPUT,
    new Set(['database d', 'table d.t', 'table d.old', 'column d.old.b']),
    FIRST.id
  );
  expect(missing).toEqual([]);
  expect(statements.map(({ migration }) => migration)).toEqual([FIRST.id, FIRST.id, FIRST.id, FIRST.id]);
});

test('refused where there is a journal, or no such migration', () => {
  const journal = [entry(FIRST.id, 1, 'done')];
  expect(() => planBaseline({ ...INPUT, journal }, new Set())).toThrow(MigrationRefused);
  expect(() => planBaseline(INPUT, new Set(), '2027')).toThrow(/no migration 2027.*20260201000000_b/);
});
