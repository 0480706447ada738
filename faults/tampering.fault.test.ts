import { startTestEngine, stopTestEngine, type TestEngine } from '../embedded/clickhouse/testEngine';
import { connect } from '../sidecar/clickhouse';
import { loadCatalogue } from '../sidecar/compliance/catalogue/loadCatalogue';
import { readConfig } from '../sidecar/config';
import { migrateUp } from '../sidecar/migrate/migrateUp';
import { keepCopies, namedRows, randomTampering, seeded, tamper } from '../sidecar/seal/randomTamperingForTest';
import { readHead } from '../sidecar/seal/rotateKey';
import { check, fill, HOUR, manyRows, seal, SEALED_FROM, testKey, trusting } from '../sidecar/seal/sealedForTest';

const WAYS = 100;
const ROWS = 200_000;
const HOURS = 72;

let engine: TestEngine;
beforeAll(async () => {
  engine = await startTestEngine();
});
afterAll(() => stopTestEngine(engine));

test('a hundred random ways of tampering with 200,000 sealed rows are found, and exactly their rows are named', async () => {
  await migrateUp(readConfig({}, { queues: 'null', database: 'otel', clickhouseUrl: engine.clickhouse.url }));
  const client = connect({ url: engine.clickhouse.url, database: 'otel' }, 600_000);
  try {
    const key = testKey();
    await client.command({ query: 'ALTER TABLE otel_audit_logs REMOVE TTL' });
    await fill(client, manyRows(ROWS, Math.ceil(ROWS / HOURS)));
    await seal(client, key, SEALED_FROM + HOURS * HOUR);
    await keepCopies(client);
    const { payload, hash } = await readHead(client);
    const anchored = [{ chain: payload.chain, seq: payload.seq, hash, from: 'outside' }];
    const catalogue = loadCatalogue();
    const verified = () => check(client, catalogue, { trusted: trusting(key), anchored });
    const random = seeded(20261125);
    const wrong: unknown[] = [];
    for (let i = 0; i < WAYS; i++) {
      const way = randomTampering(random, ROWS, HOURS);
      const found = await tamper(client, way, verified);
      const findings = found.findings.map(({ text }) => text).join('\n');
      const right =
        found.verdict === 'TAMPERED' &&
        JSON.stringify(namedRows(found)) === JSON.stringify(way.rows) &&
        (way.finding ?? /^$/).test(findings);
      if (!right) {
        wrong.push({ way, verdict: found.verdict, named: namedRows(found), findings });
      }
    }
    expect(wrong).toEqual([]);
    expect(await verified()).toMatchObject({ verdict: 'OK', findings: [] });
  } finally {
    await client.close();
  }
}, 7_200_000);
