import { type ClickHouseClient } from '@clickhouse/client';

import { type AnchoredHead, checkChain, type Finding } from './checkChain';
import { type CheckedWindow, checkRows, type RowsContext } from './checkRows';
import { type TrustedKeys } from './keys';
import { readSeals, askRows, SEALED_TABLE } from './sealStore';

export interface Verification {
  verdict: 'OK' | 'TAMPERED' | 'UNVERIFIABLE';
  chain?: string;
  seals: number;
  findings: Finding[];
  windows: CheckedWindow[];
  /** Rows that are not sealed yet, from this time on. */
  unsealed: { from?: string; rows: number };
  anchoredUpTo?: number;
  /** What the result does not prove. */
  notes: string[];
}

export interface VerifyOptions extends Omit<RowsContext, 'client'> {
  client: ClickHouseClient;
  trusted: TrustedKeys;
  anchored: readonly AnchoredHead[];
  /** What was seen of the places that keep heads. */
  aboutAnchors?: { findings: readonly Finding[]; notes: readonly string[] };
  /** Only windows that overlap this time of ingest; ms since 1970. */
  range?: { from: number; to: number };
  /** Keep what was found in audit_seal_checks. */
  record?: boolean;
}

/** Checks the chain and the rows under it. */
export async function verify(options: VerifyOptions): Promise<Verification> {
  const { client, trusted, anchored, aboutAnchors, range, record } = options;
  const { seals, findings, notes, anchoredUpTo } = checkChain(await readSeals(client), trusted, anchored);
  const wanted = seals.filter(
    ({ payload }) =>
      !(payload.kind === 'regular' || payload.kind === 'backfill') ||
      range === undefined ||
      (Date.parse(payload.to) > range.from && Date.parse(payload.from) < range.to)
  );
  const windows = await checkRows(options, wanted);
  const last = seals.findLast(({ payload }) => payload.kind === 'regular')?.payload;
  const from = last?.kind === 'regular' ? last.to : undefined;
  const [{ rows }] = await askRows<{ rows: number }>(
    client,
    `SELECT count() AS rows FROM ${SEALED_TABLE} WHERE IngestTime >= fromUnixTimestamp64Milli({from:Int64})`,
    { from: from === undefined ? 0 : Date.parse(from) }
  );
  const before = await beforeGenesis(client, seals[0]?.payload);
  const all = [...findings, ...(aboutAnchors?.findings ?? []), ...before];
  const tampered = windows.some(({ status }) => status === 'TAMPERED');
  if (record && seals.length > 0) {
    await keep(client, seals[0].payload.chain, windows);
  }
  return {
    verdict: tampered || all.length > 0 ? (seals.length === 0 ? 'UNVERIFIABLE' : 'TAMPERED') : 'OK',
    chain: seals[0]?.payload.chain,
    seals: seals.length,
    findings: all,
    windows,
    unsealed: { from, rows },
    anchoredUpTo,
    notes: [...notes, ...(aboutAnchors?.notes ?? [])],
  };
}

/** A row with an ingest time before the chain began lies in no window: it can only have been put there. */
async function beforeGenesis(
  client: ClickHouseClient,
  genesis: { kind: string; from?: string } | undefined
): Promise<Finding[]> {
  if (genesis?.kind !== 'genesis' || genesis.from === undefined) {
    return [];
  }
  const [{ rows }] = await askRows<{ rows: number }>(
    client,
    `SELECT count() AS rows FROM ${SEALED_TABLE} WHERE IngestTime < fromUnixTimestamp64Milli({from:Int64})`,
    { from: Date.parse(genesis.from) }
  );
  return rows === 0
    ? []
    : [{ text: `${rows} rows have a time of ingest before the chain began (${genesis.from}): they were forged.` }];
}

async function keep(client: ClickHouseClient, chain: string, windows: readonly CheckedWindow[]): Promise<void> {
  const VerifiedAt = new Date().toISOString().replace('T', ' ').replace('Z', '');
  await client.insert({
    table: 'audit_seal_checks',
    values: windows.map(({ seq, status, missing, extra }) => ({
      Chain: chain,
      Seq: seq,
      VerifiedAt,
      Status: status,
      MissingRows: missing,
      ExtraRows: extra,
    })),
    format: 'JSONEachRow',
  });
}
