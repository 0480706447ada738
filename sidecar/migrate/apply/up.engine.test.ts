import { testUrl } from '../../../embedded/clickhouse/testClient';
import { eventually } from '../../../embedded/clickhouse/testEngine';
import { LockHeld, LockLost } from '../lock/lock';
import { TableLockStore } from '../lock/tableLockStore';
import { MigrationRefused } from '../plan';
import { scratchMigrations, type ScratchMigrations } from '../scratchMigrations';
import { Interrupted, type RunEvent } from './runContext';
import { StatementFailed } from './runStatement';
import { up } from './up';

const DB = '{{database:Identifier}}';
const TABLE = `CREATE TABLE IF NOT EXISTS ${DB}.t (a UInt64) ENGINE = MergeTree ORDER BY a;`;
const FIRST = '20260101000000_first';

let scratch: ScratchMigrations;
beforeEach(async () => {
  scratch = await scratchMigrations(testUrl());
});
afterEach(() => scratch.close());

const journal = (columns: string) =>
  scratch.rows<Record<string, string>>(`SELECT ${columns} FROM ${scratch.database}.girok_migrations ORDER BY Sequence`);
const events = async () =>
  (await journal('Statement, Event')).map(({ Statement: statement, Event: event }) => `${statement} ${event}`);
const values = async () =>
  (await scratch.rows<{ a: string }>(`SELECT a FROM ${scratch.database}.t ORDER BY a`)).map(({ a }) => Number(a));

/** The error of a run that must not succeed. */
async function failing(options: Parameters<typeof up>[1] = {}): Promise<unknown> {
  return up(scratch.session, options).then(
    () => undefined,
    (reason: unknown) => reason
  );
}

test('a second run has nothing to do, and writes nothing', async () => {
  await scratch.write({ [FIRST]: TABLE });
  expect(await up(scratch.session)).toMatchObject({ statements: 1 });
  const before = await journal('*');
  expect(await up(scratch.session)).toMatchObject({ statements: 0 });
  expect(await journal('*')).toEqual(before);
});

test('the journal says what was meant before, and what came of it after each statement', async () => {
  await scratch.write({ [FIRST]: TABLE });
  await up(scratch.session);
  const rows = await journal('*');
  expect(rows.map(({ Event: event }) => event)).toEqual(['started', 'done']);
  const hash = expect.stringMatching(/^[0-9a-f]{64}$/);
  for (const row of rows) {
    expect(row).toMatchObject({
      Migration: FIRST,
      Statement: 1,
      Statements: 1,
      Effect: 'metadata',
      TemplateHash: hash,
      StatementHash: hash,
      RenderedHash: hash,
      QueryId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      Runner: expect.stringMatching(/^girok \S+ on .*, pid \d+$/),
      ServerVersion: expect.stringMatching(/^\d+\.\d+/),
    });
  }
  expect(new Set(rows.map(({ QueryId: id }) => id)).size).toBe(1);
});

test('a statement that fails is journalled with its reason; the next run goes on there and repeats nothing', async () => {
  await scratch.write({
    [FIRST]: `${TABLE} INSERT INTO ${DB}.t SELECT 1; INSERT INTO ${DB}.t SELECT a + 1 FROM ${DB}.missing; INSERT INTO ${DB}.t SELECT 3`,
  });
  const error = await failing();
  expect(error).toBeInstanceOf(StatementFailed);
  expect(String(error)).toMatch(
    /20260101000000_first, statement 3 of 4 \(insert into .*\) failed: .*missing.*\n.*goes on there/s
  );
  expect(await events()).toEqual(['1 started', '1 done', '2 started', '2 done', '3 started', '3 failed']);

  await scratch.run(`CREATE TABLE ${scratch.database}.missing ENGINE = Memory AS SELECT 1 AS a`);
  expect(await up(scratch.session)).toMatchObject({ statements: 2 });
  expect(await values()).toEqual([1, 2, 3]);
});

test('a statement that must not run twice and has no outcome is refused; one that may is run again', async () => {
  await scratch.write({ [FIRST]: `${TABLE} INSERT INTO ${DB}.t SELECT 1` });
  await up(scratch.session);
  const forget = (statement: number) =>
    scratch.run(
      `ALTER TABLE ${scratch.database}.girok_migrations DELETE WHERE Statement = ${statement} AND Event = 'done' SETTINGS mutations_sync = 2`
    );
  await forget(2);
  const error = await failing();
  expect(error).toBeInstanceOf(MigrationRefused);
  expect(String(error)).toMatch(
    /statement 2 was started at .* has no outcome.*must not run twice.*girok migrate repair/s
  );
  expect(await values()).toEqual([1]);

  await scratch.write({ [FIRST]: TABLE });
  await scratch.run(`TRUNCATE TABLE ${scratch.database}.girok_migrations`);
  await scratch.run(`DROP TABLE ${scratch.database}.t`);
  await up(scratch.session);
  await forget(1);
  expect(await up(scratch.session)).toMatchObject({ statements: 1 });
});

test('what deletes rows needs a yes, and without it nothing at all is run', async () => {
  await scratch.write({
    [FIRST]: `${TABLE} INSERT INTO ${DB}.t SELECT 1`,
    '20260102000000_b': `TRUNCATE TABLE ${DB}.t`,
  });
  const error = await failing();
  expect(error).toBeInstanceOf(MigrationRefused);
  expect(String(error)).toMatch(/20260102000000_b, 1 of 1: truncate table .*--allow-destructive/s);
  expect(await scratch.rows(`SELECT 1 FROM system.databases WHERE name = '${scratch.database}'`)).toEqual([]);
  await up(scratch.session, { allowDestructive: true });
  expect(await values()).toEqual([]);
});

describe('mutations', () => {
  const FILL = `${TABLE} INSERT INTO ${DB}.t SELECT number FROM numbers(3);`;
  const mutations = () =>
    scratch.rows<{ mutation_id: string; is_done: number }>(
      `SELECT mutation_id, is_done FROM system.mutations WHERE database = '${scratch.database}' AND table = 't'`
    );

  test('a statement is done when its mutation is', async () => {
    await scratch.write({
      [FIRST]: `${FILL} ALTER TABLE ${DB}.t ADD COLUMN b UInt64; ALTER TABLE ${DB}.t UPDATE b = a + sleepEachRow(0.3) + 7 WHERE 1;`,
    });
    const told: RunEvent[] = [];
    await up(scratch.session, { report: (event) => told.push(event) });
    expect(await mutations()).toMatchObject([{ is_done: 1 }]);
    expect(told).toContainEqual(expect.objectContaining({ state: 'waiting', detail: '1 parts left' }));
    expect(await scratch.rows(`SELECT sum(b) AS sum FROM ${scratch.database}.t`)).toEqual([{ sum: 24 }]);
  });

  test('one that cannot go on fails the statement with the reason, and says how to give it up', async () => {
    await scratch.write({
      [FIRST]: `${FILL} ALTER TABLE ${DB}.t ADD COLUMN b UInt64; ALTER TABLE ${DB}.t UPDATE b = throwIf(a = 2, 'three is one too many') WHERE 1`,
    });
    const error = await failing();
    expect(error).toBeInstanceOf(StatementFailed);
    expect(String(error)).toMatch(/its mutation \S+ of .*\.t fails: .*three is one too many.*KILL MUTATION/s);
    expect((await events()).at(-1)).toBe('4 failed');
    // it is still there: the next run does not start a second one
    await failing();
    expect(await mutations()).toHaveLength(1);
    await scratch.run(`KILL MUTATION WHERE database = '${scratch.database}' SYNC`);
  });

  test('a run that is stopped while one goes on is followed by one that waits for the same', async () => {
    await scratch.write({
      [FIRST]: `${FILL} ALTER TABLE ${DB}.t ADD COLUMN b UInt64; ALTER TABLE ${DB}.t UPDATE b = b + 1 + sleepEachRow(0.5) WHERE 1;`,
    });
    const stop = new AbortController();
    const running = up(scratch.session, {
      stop: stop.signal,
      report: (event) => event.type === 'statement' && event.state === 'waiting' && stop.abort(),
    });
    await expect(running).rejects.toThrow(Interrupted);
    expect((await events()).at(-1)).toBe('4 waiting');
    expect(await up(scratch.session)).toMatchObject({ statements: 1 });
    expect(await mutations()).toMatchObject([{ is_done: 1 }]);
    expect(await scratch.rows(`SELECT sum(b) AS sum FROM ${scratch.database}.t`)).toEqual([{ sum: 3 }]);
  });
});

test.each([
  ['had taken it', true],
  ['had not taken it', false],
])('an UPDATE whose runner was killed is done once: the server %s', async (_, taken) => {
  const template = (update: string) =>
    `${TABLE} INSERT INTO ${DB}.t SELECT number FROM numbers(3); ALTER TABLE ${DB}.t ADD COLUMN IF NOT EXISTS b UInt64; ${update}`;
  const update = `ALTER TABLE ${DB}.t UPDATE b = b+1 WHERE  1;`;
  await scratch.write({ [FIRST]: template(taken ? update : '') });
  await up(scratch.session);
  if (taken) {
    await scratch.run(
      `ALTER TABLE ${scratch.database}.girok_migrations DELETE WHERE Statement = 4 AND Event != 'started' SETTINGS mutations_sync = 2`
    );
  } else {
    // as if it had been killed between the journal and the server
    await scratch.write({ [FIRST]: template(update) });
    await scratch.run(
      `INSERT INTO ${scratch.database}.girok_migrations (Sequence, Migration, Statement, Statements, Event) SELECT 1000, '${FIRST}', 4, 4, 'started'`
    );
  }
  expect((await scratch.session.plan()).pending).toMatchObject([{ position: 4, earlier: { event: 'started' } }]);
  expect(await up(scratch.session)).toMatchObject({ statements: 1 });
  expect(await scratch.rows(`SELECT sum(b) AS sum FROM ${scratch.database}.t`)).toEqual([{ sum: 3 }]);
});

test('asked to stop, a run ends before the next statement, gives the lock back, and the next goes on', async () => {
  await scratch.write({ [FIRST]: `${TABLE} INSERT INTO ${DB}.t SELECT 1; INSERT INTO ${DB}.t SELECT 2` });
  await up(scratch.session);
  await scratch.write({ '20260102000000_b': `INSERT INTO ${DB}.t SELECT 3; INSERT INTO ${DB}.t SELECT 4` });
  const stop = new AbortController();
  const running = up(scratch.session, {
    stop: stop.signal,
    report: (event) => event.type === 'statement' && event.state === 'done' && stop.abort(),
  });
  await expect(running).rejects.toThrow(Interrupted);
  expect(await values()).toEqual([1, 2, 3]);
  await up(scratch.session);
  expect(await values()).toEqual([1, 2, 3, 4]);
});

test('of two runners at once one works, and the other says who does', async () => {
  await scratch.write({ [FIRST]: `${TABLE} INSERT INTO ${DB}.t SELECT sleep(1)` });
  const other = scratch.as({});
  const outcomes = await Promise.allSettled([up(scratch.session), up(other)]);
  const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
  expect(refused).toEqual([expect.any(LockHeld)]);
  expect(String(refused[0])).toContain(`pid ${process.pid} holds the migration lock`);
  expect(await values()).toEqual([0]);
});

test('a runner that loses its lock stops before the next statement and writes nothing more', async () => {
  await scratch.write({ [FIRST]: `${TABLE} INSERT INTO ${DB}.t SELECT sleep(1); INSERT INTO ${DB}.t SELECT 2` });
  const store = new TableLockStore(scratch.session.client, scratch.database);
  let takeover: Promise<unknown> = Promise.resolve();
  const error = await failing({
    report: (event) => {
      if (event.type === 'statement' && event.state === 'started' && event.position === 2) {
        takeover = store
          .newest()
          .then((claim) => store.claim((claim?.fence ?? 0) + 1, { runner: 'r', host: 'h', pid: 1 }, 600_000));
      }
    },
  });
  await takeover;
  expect(error).toBeInstanceOf(LockLost);
  expect(await events()).toEqual(['1 started', '1 done', '2 started']);
  expect(await values()).toEqual([0]);
});

test('a statement that a dead runner has left running on the server is waited for', async () => {
  await scratch.write({ [FIRST]: TABLE });
  let ended = false;
  const left = scratch.session.statementClient
    .query({ query: `/* girok migrate ${scratch.database} 1 x */ SELECT sleep(2)` })
    .then((result) => result.text())
    .then(() => (ended = true));
  await eventually(async () => {
    const running = await scratch.rows(
      "SELECT 1 FROM system.processes WHERE query LIKE '/* girok migrate test%sleep(2)%'"
    );
    expect(running).toHaveLength(1);
  });
  const told: Array<[RunEvent, boolean]> = [];
  await up(scratch.session, { report: (event) => told.push([event, ended]) });
  expect(told).toContainEqual([
    expect.objectContaining({ text: expect.stringContaining('still runs on the server') }),
    false,
  ]);
  expect(told).toContainEqual([expect.objectContaining({ type: 'statement', state: 'started' }), true]);
  await left;
});

test('before a run changes anything, how everything is made is saved', async () => {
  await scratch.write({ [FIRST]: TABLE });
  await up(scratch.session);
  await scratch.write({ '20260102000000_b': `ALTER TABLE ${DB}.t ADD COLUMN b Int8` });
  await up(scratch.session);
  const saved = await scratch.rows<{ CreateQuery: string }>(
    `SELECT Name, CreateQuery FROM ${scratch.database}.girok_definitions WHERE Name = 't'`
  );
  expect(saved).toEqual([
    { Name: 't', CreateQuery: expect.stringMatching(/^CREATE TABLE .*\.t \(`a` UInt64\) ENGINE = MergeTree/) },
  ]);
});
