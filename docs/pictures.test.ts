import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { ROOT } from './pages';

const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const specs = (folder: string) =>
  readdirSync(path.join(ROOT, folder))
    .filter((file) => file.endsWith('.spec.ts'))
    .map((file) => read(path.join(folder, file)));

/** Browser tests that take pictures. Each is named in the test that takes it. */
const SPECS = [...specs('e2e/demo'), ...specs('e2e/empty')].filter((text) => text.includes('takePictures('));
/** What `GIROK_UPDATE_PICTURES=1 npm run e2e` puts into docs/images. */
const KEPT = [...read('e2e/pictures.ts').matchAll(/^ {2}'([\w-]+\.png)',$/gm)].map(([, name]) => name);

test('every picture of the pages is taken by a browser test', () => {
  const shown = readdirSync(path.join(ROOT, 'docs/images')).filter((file) => file.endsWith('.png'));
  expect(shown.sort()).toEqual(KEPT.sort());
  const untaken = KEPT.map((name) => name.replace(/-(dark|light)\.png$/, '')).filter(
    (name) => !SPECS.some((text) => text.includes(`'${name}'`))
  );
  expect(untaken).toEqual([]);
});
