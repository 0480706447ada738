import { type ClickHouseClient } from '@clickhouse/client';
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { type Anchor, anchorLine, readAnchorLines } from './anchors/anchor';
import { anchorHead } from './anchors/anchorHead';
import { fileAnchor } from './anchors/fileAnchor';
import { gitAnchor } from './anchors/gitAnchor';
import { lookAtAnchors } from './anchors/lookAtAnchors';
import { otlpAnchor } from './anchors/otlpAnchor';
import { expire } from './expire';
import { checkProof, type InclusionProof, proveEvent } from './prove';
import { readHead, rotateKey } from './rotateKey';
import { check as checkAll, fill, HOUR, manyRows, seal, SEALED_FROM, testKey, trusting } from './sealedForTest';
import { askRows } from './sealStore';
import { type VerifyOptions } from './verify';
import { type ScratchPipeline, scratchPipeline } from '../../embedded/scratchPipeline';
import { loadCatalogue } from '../compliance/catalogue/loadCatalogue';

const catalogue = loadCatalogue();
const first = testKey();
const second = testKey();
const END = SEALED_FROM + 2 * HOUR;
/** The second store is migrated within the test. */
const SLOW_MS = 600_000;

let pipeline: ScratchPipeline;
let client: ClickHouseClient;
let folder: string;

const check = (options: Partial<VerifyOptions> = {}) =>
  checkAll(client, catalogue, { trusted: trusting(first), ...options });

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'girok-anchors-'));
  pipeline = await scratchPipeline();
  client = pipeline.client;
  await client.command({ query: 'ALTER TABLE otel_audit_logs REMOVE TTL' });
  await fill(client, manyRows(120, 60));
  await seal(client, first, END);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await pipeline?.close();
});

const git = (where: string, ...args: string[]) =>
  execFileSync('git', ['-C', where, ...args], { encoding: 'utf8' }).trim();

test(
  'a file, a git repository with a remote, and a second log store keep the head',
  async () => {
    const remote = path.join(folder, 'remote.git');
    const copy = path.join(folder, 'copy');
    execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', remote]);
    execFileSync('git', ['clone', '--quiet', remote, copy], { stdio: 'ignore' });
    const file = path.join(folder, 'anchors.jsonl');
    const store = await scratchPipeline();
    try {
      const head = await readHead(client);
      const anchors = [fileAnchor(file), gitAnchor(copy), otlpAnchor(store.otlpUrl)];
      expect(await anchorHead(client, anchors, head)).toEqual([
        { kind: 'file', target: file },
        { kind: 'git', target: copy },
        { kind: 'otlp', target: store.otlpUrl },
      ]);
      const line = anchorLine(head);
      expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(line);
      expect(JSON.parse(git(remote, 'show', 'main:girok-seals.jsonl'))).toEqual(line);
      // read back from the other store, as its user would
      const [{ body }] = await askRows<{ body: string }>(store.client, 'SELECT Body AS body FROM otel_audit_logs');
      const fromStore = readAnchorLines(body, 'second store');
      const { heads: anchored, ...aboutAnchors } = await lookAtAnchors(client, anchors, fromStore);
      expect(anchored).toHaveLength(3);
      expect(aboutAnchors).toEqual({
        findings: [],
        notes: [`What otlp ${store.otlpUrl} has kept is not read from here: give it with --anchors.`],
      });
      expect(await check({ anchored, aboutAnchors })).toMatchObject({ verdict: 'OK', anchoredUpTo: head.payload.seq });
      expect(await askRows(client, 'SELECT HeadSeq AS seq, Kind AS kind FROM audit_anchors ORDER BY kind')).toEqual(
        ['file', 'git', 'otlp'].map((kind) => ({ seq: head.payload.seq, kind }))
      );
      // a second head follows in the repository
      await anchorHead(client, [gitAnchor(copy)], head);
      expect(git(remote, 'rev-list', '--count', 'main')).toBe('2');
    } finally {
      await store.close();
    }
  },
  SLOW_MS
);

test('an anchor that fails is named, and keeps no other from its head', async () => {
  const file = path.join(folder, 'second.jsonl');
  const anchors = [gitAnchor(path.join(folder, 'nowhere')), otlpAnchor('http://127.0.0.1:9'), fileAnchor(file)];
  const results = await anchorHead(client, anchors, await readHead(client));
  expect(results.map(({ problem }) => problem !== undefined)).toEqual([true, true, false]);
  expect(results[0].problem).toMatch(/git remote in .*nowhere failed/);
});

test('a line of an anchor that cannot be read is an error, not one head less', async () => {
  const file = path.join(folder, 'damaged.jsonl');
  writeFileSync(file, JSON.stringify(anchorLine(await readHead(client))) + '\n');
  appendFileSync(file, '{"girok":"seal"');
  await expect(lookAtAnchors(client, [fileAnchor(file)])).rejects.toThrow(/damaged.jsonl, line 2: this is no JSON/);
});

/** What a verification says with these anchors, as `girok verify` asks it. */
async function said(...anchors: Anchor[]): Promise<{ verdict: string; findings: string; notes: string }> {
  const { heads: anchored, ...aboutAnchors } = await lookAtAnchors(client, anchors);
  const { verdict, findings, notes } = await check({ anchored, aboutAnchors });
  return { verdict, findings: findings.map(({ text }) => text).join('\n'), notes: notes.join('\n') };
}

test('an anchor that has nothing yet is said, and one that lost what it took is a finding', async () => {
  const anchor = fileAnchor(path.join(folder, 'losing.jsonl'));
  expect(await said(anchor)).toMatchObject({
    verdict: 'OK',
    notes: expect.stringMatching(/No anchor outside[^]*losing.jsonl has no head/),
  });
  await anchorHead(client, [anchor], await readHead(client));
  expect(await said(anchor)).toEqual({ verdict: 'OK', findings: '', notes: '' });
  writeFileSync(anchor.target, '');
  expect(await said(anchor)).toMatchObject({
    verdict: 'TAMPERED',
    findings: expect.stringMatching(/losing.jsonl took seal 2 at 20.*Z and does not have it any more/),
  });
});

describe('the proof of one event', () => {
  let proof: InclusionProof;
  beforeAll(async () => {
    proof = await proveEvent(client, 'r-7');
  });
  const verdict = (changes: object = {}, keys = trusting(first)) =>
    checkProof(JSON.stringify({ ...proof, ...changes }), keys);

  test('holds with nothing but the public key, and names no other event', () => {
    expect(verdict()).toMatchObject({ proven: { seq: 1, event: { Body: 'body of 7' } } });
    expect(JSON.stringify(proof)).not.toContain('body of 8');
  });

  const changed = (index: number, value: string) => proof.row.map((one, i) => (i === index ? value : one));

  test.each<[string, () => object, RegExp]>([
    [
      'a body that was edited',
      () => ({ row: changed(8, 'body of 8') }),
      /another content than the one that was sealed/,
    ],
    ['a value less', () => ({ row: proof.row.slice(1) }), /20 values, not 19/],
    ['another leaf in the bucket', () => ({ bucket: [...proof.bucket, 'f'.repeat(64)] }), /do not lead to the root/],
    ['a shorter path', () => ({ path: proof.path.slice(1) }), /path of the proof is too short/],
    ['a longer path', () => ({ path: [...proof.path, 'f'.repeat(64)] }), /too long/],
    ['another month', () => ({ partition: '202607' }), /nothing of the month 202607/],
    [
      'a seal that was edited',
      () => ({ seal: proof.seal.replace('"rows":', '"rows":1') }),
      /signature of the seal is wrong/,
    ],
    ['another version', () => ({ v: 2 }), /no inclusion proof of version 1/],
    ['another signature', () => ({ signature: 'AAAA' }), /signature of the seal is wrong/],
  ])('%s is refused', (_, changes, words) => {
    const found = verdict(changes());
    expect('problem' in found && found.problem).toMatch(words);
  });

  test('another key is refused', () => {
    expect(verdict({}, trusting(second))).toMatchObject({ problem: expect.stringMatching(/not among those given/) });
  });

  test('there is none of an event that does not exist', async () => {
    await expect(proveEvent(client, "' OR 1=1 -- ")).rejects.toThrow(/no event with the record id/);
  });
});

// in this order: the chain goes on
test('another key takes over with a record that both sign, and the old one does not go on', async () => {
  await rotateKey(client, first, second);
  await fill(client, manyRows(60, 60, END));
  await expect(seal(client, first, END + HOUR)).rejects.toThrow(/goes on with another key/);
  const { seals } = await seal(client, second, END + HOUR);
  expect(seals.map(({ payload }) => [payload.kind, payload.kid])).toEqual([['regular', second.kid]]);
  // the first key is enough: the chain itself says who follows
  expect(await check()).toMatchObject({ verdict: 'OK', findings: [] });
  expect((await check({ trusted: trusting(testKey()) })).findings.map(({ text }) => text).join()).toMatch(
    /not among those trusted/
  );
});

test('a month that is old enough is recorded and dropped; a younger one is refused', async () => {
  const decision = { retention: '40 DAY', by: 'olga' };
  await expect(expire(client, second, '202605', { ...decision, retainedFrom: Date.UTC(2026, 3, 1) })).rejects.toThrow(
    /has events up to 2026-05-21.*Nothing was dropped/
  );
  await expect(
    expire(client, second, "202605' OR 1", { ...decision, retainedFrom: Date.UTC(2026, 6, 1) })
  ).rejects.toThrow(/no events in the month/);
  await expire(client, second, '202605', { ...decision, retainedFrom: Date.UTC(2026, 5, 1) });
  const found = await check();
  expect(found.verdict).toBe('OK');
  expect(found.windows.map(({ status, notes }) => [status, ...notes])).toEqual(
    Array.from({ length: 3 }, () => ['EXPIRED', 'Month 202605 has expired, as recorded.'])
  );
});
