import { checkChain, type AnchoredHead } from './checkChain';
import { publicKeyText, type TrustedKeys } from './keys';
import { makeSeal } from './makeSeal';
import { HOUR, SEALED_FROM, testKey, trusting } from './sealedForTest';
import { keyChangeText, type Seal, type SealPayload } from './sealPayload';
import { columnsOf, type StoredSeal } from './sealStore';

const key = testKey();
const iso = (hour: number) => new Date(SEALED_FROM + hour * HOUR).toISOString();
const CHAIN = 'chain-of-tests';
const said = { sealedAt: iso(9), server: '26.7', table: 'otel_audit_logs' };

function windowOf(hour: number, more: object = {}) {
  return {
    kind: 'regular' as const,
    ...said,
    from: iso(hour),
    to: iso(hour + 1),
    spec: 'rb1' as const,
    partitions: [{ id: '202606', rows: 75, root: 'a'.repeat(64), minTimestamp: '1', maxTimestamp: '2' }],
    ...more,
  };
}

/** Genesis and five windows. */
function chainOf(signing = key, more: object = {}): Seal[] {
  const seals = [
    makeSeal(
      CHAIN,
      undefined,
      { kind: 'genesis', ...said, from: iso(0), publicKey: publicKeyText(signing.publicKey) },
      signing
    ),
  ];
  for (let hour = 0; hour < 5; hour++) {
    seals.push(makeSeal(CHAIN, seals[hour], windowOf(hour, more), signing));
  }
  return seals;
}

const ms = (text: string) => Date.parse(`${text.replace(' ', 'T')}Z`);

function stored(seal: Seal, changes: Partial<StoredSeal> = {}): StoredSeal {
  const row = columnsOf(seal);
  return {
    chain: row.Chain,
    seq: row.Seq,
    kind: row.Kind,
    windowFrom: ms(row.WindowFrom),
    windowTo: ms(row.WindowTo),
    rows: row.Rows,
    root: row.Root,
    prevHash: row.PrevHash,
    sealHash: row.SealHash,
    keyId: row.KeyId,
    signature: row.Signature,
    payload: row.Payload,
    ...changes,
  };
}

const seals = chainOf();
const rows = seals.map((seal) => stored(seal));
const changed = (seq: number, changes: Partial<StoredSeal>) =>
  rows.map((row) => (row.seq === seq ? { ...row, ...changes } : row));
const textOf = (seq: number, from: string, to: string) =>
  changed(seq, { payload: rows[seq].payload.replace(from, to) });
const anchor = (seq: number, changes: Partial<AnchoredHead> = {}): AnchoredHead => ({
  chain: CHAIN,
  seq,
  hash: seals[seq].hash,
  from: 'anchors.jsonl, line 1',
  ...changes,
});
const said1 = (list: StoredSeal[], anchors: AnchoredHead[] = [], keys: TrustedKeys = trusting(key)) =>
  checkChain(list, keys, anchors)
    .findings.map(({ text }) => text)
    .join('\n');

test('a chain in order has no finding', () => {
  expect(checkChain(rows, trusting(key), [anchor(3), anchor(1)])).toMatchObject({
    findings: [],
    notes: [],
    anchoredUpTo: 3,
  });
});

test('what the result rests on is said', () => {
  const { findings, notes } = checkChain(rows, new Map(), []);
  expect(findings).toEqual([]);
  expect(notes.join('\n')).toMatch(/key was taken from the chain itself[^]*No anchor outside/);
});

const other = testKey();

test.each<[string, StoredSeal[], RegExp]>([
  ['all seals gone', [], /There is no seal/],
  ['a seal that was deleted', rows.filter(({ seq }) => seq !== 2), /Seals 2 to 2 are missing/],
  ['the first seal that was deleted', rows.slice(1), /Seals 0 to 0 are missing/],
  ['a signature of another seal', changed(2, { signature: rows[3].signature }), /signature of seal 2 is wrong/],
  ['a signature of nonsense', changed(2, { signature: 'AAAA' }), /signature of seal 2 is wrong/],
  [
    'a text that was edited',
    textOf(2, '"rows":75', '"rows":74'),
    /Seal 2 has another hash[^]*signature of seal 2 is wrong[^]*Seal 3 does not follow seal 2/,
  ],
  ['a version that was lowered', textOf(2, '"v":1', '"v":0'), /version 0, and this girok knows version 1 only/],
  ['a version of the future', textOf(2, '"v":1', '"v":2'), /version 2, and this girok knows version 1 only/],
  ['a text without a version', textOf(2, '"v":1', '"w":1'), /version undefined/],
  ['a text that is none', changed(2, { payload: 'x' }), /is no JSON/],
  ['a field that was added', textOf(2, '{', '{"a":1,'), /not that of a seal/],
  ['spaces', textOf(2, '{', '{ '), /not written in the canonical way/],
  ['a number of rows in the column beside', changed(2, { rows: 74 }), /stored Rows differ/],
  ['a window in the column beside', changed(2, { windowTo: 0 }), /stored WindowTo differ/],
  ['a hash in the column beside', changed(2, { sealHash: 'b'.repeat(64) }), /Seal 2 has another hash/],
  ['a seal in another place', changed(2, { seq: 2, payload: rows[3].payload }), /says that it is number 3/],
  [
    'a seal of another key',
    rows.map((row, i) => (i === 2 ? stored(makeSeal(CHAIN, seals[1], windowOf(1), other)) : row)),
    /signed by the key \w+, and \w+ is the one whose turn it is[^]*not among those trusted/,
  ],
  [
    'a fork',
    [...rows, stored(makeSeal(CHAIN, seals[1], windowOf(1, { server: 'other' }), key))].sort((a, b) => a.seq - b.seq),
    /two different seals with the number 2/,
  ],
  ['a second chain', [...rows, stored(seals[0], { chain: 'other-chain' })], /belongs to another chain/],
  [
    'a window that is left out',
    [...rows, stored(makeSeal(CHAIN, seals[5], windowOf(7), key))],
    /begins at .* and the window before ends at/,
  ],
  ['a chain of another key from its beginning', chainOf(other).map((seal) => stored(seal)), /not among those trusted/],
])('%s is found', (_, list, words) => {
  expect(said1(list)).toMatch(words);
});

describe('what only an anchor finds', () => {
  const rewritten = [
    rows[0],
    ...chainOf(key, { server: 'rewritten' })
      .slice(1)
      .map((seal) => stored(seal)),
  ];

  test.each<[string, StoredSeal[], AnchoredHead, RegExp]>([
    ['an end that was cut off', rows.slice(0, 5), anchor(5), /knows seal 5, and the chain does not have it/],
    ['a chain that its own key wrote anew', rewritten, anchor(3), /another hash of seal 3: the chain was written anew/],
    ['a chain that was begun anew', rows, anchor(3, { chain: 'before' }), /of another chain \(before\)/],
  ])('%s', (_, list, head, words) => {
    expect(said1(list)).toBe('');
    expect(said1(list, [head])).toMatch(words);
  });
});

describe('a stamp of an authority', () => {
  const sealedAt = Date.parse(said.sealedAt);
  const stamped = (after: number) => said1(rows, [anchor(3, { stampedAt: sealedAt + after })]);

  test.each<[string, number]>([
    ['in the same second', 0],
    ['by a clock that is a little behind', -4 * 60_000],
    ['of a chain to which nothing was added since yesterday', 24 * HOUR],
  ])('%s agrees', (_, after) => {
    expect(stamped(after)).toBe('');
  });

  test.each<[string, number]>([
    ['of a time before the seal', -6 * 60_000],
    ['that its own key could have asked for after writing the chain anew', 49 * HOUR],
  ])('%s is a finding', (_, after) => {
    expect(stamped(after)).toMatch(/was stamped at .* the chain may have been written anew in between/);
  });
});

describe('a change of keys', () => {
  const change = (signature: (text: string) => string) => {
    const nextKey = publicKeyText(other.publicKey);
    const payload = {
      kind: 'keychange' as const,
      sealedAt: iso(9),
      server: '26.7',
      nextKey,
      nextSignature: signature(keyChangeText(CHAIN, 6, seals[5].hash, nextKey)),
    };
    const seal = makeSeal(CHAIN, seals[5], payload, key);
    return [...rows, stored(seal), stored(makeSeal(CHAIN, seal, windowOf(5), other))];
  };

  test('that both keys have signed is in order with the first key alone', () => {
    expect(said1(change(other.sign))).toBe('');
  });

  test('that the new key has not signed is found', () => {
    expect(said1(change(key.sign))).toMatch(/key change in seal 6 is not signed by the new key/);
  });

  test('the old key does not go on after it', () => {
    const list = change(other.sign).slice(0, 7);
    const { payload, signature } = list[6];
    const seal: Seal = {
      payload: JSON.parse(payload) as SealPayload,
      text: payload,
      hash: list[6].sealHash,
      signature,
    };
    expect(said1([...list, stored(makeSeal(CHAIN, seal, windowOf(5), key))])).toMatch(/the key was swapped/);
  });
});
