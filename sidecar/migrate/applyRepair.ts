import { withLock } from './lock/withLock';
import { planQueues } from './queues/planQueues';
import { restoreQueue } from './queues/queueGuard';
import { type Repair } from './repair';
import { type MigrationSession } from './session';

/**
 * Does what planRepair has planned: writes to the journal and puts queues back.
 * @throws LockHeld, LockLost, ClickHouse's error when a queue cannot be put back
 */
export async function applyRepair(session: MigrationSession, repairs: Repair[]): Promise<void> {
  await withLock(session, async (lock) => {
    for (const { records, restore } of repairs) {
      for (const record of records) {
        await session.journal.write(lock, record);
      }
      if (restore) {
        const unit = planQueues(await session.read(), []).find(({ queue }) => queue === restore.queue);
        await restoreQueue({ ...session, lock }, restore.queue, unit?.views ?? [], restore.saved);
      }
    }
  });
}
