import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { randomUUID } from 'node:crypto';

/** Address of the engine that jestGlobalSetup started. */
export function testUrl(): string {
  const url = process.env.GIROK_TEST_CLICKHOUSE_URL;
  if (!url) {
    throw new Error('No test engine: run this file with `npx jest --selectProjects engine`.');
  }
  return url;
}

/** The real client against the test engine, silent about errors that a test expects. Close it, or Jest waits for its sockets. */
export function testClient(database = 'default'): ClickHouseClient {
  return createClient({ url: testUrl(), database, log: { level: ClickHouseLogLevel.OFF } });
}

export interface ScratchDatabase {
  name: string;
  /** Bound to the database. */
  client: ClickHouseClient;
  /** Drops the database and closes the client. */
  drop(): Promise<void>;
}

/** A database for one test file, so that files can run at the same time. */
export async function scratchDatabase(): Promise<ScratchDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const admin = testClient();
  await admin.command({ query: `CREATE DATABASE ${name}` });
  const client = testClient(name);
  const drop = async () => {
    await client.close();
    await admin.command({ query: `DROP DATABASE ${name} SYNC` });
    await admin.close();
  };
  return { name, client, drop };
}
