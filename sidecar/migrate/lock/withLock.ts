import { type ClickHouseClient } from '@clickhouse/client';

import { type Config } from '../../config';
import { type Journal } from '../journal';
import { acquireLock, type Lock, openLockStore } from './lock';

interface Lockable {
  client: ClickHouseClient;
  config: Config;
  journal: Journal;
  createDatabase: () => Promise<void>;
}

/**
 * Does something as the only runner, with database, lock and journal in place.
 * @param leaseMs after this long without a sign of life another runner may take over
 * @throws LockHeld
 */
export async function withLock<T>(
  { client, config, journal, createDatabase }: Lockable,
  work: (lock: Lock) => Promise<T>,
  leaseMs?: number
): Promise<T> {
  await createDatabase();
  const lock = await acquireLock(await openLockStore(client, config.database, config.cluster), leaseMs);
  try {
    await journal.create();
    return await work(lock);
  } finally {
    await lock.release();
  }
}
