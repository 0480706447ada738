import { zipSync } from 'fflate';
import { randomUUID } from 'node:crypto';

import { csv, type Value } from './csv';
import { MANIFEST, type Manifest, SIGNATURE } from './manifest';
import { redact } from './redact';
import { version } from '../../../package.json';
import { canonical, hashOf, sha256Hex } from '../../seal/canonical';
import { type SigningKey } from '../../seal/keys';
import { expand } from '../catalogue/expand';
import { type Catalogue } from '../catalogue/loadCatalogue';
import { type SavedQuery } from '../catalogue/schema';

/** One run of a saved query, and what came of it. */
export interface EvidenceInput {
  query: SavedQuery;
  catalogue: Catalogue;
  parameters: Manifest['parameters'];
  run: Manifest['run'];
  /** Values in the order of the query's columns. */
  rows: ReadonlyArray<readonly Value[]>;
  proof: Manifest['proof'];
  /** Given: personal data is replaced by pseudonyms under this key. */
  redactionKey?: Buffer;
}

const README = `Evidence of one run of a saved query, made by Girok Telemetry.

data/result.csv    the result; texts that a spreadsheet would take for a formula begin with an apostrophe
data/result.jsonl  the same, every value as it was
data/query.sql     the SQL as it was run, with the parameters below it
data/query.json    the saved query: purpose, controls, what it cannot show
manifest.json      who, when, why, counts, versions, and the SHA-256 of every file
manifest.sig       Ed25519 signature of manifest.json

Check it without a network:  girok evidence verify FILE --key PUBLIC.pem
The public key must come from elsewhere, not from whoever gave you this file.
`;

/** The zip of evidence: signed, and the same bytes for the same input but for its id. */
export function makeEvidence(input: EvidenceInput, key: SigningKey): { zip: Uint8Array; manifest: Manifest } {
  const { query, catalogue, parameters, run, proof, redactionKey } = input;
  const names = query.columns.map(({ name }) => name);
  const shown =
    redactionKey === undefined
      ? { names, rows: input.rows, redaction: null }
      : redact(query.columns, input.rows, redactionKey);
  const text = (value: string) => Buffer.from(value, 'utf8');
  const sql = `${expand(query.sql, catalogue).trim()}\n`;
  const files: Record<string, Uint8Array> = {
    'data/result.csv': text(csv(shown.names, shown.rows)),
    'data/result.jsonl': text(
      shown.rows
        .map((row) => JSON.stringify(Object.fromEntries(shown.names.map((name, i) => [name, row[i]]))) + '\n')
        .join('')
    ),
    'data/query.sql': text(
      `${sql}\n-- parameters: ${canonical(redactionKey === undefined ? parameters : hidden(parameters))}\n`
    ),
    'data/query.json': text(JSON.stringify(query, null, 2) + '\n'),
    'README.txt': text(README),
  };
  const manifest: Manifest = {
    v: 1,
    id: randomUUID(),
    girok: version,
    query: { id: query.id, version: query.version, sha256: hashOf(query), title: query.title },
    parameters: redactionKey === undefined ? parameters : hidden(parameters),
    run,
    versions: catalogue.versions,
    result: { rows: input.rows.length, columns: query.columns },
    redaction: shown.redaction,
    proof,
    cannotShow: query.cannot_show.trim(),
    files: Object.fromEntries(
      Object.entries(files).map(([name, bytes]) => [name, { sha256: sha256Hex(bytes), bytes: bytes.length }])
    ),
  };
  const signedText = canonical(manifest);
  const signature = canonical({ alg: 'Ed25519', kid: key.kid, signature: key.sign(signedText) });
  const zip = zipSync(
    { ...files, [MANIFEST]: text(signedText), [SIGNATURE]: text(signature) },
    { mtime: new Date(run.finishedAt) }
  );
  return { zip, manifest };
}

/** Texts that were asked for may name a person; the period and numbers do not. */
const hidden = (parameters: Manifest['parameters']): Manifest['parameters'] =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      typeof value === 'string' && !['from', 'to', 'tenant', 'tz'].includes(name) ? 'redacted' : value,
    ])
  );
