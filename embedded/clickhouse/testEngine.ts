import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { type EmbeddedClickHouse, startEmbeddedClickHouse } from './process';

export interface TestEngine {
  clickhouse: EmbeddedClickHouse;
  dataDir: string;
}

/** A user that may only read, known to every test engine. */
export const READER = { name: 'reader', password: 'reader-password', readonly: true };

/** A server on a free port with a directory of its own. */
export async function startTestEngine(): Promise<TestEngine> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'girok-engine-'));
  const users = [{ name: 'default', password: '' }, READER];
  return { dataDir, clickhouse: await startEmbeddedClickHouse({ dataDir, port: 0, users }) };
}

export async function stopTestEngine({ clickhouse, dataDir }: TestEngine): Promise<void> {
  await clickhouse.stop();
  await rm(dataDir, { recursive: true, force: true });
}

/** Tries again, after a pause, until the expectation holds; the last failure, after a minute, is the test's. Milliseconds. */
export async function eventually(
  expectation: () => Promise<void>,
  { patience = 60_000, pause = 20 } = {}
): Promise<void> {
  const end = Date.now() + patience;
  for (;;) {
    try {
      return await expectation();
    } catch (error) {
      if (Date.now() > end) {
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}
