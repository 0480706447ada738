import { existsSync, statSync } from 'node:fs';
import path from 'node:path';

import { pages, readPage as read, ROOT } from './pages';

const withoutCode = (text: string) => text.replace(/^```.*?^```/gms, '').replace(/`[^`\n]*`/g, '');

/** Where the links and pictures of a page lead. */
const targets = (page: string) =>
  [...withoutCode(read(page)).matchAll(/\]\(([^)\s]+)\)|\b(?:src|href)="([^"]+)"/g)].map(
    ([, link, html]) => link ?? html
  );

/** Names of the headings of a page, as GitHub makes anchors of them. */
const anchors = (page: string) =>
  [...read(page).matchAll(/^#+ +(.+?) *$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replace(/ /g, '-')
  );

/** What is wrong with a link, or nothing. Addresses of other sites are not asked. */
function broken(page: string, target: string): string | undefined {
  if (/^(https?|mailto):/.test(target)) {
    return undefined;
  }
  const [file, anchor] = decodeURI(target).split('#');
  const wanted = file === '' ? page : path.join(path.dirname(page), file);
  if (!existsSync(path.join(ROOT, wanted))) {
    return `${page}: ${target}: there is no such file`;
  }
  const isPage = wanted.endsWith('.md') && statSync(path.join(ROOT, wanted)).isFile();
  return anchor !== undefined && isPage && !anchors(wanted).includes(anchor)
    ? `${page}: ${target}: there is no such heading`
    : undefined;
}

test('every link and picture of the documentation leads somewhere', () => {
  const links = pages().flatMap((page) => targets(page).map((target) => ({ page, target })));
  expect(links.length).toBeGreaterThan(50);
  expect(links.map(({ page, target }) => broken(page, target)).filter(Boolean)).toEqual([]);
});

/** A file of the repository that stands in the text as code: `queries/sql.ts`, `faults/`, `*.json` are as good. */
const FILE =
  /`((?:\.ci|bench|bin|compliance|dashboards|deploy|docs|e2e|embedded|examples|faults|migrations|packaging|provisioning|queries|scripts|sidecar|src)\/[\w./-]*)`/g;

test('every file that a page names is there', () => {
  const named = pages().flatMap((page) => [...read(page).matchAll(FILE)].map(([, file]) => ({ page, file })));
  expect(named.length).toBeGreaterThan(50);
  expect(
    named.filter(({ file }) => !existsSync(path.join(ROOT, file))).map(({ page, file }) => `${page}: ${file}`)
  ).toEqual([]);
});

test('every page of docs/ is reached from the README', () => {
  const reached = new Set(['README.md']);
  for (const page of reached) {
    targets(page)
      .filter((target) => !/^\w+:/.test(target))
      .map((target) => path.join(path.dirname(page), target.split('#')[0]))
      .filter((target) => target.endsWith('.md') && existsSync(path.join(ROOT, target)))
      .forEach((target) => reached.add(target));
  }
  const lost = pages('docs').filter((page) => !reached.has(page) && !page.startsWith('docs/runbooks/'));
  expect(lost).toEqual([]);
});
