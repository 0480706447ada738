import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { hashOfInputs } from './buildInputs';

const ROOT = path.resolve(__dirname, '..');

test('the hash changes with a file of a folder and not with the time', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'girok-inputs-'));
  const place = path.relative(ROOT, folder);
  await writeFile(path.join(folder, 'a'), '1');
  const before = await hashOfInputs(place);
  expect(await hashOfInputs(place)).toBe(before);
  await appendFile(path.join(folder, 'a'), '2');
  expect(await hashOfInputs(place)).not.toBe(before);
  await rm(folder, { recursive: true });
});
