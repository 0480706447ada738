import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { writeNewFile } from './writeNewFile';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'girok-new-file-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function* pieces(end?: Error) {
  yield Buffer.from('one ');
  yield Buffer.from('two');
  if (end) {
    throw end;
  }
}

test('what comes is written, and a file that is there is not written over', async () => {
  const file = path.join(folder, 'evidence.zip');
  await writeNewFile(file, pieces());
  await expect(writeNewFile(file, pieces())).rejects.toThrow(/EEXIST/);
  expect(readFileSync(file, 'utf8')).toBe('one two');
});

test('what breaks off leaves no half of a file', async () => {
  await expect(writeNewFile(path.join(folder, 'evidence.zip'), pieces(new Error('gone')))).rejects.toThrow('gone');
  expect(readdirSync(folder)).toEqual([]);
});
