import { type ClickHouseClient } from '@clickhouse/client';

import { LEAF_ROW_SQL, LEAF_SQL, leafOf, type LeafRow } from './leaf';
import {
  check as checkAll,
  COLUMNS,
  fill,
  HOUR,
  manyRows,
  seal,
  SEALED_FROM,
  testKey,
  trusting,
} from './sealedForTest';
import { askRows, readSeals } from './sealStore';
import { type VerifyOptions } from './verify';
import { type ScratchPipeline, scratchPipeline } from '../../embedded/scratchPipeline';
import { loadCatalogue } from '../compliance/catalogue/loadCatalogue';

const catalogue = loadCatalogue();
const key = testKey();
const HOURS = 5;
const END = SEALED_FROM + HOURS * HOUR;
const ROWS = 300;
const TABLES = ['otel_audit_logs', 'audit_seals', 'audit_seal_leaves'];

let pipeline: ScratchPipeline;
let client: ClickHouseClient;

const run = (query: string) => client.command({ query, clickhouse_settings: { mutations_sync: '2' } });
const check = (options: Partial<VerifyOptions> = {}) =>
  checkAll(client, catalogue, { trusted: trusting(key), ...options });

beforeAll(async () => {
  pipeline = await scratchPipeline();
  client = pipeline.client;
  await run('ALTER TABLE otel_audit_logs REMOVE TTL');
  // two hours with rows, one without, two with rows
  await fill(client, manyRows(ROWS / 2, 75));
  await fill(
    client,
    manyRows(ROWS / 2, 75, SEALED_FROM + 3 * HOUR)
      .replaceAll('number % 7', '(number + 3) % 7')
      .replaceAll("'r-'", "'s-'")
  );
  await seal(client, key, END);
  for (const table of TABLES) {
    await run(`CREATE TABLE kept_${table} ENGINE = MergeTree ORDER BY tuple() AS SELECT * FROM ${table}`);
  }
});
afterAll(() => pipeline?.close());

/** Tables as they were before the test. */
async function restore(...tables: string[]) {
  for (const table of tables) {
    await run(`TRUNCATE TABLE ${table}`);
    await run(`INSERT INTO ${table} SELECT * FROM kept_${table}`);
  }
}

test('a window an hour, the empty one too, each with the hash of the one before', async () => {
  const seals = await readSeals(client);
  expect(seals.map(({ seq, kind, rows }) => [seq, kind, rows])).toEqual([
    [0, 'genesis', 0],
    [1, 'regular', 75],
    [2, 'regular', 75],
    [3, 'regular', 0],
    [4, 'regular', 75],
    [5, 'regular', 75],
  ]);
  expect(seals.slice(1).map(({ prevHash }) => prevHash)).toEqual(seals.slice(0, -1).map(({ sealHash }) => sealHash));
});

test('untouched, all is in order, and what that rests on is said', async () => {
  const found = await check({ trusted: new Map() });
  expect(found).toMatchObject({ verdict: 'OK', seals: 6, findings: [], unsealed: { rows: 0 } });
  expect(found.windows.map(({ status, sealedRows }) => [status, sealedRows])).toEqual(
    [75, 75, 0, 75, 75].map((rows) => ['OK', rows])
  );
  expect(found.notes.join('\n')).toMatch(/key was taken from the chain itself[^]*No anchor outside/);
});

test('nothing new is sealed twice, and a run with nothing to do changes nothing', async () => {
  const before = await readSeals(client);
  expect((await seal(client, key, END + HOUR / 2)).seals).toEqual([]);
  expect(await readSeals(client)).toEqual(before);
});

test('leaves are the same when Node computes them', async () => {
  const rows = await askRows<{ row: LeafRow; leaf: string }>(
    client,
    `SELECT ${LEAF_ROW_SQL} AS row, lower(hex(${LEAF_SQL})) AS leaf FROM otel_audit_logs`
  );
  expect(rows).toHaveLength(ROWS);
  expect(rows.map(({ row }) => leafOf(row).toString('hex'))).toEqual(rows.map(({ leaf }) => leaf));
});

const BODY = "LogAttributes['audit.record.id'] = 'r-7'";
/** Puts in the row r-7 once more, with some of its columns changed. */
const copy = (changes: Record<string, string>, more = '') => {
  const columns = COLUMNS.split(', ');
  const added = Object.keys(changes).filter((name) => !columns.includes(name));
  const values = [...columns, ...added].map((name) => changes[name] ?? name);
  return `INSERT INTO otel_audit_logs (${[...columns, ...added].join(', ')}) ${more}
    SELECT ${values.join(', ')} FROM otel_audit_logs WHERE ${BODY}`;
};
const DERIVED = 'SETTINGS insert_allow_materialized_columns = 1';
const replaced = (column: string, value: string, settings = '') => [
  copy({ [column]: value }, settings),
  `DELETE FROM otel_audit_logs WHERE ${BODY} AND ${column} != ${value}`,
];

/** Each changes rows of the first window, and what `verify` must say of them. */
const ROW_TAMPERING: Array<[string, string[], Array<[string, string]>, string[]?]> = [
  [
    'a body that was edited',
    [`ALTER TABLE otel_audit_logs UPDATE Body = 'nothing to see' WHERE ${BODY}`],
    [['modified', 'r-7']],
  ],
  [
    'an attribute that was edited',
    replaced('LogAttributes', "mapUpdate(LogAttributes, map('client.address', '6.6.6.6'))"),
    [['modified', 'r-7']],
  ],
  ['a resource that was edited', replaced('ResourceAttributes', "map('service.name', 'other')"), [['modified', 'r-7']]],
  ['a row that was deleted', [`DELETE FROM otel_audit_logs WHERE ${BODY}`], [['deleted', '']]],
  [
    'three rows that were deleted',
    ["DELETE FROM otel_audit_logs WHERE LogAttributes['audit.record.id'] IN ('r-1', 'r-2', 'r-3')"],
    [
      ['deleted', ''],
      ['deleted', ''],
      ['deleted', ''],
    ],
  ],
  ['a row that was put in', [copy({ Body: "'forged'", RecordHash: '42' })], [['forged', 'r-7']]],
  [
    'a row that was replaced',
    [copy({ Body: "'forged'", RecordHash: '42' }), `DELETE FROM otel_audit_logs WHERE ${BODY} AND RecordHash != 42`],
    [['modified', 'r-7']],
  ],
  ['a derived column that was edited', replaced('Target', "'other'", DERIVED), [['relabelled', 'r-7']]],
  ['an outcome that was edited', replaced('Outcome', "'failure'", DERIVED), [['relabelled', 'r-7']]],
];

describe('rows', () => {
  afterEach(() => restore('otel_audit_logs'));

  test.each(ROW_TAMPERING)('%s is found and named', async (_, statements, rows) => {
    for (const statement of statements) {
      await run(statement);
    }
    const found = await check();
    expect(found.verdict).toBe('TAMPERED');
    const [bad, ...others] = found.windows.filter(({ status }) => status !== 'OK');
    expect(others).toEqual([]);
    expect(bad.seq).toBe(1);
    expect(bad.rows.map(({ what, recordId }) => [what, recordId])).toEqual(rows);
    expect(bad.rows.every(({ timestamp }) => /^2026-/.test(timestamp))).toBe(true);
  });

  test('a whole month that was dropped: every row of it is named as deleted', async () => {
    await run("ALTER TABLE otel_audit_logs DROP PARTITION '202605'");
    const found = await check();
    expect(found.verdict).toBe('TAMPERED');
    expect(found.windows.flatMap(({ rows }) => rows)).toHaveLength(ROWS / 6);
    expect(new Set(found.windows.flatMap(({ rows }) => rows.map(({ what }) => what)))).toEqual(new Set(['deleted']));
  });

  test('a row with a time of ingest before the chain began is found', async () => {
    await run(copy({ RecordHash: '43', IngestTime: 'IngestTime - INTERVAL 2 DAY' }));
    const found = await check();
    expect(found.findings.map(({ text }) => text).join()).toMatch(/1 rows have a time of ingest before the chain/);
  });

  test('the same rows stored once more change nothing', async () => {
    await run(`INSERT INTO otel_audit_logs (${COLUMNS}) SELECT ${COLUMNS} FROM otel_audit_logs`);
    expect(await check()).toMatchObject({ verdict: 'OK', findings: [] });
  });

  test('a message that is delivered again in a later window, and merged with its first delivery, is no deletion', async () => {
    await run(copy({ IngestTime: `fromUnixTimestamp64Milli(toInt64(${END + 1000}))` }));
    await run('OPTIMIZE TABLE otel_audit_logs FINAL');
    const found = await check();
    expect(found).toMatchObject({ verdict: 'OK', unsealed: { rows: 1 } });
    expect(found.windows[0]).toMatchObject({ status: 'OK', redelivered: 1, rows: [] });
  });

  test('a month that is older than the retention may be gone, and that nothing records it is said', async () => {
    await run("ALTER TABLE otel_audit_logs DROP PARTITION '202605'");
    const found = await check({ retainedFrom: Date.UTC(2026, 5, 1) });
    expect(found.verdict).toBe('OK');
    expect(found.windows[0]).toMatchObject({ status: 'EXPIRED' });
    expect(found.windows[0].notes.join()).toMatch(/no record of its expiry/);
  });
});

describe('rows, leaves and seals', () => {
  afterEach(() => restore(...TABLES));

  test('rows and their leaves that were deleted together are found, and that they cannot be named is said', async () => {
    await run(`DELETE FROM audit_seal_leaves WHERE Leaf IN (SELECT ${LEAF_SQL} FROM otel_audit_logs WHERE ${BODY})`);
    await run(`DELETE FROM otel_audit_logs WHERE ${BODY}`);
    const [window] = (await check()).windows;
    expect(window.status).toBe('TAMPERED');
    expect(window.notes.join()).toMatch(/leaves do not have the root that was signed/);
  });

  test('late rows are sealed by themselves while that is allowed, and are a finding afterwards', async () => {
    await run(copy({ RecordHash: '44' }));
    expect((await check({ lateBefore: 0 })).windows[0]).toMatchObject({ status: 'LATE', extra: 1 });
    expect((await check()).windows[0].status).toBe('TAMPERED');
    const { seals, rows } = await seal(client, key, END, { lateMs: 24 * HOUR });
    expect([rows, seals.map(({ payload }) => payload.kind)]).toEqual([1, ['backfill']]);
    const found = await check();
    expect(found.verdict).toBe('OK');
    expect(found.windows[0]).toMatchObject({ status: 'BACKFILLED', sealedRows: 76, rows: [] });
    await run(`ALTER TABLE otel_audit_logs UPDATE Body = 'x' WHERE RecordHash = 44`);
    expect((await check()).windows[0].rows.map(({ what }) => what)).toEqual(['modified']);
  });

  test('what an interrupted run left behind does not get into the next seal', async () => {
    await client.insert({
      table: 'audit_seal_leaves',
      values: [
        {
          Chain: (await readSeals(client))[0].chain,
          Seq: 6,
          Partition: '202606',
          Leaf: 'x'.repeat(32),
          Timestamp: '2026-06-30 00:00:00',
        },
      ],
      format: 'JSONEachRow',
    });
    const { seals } = await seal(client, key, END + HOUR);
    expect(seals.map(({ payload }) => payload.kind === 'regular' && payload.partitions)).toEqual([[]]);
    expect(await check()).toMatchObject({ verdict: 'OK', seals: 7 });
  });
});

describe('the chain', () => {
  afterEach(() => restore('audit_seals'));

  test('that is broken is not continued', async () => {
    await run('DELETE FROM audit_seals WHERE Seq = 2');
    await expect(seal(client, key, END + HOUR)).rejects.toThrow(/broken at seal 3/);
    const found = await check();
    expect(found.verdict).toBe('TAMPERED');
    expect(found.findings[0].text).toBe('Seals 2 to 2 are missing: they were deleted.');
  });

  test('is not continued by another key', async () => {
    await expect(seal(client, testKey(), END + HOUR)).rejects.toThrow(/goes on with another key/);
  });

  test('of which nothing is left cannot be verified', async () => {
    await run('TRUNCATE TABLE audit_seals');
    expect((await check()).verdict).toBe('UNVERIFIABLE');
  });

  test('clocks that differ seal nothing', async () => {
    const behind = END + HOUR - 6 * 60_000;
    await expect(seal(client, key, END + HOUR, { now: () => behind })).rejects.toThrow(/clocks .* differ by 360 s/);
    expect(await readSeals(client)).toHaveLength(6);
  });

  test('a clock that jumps back seals nothing until it is there again', async () => {
    expect((await seal(client, key, END - 3 * HOUR)).seals).toEqual([]);
    expect((await seal(client, key, END + HOUR)).seals).toHaveLength(1);
  });
});
