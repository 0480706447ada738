import { type ClickHouseClient } from '@clickhouse/client';

import { LEAF_SQL } from './leaf';
import { bucketList, merkleRoot } from './merkle';
import { type SealedPartition } from './sealPayload';
import { askRows, SEALED_TABLE } from './sealStore';

/** Windows of equal length, one after the other. ms since 1970. */
export interface WindowRun {
  from: number;
  lengthMs: number;
  count: number;
}

export const endOf = ({ from, lengthMs, count }: WindowRun) => from + lengthMs * count;

export const runParameters = (run: WindowRun) => ({
  from: run.from,
  to: endOf(run),
  length: run.lengthMs,
});

/** Rows of the run. Parameters: `runParameters`. */
export const IN_RUN =
  'IngestTime >= fromUnixTimestamp64Milli({from:Int64}) AND IngestTime < fromUnixTimestamp64Milli({to:Int64})';
/** Number of the window of a row, from 0. */
export const WINDOW = 'intDiv(toUnixTimestamp64Milli(IngestTime) - {from:Int64}, {length:Int64})';

/**
 * Sorted leaves of each bucket, each once, and what they are of: over rows of (window, Partition, Leaf, Timestamp).
 * `toString` of a leaf would cut the zero bytes at its end off.
 */
const digests = (source: string) => `
  SELECT window, Partition, groupArray((bucket, digest)) AS buckets, sum(n) AS rows,
    toString(toUnixTimestamp64Nano(min(least))) AS minTimestamp, toString(toUnixTimestamp64Nano(max(most))) AS maxTimestamp
  FROM (
    SELECT window, Partition, bucket, least, most, length(leaves) AS n,
      lower(hex(SHA256(arrayStringConcat(leaves)))) AS digest
    FROM (
      SELECT window, Partition, reinterpretAsUInt8(substring(Leaf, 1, 1)) AS bucket, min(Timestamp) AS least,
        max(Timestamp) AS most, arrayDistinct(arraySort(groupArray(substring(Leaf, 1, 32)))) AS leaves
      FROM (${source}) GROUP BY window, Partition, bucket
    )
  )
  GROUP BY window, Partition ORDER BY window, Partition`;

interface DigestRow {
  window: number;
  Partition: string;
  buckets: Array<[number, string]>;
  rows: number;
  minTimestamp: string;
  maxTimestamp: string;
}

/** What each window holds: partitions with their roots, by the number of the window; empty ones are not listed. */
export type WindowDigests = ReadonlyMap<number, SealedPartition[]>;

/** Of the rows as they are now. */
export async function digestRows(client: ClickHouseClient, run: WindowRun): Promise<WindowDigests> {
  const source = `SELECT ${WINDOW} AS window, _partition_id AS Partition, ${LEAF_SQL} AS Leaf, Timestamp
    FROM ${SEALED_TABLE} WHERE ${IN_RUN}`;
  return asWindows(await askRows<DigestRow>(client, digests(source), runParameters(run)));
}

/** Of stored leaves; the number of the window is the number of the seal. */
export async function digestLeaves(
  client: ClickHouseClient,
  chain: string,
  seqs: { from: number; to: number }
): Promise<WindowDigests> {
  const source = `SELECT toInt64(Seq) AS window, Partition, Leaf, Timestamp FROM audit_seal_leaves
    WHERE Chain = {chain:String} AND Seq >= {from:UInt64} AND Seq <= {to:UInt64}`;
  return asWindows(await askRows<DigestRow>(client, digests(source), { chain, ...seqs }));
}

function asWindows(rows: DigestRow[]): WindowDigests {
  const windows = new Map<number, SealedPartition[]>();
  for (const { window, Partition: id, buckets, rows: count, minTimestamp, maxTimestamp } of rows) {
    const byBucket = new Map(buckets.map(([bucket, digest]) => [bucket, Buffer.from(digest, 'hex')]));
    const root = merkleRoot(bucketList(byBucket)).toString('hex');
    windows.set(window, [...(windows.get(window) ?? []), { id, rows: count, root, minTimestamp, maxTimestamp }]);
  }
  return windows;
}
