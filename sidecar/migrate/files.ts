import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

export interface MigrationFile {
  /** File name without `.sql`: 14 digits of time, `_`, a name. Migrations run in this order. */
  id: string;
  template: string;
  /** SHA-256 of the template, not of the rendered SQL: configuration and secrets do not change it. */
  hash: string;
}

const NAME = /^\d{14}_[a-z0-9_]+\.sql$/;

/** Reads the migration templates of a folder in order. @throws Error for a file whose name does not say its order */
export async function readMigrations(folder: string): Promise<MigrationFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  const versioned = await Promise.all(
    names.map(async (name) => {
      if (!NAME.test(name)) {
        throw new Error(`${path.join(folder, name)}: a migration is named YYYYMMDDhhmmss_what_it_does.sql.`);
      }
      const template = await readFile(path.join(folder, name), 'utf8');
      return { id: name.slice(0, -4), template, hash: createHash('sha256').update(template).digest('hex') };
    })
  );
  return [...versioned, ...(await readQueueUnits(path.join(folder, 'queues')))];
}

/** The present definition of each queue and its views, with the shared fragments in front. */
async function readQueueUnits(folder: string): Promise<MigrationFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('_queue.sql')).sort();
  const shared = await readFile(path.join(folder, 'shared.sql'), 'utf8');
  return Promise.all(
    names.map(async (name) => {
      const template = shared + (await readFile(path.join(folder, name), 'utf8'));
      return {
        id: `queues/${name.slice(0, -4)}`,
        template,
        hash: createHash('sha256').update(template).digest('hex'),
      };
    })
  );
}
