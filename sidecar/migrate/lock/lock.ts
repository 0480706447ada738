import { type ClickHouseClient } from '@clickhouse/client';

import { describeHolder, type Holder, isKnownDead, thisProcess } from './holder';
import { KEEPER_LOCK, KeeperLockStore } from './keeperLockStore';
import { type Claim, type LockStore } from './lockStore';
import { TableLockStore } from './tableLockStore';
import { literal, sql, type Sql } from '../../../queries/sql';

/** After this long without a sign of life a lock may be taken over. Milliseconds. */
export const LEASE_MS = 30_000;
/** Signs of life in one lease: two may get lost. */
const SIGNS_PER_LEASE = 3;
/** Runners that come between looking and claiming; more in one start is no accident. */
const MOST_ATTEMPTS = 10;

/** Another runner holds the lock. */
export class LockHeld extends Error {
  readonly name = 'LockHeld';

  constructor(readonly claim: Claim) {
    super(
      `${describeClaim(claim)}. Nothing was run.\n` +
        `  Wait until it has ended, then try again. If it is dead, its lock can be taken over ${secondsLeft(claim)} s from now.`
    );
  }
}

/** This runner held the lock and does not any more: another one has taken it over. */
export class LockLost extends Error {
  readonly name = 'LockLost';

  constructor() {
    super(
      'The lock was lost to another runner, because this one gave no sign of life for longer than its lease. ' +
        'It has stopped and leaves everything to the other.\n  `girok migrate status` shows where that one is.'
    );
  }
}

/** `girok 0.1.0 on db-1, pid 4711 holds the migration lock since 2026-03-01 10:42:07, last sign of life 3 s ago` */
export function describeClaim(claim: Claim): string {
  const since = claim.since.slice(0, 19);
  return `${describeHolder(claim.holder)} holds the migration lock since ${since}, last sign of life ${Math.round(claim.silentMs / 1000)} s ago`;
}

const secondsLeft = ({ leaseMs, silentMs }: Claim) => Math.max(0, Math.ceil((leaseMs - silentMs) / 1000));

export type ClaimState = 'held' | 'stale' | 'free';

/** What a claim means to a runner here. Stale: its holder is dead, or has been silent for longer than its lease. */
export function stateOf(claim: Claim | undefined, here: Holder): ClaimState {
  if (!claim || claim.released) {
    return 'free';
  }
  return claim.silentMs > claim.leaseMs || isKnownDead(claim.holder, here) ? 'stale' : 'held';
}

/**
 * Where the lock of a database is kept: in Keeper where there is one, else in tables.
 * @param cluster with a cluster, tables of one server would not be seen by runners at another
 * @throws Error when a cluster is configured and its server has no place for KeeperMap
 */
export async function openLockStore(client: ClickHouseClient, database: string, cluster?: string): Promise<LockStore> {
  const keeper = await KeeperLockStore.open(client, database);
  if (!keeper && cluster !== undefined) {
    throw new Error(
      `The cluster ${cluster} has no Keeper for the migration lock. Set keeper_map_path_prefix in the configuration of its servers ` +
        '(for example <keeper_map_path_prefix>/girok</keeper_map_path_prefix>).'
    );
  }
  return keeper ?? new TableLockStore(client, database);
}

/** The lock to look at, without making anything. */
export async function existingLockStore(client: ClickHouseClient, database: string): Promise<LockStore> {
  const result = await client.query({
    query: sql`SELECT 1 FROM system.tables WHERE database = ${literal(database)} AND name = ${literal(KEEPER_LOCK)}`
      .text,
    format: 'JSONEachRow',
  });
  const inKeeper = (await result.json()).length > 0;
  return inKeeper ? new KeeperLockStore(client, database) : new TableLockStore(client, database);
}

/** @throws LockHeld when a runner that lives has the lock */
export async function refuseWhileHeld(store: LockStore): Promise<void> {
  const claim = await store.newest();
  if (claim && stateOf(claim, await thisProcess()) === 'held') {
    throw new LockHeld(claim);
  }
}

/** The lock as its holder has it. */
export class Lock {
  private readonly timer: NodeJS.Timeout;
  private renewal: Promise<void> = Promise.resolve();
  private signedAt = performance.now();

  constructor(
    private readonly store: LockStore,
    readonly fence: number,
    readonly holder: Holder,
    private readonly leaseMs: number,
    /** Whom it was taken over from, when that one has not given it back. */
    readonly takenFrom: Claim | undefined
  ) {
    // a sign that cannot be given is made up for by the next; the check before each statement decides
    const sign = () => (this.renewal = this.renew().catch(() => undefined));
    this.timer = setInterval(sign, leaseMs / SIGNS_PER_LEASE).unref();
  }

  /** A condition for SQL, true while this lock is the one that counts. */
  get isHeld(): Sql {
    return sql`${this.store.highestFence} = ${literal(this.fence)}`;
  }

  /** @throws LockLost when another runner has taken over */
  async check(): Promise<void> {
    if ((await this.store.newest())?.fence !== this.fence) {
      throw new LockLost();
    }
    await this.refresh();
  }

  /** Sees to it that the lease has the better part of its time before it. @throws when the server does not answer */
  async refresh(): Promise<void> {
    if (performance.now() - this.signedAt > this.leaseMs / 2) {
      await this.renew();
    }
  }

  /** Gives the lock back. A failure is left to the end of the lease. */
  async release(): Promise<void> {
    clearInterval(this.timer);
    await this.renewal;
    await this.store.release(this.fence).catch(() => undefined);
  }

  private async renew(): Promise<void> {
    await this.store.renew(this.fence);
    this.signedAt = performance.now();
  }
}

/**
 * Takes the lock, or takes it over when it is stale.
 * @throws LockHeld naming who has it
 */
export async function acquireLock(store: LockStore, leaseMs: number = LEASE_MS): Promise<Lock> {
  const holder = await thisProcess();
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const newest = await store.newest();
    const state = stateOf(newest, holder);
    if (newest && state === 'held') {
      throw new LockHeld(newest);
    }
    const fence = (newest?.fence ?? 0) + 1;
    if (!(await store.claim(fence, holder, leaseMs))) {
      continue; // somebody was faster
    }
    // A claim that was seen long ago may have been followed, and its followers removed, before this one was made.
    if ((await store.newest())?.fence !== fence) {
      await store.forget(fence);
      continue;
    }
    await store.forgetBefore(fence);
    return new Lock(store, fence, holder, leaseMs, state === 'stale' ? newest : undefined);
  }
  throw new Error('The migration lock changed hands again and again. Let one runner at a time migrate this database.');
}
