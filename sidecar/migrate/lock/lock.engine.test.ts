import { spawn } from 'node:child_process';

import { type Holder, thisProcess } from './holder';
import { KeeperLockSql, KeeperLockStore } from './keeperLockStore';
import { acquireLock, type Lock, LockHeld, LockLost, openLockStore, stateOf } from './lock';
import { type Claim } from './lockStore';
import { TableLockStore } from './tableLockStore';
import { type ScratchDatabase, scratchDatabase } from '../../../embedded/clickhouse/testClient';
import { eventually } from '../../../embedded/clickhouse/testEngine';

const ELSEWHERE: Holder = { runner: 'girok 9', host: 'db-2', pid: 1 };
const LONG = 600_000;

let scratch: ScratchDatabase;
let store: TableLockStore;
const locks: Lock[] = [];
beforeEach(async () => {
  scratch = await scratchDatabase();
  store = new TableLockStore(scratch.client, scratch.name);
});
afterEach(async () => {
  await Promise.all(locks.splice(0).map((lock) => lock.release()));
  await scratch.drop();
});

async function acquire(leaseMs = LONG, from: TableLockStore = store): Promise<Lock> {
  const lock = await acquireLock(from, leaseMs);
  locks.push(lock);
  return lock;
}

test('of many who ask at once one gets the lock, and the others are told who has it', async () => {
  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => acquire()));
  const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
  expect(refusals).toHaveLength(7);
  for (const refusal of refusals) {
    expect(refusal).toBeInstanceOf(LockHeld);
    expect(String(refusal)).toMatch(new RegExp(`girok .* on .*, pid ${process.pid} holds the migration lock since 2`));
  }
});

test('a lock that was given back is free, and fences rise whatever happens', async () => {
  const fences: number[] = [];
  for (let i = 0; i < 3; i++) {
    const lock = await acquire();
    fences.push(lock.fence);
    expect(lock.takenFrom).toBeUndefined();
    await lock.release();
  }
  expect(fences).toEqual([1, 2, 3]);
});

test('a lock whose lease is over is taken over, and it is said from whom', async () => {
  await store.claim(1, ELSEWHERE, 1);
  await eventually(async () => {
    const lock = await acquire();
    expect(lock).toMatchObject({ fence: 2, takenFrom: { holder: ELSEWHERE } });
  });
});

test('a lock with a sign of life is not', async () => {
  await store.claim(1, ELSEWHERE, LONG);
  await store.renew(1);
  await expect(acquire()).rejects.toThrow(/girok 9 on db-2, pid 1 holds the migration lock/);
});

test('the lock of a process of this machine that is dead is taken over at once', async () => {
  const here = await thisProcess();
  const child = spawn(process.execPath, ['-e', '']);
  const pid = child.pid ?? 0;
  await new Promise((resolve) => child.once('close', resolve));
  await store.claim(1, { ...here, pid }, LONG);
  if (here.pidScope === undefined) {
    // pids say something only within one process namespace, which only Linux tells
    await expect(acquire()).rejects.toThrow(LockHeld);
  } else {
    expect(await acquire()).toMatchObject({ fence: 2 });
  }
});

test.each<[string, Partial<Claim>, string]>([
  ['released', { released: true }, 'free'],
  ['silent for less than its lease', { silentMs: 29_000 }, 'held'],
  ['silent for longer', { silentMs: 31_000 }, 'stale'],
  ['of a dead pid of another machine', { holder: { ...ELSEWHERE, pid: 4_000_000, pidScope: 'other' } }, 'held'],
])('a claim %s is: %s', async (_, more, state) => {
  const claim: Claim = {
    fence: 1,
    holder: ELSEWHERE,
    leaseMs: 30_000,
    silentMs: 0,
    since: '',
    released: false,
    ...more,
  };
  expect(stateOf(claim, await thisProcess())).toBe(state);
});

test('who was overtaken notices, and its sign of life is none', async () => {
  const lock = await acquire();
  await lock.check();
  await store.claim(2, ELSEWHERE, LONG);
  await store.forgetBefore(2);
  await expect(lock.check()).rejects.toThrow(LockLost);
  await lock.release();
  expect(await store.newest()).toMatchObject({ fence: 2, released: false });
});

test('a runner that slept between looking and claiming does not get a fence that was given out and forgotten', async () => {
  class Sleeper extends TableLockStore {
    private slept = false;
    override async newest() {
      if (this.slept) {
        return super.newest();
      }
      this.slept = true;
      return undefined; // what it saw before everything below happened
    }
  }
  const first = await acquire();
  await first.release();
  const second = await acquire();
  expect(second.fence).toBe(2);
  await expect(acquire(LONG, new Sleeper(scratch.client, scratch.name))).rejects.toThrow(LockHeld);
  await second.check();
});

test('signs of life keep a short lease', async () => {
  const lock = await acquire(2000);
  // three leases long, as the server counts
  for (let i = 0; i < 2; i++) {
    await (await scratch.client.query({ query: 'SELECT sleep(3)' })).text();
  }
  await expect(acquire()).rejects.toThrow(LockHeld);
  await lock.check();
});

// The embedded engine has no Keeper: what is sent to one is only parsed here.
test('without Keeper the lock is in tables; with a cluster that is refused', async () => {
  expect(await KeeperLockStore.open(scratch.client, scratch.name)).toBeUndefined();
  expect(await openLockStore(scratch.client, scratch.name)).toBeInstanceOf(TableLockStore);
  await expect(openLockStore(scratch.client, scratch.name, 'main')).rejects.toThrow(/keeper_map_path_prefix/);
});

test('what is sent to Keeper is SQL, and changes are strict', async () => {
  const statements = new KeeperLockSql('otel');
  const changes = [
    statements.claim(7, { ...ELSEWHERE, host: "o'host" }, 30_000),
    statements.renew(7),
    statements.release(7),
  ];
  for (const { text } of changes) {
    expect(text).toContain('keeper_map_strict_mode = 1');
  }
  for (const { text } of [
    ...changes,
    statements.create(),
    statements.newest(),
    statements.forget(7),
    statements.forgetBefore(7),
  ]) {
    const parsed = await scratch.client.query({
      query: 'SELECT formatQuery({q:String}) AS q',
      query_params: { q: text },
    });
    expect(await parsed.text()).toContain('girok_migrations_lock');
  }
});
