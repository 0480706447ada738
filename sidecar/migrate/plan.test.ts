import { refusals } from './apply/refusals';
import { type MigrationFile, sha256 } from './files';
import { type JournalEntry } from './journal';
import { MigrationRefused, planMigrations } from './plan';
import { entry, file, planInput } from './planForTest';
import { splitStatements } from './statements';

const FIRST = file('20260101000000_first', 'CREATE DATABASE a; CREATE TABLE a.t (x Int8) ENGINE = Null');
const SECOND = file('20260201000000_second', 'ALTER TABLE a.t ADD COLUMN y Int8');

const ran = (migration: MigrationFile, statement: number, event: JournalEntry['event'] = 'done', error = '') => {
  const statements = splitStatements(migration.template);
  return entry(migration.id, statement, event, {
    statements: statements.length,
    templateHash: migration.hash,
    statementHash: sha256(statements[statement - 1]),
    error,
  });
};

const planOf = (files: MigrationFile[], journal: JournalEntry[]) => planMigrations(planInput({ files, journal }));
const positions = (files: MigrationFile[], journal: JournalEntry[]) =>
  planOf(files, journal).pending.map(({ migration, position }) => `${migration.slice(15)} ${position}`);

test('nothing applied: everything is pending, in order', () => {
  expect(positions([FIRST, SECOND], [])).toEqual(['first 1', 'first 2', 'second 1']);
});

test('a migration that stopped half-way goes on at the statement that is not done', () => {
  const journal = [ran(FIRST, 1), ran(FIRST, 2, 'failed', 'no disk')];
  expect(positions([FIRST, SECOND], journal)).toEqual(['first 2', 'second 1']);
  expect(planOf([FIRST, SECOND], journal).migrations[0]).toMatchObject({
    state: 'partly applied',
    done: 1,
    of: 2,
    trouble: expect.stringContaining('no disk'),
  });
});

test('a statement without an outcome is named as interrupted and runs again', () => {
  const plan = planOf([FIRST], [ran(FIRST, 1, 'started')]);
  expect(plan.pending).toHaveLength(2);
  expect(plan.pending[0].earlier?.event).toBe('started');
  expect(plan.migrations[0].trouble).toMatch(/no outcome/);
});

test('everything applied: nothing is pending', () => {
  expect(positions([FIRST], [ran(FIRST, 1), ran(FIRST, 2)])).toEqual([]);
});

const withFile = (migration: MigrationFile, template: string) => file(migration.id, template);

test('the part of a migration that has not run may be changed, which is how one that fails is mended', () => {
  const mended = withFile(FIRST, 'CREATE DATABASE a; CREATE TABLE a.t (x Int16) ENGINE = Null; SELECT 1');
  expect(positions([mended], [ran(FIRST, 1), ran(FIRST, 2, 'failed', 'no')])).toEqual(['first 2', 'first 3']);
  // and once it is mended, what was written under the old text does not count as changed
  const after = [ran(FIRST, 1), ...[2, 3].map((n) => ran(mended, n))];
  expect(positions([mended], after)).toEqual([]);
});

const APPLIED = [ran(FIRST, 1), ran(FIRST, 2)];

test.each<[string, MigrationFile[], JournalEntry[], RegExp]>([
  [
    'a statement of an applied file was changed',
    [withFile(FIRST, FIRST.template.replace('Int8', 'Int16'))],
    APPLIED,
    /was changed after it was applied.*Statement 2 is not the one that was run.*repair/s,
  ],
  [
    'a statement was added to an applied file',
    [withFile(FIRST, `${FIRST.template}; SELECT 1`)],
    APPLIED,
    /It had 2 statements, now it has 3/,
  ],
  ['only a comment was changed', [withFile(FIRST, `-- hello\n${FIRST.template}`)], APPLIED, /Only comments/],
  [
    'the part that has run was changed before the rest has',
    [withFile(FIRST, FIRST.template.replace('DATABASE a', 'DATABASE b'))],
    [ran(FIRST, 1), ran(FIRST, 2, 'failed')],
    /Statement 1 is not the one that was run/,
  ],
  ['an applied file is missing', [SECOND], APPLIED, /its file is missing.*repair/s],
  ['a new file stands before an applied one', [FIRST, SECOND], [ran(SECOND, 1)], /stands before.*later time/s],
  [
    'a variable has no value',
    [withFile(FIRST, 'SELECT {{kafka_topic:String}}')],
    [],
    /20260101000000_first.sql: .*GIROK_KAFKA_TOPIC/,
  ],
  ['a string is not closed', [withFile(FIRST, "SELECT 'a")], [], /20260101000000_first.sql: This string is not closed/],
])('refused: %s', (_, files, journal, message) => {
  const plan = () => planOf(files, journal);
  expect(plan).toThrow(MigrationRefused);
  expect(plan).toThrow(message);
});

test('tables that nobody has journalled are not taken for those of the migrations', () => {
  const live = [{ name: 't', engine: 'Null', engineFull: '', create: '' }];
  const files = [file(FIRST.id, 'CREATE TABLE IF NOT EXISTS {{database:Identifier}}.t (x Int8) ENGINE = Null')];
  expect(() => planMigrations(planInput({ files, live }))).toThrow(/table d\.t exists.*baseline/s);
  const journal = [entry(FIRST.id, 1, 'started', { templateHash: files[0].hash })];
  expect(planMigrations(planInput({ files, live, journal })).pending).toHaveLength(1);
});

test('an entry that repair has taken out of the journal is as if it had never been', () => {
  expect(positions([SECOND], [entry(FIRST.id, 1, 'removed')])).toEqual(['second 1']);
  const plan = planOf([FIRST], [ran(FIRST, 1), { ...ran(FIRST, 2), event: 'again' }]);
  expect(plan.pending.map(({ position, earlier }) => [position, earlier])).toEqual([[2, undefined]]);
});

test('without a secret one can plan, and not run', () => {
  const plan = planOf([withFile(FIRST, 'SELECT {{kafka_password:Secret}}')], []);
  expect(plan.pending).toMatchObject([{ shown: "SELECT '[HIDDEN]'", missing: 'kafka_password' }]);
  expect(refusals(plan, {})).toEqual([expect.stringContaining('set GIROK_KAFKA_PASSWORD')]);
});
