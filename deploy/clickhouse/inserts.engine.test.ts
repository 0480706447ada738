import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { askAs } from './askAsForTest';
import { migrationStatements } from './migrationStatementsForTest';
import { partsOf } from './partsOfCommandsForTest';
import { everything, may } from './tablesForTest';
import { grantedOn } from './usersForTest';
import { READABLE } from '../../sidecar/compliance/catalogue/checkQuery';

const ROOT = path.resolve(__dirname, '../..');

/** What stands for a table where girok inserts, as the code has it. */
const TABLES_OF: Record<string, string[]> = {
  'event.table': ['otel_audit_logs'],
  '`${database}.${table}`': ['kafka_lag_samples', 'kafka_consumer_samples'],
};

const INSERT = /\.insert\(\{\s*table: ([^,]+),|INSERT INTO (\w+)/g;

/** Statements that change rows or tables, with the table. */
const CHANGE =
  /\b(?:DELETE FROM|ALTER TABLE|TRUNCATE TABLE|OPTIMIZE TABLE|DROP TABLE|RENAME TABLE|UPDATE) (\S+)(?: DROP PARTITION| WHERE)\b/g;

const insertedBy = (command: string) =>
  partsOf(command)
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [...readFileSync(path.join(ROOT, file), 'utf8').matchAll(INSERT)])
    .flatMap(([, expression, table]) => table ?? TABLES_OF[expression] ?? expression.replaceAll("'", ''));

test('the sidecar may insert into what `girok serve`, `seal` and `verify` insert into, and into nothing else', () => {
  const inserted = [...new Set(['serve', 'seal', 'verify'].flatMap(insertedBy))].sort();
  expect(inserted.length).toBeGreaterThan(10);
  expect(grantedOn('sidecar', 'INSERT').sort()).toEqual(inserted.map((table) => `otel.${table}`));
  expect(may('sidecar', 'INSERT').sort()).toEqual(inserted);
});

/** `girok seal expire` is left to a user that is made for it (docs/compliance.md). */
const EXPIRES = 'sidecar/seal/expire.ts';

test('the sidecar may change the rows that `girok serve`, `seal` and `verify` change, and no others', () => {
  const changed = Object.fromEntries(
    partsOf('serve', 'seal', 'verify')
      .filter((file) => file.endsWith('.ts'))
      .map((file) => [
        file,
        [...readFileSync(path.join(ROOT, file), 'utf8').matchAll(CHANGE)].map(([, table]) => table),
      ])
      .filter(([, tables]) => tables.length > 0)
  );
  expect(changed).toEqual({ [EXPIRES]: ['${SEALED_TABLE}'], 'sidecar/seal/sealWindows.ts': ['audit_seal_leaves'] });
  expect(may('sidecar', 'ALTER DELETE')).toEqual(['audit_seal_leaves']);
  for (const privilege of ['ALTER UPDATE', 'ALTER DROP COLUMN', 'TRUNCATE', 'OPTIMIZE', 'DROP TABLE', 'DROP VIEW']) {
    expect(may('sidecar', privilege)).toEqual([]);
  }
});

test('what an interrupted run of `girok seal` left can be taken away, and no seal', async () => {
  const drop = (table: string) => `DELETE FROM otel.${table} WHERE Chain = 'c' AND Seq > 1`;
  const leaves = "SELECT Seq FROM otel.audit_seal_leaves WHERE Chain = 'c'";
  const prepared = [
    ...(await migrationStatements('null')),
    "INSERT INTO otel.audit_seal_leaves (Chain, Seq) VALUES ('c', 1), ('c', 2)",
  ];
  expect(askAs('sidecar', [drop('audit_seal_leaves'), leaves, drop('audit_seals')], { prepared })).toEqual([
    '',
    '1',
    'ACCESS_DENIED',
  ]);
});

test('nobody who reads or samples may put a message into a queue', () => {
  const queues = readdirSync(path.join(ROOT, 'migrations/queues'))
    .map((file) => file.replace('.sql', ''))
    .filter((name) => name.endsWith('_queue'));
  expect(queues).toHaveLength(3);
  expect(everything).toEqual(expect.arrayContaining(queues));
  for (const user of ['sidecar', 'reader', 'auditor', 'collector']) {
    expect(may(user, 'INSERT').filter((name) => queues.includes(name))).toEqual([]);
  }
  expect(may('auditor', 'SELECT').filter((name) => queues.includes(name))).toEqual([]);
});

test('the auditor may read what a saved query may name, and insert nothing', () => {
  expect(may('auditor', 'SELECT').sort()).toEqual([...READABLE].sort());
  expect(may('auditor', 'INSERT')).toEqual([]);
});
