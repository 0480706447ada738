import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '..');

/**
 * SHA-256 over names and contents of files and folders (recursive), given relative to the project's root, and the lock
 * file. Two builds with the same hash are the same, so the second can be skipped.
 */
export async function hashOfInputs(...places: string[]): Promise<string> {
  const files = (
    await Promise.all([...places, 'package-lock.json'].map((place) => filesOf(path.join(ROOT, place))))
  ).flat();
  const hash = createHash('sha256');
  for (const file of files.sort()) {
    hash
      .update(path.relative(ROOT, file))
      .update('\0')
      .update(await readFile(file))
      .update('\0');
  }
  return hash.digest('hex');
}

async function filesOf(place: string): Promise<string[]> {
  if ((await stat(place)).isFile()) {
    return [place];
  }
  const entries = await readdir(place, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}
