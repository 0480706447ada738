import { type JournalEntry } from './journal';
import { planMigrations } from './plan';
import { entry, file, planInput, whole } from './planForTest';
import { planRepair, type Verdict } from './repair';

const FILE = file(
  '20260101000000_x',
  'CREATE TABLE d.t (a Int8) ENGINE = Null; INSERT INTO d.t SELECT 1; ALTER TABLE d.t ADD COLUMN b Int8; DROP VIEW IF EXISTS d.v'
);
const ran = (statement: number, event: JournalEntry['event']) =>
  entry(FILE.id, statement, event, { statements: 4, templateHash: FILE.hash });

const repair = (journal: JournalEntry[], present: string[] = [], verdict?: Verdict, files = [FILE]) =>
  planRepair(planInput({ files, journal }), new Set(present), verdict);

const decisions = (...args: Parameters<typeof repair>) =>
  repair(...args).flatMap(({ records }) => records.map(({ statement, event }) => `${statement} ${event}`));

test('a journal in order needs nothing', () => {
  expect(repair([1, 2, 3, 4].map((n) => ran(n, 'done')))).toEqual([]);
});

test.each<[string, number, string[], string]>([
  ['its table exists', 1, ['table d.t'], '1 done'],
  ['its table does not exist', 1, [], '1 again'],
  ['its column exists', 3, ['column d.t.b'], '3 done'],
  ['its column does not exist', 3, ['table d.t'], '3 again'],
  ['what it drops is gone', 4, [], '4 done'],
  ['what it drops is there', 4, ['table d.v'], '4 again'],
])('an interrupted statement is judged by what it leaves: %s', (_, statement, present, decision) => {
  expect(decisions([ran(statement, 'started')], present)).toEqual([decision]);
});

test('a statement that leaves nothing to see is left to a person', () => {
  expect(repair([ran(2, 'interrupted')])).toMatchObject([{ doubtful: true, records: [] }]);
  expect(decisions([ran(2, 'interrupted')], [], 'done')).toEqual(['2 done']);
  expect(decisions([ran(2, 'interrupted')], [], 'again')).toEqual(['2 again']);
});

/** What the journal would hold after the records of a repair. */
function after(journal: JournalEntry[], ...rest: [string[]?, Verdict?, Array<typeof FILE>?]): JournalEntry[] {
  const records = repair(journal, ...rest).flatMap((one) => one.records);
  const written = records.map((record) => entry(record.migration, record.statement, record.event, record));
  return [
    ...journal.filter(
      (old) => !written.some(({ migration, statement }) => migration === old.migration && statement === old.statement)
    ),
    ...written,
  ];
}

test.each<[string, string, string[]]>([
  ['a statement was changed', FILE.template.replace('Int8', 'Int16'), ['1 done', '2 done', '3 done', '4 done']],
  ['one was added', `${FILE.template}; SELECT 1`, ['1 done', '2 done', '3 done', '4 done', '5 done']],
  ['one was taken away', FILE.template.replace(/; DROP.*/, ''), ['1 done', '2 done', '3 done', '4 removed']],
])('the present file is taken for what was run: %s', (_, template, expected) => {
  const journal = [1, 2, 3, 4].map((n) => ran(n, 'done'));
  const files = [file(FILE.id, template)];
  expect(decisions(journal, [], undefined, files)).toEqual(expected);
  const repaired = after(journal, [], undefined, files);
  expect(planMigrations(planInput({ files, journal: repaired })).pending).toEqual([]);
});

test('of a file that was not run to its end, only what was run is taken', () => {
  const files = [file(FILE.id, FILE.template.replace('Int8', 'Int16'))];
  expect(decisions([ran(1, 'done'), ran(2, 'failed')], [], undefined, files)).toEqual(['1 done']);
});

test('a file that is gone is taken out of the journal, and the next plan does not miss it', () => {
  const journal = [ran(1, 'done'), ran(2, 'done')];
  expect(decisions(journal, [], undefined, [])).toEqual(['1 removed', '2 removed']);
  expect(planMigrations(planInput({ journal: after(journal, [], undefined, []) })).migrations).toEqual([]);
});

test('a queue that a killed run has left is put back as it was saved', () => {
  const saved = { queue: { engine: 'Kafka', create: 'CREATE TABLE d.q', columns: [] }, views: {} };
  const journal = [whole('q', 'started', { details: JSON.stringify(saved) })];
  expect(repair(journal)).toMatchObject([
    { restore: { queue: 'q', saved }, text: expect.stringContaining('put back') },
  ]);
  expect(repair([whole('q', 'done')])).toEqual([]);
});
