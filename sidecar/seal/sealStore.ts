import { type ClickHouseClient } from '@clickhouse/client';

import { windowRoot } from './makeSeal';
import { type Seal } from './sealPayload';

/** The table that is sealed. */
export const SEALED_TABLE = 'otel_audit_logs';

/** A row of audit_seals as it is, trusted in nothing. Times in ms since 1970. */
export interface StoredSeal {
  chain: string;
  seq: number;
  kind: string;
  windowFrom: number;
  windowTo: number;
  rows: number;
  root: string;
  prevHash: string;
  sealHash: string;
  keyId: string;
  signature: string;
  payload: string;
}

const JSON_NUMBERS = { output_format_json_quote_64bit_integers: 0 } as const;

/** Rows of a query with {name:Type} parameters; 64-bit numbers as numbers. */
export async function askRows<Row>(
  client: ClickHouseClient,
  query: string,
  query_params: Record<string, unknown> = {}
): Promise<Row[]> {
  const result = await client.query({ query, query_params, format: 'JSONEachRow', clickhouse_settings: JSON_NUMBERS });
  return result.json<Row>();
}

/** Every stored seal, by chain and number; those that are stored twice with equal content once. */
export function readSeals(client: ClickHouseClient): Promise<StoredSeal[]> {
  return askRows(
    client,
    `SELECT DISTINCT Chain AS chain, Seq AS seq, Kind AS kind, toUnixTimestamp64Milli(WindowFrom) AS windowFrom,
       toUnixTimestamp64Milli(WindowTo) AS windowTo, Rows AS rows, Root AS root, PrevHash AS prevHash, SealHash AS sealHash,
       KeyId AS keyId, Signature AS signature, Payload AS payload
     FROM audit_seals ORDER BY chain, seq, sealHash`
  );
}

const sqlTime = (iso: string) => iso.replace('T', ' ').replace('Z', '');
const EPOCH = '1970-01-01 00:00:00';
/** UTC time of nanoseconds since 1970, with all nine digits. */
const nanosecondTime = (ns: bigint) =>
  `${sqlTime(new Date(Number(ns / 1_000_000n)).toISOString()).slice(0, 19)}.${String(ns % 1_000_000_000n).padStart(9, '0')}`;

/** The columns beside the payload, made of it: what is stored and what `girok verify` compares it with. */
export function columnsOf({ payload, text, hash, signature }: Seal) {
  const isWindow = payload.kind === 'regular' || payload.kind === 'backfill';
  const partitions = isWindow ? payload.partitions : [];
  const times = partitions.flatMap(({ minTimestamp, maxTimestamp }) => [BigInt(minTimestamp), BigInt(maxTimestamp)]);
  const [least, most] = [
    times.reduce((a, b) => (b < a ? b : a), times[0] ?? 0n),
    times.reduce((a, b) => (b > a ? b : a), times[0] ?? 0n),
  ];
  return {
    Chain: payload.chain,
    Seq: payload.seq,
    Kind: payload.kind,
    WindowFrom: isWindow ? sqlTime(payload.from) : EPOCH,
    WindowTo: isWindow ? sqlTime(payload.to) : EPOCH,
    Rows: partitions.reduce((sum, { rows }) => sum + rows, 0),
    MinTimestamp: nanosecondTime(least),
    MaxTimestamp: nanosecondTime(most),
    Root: windowRoot(payload),
    PrevHash: payload.prev,
    SealHash: hash,
    KeyId: payload.kid,
    Signature: signature,
    SealedAt: sqlTime(payload.sealedAt),
    Payload: text,
  };
}

export async function storeSeals(client: ClickHouseClient, seals: readonly Seal[]): Promise<void> {
  await client.insert({
    table: 'audit_seals',
    values: seals.map(columnsOf),
    format: 'JSONEachRow',
    clickhouse_settings: { async_insert: 0 },
  });
}
