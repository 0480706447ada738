import { unzipSync } from 'fflate';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { pluginZip } from './pluginZip';

const EPOCH = 1_764_000_000;
let dist: string;

beforeAll(() => {
  dist = mkdtempSync(path.join(tmpdir(), 'girok-dist-'));
  mkdirSync(path.join(dist, 'img'));
  writeFileSync(path.join(dist, 'plugin.json'), '{}');
  writeFileSync(path.join(dist, 'module.js'), 'define([]);\n//# sourceMappingURL=module.js.map');
  writeFileSync(path.join(dist, 'module.js.map'), '{"sourcesContent":["secret"]}');
  writeFileSync(path.join(dist, 'img/logo.svg'), '<svg/>');
});
afterAll(() => rmSync(dist, { recursive: true, force: true }));

const inZone = (zone: string) => {
  process.env.TZ = zone;
  return pluginZip(dist, EPOCH).finally(() => (process.env.TZ = 'UTC'));
};

test('one folder named as the plugin, with everything but source maps and what points to them', async () => {
  const files = unzipSync(await pluginZip(dist, EPOCH));
  expect(Object.keys(files)).toEqual(
    ['img/logo.svg', 'module.js', 'plugin.json'].map((file) => `girok-telemetry-app/${file}`)
  );
  expect(Buffer.from(files['girok-telemetry-app/module.js']).toString()).toBe('define([]);\n');
});

test('the same files give the same bytes, whatever the clock of the machine', async () => {
  const [here, seoul] = [await inZone('UTC'), await inZone('Asia/Seoul')];
  expect(Buffer.from(seoul).equals(Buffer.from(here))).toBe(true);
  expect(Buffer.from(await pluginZip(dist, EPOCH + 60)).equals(Buffer.from(here))).toBe(false);
});
