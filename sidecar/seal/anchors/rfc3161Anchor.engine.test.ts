import { type ClickHouseClient } from '@clickhouse/client';

import { type Anchor } from './anchor';
import { anchorHead } from './anchorHead';
import { lookAtAnchors } from './lookAtAnchors';
import { rfc3161Anchor } from './rfc3161Anchor';
import { hasOpenssl, type TimeStampAuthority, timeStampAuthority } from './timeStampAuthorityForTest';
import { type ScratchPipeline, scratchPipeline } from '../../../embedded/scratchPipeline';
import { loadCatalogue } from '../../compliance/catalogue/loadCatalogue';
import { readHead, rotateKey } from '../rotateKey';
import { check, fill, HOUR, manyRows, seal, testKey, trusting } from '../sealedForTest';
import { askRows } from '../sealStore';

/** The authority stamps the time of today, so the chain is of today, too. */
const END = Math.floor(Date.now() / HOUR) * HOUR;
const STAMPS = "audit_anchors WHERE Kind = 'rfc3161'";

// OpenSSL is the authority here; without it there is none to ask
(hasOpenssl() ? describe : describe.skip)('stamps of an authority', () => {
  const key = testKey();
  let pipeline: ScratchPipeline;
  let client: ClickHouseClient;
  let authority: TimeStampAuthority;
  let anchor: Anchor;

  beforeAll(async () => {
    pipeline = await scratchPipeline();
    client = pipeline.client;
    authority = await timeStampAuthority();
    anchor = rfc3161Anchor(authority.url, [authority.roots]);
    await fill(client, manyRows(60, 60, END - 2 * HOUR));
    await seal(client, key, END);
    expect(await anchorHead(client, [anchor], await readHead(client))).toEqual([
      { kind: 'rfc3161', target: authority.url },
    ]);
  });
  afterAll(async () => {
    await authority?.close();
    await pipeline?.close();
  });

  /** What a verification says with the anchor, as `girok verify` asks it. */
  async function said(by = anchor) {
    const { heads: anchored, ...aboutAnchors } = await lookAtAnchors(client, [by]);
    const found = await check(client, loadCatalogue(), { trusted: trusting(key), anchored, aboutAnchors });
    return { ...found, findings: found.findings.map(({ text }) => text).join('\n') };
  }

  const run = (query: string) => client.command({ query, clickhouse_settings: { mutations_sync: '2' } });
  const put = (values: object[]) => client.insert({ table: 'audit_anchors', values, format: 'JSONEachRow' });

  /** With something else in place of the first stamp, for one look. */
  async function saidWith(changes: object, by = anchor) {
    const all = await askRows<object>(client, `SELECT * FROM ${STAMPS} ORDER BY HeadSeq`);
    await run(`DELETE FROM ${STAMPS}`);
    await put([{ ...all[0], ...changes }]);
    try {
      return await said(by);
    } finally {
      await run(`DELETE FROM ${STAMPS}`);
      await put(all);
    }
  }

  test('are read back and agree', async () => {
    expect(await said()).toMatchObject({ verdict: 'OK', findings: '', notes: [], anchoredUpTo: 2 });
  });

  test('are asked for once a head, however often it is sealed', async () => {
    let asked = 0;
    authority.answerWith((_query, real) => {
      asked++;
      return { body: real };
    });
    const head = await readHead(client);
    expect(await anchorHead(client, [anchor], head)).toEqual([{ kind: 'rfc3161', target: authority.url }]);
    expect(asked).toBe(0);
    const next = await rotateKey(client, key, testKey());
    await anchorHead(client, [anchor], next);
    await anchorHead(client, [anchor], next);
    expect(asked).toBe(1);
    expect(await said()).toMatchObject({ verdict: 'OK', findings: '', anchoredUpTo: 3 });
    authority.answerWith(undefined);
  });

  test.each<[string, () => ReturnType<typeof said>, RegExp]>([
    ['that is none', () => saidWith({ Proof: 'AAAA' }), /stamp of seal 2 proves nothing. This is no time stamp/],
    [
      'that nobody trusted has made',
      () => saidWith({}, rfc3161Anchor(authority.url, [])),
      /stamp of seal 2 proves nothing. The time stamp is not to be trusted/,
    ],
    [
      'that was put to another seal',
      () => saidWith({ HeadSeq: 1 }),
      /another hash of seal 1: the chain was written anew/,
    ],
    ['of a seal that is gone', () => saidWith({ HeadSeq: 9 }), /knows seal 9, and the chain does not have it/],
  ])('one %s is a finding', async (_, look, words) => {
    expect(await look()).toMatchObject({ verdict: 'TAMPERED', findings: expect.stringMatching(words) });
  });

  test('that were deleted are missing, and that is said', async () => {
    const { verdict, notes, anchoredUpTo } = await saidWith({ Target: 'elsewhere' });
    expect([verdict, anchoredUpTo]).toEqual(['OK', undefined]);
    expect(notes.join('\n')).toMatch(
      /No anchor outside was looked at[^]*has no head: it has kept none yet, or all were deleted/
    );
  });
});
