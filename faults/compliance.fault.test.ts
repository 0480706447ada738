import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';

import { startEmbeddedClickHouse } from '../embedded/clickhouse/process';
import { eventually, startTestEngine, stopTestEngine, type TestEngine } from '../embedded/clickhouse/testEngine';
import { runGirok, startGirok } from '../sidecar/cli/runGirok';
import { connect } from '../sidecar/clickhouse';
import { querySchema } from '../sidecar/compliance/catalogue/schema';
import { complianceService } from '../sidecar/compliance/complianceService';
import { ownQuery } from '../sidecar/compliance/serviceForTest';
import { readConfig } from '../sidecar/config';
import { migrateUp } from '../sidecar/migrate/migrateUp';
import { readSigningKey, writeKeyPair } from '../sidecar/seal/keys';
import { fill, manyRows } from '../sidecar/seal/sealedForTest';
import { askRows } from '../sidecar/seal/sealStore';

const ROWS = 10_000_000;
const PERIOD = ['--from', '2026-05-01T00:00:00Z', '--to', '2026-09-01T00:00:00Z', '--purpose', 'a large result'];

let engine: TestEngine;
let folder: string;
let settings: Record<string, string>;

beforeEach(async () => {
  engine = await startTestEngine();
  folder = await mkdtemp(path.join(tmpdir(), 'girok-evidence-'));
  const key = path.join(folder, 'seal.pem');
  writeKeyPair(key);
  settings = {
    GIROK_CLICKHOUSE_URL: engine.clickhouse.url,
    GIROK_SEAL_KEY: key,
    // a tenth of the result
    NODE_OPTIONS: '--max-old-space-size=160',
    GIROK_COMPLIANCE_RUN_S: '3600',
  };
  await migrateUp(readConfig({}, { queues: 'null', clickhouseUrl: engine.clickhouse.url }));
});
afterEach(async () => {
  await stopTestEngine(engine);
  await rm(folder, { recursive: true, force: true });
});

async function fillWith(rows: number): Promise<void> {
  const client = connect({ url: engine.clickhouse.url, database: 'otel' }, 600_000);
  await fill(client, manyRows(rows, rows));
  await client.close();
}

/** A query, drafted by one and approved by another. */
async function approve(id: string, sql: string, columns: string[]): Promise<void> {
  const client = connect({ url: engine.clickhouse.url, database: 'otel' }, 600_000);
  const key = readSigningKey(settings.GIROK_SEAL_KEY);
  const { book } = complianceService({
    config: readConfig({}),
    client,
    reader: client,
    key,
    log: pino({ level: 'silent' }),
  });
  const query = querySchema.parse(
    ownQuery(sql, {
      id,
      limits: { days: 400, rows: ROWS },
      columns: columns.map((name) => ({ name, personal: 'none', meaning: name })),
    })
  );
  const { sha256 } = await book.draft(query, { uid: '1', login: 'arthur', roles: ['author'] }, 'for a test');
  const paul = { uid: '2', login: 'paul', roles: ['approver' as const] };
  await book.decide('approved', { id, version: 1, sha256 }, paul, 'as it is');
  await client.close();
}

/** Every event ten times. */
const LARGE =
  'SELECT Timestamp, Actor, Target, concat(RecordId, toString(i)) AS record_id FROM {{audit_logs}} ARRAY JOIN range(10) AS i WHERE {{period}}';

test('a result of ten million rows becomes evidence, and is verified, in little memory', async () => {
  await fillWith(ROWS / 10);
  await approve('own-large', LARGE, ['Timestamp', 'Actor', 'Target', 'record_id']);
  const out = path.join(folder, 'evidence.zip');
  const made = await runGirok(['evidence', 'make', 'own-large', ...PERIOD, '--out', out], settings);
  expect([made.stderr, made.stdout]).toEqual(['', expect.stringContaining('10000000 rows of own-large version 1')]);
  const verified = await runGirok(['evidence', 'verify', out, '--key', `${settings.GIROK_SEAL_KEY}.pub`], settings);
  expect([verified.code, verified.stdout]).toEqual([0, expect.stringMatching(/^PROVEN[^]*Result: 10000000 rows/)]);
}, 3_600_000);

test('ClickHouse that dies in the middle of a run: it fails in words, there is no evidence, and what was begun is known', async () => {
  await fillWith(1000);
  await approve('own-endless', ENDLESS, ['n']);
  const out = path.join(folder, 'evidence.zip');
  const { finished } = startGirok(['evidence', 'make', 'own-endless', ...PERIOD, '--out', out], settings);
  const running = "query LIKE '%CROSS JOIN otel_audit_logs AS e%' AND query NOT LIKE '%processes%'";
  await eventually(async () => expect(await ask('system.processes', running)).toBe(1));
  process.kill(engine.clickhouse.pid, 'SIGKILL');
  await engine.clickhouse.exited;
  const { code, stderr } = await finished;
  expect([code, stderr]).toEqual([1, expect.stringContaining('ClickHouse went away during the run')]);
  await expect(stat(out)).rejects.toThrow('ENOENT');
  engine = { ...engine, clickhouse: await startEmbeddedClickHouse({ dataDir: engine.dataDir, port: 0 }) };
  const events = (name: string) => ask('otel.otel_audit_logs', `EventName = 'girok.compliance.run.${name}'`);
  expect([await events('started'), await events('done')]).toEqual([1, 0]);
}, 600_000);

/** A thousand events to the power of five. */
const ENDLESS = `SELECT sum(cityHash64(a.Body, b.Body, c.Body, d.Body, e.Body)) AS n FROM otel_audit_logs AS a
  ${['b', 'c', 'd', 'e'].map((name) => `CROSS JOIN otel_audit_logs AS ${name}`).join(' ')}
  WHERE a.Timestamp >= {from:DateTime64(3, 'UTC')}`;

/** How many rows there are. */
async function ask(table: string, where: string): Promise<number> {
  const client = connect({ url: engine.clickhouse.url, database: 'default' }, 60_000);
  try {
    const [{ rows }] = await askRows<{ rows: number }>(client, `SELECT count() AS rows FROM ${table} WHERE ${where}`);
    return rows;
  } finally {
    await client.close();
  }
}
