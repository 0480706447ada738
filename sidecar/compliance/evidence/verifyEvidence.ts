import { createHash } from 'node:crypto';
import { type z } from 'zod';

import {
  type EvidencePackage,
  MANIFEST,
  type Manifest,
  manifestSchema,
  PACKAGE,
  packageSchema,
  signatureSchema,
} from './manifest';
import { type ByteSource, readZip, type ZipEntry } from './readZip';
import { canonical, hashOf } from '../../seal/canonical';
import { signed, type TrustedKeys } from '../../seal/keys';

/** What a file proves, or the sentence that says why it proves nothing. */
export type EvidenceVerdict = { manifest: Manifest; kid: string } | { problem: string };

/** The same of a package: every file of evidence in it, by name. */
export type PackageVerdict =
  | { list: EvidencePackage; kid: string; evidence: Map<string, Manifest> }
  | { problem: string };

/** Longest text that is read as a whole: manifests, signatures and saved queries. */
const MAX_TEXT_BYTES = 16 * 2 ** 20;

/** Nothing that Girok writes is longer: an archive that says more is not looked at. */
const MAX_FILE_BYTES = 2 ** 32;

class NotProven extends Error {}

/** Checks a zip of evidence with nothing but public keys. However long the result is, little of it is held at once. */
export function verifyEvidence(source: ByteSource, trusted: TrustedKeys): EvidenceVerdict {
  return orProblem(() => evidenceIn(source, trusted));
}

/** Checks a package of evidence: its list, and every file of evidence in it. */
export function verifyPackage(source: ByteSource, trusted: TrustedKeys): PackageVerdict {
  return orProblem(() => {
    const files = open(source);
    const { value: list, kid } = readSigned(files, PACKAGE, packageSchema, trusted);
    checkFiles(files, PACKAGE, list.files);
    const evidence = Object.keys(list.files).map((name): [string, Manifest] => {
      const inner = files.get(name)?.stored;
      if (inner === undefined) {
        throw new NotProven(`${name} is no file of evidence.`);
      }
      try {
        return [name, evidenceIn(inner, trusted).manifest];
      } catch (error) {
        throw error instanceof NotProven ? new NotProven(`${name}: ${error.message}`) : error;
      }
    });
    return { list, kid, evidence: new Map(evidence) };
  });
}

/** Whether it is a package rather than evidence of one run. */
export function isPackage(source: ByteSource): boolean {
  try {
    return open(source).has(PACKAGE.text);
  } catch {
    return false;
  }
}

function orProblem<T>(check: () => T): T | { problem: string } {
  try {
    return check();
  } catch (error) {
    if (error instanceof NotProven) {
      return { problem: error.message };
    }
    throw error;
  }
}

type Files = ReadonlyMap<string, ZipEntry>;

function open(source: ByteSource): Files {
  const entries = readable(() => readZip(source));
  const twice = entries.find(({ name }, i) => entries.findIndex((one) => one.name === name) !== i);
  if (twice !== undefined) {
    throw new NotProven(
      `The zip has ${JSON.stringify(twice.name.slice(0, 200))} twice, so what one sees may not be what was checked.`
    );
  }
  return new Map(entries.map((entry) => [entry.name, entry]));
}

function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new NotProven(
      `The file is no zip that can be read: ${error instanceof Error ? error.message : String(error)}.`
    );
  }
}

function evidenceIn(source: ByteSource, trusted: TrustedKeys): { manifest: Manifest; kid: string } {
  const files = open(source);
  const { value: manifest, kid } = readSigned(files, MANIFEST, manifestSchema, trusted);
  const lines = checkFiles(files, MANIFEST, manifest.files).get('data/result.jsonl');
  if (hashOf(json(textOf(files.get('data/query.json'))) ?? null) !== manifest.query.sha256) {
    throw new NotProven('data/query.json is not the saved query that the manifest names.');
  }
  if (lines !== manifest.result.rows) {
    throw new NotProven(`data/result.jsonl has not the ${manifest.result.rows} rows that the manifest counts.`);
  }
  return { manifest, kid };
}

function readSigned<Schema extends z.ZodType>(
  files: Files,
  names: typeof MANIFEST | typeof PACKAGE,
  schema: Schema,
  trusted: TrustedKeys
): { value: z.infer<Schema>; kid: string } {
  const missing = [names.text, names.signature].find((name) => !files.has(name));
  if (missing !== undefined) {
    throw new NotProven(`${missing} is missing: nothing can be checked without it.`);
  }
  const text = textOf(files.get(names.text));
  const value = json(text);
  const version = (value as { v?: unknown } | undefined)?.v;
  if (version !== 1) {
    throw new NotProven(
      `The manifest is of version ${JSON.stringify(version)?.slice(0, 20)}, and this girok knows version 1 only.`
    );
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new NotProven(`The manifest is not one of evidence (${issue.path.join('.')}: ${issue.message}).`);
  }
  const signature = signatureSchema.safeParse(json(textOf(files.get(names.signature))));
  if (!signature.success) {
    throw new NotProven(`${names.signature} is no Ed25519 signature.`);
  }
  if (canonical(parsed.data) !== text) {
    throw new NotProven('The manifest is not written in the canonical way: it was changed.');
  }
  const { kid } = signature.data;
  const key = trusted.get(kid);
  if (key === undefined) {
    throw new NotProven(
      `The file was signed by the key ${kid.slice(0, 64)}, which is not among those given with --key.`
    );
  }
  if (!signed(text, signature.data.signature, key)) {
    throw new NotProven(
      'The signature is not that of this manifest: one of them was changed, or comes from another file.'
    );
  }
  return { value: parsed.data, kid };
}

const json = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

function textOf(entry: ZipEntry | undefined): string {
  const pieces: Buffer[] = [];
  readable(() => entry?.unpack((piece) => pieces.push(Buffer.from(piece)), MAX_TEXT_BYTES));
  return Buffer.concat(pieces).toString('utf8');
}

/** Compares every file with the list. Returns how many lines each of them has. */
function checkFiles(
  files: Files,
  names: typeof MANIFEST | typeof PACKAGE,
  list: Manifest['files']
): Map<string, number> {
  const lines = new Map<string, number>();
  for (const [name, { sha256, bytes }] of Object.entries(list)) {
    const entry = files.get(name);
    if (entry === undefined) {
      throw new NotProven(`${name} is missing.`);
    }
    const hash = createHash('sha256');
    let [length, count] = [0, 0];
    readable(() =>
      entry.unpack((piece) => {
        hash.update(piece);
        length += piece.length;
        for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) {
          count++;
        }
      }, MAX_FILE_BYTES)
    );
    if (length !== bytes || hash.digest('hex') !== sha256) {
      throw new NotProven(`${name} was changed: its SHA-256 is not that of the manifest.`);
    }
    lines.set(name, count);
  }
  const listed = new Set([...Object.keys(list), names.text, names.signature]);
  const added = [...files.keys()].find((name) => !listed.has(name));
  if (added !== undefined) {
    throw new NotProven(`${JSON.stringify(added.slice(0, 200))} was put into the zip: the manifest does not know it.`);
  }
  return lines;
}
