import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { DataDirLockedError, lockDataDir } from './dataDirLock';

let dataDir: string;
const lockFile = () => path.join(dataDir, 'lock');
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'girok-lock-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

test('a second holder is refused and told who the first is', () => {
  const unlock = lockDataDir(dataDir);
  expect(() => lockDataDir(dataDir)).toThrow(DataDirLockedError);
  expect(() => lockDataDir(dataDir)).toThrow(String(process.pid));
  unlock();
  expect(() => lockDataDir(dataDir)()).not.toThrow();
});

test('the lock of a dead process is taken over', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  writeFileSync(lockFile(), JSON.stringify({ pid: child.pid }));
  lockDataDir(dataDir);
  expect(JSON.parse(readFileSync(lockFile(), 'utf8'))).toMatchObject({ pid: process.pid });
});

test('a lock whose pid now belongs to another process is taken over', () => {
  if (process.platform !== 'linux') {
    return; // only Linux tells when a process started
  }
  writeFileSync(lockFile(), JSON.stringify({ pid: process.ppid, started: '1' }));
  expect(() => lockDataDir(dataDir)).not.toThrow();
});

test.each([
  ['half written', '{"pid":'],
  ['empty', ''],
  ['not a lock', '[]'],
])('%s lock is taken over', (_, content) => {
  writeFileSync(lockFile(), content);
  expect(() => lockDataDir(dataDir)).not.toThrow();
});
