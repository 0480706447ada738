import { ClickHouseError } from '@clickhouse/client';

import { LockLost } from './lock/lock';

/** How long a server that does not answer is asked again: a restart takes seconds. Milliseconds. */
const PATIENCE_MS = 60_000;
const PAUSE_MS = 500;

/**
 * Does what may be done twice until the server answers, for a minute at most. An answer, even an error, is the end of it.
 * @throws the server's error, or the last failure to reach it
 */
export async function persistently<T>(work: () => Promise<T>, patienceMs: number = PATIENCE_MS): Promise<T> {
  const end = performance.now() + patienceMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ClickHouseError || error instanceof LockLost || performance.now() > end) {
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}
