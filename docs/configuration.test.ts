import { readFileSync } from 'node:fs';
import path from 'node:path';

import { pages, readPage, ROOT } from './pages';
import { configSchema, environmentName } from '../sidecar/config';

const PAGE = 'docs/configuration.md';
/** Rows of tables whose first cell is a variable: the other two cells by its name. */
const ROWS = new Map(
  [...readPage(PAGE).matchAll(/^\| `(GIROK_\w+)` +\| (.*?) +\| (.*?) +\|$/gm)].map(([, name, second, third]) => [
    name,
    { second, third },
  ])
);

/** What a setting is where nothing says it, as the page writes it. */
function defaultOf(key: keyof typeof configSchema.shape): string {
  const { data } = configSchema.shape[key].safeParse(undefined);
  const text = String(data ?? '');
  return text === '' ? 'none' : `\`${text}\``;
}

test('every setting of girok is there with its default', () => {
  const keys = Object.keys(configSchema.shape) as Array<keyof typeof configSchema.shape>;
  const expected = Object.fromEntries(keys.map((key) => [environmentName(key), defaultOf(key)]));
  const shown = Object.fromEntries(keys.map(environmentName).map((name) => [name, ROWS.get(name)?.second]));
  expect(shown).toEqual(expected);
});

test('every other variable is read by the file that is named for it', () => {
  const own = new Set(Object.keys(configSchema.shape).map(environmentName));
  const others = [...ROWS].filter(([name]) => !own.has(name));
  expect(others.length).toBeGreaterThan(5);
  const lost = others.filter(([name, { second: file }]) => !readFileSync(path.join(ROOT, file), 'utf8').includes(name));
  expect(lost.map(([name]) => name)).toEqual([]);
});

test('no page names a variable that is neither here nor in CONTRIBUTING.md', () => {
  const known = new Set([...ROWS.keys(), ...(readPage('CONTRIBUTING.md').match(/GIROK_[A-Z_]+/g) ?? [])]);
  const named = pages().flatMap((page) =>
    (readPage(page).match(/GIROK_[A-Z_]*[A-Z]\b/g) ?? []).map((name) => ({ page, name }))
  );
  expect(named.length).toBeGreaterThan(150);
  expect(named.filter(({ name }) => !known.has(name))).toEqual([]);
});
