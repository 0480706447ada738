import { Journal, type JournalRecord } from './journal';
import { acquireLock, type Lock, LockLost } from './lock/lock';
import { TableLockStore } from './lock/tableLockStore';
import { MigrationRefused } from './refused';
import { type ScratchDatabase, scratchDatabase } from '../../embedded/clickhouse/testClient';

let scratch: ScratchDatabase;
let journal: Journal;
let store: TableLockStore;
let lock: Lock;
beforeEach(async () => {
  scratch = await scratchDatabase();
  journal = new Journal(scratch.client, scratch.name);
  store = new TableLockStore(scratch.client, scratch.name);
  lock = await acquireLock(store);
});
afterEach(async () => {
  await lock.release();
  await scratch.drop();
});

const record = (
  statement: number,
  event: JournalRecord['event'],
  more: Partial<JournalRecord> = {}
): JournalRecord => ({
  migration: 'm',
  statement,
  statements: 2,
  event,
  description: 'd',
  ...more,
});
const events = async () => (await journal.read()).map(({ statement, event }) => `${statement} ${event}`);

test('a database without a journal has an empty one', async () => {
  expect(await journal.read()).toEqual([]);
});

test('the newest entry of each statement counts, also when clocks stand still or another runner goes on', async () => {
  await journal.create();
  await journal.write(lock, record(1, 'started'));
  await journal.write(lock, record(1, 'failed', { error: "it's 'quoted' \\ and\nbroken" }));
  await journal.write(lock, record(2, 'started'));
  expect(await events()).toEqual(['1 failed', '2 started']);
  expect((await journal.read())[0].error).toBe("it's 'quoted' \\ and\nbroken");

  await lock.release();
  lock = await acquireLock(store);
  await new Journal(scratch.client, scratch.name).write(lock, record(1, 'done'));
  expect(await events()).toEqual(['1 done', '2 started']);
});

test('definitions longer than the server takes in a statement by default are kept whole', async () => {
  await journal.create();
  const details = JSON.stringify({ views: { v: "SELECT 'é'".repeat(60_000) } });
  await journal.write(lock, record(1, 'started', { details }));
  expect((await journal.read())[0].details).toBe(details);
});

test('a runner that has lost the lock writes nothing more', async () => {
  await journal.create();
  await journal.write(lock, record(1, 'started'));
  await store.claim(lock.fence + 1, { runner: 'r', host: 'h', pid: 1 }, 600_000);
  await expect(journal.write(lock, record(1, 'done'))).rejects.toThrow(LockLost);
  expect(await events()).toEqual(['1 started']);
});

test('the journal of another version is refused with what to do', async () => {
  await scratch.client.command({
    query: 'CREATE TABLE girok_migrations (Migration String) ENGINE = MergeTree ORDER BY Migration',
  });
  await expect(journal.read()).rejects.toThrow(MigrationRefused);
  await expect(journal.read()).rejects.toThrow(/no column Sequence[\s\S]*girok migrate baseline/);
});

// a cluster is not at hand: what it is sent is only parsed here
test('on a cluster the journal is one replicated table for all servers', async () => {
  const statement = new Journal(scratch.client, scratch.name, 'main').createStatement();
  const parsed = await scratch.client.query({
    query: 'SELECT formatQuerySingleLine({statement:String})',
    query_params: { statement },
    format: 'TabSeparatedRaw',
  });
  const text = await parsed.text();
  expect(text).toContain(' ON CLUSTER main ');
  expect(text).toContain(
    `ENGINE = ReplicatedMergeTree('/girok/${scratch.name}/girok_migrations', '{shard}_{replica}')`
  );
});
