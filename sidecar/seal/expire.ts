import { type ClickHouseClient } from '@clickhouse/client';

import { type SigningKey } from './keys';
import { makeSeal } from './makeSeal';
import { readHead, versionOf } from './rotateKey';
import { type Seal } from './sealPayload';
import { askRows, SEALED_TABLE, storeSeals } from './sealStore';

/**
 * Records that a month of events may go, and drops it. The record is signed and stored first.
 * @param retainedFrom ms since 1970: everything in the month must be older
 * @param retention in words, for the record
 * @throws Error when the month has rows that are younger, or there is no such month
 */
export async function expire(
  client: ClickHouseClient,
  key: SigningKey,
  partition: string,
  { retainedFrom, retention, by }: { retainedFrom: number; retention: string; by: string }
): Promise<Seal> {
  const [{ rows, newest }] = await askRows<{ rows: number; newest: string }>(
    client,
    `SELECT count() AS rows, toString(toUnixTimestamp64Nano(max(Timestamp))) AS newest FROM ${SEALED_TABLE}
     WHERE _partition_id = {partition:String}`,
    { partition }
  );
  if (rows === 0) {
    throw new Error(`There are no events in the month ${partition}. A month is written YYYYMM.`);
  }
  if (Number(BigInt(newest) / 1_000_000n) >= retainedFrom) {
    const at = new Date(Number(BigInt(newest) / 1_000_000n)).toISOString();
    throw new Error(
      `Month ${partition} has events up to ${at}, and those are kept for ${retention}. Nothing was dropped.`
    );
  }
  const head = await readHead(client);
  const seal = makeSeal(
    head.payload.chain,
    head,
    {
      kind: 'expiry',
      sealedAt: new Date().toISOString(),
      server: await versionOf(client),
      table: SEALED_TABLE,
      partition,
      rows,
      maxTimestamp: newest,
      retention,
      by,
    },
    key
  );
  await storeSeals(client, [seal]);
  await client.command({
    query: `ALTER TABLE ${SEALED_TABLE} DROP PARTITION ID {partition:String}`,
    query_params: { partition },
  });
  return seal;
}
