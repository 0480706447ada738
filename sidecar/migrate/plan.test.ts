import { type MigrationFile } from './files';
import { type JournalEntry } from './journal';
import { MigrationRefused, planMigrations } from './plan';

const FIRST: MigrationFile = {
  id: '20260101000000_first',
  template: 'CREATE DATABASE a; CREATE TABLE a.t (x Int8) ENGINE = Null',
  hash: 'h1',
};
const SECOND: MigrationFile = {
  id: '20260201000000_second',
  template: 'ALTER TABLE a.t ADD COLUMN y Int8',
  hash: 'h2',
};

const entry = (file: MigrationFile, statement: number, event: JournalEntry['event'], error = ''): JournalEntry => ({
  migration: file.id,
  statement,
  event,
  templateHash: file.hash,
  time: '2026-01-01 00:00:00.000',
  error,
});

const positions = (files: MigrationFile[], journal: JournalEntry[]) =>
  planMigrations(files, journal, {}).pending.map(({ migration, position }) => `${migration.slice(15)} ${position}`);

test('nothing applied: everything is pending, in order', () => {
  expect(positions([FIRST, SECOND], [])).toEqual(['first 1', 'first 2', 'second 1']);
});

test('a migration that stopped half-way goes on at the statement that is not done', () => {
  const journal = [entry(FIRST, 1, 'done'), entry(FIRST, 2, 'failed', 'no disk')];
  expect(positions([FIRST, SECOND], journal)).toEqual(['first 2', 'second 1']);
  expect(planMigrations([FIRST, SECOND], journal, {}).migrations[0]).toMatchObject({
    state: 'partly applied',
    done: 1,
    of: 2,
    trouble: expect.stringContaining('no disk'),
  });
});

test('a statement without an outcome is named as interrupted and runs again', () => {
  const plan = planMigrations([FIRST], [entry(FIRST, 1, 'started')], {});
  expect(plan.pending).toHaveLength(2);
  expect(plan.migrations[0].trouble).toMatch(/no outcome/);
});

test('everything applied: nothing is pending', () => {
  expect(positions([FIRST], [entry(FIRST, 1, 'done'), entry(FIRST, 2, 'done')])).toEqual([]);
});

test.each<[string, MigrationFile[], JournalEntry[], RegExp]>([
  [
    'an applied file was changed',
    [{ ...FIRST, hash: 'other' }],
    [entry(FIRST, 1, 'done')],
    /was changed after it was applied/,
  ],
  ['an applied file is missing', [SECOND], [entry(FIRST, 1, 'done')], /its file is missing/],
  ['a new file stands before an applied one', [FIRST, SECOND], [entry(SECOND, 1, 'done')], /stands before/],
  [
    'a variable has no value',
    [{ ...FIRST, template: 'SELECT {{kafka_password:Secret}}' }],
    [],
    /20260101000000_first.sql: .*kafka_password/,
  ],
])('refused: %s', (_, files, journal, message) => {
  const plan = () => planMigrations(files, journal, {});
  expect(plan).toThrow(MigrationRefused);
  expect(plan).toThrow(message);
});
