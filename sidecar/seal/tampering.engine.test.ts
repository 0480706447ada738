import { keepCopies, namedRows, randomTampering, seeded, tamper } from './randomTamperingForTest';
import { readHead } from './rotateKey';
import { check, fill, HOUR, manyRows, seal, SEALED_FROM, testKey, trusting } from './sealedForTest';
import { type ScratchPipeline, scratchPipeline } from '../../embedded/scratchPipeline';
import { loadCatalogue } from '../compliance/catalogue/loadCatalogue';

// a hundred ways on 200,000 rows: `npm run faults -- tampering`
const WAYS = 8;
const ROWS = 600;
const HOURS = 4;

let pipeline: ScratchPipeline;
beforeAll(async () => {
  pipeline = await scratchPipeline();
});
afterAll(() => pipeline?.close());

test('every one of some random ways of tampering is found, and exactly its rows are named', async () => {
  const { client } = pipeline;
  const key = testKey();
  await client.command({ query: 'ALTER TABLE otel_audit_logs REMOVE TTL' });
  await fill(client, manyRows(ROWS, ROWS / HOURS));
  await seal(client, key, SEALED_FROM + HOURS * HOUR);
  await keepCopies(client);
  const { payload, hash } = await readHead(client);
  const anchored = [{ chain: payload.chain, seq: payload.seq, hash, from: 'outside' }];
  const verified = () => check(client, loadCatalogue(), { trusted: trusting(key), anchored });
  const random = seeded(20261125);
  for (let i = 0; i < WAYS; i++) {
    const way = randomTampering(random, ROWS, HOURS);
    const found = await tamper(client, way, verified);
    const findings = found.findings.map(({ text }) => text).join('\n');
    expect([way.name, found.verdict, namedRows(found)]).toEqual([way.name, 'TAMPERED', way.rows]);
    expect(findings).toMatch(way.finding ?? /^$/);
  }
  expect(await verified()).toMatchObject({ verdict: 'OK', findings: [] });
}, 600_000);
