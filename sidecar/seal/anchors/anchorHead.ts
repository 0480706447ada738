import { type ClickHouseClient } from '@clickhouse/client';

import { type Anchor, anchorLine } from './anchor';
import { fileAnchor } from './fileAnchor';
import { gitAnchor } from './gitAnchor';
import { otlpAnchor } from './otlpAnchor';
import { rfc3161Anchor } from './rfc3161Anchor';
import { readRoots } from './roots';
import { type Seal } from '../sealPayload';
import { type SealConfig } from '../sealSchema';
import { askRows } from '../sealStore';

/** The anchors that are configured. @throws Error when certificates cannot be read */
export function anchorsOf(config: SealConfig): Anchor[] {
  const { anchorFile, anchorGit, anchorOtlp, anchorOtlpToken, anchorTsa, anchorTsaRoots } = config;
  const files = (anchorFile ?? '').split(',').filter((file) => file !== '');
  return [
    ...files.map(fileAnchor),
    ...(anchorGit === undefined ? [] : [gitAnchor(anchorGit)]),
    ...(anchorOtlp === undefined ? [] : [otlpAnchor(anchorOtlp, anchorOtlpToken)]),
    ...(anchorTsa === undefined ? [] : [rfc3161Anchor(anchorTsa, readRoots(anchorTsaRoots))]),
  ];
}

export interface AnchorResult {
  kind: Anchor['kind'];
  target: string;
  /** Why it did not keep the head. */
  problem?: string;
}

/** Gives the head to every anchor, and keeps which of them took it. One that fails does not keep the others from it. */
export async function anchorHead(
  client: ClickHouseClient,
  anchors: readonly Anchor[],
  head: Seal
): Promise<AnchorResult[]> {
  const results: AnchorResult[] = [];
  for (const { kind, target, once, keep } of anchors) {
    try {
      if (once && (await isKept(client, kind, target, head))) {
        results.push({ kind, target });
        continue;
      }
      const proof = await keep(anchorLine(head), head.text);
      await client.insert({
        table: 'audit_anchors',
        values: [
          {
            Chain: head.payload.chain,
            HeadSeq: head.payload.seq,
            HeadHash: head.hash,
            Kind: kind,
            Target: target,
            AnchoredAt: new Date().toISOString().replace('T', ' ').replace('Z', ''),
            Proof: proof,
          },
        ],
        format: 'JSONEachRow',
      });
      results.push({ kind, target });
    } catch (error) {
      results.push({ kind, target, problem: error instanceof Error ? error.message : String(error) });
    }
  }
  return results;
}

async function isKept(
  client: ClickHouseClient,
  kind: string,
  target: string,
  { payload, hash }: Seal
): Promise<boolean> {
  const [{ kept }] = await askRows<{ kept: number }>(
    client,
    `SELECT count() AS kept FROM audit_anchors WHERE Chain = {chain:String} AND HeadSeq = {seq:UInt64}
       AND HeadHash = {hash:String} AND Kind = {kind:String} AND Target = {target:String}`,
    { chain: payload.chain, seq: payload.seq, hash, kind, target }
  );
  return kept > 0;
}
