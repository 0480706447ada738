import { z } from 'zod';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const versioned = z.strictObject({ version: z.int(), sha256: hash });

/** What an evidence file says of itself. Other versions and unknown fields are refused. */
export const manifestSchema = z.strictObject({
  v: z.literal(1),
  id: z.uuid(),
  girok: z.string(),
  query: z.strictObject({ id: z.string(), version: z.int(), sha256: hash, title: z.string() }),
  /** As ClickHouse was sent them. */
  parameters: z.record(z.string(), z.union([z.string(), z.number()])),
  run: z.strictObject({
    person: z.string(),
    purpose: z.string().min(1),
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime(),
    /** Version of ClickHouse. */
    server: z.string(),
    database: z.string(),
  }),
  versions: z.strictObject({ fields: versioned, events: versioned }),
  result: z.strictObject({
    rows: z.int().min(0),
    columns: z.array(z.strictObject({ name: z.string(), personal: z.string(), meaning: z.string() })),
  }),
  redaction: z.strictObject({ method: z.string(), columns: z.array(z.string()), values: z.int().min(0) }).nullable(),
  /** What is known of the seals over the period; null when it was not looked at. */
  proof: z
    .strictObject({ verdict: z.string(), sealedUpTo: z.string(), head: z.string(), notes: z.array(z.string()) })
    .nullable(),
  cannotShow: z.string(),
  files: z.record(z.string(), z.strictObject({ sha256: hash, bytes: z.int().min(0) })),
});

export type Manifest = z.infer<typeof manifestSchema>;

/** manifest.sig. */
export const signatureSchema = z.strictObject({ alg: z.literal('Ed25519'), kid: z.string(), signature: z.string() });

export type EvidenceSignature = z.infer<typeof signatureSchema>;

export const MANIFEST = 'manifest.json';
export const SIGNATURE = 'manifest.sig';
