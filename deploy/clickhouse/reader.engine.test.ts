import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { askAs } from './askAsForTest';
import { migrationStatements } from './migrationStatementsForTest';
import { everything, may } from './tablesForTest';
import { grantedOn } from './usersForTest';
import { dashboardSchema, dashboardsOnDisk, filledIn, panelsOf } from '../../dashboards/queriesForTest';
import { expandMacros } from '../../embedded/grafana/server/query/macros';
import { ALERT_RULES } from '../../queries/alerts/rules';
import { reviewsWaiting } from '../../queries/compliance/reviews';
import { DEFAULT_TABLES } from '../../queries/tables';

const ROOT = path.resolve(__dirname, '../..');

const textsIn = (folder: string, isAsked: RegExp) =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => isAsked.test(file) && !/\.test\.tsx?$|ForTest\.ts$/.test(file))
    .map((file) => readFileSync(path.join(ROOT, folder, file), 'utf8'));

const texts = [
  ...textsIn('queries', /\.ts$/),
  ...textsIn('src', /\.tsx?$/),
  ...textsIn('dashboards', /^[^/]+\.json$/),
  ...textsIn('provisioning/alerting', /\.yaml$/),
];

/** Names of tables where code puts them together: `${traces}_trace_id_ts`. */
const written = texts.map((text) => text.replaceAll('${traces}', DEFAULT_TABLES.traces));

/** Pages name a queue only to tell its consumers and lag from those of others. */
const isTable = (name: string) => !/_mv$|_queue$/.test(name);
const named = everything.filter(
  (name) => isTable(name) && written.some((text) => new RegExp(`(?<!\\w)${name}(?!\\w)`).test(text))
);

/** Of it only three columns, for the number of reviews that wait. */
const REVIEWS = 'compliance_reviews';

test('the reader may read the tables that pages, dashboards and alert rules name, and no others', () => {
  expect(named.length).toBeGreaterThan(8);
  const readable = named.filter((name) => name !== REVIEWS).sort();
  expect(may('reader', 'SELECT').sort()).toEqual(readable);
  const granted = grantedOn('reader', 'SELECT').filter((on) => on.startsWith('otel.'));
  const localOf = (name: string) => `${name}_local`;
  expect(granted.sort()).toEqual([...readable, ...readable.map(localOf)].map((name) => `otel.${name}`).sort());
});

test('in a cluster every table that has its rows in another is granted with it', () => {
  const golden = readFileSync(path.join(ROOT, 'migrations/golden/cluster.sql'), 'utf8');
  const locals = [
    ...new Set([...golden.matchAll(/CREATE TABLE IF NOT EXISTS otel\.(\w+_local)/g)].map(([, on]) => on)),
  ];
  expect(locals.length).toBeGreaterThan(5);
  expect(grantedOn('reader', 'SELECT')).toEqual(expect.arrayContaining(locals.map((name) => `otel.${name}`)));
});

const to = Date.now();
const context = { from: to - 3_600_000, to, intervalMs: 60_000 };
const AT_FIRST = { service: '*', actor: '*', tenant: '*', objective: '99.5' };
const panels = dashboardsOnDisk()
  .flatMap(([, json]) => panelsOf(dashboardSchema.parse(json)))
  .flatMap(({ targets }) => targets.map(({ rawSql }) => expandMacros(filledIn(rawSql, AT_FIRST), context)));

test('an engine answers the reader what dashboards, alert rules and the Overview ask, and has no result of a saved query for them', async () => {
  const journal = 'CREATE TABLE otel.girok_migrations (Id UInt8) ENGINE = Memory';
  const prepared = [...(await migrationStatements('null')), journal];
  const rules = ALERT_RULES.map(({ sql }) => sql('otel').text);
  const asked = [...panels, ...rules, reviewsWaiting('otel').text];
  expect(panels.length).toBeGreaterThan(100);
  const hidden = ['compliance_results', 'compliance_runs', 'audit_seal_leaves', 'audit_statements', 'audit_logs_queue'];
  const answers = askAs(
    'reader',
    [
      ...asked,
      ...[...hidden, REVIEWS, 'girok_migrations'].map((name) => `SELECT * FROM otel.${name}`),
      "SELECT DISTINCT table FROM system.columns WHERE database = 'otel' AND table NOT LIKE '%_mv' ORDER BY table",
    ],
    { prepared }
  );
  // the engine keeps no such log
  const withoutLogs = asked.map((sql, at) =>
    /system\.query_(views_)?log/.test(sql) && answers[at] === 'UNKNOWN_TABLE' ? '' : answers[at]
  );
  expect(withoutLogs.filter((answer) => /^[A-Z_]+$|Error/.test(answer))).toEqual([]);
  expect(answers.slice(asked.length, -1)).toEqual(Array(hidden.length + 2).fill('ACCESS_DENIED'));
  expect(answers.at(-1)!.split('\n')).toEqual(named.toSorted());
});
