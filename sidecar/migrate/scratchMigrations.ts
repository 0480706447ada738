import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { type Config, readConfig } from '../config';
import { migrationSession, type MigrationSession } from './session';

export interface ScratchMigrations {
  session: MigrationSession;
  config: Config;
  database: string;
  folder: string;
  /** Writes templates into the folder: `20260101000000_a`, `queues/q`; undefined removes one. */
  write(files: Record<string, string | undefined>): Promise<void>;
  /** A session of its own with another configuration. Closed with the rest. */
  as(config: Partial<Config>): MigrationSession;
  run(query: string): Promise<void>;
  rows<T>(query: string): Promise<T[]>;
  /** Drops the database and deletes the folder. */
  close(): Promise<void>;
}

/** For engine tests: templates in a folder of their own, for a database that nobody else has. It is not created here. */
export async function scratchMigrations(
  clickhouseUrl: string,
  files: Record<string, string> = {},
  more: Partial<Config> = {}
): Promise<ScratchMigrations> {
  const folder = await mkdtemp(path.join(tmpdir(), 'girok-migrations-'));
  await mkdir(path.join(folder, 'queues'));
  const database = `test_${randomUUID().replaceAll('-', '')}`;
  const configOf = (given: Partial<Config>) =>
    readConfig({}, { clickhouseUrl, database, queues: 'null', ...more, ...given });
  const sessions: MigrationSession[] = [];
  const open = (given: Partial<Config>) => {
    const session = migrationSession(configOf(given), folder);
    sessions.push(session);
    return session;
  };
  const session = open({});
  const write = async (templates: Record<string, string | undefined>) => {
    for (const [name, text] of Object.entries(templates)) {
      const file = path.join(folder, `${name}.sql`);
      await (text === undefined ? rm(file) : writeFile(file, text));
    }
  };
  await write(files);
  return {
    session,
    config: session.config,
    database,
    folder,
    write,
    as: open,
    run: async (query) => {
      await session.client.command({ query });
    },
    rows: async <T>(query: string) => (await session.client.query({ query, format: 'JSONEachRow' })).json<T>(),
    close: async () => {
      await session.client.command({ query: `DROP DATABASE IF EXISTS ${database} SYNC` });
      await Promise.all(sessions.map((opened) => opened.close()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
