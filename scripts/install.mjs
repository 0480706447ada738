import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const MARK = path.join(ROOT, 'node_modules/.girok-installed');

/**
 * Installs the dependencies with `npm ci` when they are missing or package-lock.json has changed since. Needs nothing
 * but Node and npm. Ends the process with npm's own words when it fails.
 */
export function ensureInstalled() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    fail(`Girok needs Node 20.19 or later; this is Node ${process.versions.node}.`);
  }
  const lock = createHash('sha256')
    .update(readFileSync(path.join(ROOT, 'package-lock.json')))
    .digest('hex');
  if (existsSync(MARK) && readFileSync(MARK, 'utf8') === lock) {
    return;
  }
  const begun = Date.now();
  console.log('Installing dependencies (npm ci), about a minute …');
  // npm's own configuration of an outer `npm start` must not leak into the inner one
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) {
    fail(
      `npm ci failed (${npm.error?.message ?? `exit code ${npm.status}`}). Mend what it says above and start again.`
    );
  }
  writeFileSync(MARK, lock);
  console.log(`Installed in ${Math.round((Date.now() - begun) / 1000)} s.`);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
