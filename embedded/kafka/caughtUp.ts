import { type ClickHouseClient } from '@clickhouse/client';
import { type Admin } from 'kafkajs';

import { lagOf } from './pipeline';
import { type Config } from '../../sidecar/config';

/**
 * Longest time without any progress. A group whose member was killed waits 6 s for it, one whose broker was killed some
 * 10 s, and a queue whose view threw tries again within a minute. Milliseconds.
 */
const PATIENCE_MS = 90_000;
const ASK_EVERY_MS = 100;

/**
 * Resolves when every queue has committed everything that is in its topic.
 * @param patienceMs how long the lag may stand still
 * @throws Error with the lag of each signal and what the engine says about its consumers, when it stands still
 */
export async function caughtUp(
  admin: Admin,
  client: ClickHouseClient,
  config: Config,
  patienceMs = PATIENCE_MS
): Promise<void> {
  let seen = '';
  let end = 0;
  for (;;) {
    // a broker that is just starting has no answer yet
    const lag = await lagOf(admin, config).catch((error: Error) => error.message);
    const now = JSON.stringify(lag);
    if (typeof lag === 'object' && Object.values(lag).every((messages) => messages === 0)) {
      return;
    }
    if (now !== seen) {
      seen = now;
      end = Date.now() + patienceMs;
    }
    if (Date.now() > end) {
      const said = (await consumerExceptions(client, config.database)).map((text) => `  ${text}\n`).join('');
      throw new Error(`The queues stand still for ${patienceMs / 1000} s. Lag: ${now}. The engine says:\n${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
}

/** What system.kafka_consumers keeps of each queue's troubles (the last ten), as `table: text`, without stack traces. */
export async function consumerExceptions(client: ClickHouseClient, database: string): Promise<string[]> {
  const result = await client.query({
    query: `SELECT DISTINCT concat(table, ': ', splitByString(', Stack trace', splitByChar('\\n', text)[1])[1]) AS line FROM system.kafka_consumers ARRAY JOIN exceptions.text AS text
      WHERE database = {database:String} ORDER BY line`,
    query_params: { database },
    format: 'JSONEachRow',
  });
  return (await result.json<{ line: string }>()).map(({ line }) => line);
}
