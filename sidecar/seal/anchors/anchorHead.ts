import { type ClickHouseClient } from '@clickhouse/client';

import { type Anchor, anchorLine } from './anchor';
import { fileAnchor } from './fileAnchor';
import { gitAnchor } from './gitAnchor';
import { otlpAnchor } from './otlpAnchor';
import { type AnchoredHead } from '../checkChain';
import { type Seal } from '../sealPayload';
import { type SealConfig } from '../sealSchema';

/** The anchors that are configured. */
export function anchorsOf({ anchorFile, anchorGit, anchorOtlp, anchorOtlpToken }: SealConfig): Anchor[] {
  const files = (anchorFile ?? '').split(',').filter((file) => file !== '');
  return [
    ...files.map(fileAnchor),
    ...(anchorGit === undefined ? [] : [gitAnchor(anchorGit)]),
    ...(anchorOtlp === undefined ? [] : [otlpAnchor(anchorOtlp, anchorOtlpToken)]),
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
  for (const { kind, target, keep } of anchors) {
    try {
      const proof = await keep(anchorLine(head));
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

/** Heads of all anchors that can be read from here. @throws Error when one of them cannot be read */
export async function readAnchors(anchors: readonly Anchor[]): Promise<AnchoredHead[]> {
  return (await Promise.all(anchors.map(async ({ read }) => (await read?.()) ?? []))).flat();
}
