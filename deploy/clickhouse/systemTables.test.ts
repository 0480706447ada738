import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { partsOf } from './partsOfCommandsForTest';
import { grantedOn } from './usersForTest';

const ROOT = path.resolve(__dirname, '../..');

/**
 * What every user may read, with `select_from_system_db_requires_grant` as a server is shipped: ContextAccess.cpp of
 * ClickHouse, `always_accessible_tables`. Of `databases`, `tables` and `columns` one sees the rows of what one may read.
 * `parts` is not among them, and neither are `numbers` and `zeros`. The others of that list are asked by nothing of ours.
 */
const OPEN_TO_ALL = ['one', 'databases', 'tables', 'columns', 'settings', 'functions'];

/** In SQL: neither the end of an attribute's name (`messaging.system`) nor the middle of one (`db.system.name`). */
const tablesIn = (text: string) => [...text.matchAll(/(?<![\w.'])`?system`?\.`?([a-z_]+)/g)].map(([, table]) => table);

const isOurs = (file: string) => /\.tsx?$/.test(file) && !/\.test\.tsx?$|ForTest\.ts$/.test(file);

const filesIn = (folder: string, isAsked: (file: string) => boolean) =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter(isAsked)
    .map((file) => path.join(folder, file));

/** These ask as the user of GIROK_READER_USER. */
const ASKED_BY_THE_AUDITOR = ['sidecar/compliance/runs/runs.ts'];

const commands = partsOf('serve', 'seal', 'verify', 'lag', 'ledger');

test.each([
  ['reader', 'dashboards', filesIn('dashboards', (file) => /^[^/]+\.json$/.test(file))],
  ['reader', 'alert rules', filesIn('provisioning/alerting', (file) => file.endsWith('.yaml'))],
  ['reader', 'pages', [...filesIn('queries', isOurs), ...filesIn('src', isOurs)]],
  ['sidecar', 'commands that look, serve and seal', commands.filter((file) => !ASKED_BY_THE_AUDITOR.includes(file))],
  ['auditor', 'saved queries that run', ASKED_BY_THE_AUDITOR.filter((file) => commands.includes(file))],
])('%s may read what %s ask of ClickHouse itself', (user, _, files) => {
  const asked = new Set(files.flatMap((file) => tablesIn(readFileSync(path.join(ROOT, file), 'utf8'))));
  const granted = grantedOn(user, 'SELECT');
  expect(asked.size).toBeGreaterThan(0);
  expect([...asked].filter((table) => !OPEN_TO_ALL.includes(table) && !granted.includes(`system.${table}`))).toEqual(
    []
  );
});

test('saved queries ask nothing of ClickHouse itself', () => {
  const files = filesIn('compliance', (file) => file.endsWith('.yaml'));
  expect(files.length).toBeGreaterThan(30);
  expect(files.flatMap((file) => tablesIn(readFileSync(path.join(ROOT, file), 'utf8')))).toEqual([]);
});
