import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(__dirname, '../..');

/** Rows of the table of hostile cases: what it is about, and the cell that names its tests. */
function hostileCases(): Array<[string, string]> {
  const text = readFileSync(path.join(ROOT, 'docs/threat-model.md'), 'utf8');
  const [, section] = /^## Hostile cases and their tests$([^]*?)^## /m.exec(text)!;
  return [...section.matchAll(/^\| (.+?) *\| (`.+?) *\|$/gm)].map(([, about, tests]) => [about, tests]);
}

test('there are cases', () => {
  expect(hostileCases().length).toBeGreaterThan(25);
});

test.each(hostileCases())('%s: has the tests that docs/threat-model.md names', (_, tests) => {
  const files = tests.split('`').slice(1);
  expect(files.length).toBeGreaterThan(1);
  for (let i = 0; i < files.length; i += 2) {
    const [file, names] = [files[i], [...files[i + 1].matchAll(/"(.+?)"/g)].map(([, name]) => name)];
    expect([file, existsSync(path.join(ROOT, file)), names.length > 0]).toEqual([file, true, true]);
    const source = readFileSync(path.join(ROOT, file), 'utf8');
    expect(names.filter((name) => !source.includes(name))).toEqual([]);
  }
});
