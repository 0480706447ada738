import { existsSync } from 'node:fs';
import path from 'node:path';

import { blocksOf, commandLines, wordsOf } from './blocks';
import { complaint } from './commandCheck';
import { pages, readPage, ROOT } from './pages';

// the 37 saved queries are SQL, and the changelog is of the past
const PAGES = pages().filter((page) => page !== 'CHANGELOG.md' && page !== 'docs/query-patterns.md');
const BLOCKS = PAGES.flatMap(blocksOf);

test('every command that is shown on lines of its own is one that its program takes', () => {
  const lines = BLOCKS.flatMap(commandLines);
  expect(lines.length).toBeGreaterThan(40);
  expect(lines.map((line) => complaint(wordsOf(line), true)).filter(Boolean)).toEqual([]);
});

/** `girok migrate plan` in a sentence. Names with a hyphen, as `girok-logs`, are none. */
const MENTION = /`((?:girok|npm|docker) [a-z-][^`\n]*)`/g;

test('every command that a sentence mentions is there, with its options', () => {
  const mentions = PAGES.flatMap((page) =>
    [...readPage(page).matchAll(MENTION)].map(([, text]) => text.replace(/ \[.*\]$/, ''))
  );
  expect(mentions.length).toBeGreaterThan(80);
  const wrong = new Set(mentions.flatMap((text) => text.split(' && ')).map((text) => complaint(wordsOf(text), false)));
  expect([...wrong].filter(Boolean)).toEqual([]);
});

test('every block of commands is executed by a test, or says why by none', () => {
  const silent = BLOCKS.filter(({ runBy, notRun }) => !runBy && !notRun);
  expect(silent.map(({ page, text }) => `${page}: ${text}`)).toEqual([]);
  const lost = BLOCKS.filter(({ runBy }) => runBy && !existsSync(path.join(ROOT, runBy)));
  expect(lost.map(({ page, runBy }) => `${page}: ${runBy}`)).toEqual([]);
});

test('what no test executes is said in CONTRIBUTING.md, with its reason', () => {
  const unrun = BLOCKS.flatMap(({ page, notRun }) => (notRun ? [`| ${page} | ${notRun} |`] : []));
  const table = readPage('CONTRIBUTING.md')
    .split('\n')
    .map((line) => line.replace(/ +/g, ' '));
  expect(unrun.filter((line) => !table.includes(line))).toEqual([]);
});

test('a command that is not there, an option that is not, an argument that is missing: each is found', () => {
  for (const line of ['girok migrate plam', 'girok migrate plan --rehearse', 'girok seal prove', 'npm run nothing']) {
    expect(complaint(wordsOf(line), true)).toEqual(expect.any(String));
  }
  for (const line of [
    'girok migrate plam',
    'girok migrate --rehearse',
    'npm start -- --nothing',
    'npm test -- nothing',
  ]) {
    expect(complaint(wordsOf(line), false)).toEqual(expect.any(String));
  }
  expect(complaint(wordsOf('GIROK_CLUSTER=a girok migrate plan'), true)).toBeUndefined();
  for (const line of ['exec girok girok lak', 'run --rm migrate migrate plam', 'exec girok girok doctor']) {
    expect(complaint(wordsOf(`docker compose ${line}`), true)).toMatch(/lak|plam|rights/);
  }
  expect(complaint(wordsOf('docker compose run --rm migrate doctor'), true)).toBeUndefined();
});
