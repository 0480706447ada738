import { testUrl } from '../../../embedded/clickhouse/testClient';
import { eventually } from '../../../embedded/clickhouse/testEngine';
import { TableLockStore } from '../../migrate/lock/tableLockStore';
import { scratchMigrations, type ScratchMigrations } from '../../migrate/scratchMigrations';
import { EXIT } from '../output';
import { type Finished, runGirok, startGirok } from '../runGirok';

const DB = '{{database:Identifier}}';
const FIRST = '20260101000000_first';
const SECOND = '20260102000000_second';
const FILES = {
  [FIRST]: `
    CREATE TABLE IF NOT EXISTS ${DB}.t (a UInt64, o UInt64) ENGINE = MergeTree ORDER BY a;
    INSERT INTO ${DB}.t SELECT number, 0 FROM numbers(3);
    ALTER TABLE ${DB}.t ADD COLUMN IF NOT EXISTS b UInt64;
    ALTER TABLE ${DB}.t UPDATE b = b + 1 WHERE 1;`,
  [SECOND]: `-- @pauses q
    INSERT INTO ${DB}.t (a) SELECT 10;
    ALTER TABLE ${DB}.t ADD INDEX i a TYPE minmax;`,
  'queues/q': `
    DROP TABLE IF EXISTS ${DB}.q SYNC;
    CREATE TABLE ${DB}.q (message String, _offset UInt64) ENGINE = Null;
    DROP VIEW IF EXISTS ${DB}.v SYNC;
    CREATE MATERIALIZED VIEW ${DB}.v TO ${DB}.t AS SELECT toUInt64(message) AS a, _offset AS o FROM ${DB}.q;
    DROP TABLE IF EXISTS ${DB}.q SYNC;
    CREATE TABLE ${DB}.q (message String, _offset UInt64 DEFAULT 7) ENGINE = Null;`,
};
/** Where a run can be killed: migration and statement. */
const STATEMENTS = [
  ...[1, 2, 3, 4].map((n) => [FIRST, n] as const),
  ...[1, 2].map((n) => [SECOND, n] as const),
  ...[1, 2, 3, 4, 5, 6].map((n) => ['q', n] as const),
];

const opened: ScratchMigrations[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((scratch) => scratch.close()));
});

async function given(files: Record<string, string> = FILES): Promise<ScratchMigrations> {
  const scratch = await scratchMigrations(testUrl(), files);
  opened.push(scratch);
  return scratch;
}

const argsOf = (scratch: ScratchMigrations, command: string) => [
  'migrate',
  ...command.split(' '),
  '--migrations',
  scratch.folder,
];
const settingsOf = (scratch: ScratchMigrations) => ({
  GIROK_CLICKHOUSE_URL: testUrl(),
  GIROK_DATABASE: scratch.database,
  GIROK_QUEUES: 'null',
});

/** Where the system does not tell that the holder of the lock is dead, its lease has to end first. */
async function girok(scratch: ScratchMigrations, command: string): Promise<Finished> {
  for (;;) {
    const finished = await runGirok(argsOf(scratch, command), settingsOf(scratch));
    if (finished.code !== EXIT.locked) {
      return finished;
    }
  }
}

/**
 * Starts `up` and kills it with -9 as soon as it says that the statement is done. By then it may have written down that
 * it is about to send the next: if that must not run twice, a person has to look whether it was sent.
 */
async function killAfter(scratch: ScratchMigrations, place: readonly [string, number]): Promise<void> {
  const [migration, position] = place;
  const line = new RegExp(`"state":"done","migration":"${migration}","position":${position},`);
  const running = startGirok(argsOf(scratch, 'up --json --no-rehearsal --no-lint'), settingsOf(scratch), (out) => {
    if (line.test(out)) {
      running.child.kill('SIGKILL');
    }
  });
  const { signal, stderr } = await running.finished;
  const [, doubtful, statement] = /(\d{14}_\w+): statement (\d+) was started .* must not run twice/.exec(stderr) ?? [];
  if (doubtful === undefined) {
    expect({ place, signal, stderr }).toEqual({ place, signal: 'SIGKILL', stderr: '' });
    return;
  }
  const inserted = doubtful === FIRST ? 'a < 3' : 'a = 10';
  const sent = (await scratch.rows(`SELECT 1 FROM ${scratch.database}.t WHERE ${inserted}`)).length > 0;
  await girok(scratch, `repair --yes --force ${sent ? 'done' : 'again'}`);
  if (!sent || doubtful !== migration || Number(statement) !== position) {
    await killAfter(scratch, place);
  }
}

const ROWS = 'SELECT a, b, o FROM t ORDER BY a';

/** Every object and row, without the names of the database. */
async function everything(scratch: ScratchMigrations): Promise<unknown> {
  const objects = await scratch.rows<{ create: string }>(
    `SELECT create_table_query AS create FROM system.tables WHERE database = '${scratch.database}' AND name NOT LIKE 'girok_%' ORDER BY name`
  );
  return {
    objects: objects.map(({ create }) => create.replaceAll(scratch.database, 'd')),
    rows: await scratch.rows(ROWS.replace('FROM ', `FROM ${scratch.database}.`)),
  };
}

test('a runner killed with -9 after each statement in turn leaves nothing that the next does not finish, and nothing twice', async () => {
  const whole = await given();
  expect((await girok(whole, 'up --no-rehearsal --no-lint')).code).toBe(0);
  const scratch = await given();
  for (const place of STATEMENTS) {
    await killAfter(scratch, place);
  }
  // the last kill may come a moment after the last statement: then nothing is pending any more
  expect([0, 3]).toContain((await girok(scratch, 'status')).code);
  expect(await girok(scratch, 'up --no-rehearsal --no-lint')).toMatchObject({ code: 0 });
  expect(await girok(scratch, 'status')).toMatchObject({ code: 0 });

  for (const database of [whole, scratch]) {
    await database.run(`INSERT INTO ${database.database}.q (message) SELECT '20'`);
  }
  const expected = [...[0, 1, 2].map((a) => ({ a, b: 1, o: 0 })), { a: 10, b: 0, o: 0 }, { a: 20, b: 0, o: 7 }];
  expect(await everything(whole)).toMatchObject({ rows: expected });
  expect(await everything(scratch)).toEqual(await everything(whole));
}, 600_000);

test('killed in the middle of a statement that must not run twice, the next run refuses until it is known what became of it', async () => {
  const insert = `INSERT INTO ${DB}.t SELECT 1 + sleep(2)`;
  const scratch = await given({
    [FIRST]: `CREATE TABLE IF NOT EXISTS ${DB}.t (a UInt64) ENGINE = MergeTree ORDER BY a; ${insert};`,
  });
  const { child, finished } = startGirok(argsOf(scratch, 'up --no-rehearsal --no-lint'), settingsOf(scratch));
  await eventually(async () => {
    const running = await scratch.rows(
      `SELECT 1 FROM system.processes WHERE query LIKE '/* girok migrate ${scratch.database} %INSERT INTO%'`
    );
    expect(running).toHaveLength(1);
  });
  child.kill('SIGKILL');
  await finished;
  expect(await girok(scratch, 'up --no-rehearsal --no-lint')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('girok migrate repair'),
  });
  const rows = () => scratch.rows(`SELECT a FROM ${scratch.database}.t`);
  // ClickHouse goes on with what it was sent
  await eventually(async () => expect(await rows()).toHaveLength(1));
  expect((await girok(scratch, 'repair --yes --force done')).code).toBe(0);
  expect((await girok(scratch, 'up --no-rehearsal --no-lint')).code).toBe(0);
  expect(await rows()).toHaveLength(1);
}, 300_000);

test('of two runners at once one works, and the other says who holds the lock and exits with 5', async () => {
  const scratch = await given({
    [FIRST]: `CREATE TABLE IF NOT EXISTS ${DB}.t (a UInt64) ENGINE = MergeTree ORDER BY a; INSERT INTO ${DB}.t SELECT sum(sleepEachRow(1)) FROM numbers(12) SETTINGS function_sleep_max_microseconds_per_block = 20000000;`,
  });
  let second: Promise<Finished> | undefined;
  const first = startGirok(argsOf(scratch, 'up --json --no-rehearsal --no-lint'), settingsOf(scratch), (out) => {
    if (/"started".*"position":2/.test(out)) {
      second ??= runGirok(argsOf(scratch, 'up --no-rehearsal --no-lint'), settingsOf(scratch));
    }
  });
  expect(await first.finished).toMatchObject({ code: 0 });
  expect(await second).toMatchObject({
    code: 5,
    stdout: '',
    stderr: expect.stringContaining(`pid ${first.child.pid} holds the migration lock since`),
  });
  expect(await scratch.rows(`SELECT a FROM ${scratch.database}.t`)).toEqual([{ a: 0 }]);
}, 300_000);

test('a runner that loses its lock stops before the next statement', async () => {
  const scratch = await given({
    [FIRST]: `CREATE TABLE IF NOT EXISTS ${DB}.t (a UInt64) ENGINE = MergeTree ORDER BY a; INSERT INTO ${DB}.t SELECT 1 + sleep(2); INSERT INTO ${DB}.t SELECT 2;`,
  });
  const store = new TableLockStore(scratch.session.client, scratch.database);
  let takeover: Promise<boolean> | undefined;
  const { finished } = startGirok(argsOf(scratch, 'up --json --no-rehearsal --no-lint'), settingsOf(scratch), (out) => {
    if (/"started".*"position":2/.test(out)) {
      takeover ??= store.claim(2, { runner: 'other', host: 'h', pid: 1 }, 600_000);
    }
  });
  expect(await finished).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('The lock was lost to another runner'),
  });
  expect(await takeover).toBe(true);
  expect(await scratch.rows(`SELECT a FROM ${scratch.database}.t`)).toEqual([{ a: 1 }]);
}, 300_000);
