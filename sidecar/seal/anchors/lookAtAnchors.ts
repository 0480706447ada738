import { type ClickHouseClient } from '@clickhouse/client';

import { type Anchor } from './anchor';
import { type AnchoredHead, type Finding } from '../checkChain';
import { askRows } from '../sealStore';

/** What the places outside have, and what they lack. */
export interface SeenAnchors {
  heads: AnchoredHead[];
  findings: Finding[];
  notes: string[];
}

interface Kept {
  kind: string;
  target: string;
  chain: string;
  seq: number;
  /** ISO 8601. */
  at: string;
}

/**
 * Reads every anchor that can be read from here. One that does not have what it took is a finding, one that has nothing yet
 * a note.
 * @param given heads that were read elsewhere, as of a place that cannot be read from here
 * @throws Error when one of them cannot be read: what is there could be missed
 */
export async function lookAtAnchors(
  client: ClickHouseClient,
  anchors: readonly Anchor[],
  given: readonly AnchoredHead[] = []
): Promise<SeenAnchors> {
  const seen: SeenAnchors = { heads: [...given], findings: [], notes: [] };
  const kept = await latestKept(client);
  for (const anchor of anchors) {
    const { kind, target } = anchor;
    const mine = kept.filter((one) => one.kind === kind && one.target === target);
    if (anchor.read === undefined) {
      seen.notes.push(`What ${kind} ${target} has kept is not read from here: give it with --anchors.`);
      continue;
    }
    const heads = await anchor.read(client);
    seen.heads.push(...heads);
    if (heads.length === 0 && mine.length === 0) {
      seen.notes.push(`The anchor ${kind} ${target} has no head: it has kept none yet, or all were deleted.`);
    }
    const lost = mine.filter(({ chain, seq }) => !heads.some((head) => head.chain === chain && head.seq === seq));
    seen.findings.push(
      ...lost.map(({ seq, at }) => ({
        seq,
        text: `The anchor ${kind} ${target} took seal ${seq} at ${at} and does not have it any more: something was taken from it.`,
      }))
    );
  }
  return seen;
}

/** The last head of each chain that each place took, as audit_anchors says. */
const latestKept = (client: ClickHouseClient): Promise<Kept[]> =>
  askRows(
    client,
    `SELECT Kind AS kind, Target AS target, Chain AS chain, max(HeadSeq) AS seq,
       formatDateTime(argMax(AnchoredAt, HeadSeq), '%FT%TZ', 'UTC') AS at
     FROM audit_anchors GROUP BY kind, target, chain ORDER BY kind, target, chain`
  );
