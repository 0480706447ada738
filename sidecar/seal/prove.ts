import { type ClickHouseClient } from '@clickhouse/client';
import { z } from 'zod';

import { sha256 } from './canonical';
import { signed, type TrustedKeys } from './keys';
import { LEAF_ROW_SQL, LEAF_SQL, leafOf, namedRow } from './leaf';
import { bucketDigest, bucketList, BUCKETS, inclusionPath, rootFrom } from './merkle';
import { parseSeal } from './parseSeal';
import { askRows, readSeals, SEALED_TABLE } from './sealStore';

const hex = z.string().regex(/^[0-9a-f]{64}$/);

/** A file that proves that one event was sealed, without any other event. */
const proofSchema = z.strictObject({
  girok: z.literal('inclusion'),
  v: z.literal(1),
  /** Values of the leaf, in the order of its spec. */
  row: z.array(z.union([z.string(), z.array(z.tuple([z.string(), z.string()]))])),
  partition: z.string(),
  /** All leaves of its bucket, sorted. */
  bucket: z.array(hex),
  /** Hashes beside the way from the bucket to the root of the partition. */
  path: z.array(hex),
  seal: z.string(),
  signature: z.string(),
});

export type InclusionProof = z.infer<typeof proofSchema>;

/** The proof of one event. @throws Error when there is none of this id, it is not sealed yet, or its window does not hold */
export async function proveEvent(client: ClickHouseClient, recordId: string): Promise<InclusionProof> {
  const [found] = await askRows<{ row: InclusionProof['row']; leaf: string }>(
    client,
    `SELECT ${LEAF_ROW_SQL} AS row, lower(hex(${LEAF_SQL})) AS leaf FROM ${SEALED_TABLE} FINAL
     WHERE RecordId = {recordId:String} LIMIT 1`,
    { recordId }
  );
  if (found === undefined) {
    throw new Error(`There is no event with the record id ${JSON.stringify(recordId)}.`);
  }
  const [place] = await askRows<{ chain: string; seq: number; partition: string }>(
    client,
    `SELECT Chain AS chain, Seq AS seq, Partition AS partition FROM audit_seal_leaves
     WHERE Leaf = unhex({leaf:String}) ORDER BY seq LIMIT 1`,
    { leaf: found.leaf }
  );
  if (place === undefined) {
    throw new Error('The event is not sealed yet, or its content was changed after it was. `girok verify` says which.');
  }
  const leaves = await askRows<{ leaf: string }>(
    client,
    `SELECT DISTINCT lower(hex(Leaf)) AS leaf FROM audit_seal_leaves
     WHERE Chain = {chain:String} AND Seq = {seq:UInt64} AND Partition = {partition:String} ORDER BY leaf`,
    place
  );
  const buckets = new Map<number, Buffer[]>();
  for (const { leaf } of leaves) {
    const bytes = Buffer.from(leaf, 'hex');
    buckets.set(bytes[0], [...(buckets.get(bytes[0]) ?? []), bytes]);
  }
  const list = bucketList(new Map([...buckets].map(([bucket, of]) => [bucket, bucketDigest(of)])));
  const at = parseInt(found.leaf.slice(0, 2), 16);
  const stored = (await readSeals(client)).find(({ chain, seq }) => chain === place.chain && seq === place.seq);
  if (stored === undefined) {
    throw new Error(`The seal ${place.seq} of the event is missing. \`girok verify\` says more.`);
  }
  return {
    girok: 'inclusion',
    v: 1,
    row: found.row,
    partition: place.partition,
    bucket: (buckets.get(at) ?? []).map((leaf) => leaf.toString('hex')),
    path: inclusionPath(list, at).map((hash) => hash.toString('hex')),
    seal: stored.payload,
    signature: stored.signature,
  };
}

/** What a proof proves, or the sentence that says why it does not. */
export type ProofVerdict =
  | {
      proven: {
        event: ReturnType<typeof namedRow>;
        seq: number;
        chain: string;
        from: string;
        to: string;
        sealedAt: string;
        kid: string;
      };
    }
  | { problem: string };

/** Checks a proof with nothing but public keys. */
export function checkProof(text: string, trusted: TrustedKeys): ProofVerdict {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: 'The file is no JSON.' };
  }
  const parsed = proofSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { problem: `The file is no inclusion proof of version 1 (${issue.path.join('.')}: ${issue.message}).` };
  }
  const { row, partition, bucket, path, seal: sealText, signature } = parsed.data;
  const read = parseSeal(sealText, signature);
  if ('problem' in read) {
    return { problem: `The seal in the file cannot be used: ${read.problem}.` };
  }
  const { payload } = read.seal;
  if (payload.kind !== 'regular' && payload.kind !== 'backfill') {
    return { problem: 'The seal in the file is not one of events.' };
  }
  const key = trusted.get(payload.kid);
  if (key === undefined) {
    return { problem: `The seal was signed by the key ${payload.kid}, which is not among those given with --key.` };
  }
  if (!signed(sealText, signature, key)) {
    return { problem: 'The signature of the seal is wrong.' };
  }
  const sealed = payload.partitions.find(({ id }) => id === partition);
  if (sealed === undefined) {
    return { problem: `The seal has nothing of the month ${partition}.` };
  }
  try {
    const leaf = leafOf(row);
    if (!bucket.includes(leaf.toString('hex'))) {
      return { problem: 'The event has another content than the one that was sealed.' };
    }
    const digest = sha256(Buffer.concat(bucket.map((one) => Buffer.from(one, 'hex'))));
    const root = rootFrom(
      digest,
      leaf[0],
      BUCKETS,
      path.map((one) => Buffer.from(one, 'hex'))
    );
    if (root.toString('hex') !== sealed.root) {
      return { problem: 'The leaves in the file do not lead to the root that was signed.' };
    }
  } catch (error) {
    return { problem: `The proof cannot be followed: ${error instanceof Error ? error.message : String(error)}` };
  }
  const { seq, chain, from, to, sealedAt, kid } = payload;
  return { proven: { event: namedRow(row), seq, chain, from, to, sealedAt, kid } };
}
