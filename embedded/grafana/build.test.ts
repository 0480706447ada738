import { access } from 'node:fs/promises';
import path from 'node:path';

import { buildHostPage, readHostManifest } from './build';

test('builds every file of the manifest, and does nothing when nothing changed', async () => {
  const { outDir } = await buildHostPage();
  const manifest = await readHostManifest(outDir);
  for (const file of [manifest!.boot, manifest!.script, manifest!.style]) {
    await access(path.join(outDir, file));
  }
  expect((await buildHostPage()).skipped).toBe(true);
}, 60_000);

test('a folder without a build has no manifest', async () => {
  expect(await readHostManifest(path.join(__dirname, 'page'))).toBeNull();
});
