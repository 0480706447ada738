import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

import { errorCode } from '../errorCode';

export interface MigrationFile {
  /** File name without `.sql`: 14 digits of time, `_`, a name. Migrations run in this order. */
  id: string;
  template: string;
  /** SHA-256 of the template, not of the rendered SQL: configuration and secrets do not change it. */
  hash: string;
  /** Queues that stand still while it runs: `-- @pauses audit_logs_queue`. */
  pauses: string[];
}

/** The present definition of one queue and of the views behind it. */
export interface QueueUnit {
  /** Name of the queue, and of the file without `.sql`. */
  queue: string;
  /** With the fragments of `shared.sql` in front. */
  template: string;
}

export interface MigrationSources {
  migrations: MigrationFile[];
  units: QueueUnit[];
}

const NAME = /^\d{14}_[a-z0-9_]+\.sql$/;
const QUEUE_NAME = /^[a-z][a-z0-9_]*\.sql$/;
const PAUSES = /^-- @pauses +([a-z][a-z0-9_]*) *$/gm;
const SHARED = 'shared.sql';

export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/**
 * Reads the templates of a folder: its versioned migrations, and the queue units in its folder `queues`.
 * @throws Error for a file whose name does not say what it is, and for a pause of a queue that has no unit
 */
export async function readSources(folder: string): Promise<MigrationSources> {
  const migrations = await readMigrations(folder);
  const units = await readQueueUnits(path.join(folder, 'queues'));
  const queues = units.map(({ queue }) => queue);
  for (const { id, pauses } of migrations) {
    const unknown = pauses.find((queue) => !queues.includes(queue));
    if (unknown) {
      throw new Error(`${id}.sql pauses ${unknown}, but there is no queues/${unknown}.sql that would start it again.`);
    }
  }
  return { migrations, units };
}

/** Reads the versioned migrations of a folder in order. @throws Error for a file whose name does not say its order */
export async function readMigrations(folder: string): Promise<MigrationFile[]> {
  return Promise.all(
    (await sqlFiles(folder)).map(async (name) => {
      if (!NAME.test(name)) {
        throw new Error(`${path.join(folder, name)}: a migration is named YYYYMMDDhhmmss_what_it_does.sql.`);
      }
      const template = await readFile(path.join(folder, name), 'utf8');
      const pauses = [...template.matchAll(PAUSES)].map(([, queue]) => queue);
      return { id: name.slice(0, -4), template, hash: sha256(template), pauses };
    })
  );
}

async function readQueueUnits(folder: string): Promise<QueueUnit[]> {
  const names = await sqlFiles(folder).catch(absent);
  const wrong = names.find((name) => !QUEUE_NAME.test(name));
  if (wrong) {
    throw new Error(`${path.join(folder, wrong)}: a queue unit is named like its queue, in lower case.`);
  }
  const shared = names.includes(SHARED) ? await readFile(path.join(folder, SHARED), 'utf8') : '';
  return Promise.all(
    names
      .filter((name) => name !== SHARED)
      .map(async (name) => ({
        queue: name.slice(0, -4),
        template: `${shared}\n${await readFile(path.join(folder, name), 'utf8')}`,
      }))
  );
}

async function sqlFiles(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
}

function absent(error: unknown): string[] {
  if (errorCode(error) === 'ENOENT') {
    return [];
  }
  throw error;
}
