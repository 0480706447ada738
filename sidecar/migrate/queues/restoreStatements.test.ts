import { restoreStatements } from './restoreStatements';
import { type SavedQueue } from './savedQueue';

const QUEUE = {
  engine: 'Kafka',
  create: 'CREATE TABLE d.q (`m` String) ENGINE = Kafka(c)',
  columns: [['m', 'String']],
} satisfies SavedQueue['queue'];
const view = (name: string, select: string) => `CREATE MATERIALIZED VIEW d.${name} TO d.t AS SELECT ${select} FROM d.q`;
const SAVED: SavedQueue = { queue: QUEUE, views: { a: view('a', '1'), b: view('b', '2') } };

const restore = (now: SavedQueue, touched = ['a', 'b'], saved = SAVED) =>
  restoreStatements('d', 'q', saved, now, touched);

test('what stands as it was is not touched: no needless leaving of the group', () => {
  expect(restore(SAVED)).toEqual([]);
});

test('views are made behind a stand-in, only those that differ, and the queue comes last', () => {
  const statements = restore({ queue: undefined, views: { a: SAVED.views.a, b: view('b', '3'), c: view('c', '4') } }, [
    'a',
    'b',
    'c',
  ]);
  expect(statements).toEqual([
    'DROP TABLE IF EXISTS `d`.`q` SYNC',
    expect.stringMatching(
      /^CREATE TABLE IF NOT EXISTS `d`.`q` \(`m` String, `_topic` LowCardinality\(String\), .*`_offset` UInt64.*\) ENGINE = Null$/
    ),
    'DROP VIEW IF EXISTS `d`.`c` SYNC',
    'DROP VIEW IF EXISTS `d`.`b` SYNC',
    'CREATE MATERIALIZED VIEW IF NOT EXISTS d.b TO d.t AS SELECT 2 FROM d.q',
    'DROP TABLE IF EXISTS `d`.`q` SYNC',
    'CREATE TABLE IF NOT EXISTS d.q (`m` String) ENGINE = Kafka(c)',
  ]);
});

test("a view of somebody else's stays", () => {
  const mine = view('mine', '5');
  expect(restore({ queue: undefined, views: { ...SAVED.views, mine } }).join()).not.toContain('mine');
});

test('where there was nothing before, what was made is removed', () => {
  const none: SavedQueue = { views: {} };
  expect(restore({ queue: QUEUE, views: { a: SAVED.views.a } }, ['a', 'b'], none)).toEqual([
    'DROP TABLE IF EXISTS `d`.`q` SYNC',
    'DROP VIEW IF EXISTS `d`.`a` SYNC',
  ]);
});

test('on a cluster every server is told', () => {
  const statements = restoreStatements(
    'd',
    'q',
    SAVED,
    { queue: undefined, views: { a: SAVED.views.a } },
    ['a', 'b'],
    'main'
  );
  expect(statements.length).toBeGreaterThan(3);
  statements.forEach((statement) => expect(statement).toContain("ON CLUSTER 'main'"));
});
