import { type ClickHouseClient } from '@clickhouse/client';
import path from 'node:path';

import { identifier, sql } from '../../queries/sql';
import { connect, connectionOf } from '../clickhouse';
import { type Config, migrationVariables } from '../config';
import { readSources } from './files';
import { Journal } from './journal';
import { readLiveTables } from './liveTables';
import { type Plan, planMigrations } from './plan';
import { type PlanInput } from './planned';
import { onCluster } from './topology';

/** The migrations that belong to this version of girok. */
export const MIGRATIONS = path.join(__dirname, '../../migrations');

/** A statement that rewrites data takes its time. Milliseconds. */
const STATEMENT_TIMEOUT_MS = 6 * 3_600_000;

export interface MigrationSession {
  client: ClickHouseClient;
  /** The same server with the patience that a migration's statements need. */
  statementClient: ClickHouseClient;
  config: Config;
  journal: Journal;
  /** Folder of the templates. */
  folder: string;
  /** What plans are made of, read anew at each call. */
  read: () => Promise<PlanInput>;
  /** Compares files, configuration, journal and server anew at each call. @throws MigrationRefused */
  plan: () => Promise<Plan>;
  createDatabase: () => Promise<void>;
  /** To be called when the work is done. */
  close: () => Promise<void>;
}

/** Opens what every use of the migrations needs; `girok migrate` and the embedded default share it. */
export function migrationSession(config: Config, folder: string = MIGRATIONS): MigrationSession {
  const { database } = config;
  const client = connect(connectionOf(config));
  const statementClient = connect(connectionOf(config), STATEMENT_TIMEOUT_MS);
  const journal = new Journal(client, database, config.cluster);
  const read = async () => ({
    sources: await readSources(folder),
    journal: await journal.read(),
    variables: migrationVariables(config),
    database,
    live: await readLiveTables(client, database),
  });
  return {
    client,
    statementClient,
    config,
    journal,
    folder,
    read,
    plan: async () => planMigrations(await read()),
    createDatabase: async () => {
      await client.command({
        query: sql`CREATE DATABASE IF NOT EXISTS ${identifier(database)}${onCluster(config.cluster)}`.text,
      });
    },
    close: async () => {
      await client.close();
      await statementClient.close();
    },
  };
}
