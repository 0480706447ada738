import { z } from 'zod';

/** 64 hexadecimal digits. */
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const instant = z.iso.datetime();

/** One month of events within a window. */
const partition = z.strictObject({
  id: z.string().min(1),
  /** Different leaves. */
  rows: z.int().min(1),
  root: hash,
  /** Times of its events, ns since 1970, as text. */
  minTimestamp: z.string().regex(/^-?\d+$/),
  maxTimestamp: z.string().regex(/^-?\d+$/),
});

const common = {
  v: z.literal(1),
  chain: z.string().min(8),
  seq: z.int().min(0),
  /** Hash of the seal before; 64 zeros in the first one. */
  prev: hash,
  sealedAt: instant,
  /** Of ClickHouse. */
  server: z.string(),
  kid: z.string().regex(/^[0-9a-f]{16}$/),
};

const window = {
  table: z.string(),
  /** Of ingest time, half open. */
  from: instant,
  to: instant,
  spec: z.literal('rb1'),
  partitions: z.array(partition),
};

/** What a seal says. Unknown versions, kinds and fields are refused: an older or newer form must not pass as this one. */
export const sealPayloadSchema = z.discriminatedUnion('kind', [
  /** The first: which table, from when on, and with which key. */
  z.strictObject({ kind: z.literal('genesis'), ...common, table: z.string(), from: instant, publicKey: z.string() }),
  z.strictObject({ kind: z.literal('regular'), ...common, ...window }),
  /** Rows that came into a window after it was sealed. */
  z.strictObject({ kind: z.literal('backfill'), ...common, ...window }),
  /** A month may go: its events have reached the end of their retention. */
  z.strictObject({
    kind: z.literal('expiry'),
    ...common,
    table: z.string(),
    partition: z.string().min(1),
    rows: z.int().min(0),
    maxTimestamp: z.string().regex(/^-?\d+$/),
    retention: z.string(),
    by: z.string(),
  }),
  /** From the next seal on another key signs; both keys have signed this. */
  z.strictObject({ kind: z.literal('keychange'), ...common, nextKey: z.string(), nextSignature: z.string() }),
]);

export type SealPayload = z.infer<typeof sealPayloadSchema>;
export type WindowPayload = Extract<SealPayload, { kind: 'regular' | 'backfill' }>;
export type SealedPartition = z.infer<typeof partition>;

export const NO_SEAL = '0'.repeat(64);

/** What both keys sign when one follows the other. */
export const keyChangeText = (chain: string, seq: number, prev: string, nextKey: string) =>
  `girok key change\n${chain}\n${seq}\n${prev}\n${nextKey}`;

/** A seal as it is stored and given away. */
export interface Seal {
  payload: SealPayload;
  /** Canonical JSON of the payload: the bytes that are hashed and signed. */
  text: string;
  hash: string;
  /** Ed25519, base64. */
  signature: string;
}
