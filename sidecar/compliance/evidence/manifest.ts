import { z } from 'zod';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const versioned = z.strictObject({ version: z.int(), sha256: hash });
const listedFile = z.strictObject({ sha256: hash, bytes: z.int().min(0) });

/** What is known of the seals over a period. */
export const proofSchema = z.strictObject({
  verdict: z.string(),
  sealedUpTo: z.string(),
  head: z.string(),
  notes: z.array(z.string()),
});

export type Proof = z.infer<typeof proofSchema>;

/** What an evidence file says of itself. Other versions and unknown fields are refused. */
export const manifestSchema = z.strictObject({
  v: z.literal(1),
  id: z.uuid(),
  girok: z.string(),
  query: z.strictObject({ id: z.string(), version: z.int(), sha256: hash, title: z.string() }),
  /** Who wrote and who approved the version; empty for one that ships with girok. */
  approvals: z.array(
    z.strictObject({ action: z.string(), person: z.string(), at: z.iso.datetime(), comment: z.string() })
  ),
  /** As ClickHouse was sent them. */
  parameters: z.record(z.string(), z.union([z.string(), z.number()])),
  run: z.strictObject({
    id: z.uuid(),
    person: z.string(),
    purpose: z.string().min(1),
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime(),
    /** Version of ClickHouse. */
    server: z.string(),
    database: z.string(),
  }),
  /** Who had this file made, and when. */
  made: z.strictObject({ person: z.string(), at: z.iso.datetime() }),
  versions: z.strictObject({ fields: versioned, events: versioned }),
  result: z.strictObject({
    rows: z.int().min(0),
    columns: z.array(z.strictObject({ name: z.string(), personal: z.string(), meaning: z.string() })),
  }),
  redaction: z.strictObject({ method: z.string(), columns: z.array(z.string()), values: z.int().min(0) }).nullable(),
  /** What is known of the seals over the period; null when it was not looked at. */
  proof: proofSchema.nullable(),
  cannotShow: z.string(),
  files: z.record(z.string(), listedFile),
});

export type Manifest = z.infer<typeof manifestSchema>;

/** What a package of evidence says: which queries of a control are in it, and which are not. */
export const packageSchema = z.strictObject({
  v: z.literal(1),
  kind: z.literal('package'),
  id: z.uuid(),
  girok: z.string(),
  framework: z.string(),
  control: z.string(),
  meaning: z.string(),
  period: z.strictObject({ from: z.string(), to: z.string() }),
  made: z.strictObject({ person: z.string(), at: z.iso.datetime() }),
  /** Queries of the control without a result in the package. */
  missing: z.array(z.string()),
  files: z.record(z.string(), listedFile),
});

export type EvidencePackage = z.infer<typeof packageSchema>;

/** manifest.sig and package.sig. */
export const signatureSchema = z.strictObject({ alg: z.literal('Ed25519'), kid: z.string(), signature: z.string() });

export const MANIFEST = { text: 'manifest.json', signature: 'manifest.sig' } as const;
export const PACKAGE = { text: 'package.json', signature: 'package.sig' } as const;
