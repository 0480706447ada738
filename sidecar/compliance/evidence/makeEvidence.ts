import { randomUUID } from 'node:crypto';

import { csvRow, type Value } from './csv';
import { type EvidencePackage, MANIFEST, type Manifest, PACKAGE } from './manifest';
import { asItIs, redacted } from './redact';
import { type ListedFile, ZipStream } from './zipStream';
import { version } from '../../../package.json';
import { canonical, hashOf } from '../../seal/canonical';
import { type SigningKey } from '../../seal/keys';
import { type SavedQuery } from '../catalogue/schema';

/** One run of a saved query, and what came of it. */
export interface EvidenceInput {
  query: SavedQuery;
  /** As it was executed. */
  sql: string;
  approvals: Manifest['approvals'];
  parameters: Manifest['parameters'];
  run: Manifest['run'];
  made: Manifest['made'];
  versions: Manifest['versions'];
  /** The result from its first row on: text of JSON objects, a line each. Asked for twice. */
  lines: () => AsyncIterable<string> | Iterable<string>;
  proof: Manifest['proof'];
  /** Given: personal data is replaced by pseudonyms under this key. */
  redactionKey?: Buffer;
}

const README = `Evidence of one run of a saved query, made by Girok Telemetry.

data/result.csv    the result; texts that a spreadsheet would take for a formula begin with an apostrophe
data/result.jsonl  the same, every value as it was
data/query.sql     the SQL as it was run, with the parameters below it
data/query.json    the saved query: purpose, controls, what it cannot show
manifest.json      who, when, why, approvals, counts, versions, and the SHA-256 of every file
manifest.sig       Ed25519 signature of manifest.json

Check it without a network:  girok evidence verify FILE --key PUBLIC.pem
The public key must come from elsewhere, not from whoever gave you this file.
`;

/**
 * The zip of evidence, signed, piece by piece: what is held does not grow with the result.
 * @throws Error when it grows beyond 4 GiB
 */
export async function* makeEvidence(input: EvidenceInput, key: SigningKey): AsyncGenerator<Uint8Array, Manifest> {
  const { query, parameters, run, proof, redactionKey } = input;
  const shown = redactionKey === undefined ? parameters : hidden(parameters);
  const zip = new ZipStream(new Date(input.made.at));
  const jsonl = resultAs(input, 'jsonl');
  const table = resultAs(input, 'csv');
  const files: Record<string, ListedFile> = {
    'data/result.jsonl': yield* zip.add('data/result.jsonl', jsonl.text()),
    'data/result.csv': yield* zip.add('data/result.csv', table.text()),
    'data/query.sql': yield* zip.add('data/query.sql', [`${input.sql.trim()}\n\n-- parameters: ${canonical(shown)}\n`]),
    'data/query.json': yield* zip.add('data/query.json', [JSON.stringify(query, null, 2) + '\n']),
    'README.txt': yield* zip.add('README.txt', [README]),
  };
  const manifest: Manifest = {
    v: 1,
    id: randomUUID(),
    girok: version,
    query: { id: query.id, version: query.version, sha256: hashOf(query), title: query.title },
    approvals: input.approvals,
    parameters: shown,
    run,
    made: input.made,
    versions: input.versions,
    result: { rows: jsonl.rows(), columns: query.columns },
    redaction: jsonl.redaction(),
    proof,
    cannotShow: query.cannot_show.trim(),
    files,
  };
  yield* sign(zip, MANIFEST, manifest, key);
  return manifest;
}

/** Several zips of evidence in one, with a signed list of what is in it and what is missing. */
export async function* makePackage(
  about: Omit<EvidencePackage, 'v' | 'kind' | 'id' | 'girok' | 'files'>,
  evidence: ReadonlyArray<{ name: string; zip: AsyncIterable<Uint8Array> }>,
  key: SigningKey
): AsyncGenerator<Uint8Array, EvidencePackage> {
  const zip = new ZipStream(new Date(about.made.at));
  const files: Record<string, ListedFile> = {};
  for (const { name, zip: inner } of evidence) {
    files[name] = yield* zip.add(name, inner, { stored: true });
  }
  const list: EvidencePackage = { v: 1, kind: 'package', id: randomUUID(), girok: version, ...about, files };
  yield* sign(zip, PACKAGE, list, key);
  return list;
}

async function* sign(
  zip: ZipStream,
  names: { text: string; signature: string },
  value: object,
  key: SigningKey
): AsyncGenerator<Uint8Array> {
  const text = canonical(value);
  yield* zip.add(names.text, [text]);
  yield* zip.add(names.signature, [canonical({ alg: 'Ed25519', kid: key.kid, signature: key.sign(text) })]);
  yield* zip.end();
}

/** The result in one of its two forms; what was counted is known when its text has been read. */
function resultAs({ query: { columns }, lines, redactionKey }: EvidenceInput, form: 'csv' | 'jsonl') {
  const shown = redactionKey === undefined ? asItIs(columns) : redacted(columns, redactionKey);
  const jsonOf = (values: readonly Value[]) =>
    JSON.stringify(Object.fromEntries(shown.names.map((name, i) => [name, values[i]]))) + '\n';
  let rows = 0;
  async function* text() {
    if (form === 'csv') {
      yield csvRow(shown.names);
    }
    for await (const piece of lines()) {
      const some = piece.split('\n').filter((line) => line !== '');
      rows += some.length;
      yield form === 'jsonl' && redactionKey === undefined
        ? piece
        : some
            .map((line) => {
              const row = JSON.parse(line) as Record<string, Value>;
              const values = shown.row(columns.map(({ name }) => row[name]));
              return form === 'csv' ? csvRow(values) : jsonOf(values);
            })
            .join('');
    }
  }
  return { text, rows: () => rows, redaction: shown.redaction };
}

/** Texts that were asked for may name a person; the period and numbers do not. */
const hidden = (parameters: Manifest['parameters']): Manifest['parameters'] =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      typeof value === 'string' && !['from', 'to', 'tenant', 'tz'].includes(name) ? 'redacted' : value,
    ])
  );
