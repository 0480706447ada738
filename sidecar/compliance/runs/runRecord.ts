import { z } from 'zod';

import { canonical } from '../../seal/canonical';
import { signed, type SigningKey, type TrustedKeys } from '../../seal/keys';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const versioned = z.strictObject({ version: z.int(), sha256: hash });

/** A run that has ended, as it is signed and kept for ever. */
export const runRecordSchema = z.strictObject({
  v: z.literal(1),
  run: z.uuid(),
  status: z.enum(['done', 'failed', 'cancelled']),
  query: z.string(),
  version: z.int(),
  /** Of the version that was run. */
  sha256: hash,
  sql: z.string(),
  /** As ClickHouse was sent them. */
  parameters: z.record(z.string(), z.union([z.string(), z.number()])),
  person: z.strictObject({ uid: z.string(), login: z.string() }),
  purpose: z.string(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  rows: z.int().min(0),
  /** Of the result as lines of JSON; empty of a run that has none. */
  resultSha256: z.string(),
  /** Version of ClickHouse. */
  server: z.string(),
  database: z.string(),
  versions: z.strictObject({ fields: versioned, events: versioned }),
  /** Why it failed. */
  problem: z.string(),
});

export type RunRecord = z.infer<typeof runRecordSchema>;

export const signRecord = (record: RunRecord, key: SigningKey) => {
  const text = canonical(record);
  return { text, keyId: key.kid, signature: key.sign(text) };
};

/** The record, when girok wrote it; undefined for one that it did not sign, or does not know. */
export function readRunRecord(
  { text, keyId, signature }: { text: string; keyId: string; signature: string },
  trusted: TrustedKeys
): RunRecord | undefined {
  const key = trusted.get(keyId);
  return key !== undefined && signed(text, signature, key)
    ? runRecordSchema.safeParse(JSON.parse(text)).data
    : undefined;
}
