import { unzipSync } from 'fflate';

import {
  type EvidenceSignature,
  MANIFEST,
  type Manifest,
  manifestSchema,
  SIGNATURE,
  signatureSchema,
} from './manifest';
import { canonical, hashOf, sha256Hex } from '../../seal/canonical';
import { signed, type TrustedKeys } from '../../seal/keys';

/** What a file proves, or the sentence that says why it proves nothing. */
export type EvidenceVerdict = { manifest: Manifest; kid: string } | { problem: string };

/** Most bytes that are unpacked: an archive that says more is not looked at. */
const MAX_BYTES = 2 ** 31;

/** Checks a zip of evidence with nothing but public keys. */
export function verifyEvidence(zip: Uint8Array, trusted: TrustedKeys): EvidenceVerdict {
  const unpacked = unpack(zip);
  if ('problem' in unpacked) {
    return unpacked;
  }
  const { files } = unpacked;
  const read = readManifest(files);
  if ('problem' in read) {
    return read;
  }
  const { manifest, text, signature } = read;
  const key = trusted.get(signature.kid);
  if (key === undefined) {
    return {
      problem: `The file was signed by the key ${signature.kid.slice(0, 64)}, which is not among those given with --key.`,
    };
  }
  if (!signed(text, signature.signature, key)) {
    return {
      problem: 'The signature is not that of this manifest: one of them was changed, or comes from another file.',
    };
  }
  const problem = problemOfFiles(files, manifest);
  return problem === undefined ? { manifest, kid: signature.kid } : { problem };
}

type Files = ReadonlyMap<string, Buffer>;

function unpack(zip: Uint8Array): { files: Files } | { problem: string } {
  const names: string[] = [];
  let bytes = 0;
  let content: Record<string, Uint8Array>;
  try {
    content = unzipSync(zip, {
      filter: ({ name, originalSize }) => {
        names.push(name);
        bytes += originalSize;
        if (bytes > MAX_BYTES) {
          throw new Error('it would unpack to more than 2 GiB');
        }
        return true;
      },
    });
  } catch (error) {
    return {
      problem: `The file is no zip that can be read: ${error instanceof Error ? error.message : String(error)}.`,
    };
  }
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    return { problem: `The zip has ${JSON.stringify(twice)} twice, so what one sees may not be what was checked.` };
  }
  return { files: new Map(names.map((name) => [name, Buffer.from(content[name] ?? [])])) };
}

type ReadManifest = { manifest: Manifest; text: string; signature: EvidenceSignature } | { problem: string };

function readManifest(files: Files): ReadManifest {
  const [manifestBytes, signatureBytes] = [files.get(MANIFEST), files.get(SIGNATURE)];
  if (manifestBytes === undefined || signatureBytes === undefined) {
    return {
      problem: `${manifestBytes === undefined ? MANIFEST : SIGNATURE} is missing: nothing can be checked without it.`,
    };
  }
  const text = manifestBytes.toString('utf8');
  const [value, given] = [json(text), json(signatureBytes.toString('utf8'))];
  const version = (value as { v?: unknown } | undefined)?.v;
  if (version !== 1) {
    return {
      problem: `The manifest is of version ${JSON.stringify(version)?.slice(0, 20)}, and this girok knows version 1 only.`,
    };
  }
  const manifest = manifestSchema.safeParse(value);
  if (!manifest.success) {
    const [issue] = manifest.error.issues;
    return { problem: `The manifest is not one of evidence (${issue.path.join('.')}: ${issue.message}).` };
  }
  const signature = signatureSchema.safeParse(given);
  if (!signature.success) {
    return { problem: `${SIGNATURE} is no Ed25519 signature.` };
  }
  if (canonical(manifest.data) !== text) {
    return { problem: 'The manifest is not written in the canonical way: it was changed.' };
  }
  return { manifest: manifest.data, text, signature: signature.data };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function problemOfFiles(files: Files, manifest: Manifest): string | undefined {
  for (const [name, { sha256, bytes }] of Object.entries(manifest.files)) {
    const content = files.get(name);
    if (content === undefined) {
      return `${name} is missing.`;
    }
    if (content.length !== bytes || sha256Hex(content) !== sha256) {
      return `${name} was changed: its SHA-256 is not that of the manifest.`;
    }
  }
  const listed = new Set([...Object.keys(manifest.files), MANIFEST, SIGNATURE]);
  const added = [...files.keys()].find((name) => !listed.has(name));
  if (added !== undefined) {
    return `${JSON.stringify(added.slice(0, 200))} was put into the zip: the manifest does not know it.`;
  }
  const query = files.get('data/query.json');
  if (query === undefined || hashOf(json(query.toString('utf8')) ?? null) !== manifest.query.sha256) {
    return 'data/query.json is not the saved query that the manifest names.';
  }
  const lines = files.get('data/result.jsonl')?.toString('utf8').split('\n').length;
  return lines === manifest.result.rows + 1
    ? undefined
    : `data/result.jsonl has not the ${manifest.result.rows} rows that the manifest counts.`;
}
