import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const ROOT = path.join(__dirname, '..');
const NOT_OURS = new Set(['node_modules', 'dist', 'packages', 'test-results', 'playwright-report']);

/** Every page of documentation, relative to the root. */
export function pages(folder = '.'): string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      return NOT_OURS.has(entry.name) || entry.name.startsWith('.') ? [] : pages(name);
    }
    return entry.name.endsWith('.md') ? [name] : [];
  });
}

export const readPage = (page: string) => readFileSync(path.join(ROOT, page), 'utf8');
