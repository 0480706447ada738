import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { readSources } from './files';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'girok-files-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function given(files: Record<string, string>) {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
  return readSources(folder);
}

test('migrations are read in order, units with what they share in front, and other files are passed over', async () => {
  const { migrations, units } = await given({
    '20260201000000_b.sql': '-- @pauses q\nSELECT 2',
    '20260101000000_a.sql': 'SELECT 1',
    'README.md': '',
    'queues/shared.sql': '/* @let a\n1\n*/',
    'queues/q.sql': 'SELECT {{> a}}',
  });
  expect(migrations).toMatchObject([
    { id: '20260101000000_a', pauses: [], hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    { id: '20260201000000_b', pauses: ['q'] },
  ]);
  expect(units).toEqual([{ queue: 'q', template: '/* @let a\n1\n*/\nSELECT {{> a}}' }]);
});

test('a folder without queues has none', async () => {
  expect((await given({ '20260101000000_a.sql': '' })).units).toEqual([]);
});

test.each<[string, Record<string, string>, RegExp]>([
  ['a migration without its time', { 'a.sql': '' }, /a\.sql: a migration is named YYYYMMDDhhmmss_what_it_does\.sql/],
  ['a queue unit with another name', { 'queues/Q 1.sql': '' }, /Q 1\.sql: a queue unit is named like its queue/],
  ['a pause that nobody ends', { '20260101000000_a.sql': '-- @pauses q' }, /pauses q, but there is no queues\/q\.sql/],
])('%s is refused', async (_, files, message) => {
  await expect(given(files)).rejects.toThrow(message);
});

test('a folder that does not exist is refused', async () => {
  await expect(readSources(path.join(folder, 'nowhere'))).rejects.toThrow(/ENOENT.*nowhere/);
});
