import { type ClickHouseClient } from '@clickhouse/client';
import os from 'node:os';
import path from 'node:path';

import { version } from '../../package.json';
import { connect } from '../clickhouse';
import { type Config, migrationVariables } from '../config';
import { readMigrations } from './files';
import { Journal } from './journal';
import { type Plan, planMigrations } from './plan';

/** The migrations that belong to this version of girok. */
export const MIGRATIONS = path.join(__dirname, '../../migrations');

/** A statement that rewrites data takes its time. */
const STATEMENT_TIMEOUT_MS = 600_000;

export interface MigrationSession {
  /** Close it when the work is done. */
  client: ClickHouseClient;
  config: Config;
  journal: Journal;
  /** Compares files and journal anew at each call. */
  plan: () => Promise<Plan>;
}

/** Opens what every use of the migrations needs; `girok migrate` and the embedded default share it. */
export function migrationSession(config: Config): MigrationSession {
  const { clickhouseUrl: url, clickhouseUser: username, clickhousePassword: password } = config;
  const client = connect({ url, username, password }, STATEMENT_TIMEOUT_MS);
  const journal = new Journal(client, config.database, `girok ${version} ${os.hostname()} pid ${process.pid}`);
  const plan = async () =>
    planMigrations(await readMigrations(MIGRATIONS), await journal.read(), migrationVariables(config));
  return { client, config, journal, plan };
}
