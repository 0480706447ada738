import { type ClickHouseClient } from '@clickhouse/client';
import { type Command } from 'commander';

import { connect, connectionOf } from '../clickhouse';
import { type Config, readConfig } from '../config';

/** Sealing and verifying read everything that is stored. Milliseconds. */
const LONGEST_ANSWER_MS = 3_600_000;

/** Options of a command that works on the tables through `withTables`. */
export const tableOptions = (command: Command): Command =>
  command
    .option('--clickhouse-url <url>', 'ClickHouse HTTP interface (GIROK_CLICKHOUSE_URL)')
    .option('--clickhouse-user <name>', 'user (GIROK_CLICKHOUSE_USER)')
    .option('--database <name>', 'database of the tables (GIROK_DATABASE)');

/** Does the work with a client that is bound to the database, and closes it. */
export async function withTables<T>(
  options: Partial<Config>,
  work: (config: Config, client: ClickHouseClient) => Promise<T>
): Promise<T> {
  const config = readConfig(process.env, options);
  const client = connect({ ...connectionOf(config), database: config.database }, LONGEST_ANSWER_MS);
  try {
    return await work(config, client);
  } finally {
    await client.close();
  }
}
