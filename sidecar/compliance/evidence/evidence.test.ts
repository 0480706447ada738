import { unzipSync, zipSync } from 'fflate';

import { csvRow, type Value } from './csv';
import { type EvidenceInput, makeEvidence, makePackage } from './makeEvidence';
import { type Manifest } from './manifest';
import { bytesSource } from './readZip';
import { isPackage, verifyEvidence, verifyPackage } from './verifyEvidence';
import { writtenForTest } from './writtenForTest';
import { MAX_ZIP_BYTES, ZipStream } from './zipStream';
import { seeded } from '../../seal/randomTamperingForTest';
import { testKey, trusting } from '../../seal/sealedForTest';
import { expand } from '../catalogue/expand';
import { loadCatalogue } from '../catalogue/loadCatalogue';

const key = testKey();
const catalogue = loadCatalogue();
const query = catalogue.queries.get('data-exports')!;
const names = query.columns.map(({ name }) => name);
const lines = ['eve', 'bob', 'eve'].map(
  (actor, i) =>
    JSON.stringify(
      Object.fromEntries(
        names.map((name) => [name, name === 'Actor' ? actor : name === 'records' ? i : `${name} ${i}`])
      )
    ) + '\n'
);
const input: EvidenceInput = {
  query,
  sql: expand(query.sql, catalogue),
  approvals: [{ action: 'approved', person: 'paula', at: '2026-06-01T09:00:00.000Z', comment: 'as agreed' }],
  versions: catalogue.versions,
  parameters: { from: '2026-07-01 00:00:00.000', to: '2026-10-01 00:00:00.000', tenant: '', min_records: 0 },
  run: {
    id: 'a3f1c2de-0000-4000-8000-000000000001',
    person: 'alice',
    purpose: 'SOC 2, Q3',
    startedAt: '2026-10-02T09:00:00.000Z',
    finishedAt: '2026-10-02T09:00:01.000Z',
    server: '26.7',
    database: 'otel',
  },
  made: { person: 'alice', at: '2026-10-02T09:05:00.000Z' },
  // in two pieces, as they come from the store
  lines: () => [lines[0] + lines[1], lines[2]],
  proof: null,
};
let zip: Uint8Array;
let manifest: Manifest;
let files: Record<string, Uint8Array>;
let otherFile: Record<string, Uint8Array>;

beforeAll(async () => {
  ({ bytes: zip, value: manifest } = await writtenForTest(makeEvidence(input, key)));
  files = unzipSync(zip);
  otherFile = unzipSync((await writtenForTest(makeEvidence({ ...input, lines: () => [] }, key))).bytes);
});

const text = (files: Record<string, Uint8Array>, name: string) => Buffer.from(files[name]).toString('utf8');
const changed = (changes: Record<string, string | undefined>) => {
  const entries = Object.entries({ ...files, ...changes }).filter((entry) => entry[1] !== undefined);
  return zipSync(
    Object.fromEntries(entries.map(([name, value]) => [name, typeof value === 'string' ? Buffer.from(value) : value!]))
  );
};
const problem = (bytes: Uint8Array, keys = trusting(key)) => {
  const verdict = verifyEvidence(bytesSource(bytes), keys);
  return 'problem' in verdict ? verdict.problem : 'none';
};

test('as it was made it holds, and says who ran what and why', () => {
  expect(verifyEvidence(bytesSource(zip), trusting(key))).toEqual({ manifest, kid: key.kid });
  expect(manifest).toMatchObject({ query: { id: 'data-exports', version: 1 }, result: { rows: 3 }, redaction: null });
  expect(
    text(files, 'data/result.jsonl')
      .split('\n')
      .slice(0, 3)
      .map((line) => (JSON.parse(line) as { Actor: string }).Actor)
  ).toEqual(['eve', 'bob', 'eve']);
  expect(text(files, 'data/query.sql')).toContain('{min_records:UInt64}');
});

test.each<[string, () => Uint8Array, RegExp]>([
  [
    'a cell that was edited',
    () => changed({ 'data/result.csv': text(files, 'data/result.csv').replace('bob', 'bop') }),
    /data\/result.csv was changed/,
  ],
  [
    'a byte that was added',
    () => changed({ 'data/query.sql': text(files, 'data/query.sql') + ' ' }),
    /data\/query.sql was changed/,
  ],
  ['a file that is missing', () => changed({ 'data/result.jsonl': undefined }), /data\/result.jsonl is missing/],
  ['a file that was put in', () => changed({ 'data/more.csv': 'x' }), /"data\/more.csv" was put into the zip/],
  ['a manifest that is missing', () => changed({ 'manifest.json': undefined }), /manifest.json is missing/],
  ['a signature that is missing', () => changed({ 'manifest.sig': undefined }), /manifest.sig is missing/],
  [
    'a signature of another file',
    () => changed({ 'manifest.sig': text(otherFile, 'manifest.sig') }),
    /signature is not that of this manifest/,
  ],
  [
    'a manifest of another file',
    () => changed({ 'manifest.json': text(otherFile, 'manifest.json') }),
    /signature is not that of this manifest/,
  ],
  [
    'another purpose',
    () => changed({ 'manifest.json': text(files, 'manifest.json').replace('Q3', 'Q4') }),
    /signature is not that of this manifest/,
  ],
  [
    'a version that was lowered',
    () => changed({ 'manifest.json': text(files, 'manifest.json').replace('"v":1', '"v":0') }),
    /version 0, and this girok knows version 1 only/,
  ],
  [
    'a manifest with a field more',
    () => changed({ 'manifest.json': text(files, 'manifest.json').replace('{', '{"a":1,') }),
    /not one of evidence/,
  ],
  [
    'a manifest with spaces',
    () => changed({ 'manifest.json': text(files, 'manifest.json').replace('{', '{ ') }),
    /canonical/,
  ],
  [
    'another algorithm',
    () => changed({ 'manifest.sig': text(files, 'manifest.sig').replace('Ed25519', 'none') }),
    /no Ed25519 signature/,
  ],
  ['no zip', () => Buffer.from('hello'), /no zip that can be read/],
  ['something behind the zip', () => Buffer.concat([zip, Buffer.from('x')]), /no zip that can be read/],
  ['half a zip', () => zip.subarray(0, zip.length / 2), /no zip that can be read/],
])('%s is named', (_, bytes, words) => {
  expect(problem(bytes())).toMatch(words);
});

test('another key is named', () => {
  expect(problem(zip, trusting(testKey()))).toMatch(/not among those given with --key/);
});

test('a signature that is written differently and decodes to the same is refused', () => {
  const signature = JSON.parse(text(files, 'manifest.sig')) as { signature: string };
  const padding = { ...signature, signature: signature.signature.replace(/=$/, 'S') };
  expect(problem(changed({ 'manifest.sig': JSON.stringify(padding) }))).not.toBe('none');
});

test('whichever byte is changed: it is refused, or what it unpacks to is what was signed', () => {
  const random = seeded(7);
  for (let i = 0; i < 300; i++) {
    const bytes = Uint8Array.from(zip);
    bytes[random(bytes.length)] ^= 1 << random(8);
    if (problem(bytes) === 'none') {
      expect(unzipSync(bytes)).toEqual(files);
    }
  }
});

test('the redacted variant has pseudonyms in place of personal data, equal ones for equal values, and says so', async () => {
  const redacted = await writtenForTest(makeEvidence({ ...input, redactionKey: Buffer.alloc(32, 1) }, key));
  const rows = text(unzipSync(redacted.bytes), 'data/result.jsonl')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, string>);
  const [eve, bob, again] = rows.map((row) => row['Actor#hmac']);
  expect(eve).toMatch(/^[0-9a-f]{16}$/);
  expect([again, bob === eve]).toEqual([eve, false]);
  expect(rows[0]).toMatchObject({ records: 0, 'SourceAddress#hmac': expect.stringMatching(/^[0-9a-f]{16}$/) });
  expect(redacted.value.redaction).toMatchObject({
    columns: ['Actor', 'Target', 'reason', 'SourceAddress'],
    values: 12,
  });
  expect(text(unzipSync(redacted.bytes), 'data/result.csv')).not.toMatch(/\b(eve|bob)\b/);
  expect(problem(redacted.bytes)).toBe('none');
  // another engagement, another pseudonym
  const elsewhere = await writtenForTest(makeEvidence({ ...input, redactionKey: Buffer.alloc(32, 2) }, key));
  expect(text(unzipSync(elsewhere.bytes), 'data/result.csv')).not.toContain(eve);
});

describe('a package of a control', () => {
  const about = {
    framework: 'soc2',
    control: 'CC6.7',
    meaning: 'Movement and removal of data',
    period: { from: '2026-07-01 00:00:00.000', to: '2026-10-01 00:00:00.000' },
    made: input.made,
    missing: ['data-deletions'],
  };
  const made = (inner: Uint8Array = zip) =>
    writtenForTest(makePackage(about, [{ name: 'data-exports.zip', zip: asPieces(inner) }], key));
  async function* asPieces(bytes: Uint8Array) {
    yield bytes.subarray(0, 100);
    yield bytes.subarray(100);
  }
  const problemOf = (bytes: Uint8Array) => {
    const verdict = verifyPackage(bytesSource(bytes), trusting(key));
    return 'problem' in verdict ? verdict.problem : 'none';
  };

  test('holds, says what is missing, and the evidence in it is evidence by itself', async () => {
    const { bytes, value } = await made();
    expect([isPackage(bytesSource(bytes)), isPackage(bytesSource(zip))]).toEqual([true, false]);
    const verdict = verifyPackage(bytesSource(bytes), trusting(key));
    expect(verdict).toEqual({ list: value, kid: key.kid, evidence: new Map([['data-exports.zip', manifest]]) });
    expect(value.missing).toEqual(['data-deletions']);
    expect(problem(unzipSync(bytes)['data-exports.zip'])).toBe('none');
  });

  test('evidence in it that was tampered with before is named, and so is one that was exchanged after', async () => {
    const tampered = changed({ 'data/result.csv': 'x' });
    expect(problemOf((await made(tampered)).bytes)).toMatch(/^data-exports.zip: data\/result.csv was changed/);
    const { bytes } = await made();
    const inside = unzipSync(bytes);
    expect(problemOf(zipSync({ ...inside, 'data-exports.zip': tampered }))).toMatch(/^data-exports.zip was changed/);
    expect(problemOf(zipSync({ ...inside, 'package.json': Buffer.from('{}') }))).toMatch(/version undefined/);
  });
});

describe('the size that a zip can hold', () => {
  const at = new Date('2026-10-02T09:05:00.000Z');
  async function* archive(content: Uint8Array, maxBytes?: number) {
    const zip = new ZipStream(at, maxBytes);
    yield* zip.add('a.txt', [content], { stored: true });
    yield* zip.end();
  }

  test('is held to in the archive, to the byte, its list of files included', async () => {
    const content = Buffer.alloc(1000);
    const { length } = (await writtenForTest(archive(content))).bytes;
    expect((await writtenForTest(archive(content, length))).bytes).toHaveLength(length);
    await expect(writtenForTest(archive(content, length - 1))).rejects.toThrow(
      /The archive would be larger than 4 GiB/
    );
  });

  test('is held to in each file, however small it is packed', async () => {
    const zeros = Buffer.alloc(10_000);
    const add = (maxBytes: number) => writtenForTest(new ZipStream(at, maxBytes).add('a.txt', [zeros, zeros]));
    expect((await add(20_000)).value.bytes).toBe(20_000);
    await expect(add(19_999)).rejects.toThrow(/a.txt would be larger than 4 GiB: make evidence of a shorter period/);
  });

  test('is the largest number of 32 bits', () => {
    expect(MAX_ZIP_BYTES).toBe(0xffffffff);
  });
});

test.each<[Value, string]>([
  ['=1+1', "'=1+1"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['  =1', "'  =1"],
  ['\r=1', '"\'\r=1"'],
  ['\uff1d1', "'\uff1d1"],
  ['a=1', 'a=1'],
  [-1, '-1'],
  ['a,"b"', '"a,""b"""'],
  ['two\nlines', '"two\nlines"'],
  [null, ''],
  [['=1', 'b'], '"[""=1"",""b""]"'],
  ['기록', '기록'],
])('CSV is safe to open in a spreadsheet: %j', (value, expected) => {
  expect(csvRow([value])).toBe(`${expected}\r\n`);
});
