import { type ClickHouseClient } from '@clickhouse/client';

import { askRows } from '../../seal/sealStore';
import { type Proof } from '../evidence/manifest';

/** A window of ingest time with what its last verification found. Times in ms since 1970; 0 of what was not verified. */
export interface SealedWindow {
  seq: number;
  kind: string;
  from: number;
  to: number;
  rows: number;
  status: string;
  verifiedAt: number;
  missing: number;
  extra: number;
}

const WINDOWS = `
  SELECT s.Seq AS seq, s.Kind AS kind, toUnixTimestamp64Milli(s.WindowFrom) AS from, toUnixTimestamp64Milli(s.WindowTo) AS to,
    s.Rows AS rows, c.status AS status, toUnixTimestamp64Milli(c.verifiedAt) AS verifiedAt, c.missing AS missing, c.extra AS extra
  FROM audit_seals AS s
  LEFT JOIN (
    SELECT Chain, Seq, argMax(Status, VerifiedAt) AS status, max(VerifiedAt) AS verifiedAt,
      argMax(MissingRows, VerifiedAt) AS missing, argMax(ExtraRows, VerifiedAt) AS extra
    FROM audit_seal_checks GROUP BY Chain, Seq
  ) AS c ON c.Chain = s.Chain AND c.Seq = s.Seq`;

/** The latest windows, oldest first. */
export const latestWindows = (client: ClickHouseClient, limit: number): Promise<SealedWindow[]> =>
  askRows(
    client,
    `SELECT * FROM (${WINDOWS} WHERE s.Kind = 'regular' ORDER BY seq DESC LIMIT {limit:UInt32}) ORDER BY seq`,
    { limit }
  );

export interface ChainHead {
  chain: string;
  seq: number;
  hash: string;
  /** End of the last window. */
  sealedUpTo: number;
}

/** The last seal as it is stored, trusted in nothing. */
export async function chainHead(client: ClickHouseClient): Promise<ChainHead | undefined> {
  const [head] = await askRows<ChainHead & { seals: number }>(
    client,
    `SELECT any(Chain) AS chain, max(Seq) AS seq, argMax(SealHash, Seq) AS hash, count() AS seals,
       toUnixTimestamp64Milli(maxIf(WindowTo, Kind = 'regular')) AS sealedUpTo
     FROM audit_seals`
  );
  return head === undefined || head.seals === 0 ? undefined : head;
}

/** Where the head was kept outside, the latest of each place. */
export const latestAnchors = (
  client: ClickHouseClient
): Promise<Array<{ kind: string; target: string; seq: number; at: number }>> =>
  askRows(
    client,
    `SELECT Kind AS kind, Target AS target, max(HeadSeq) AS seq, toUnixTimestamp64Milli(max(AnchoredAt)) AS at
     FROM audit_anchors GROUP BY kind, target ORDER BY kind, target`
  );

const iso = (ms: number) => new Date(ms).toISOString();

/**
 * What is known of the seals over the events of a period, from what was sealed and from the last verification of each
 * window. Nothing is verified anew: `girok verify` does that, and its result stands here.
 * @param period of the events, ms since 1970
 */
export async function proofOf(client: ClickHouseClient, { from, to }: { from: number; to: number }): Promise<Proof> {
  const head = await chainHead(client);
  if (!head) {
    return {
      verdict: 'NOT SEALED',
      sealedUpTo: '',
      head: '',
      notes: ['The audit log is not sealed, so a change of it since the events came cannot be found.'],
    };
  }
  const windows = await askRows<SealedWindow>(
    client,
    `${WINDOWS} WHERE s.Kind = 'regular' AND s.Rows > 0 AND s.MinTimestamp < fromUnixTimestamp64Milli({to:Int64})
       AND s.MaxTimestamp >= fromUnixTimestamp64Milli({from:Int64}) ORDER BY seq`,
    { from, to }
  );
  const anchors = await latestAnchors(client);
  const tampered = windows.filter(({ status }) => status === 'TAMPERED');
  const unverified = windows.filter(({ status }) => status === '');
  const verified = windows.map(({ verifiedAt }) => verifiedAt).filter((at) => at > 0);
  const anchored = Math.max(-1, ...anchors.map(({ seq }) => seq));
  return {
    verdict: tampered.length > 0 ? 'TAMPERED' : unverified.length > 0 ? 'NOT VERIFIED' : 'OK',
    sealedUpTo: iso(head.sealedUpTo),
    head: `${head.seq} ${head.hash}`,
    notes: [
      ...tampered.map(
        ({ seq, from, to, missing, extra }) =>
          `Seal ${seq} (${iso(from)} to ${iso(to)}): ${missing} rows are missing, ${extra} were never sealed.`
      ),
      ...(unverified.length > 0
        ? [
            `${unverified.length} of ${windows.length} windows with events of the period were sealed and not verified since.`,
          ]
        : []),
      ...(verified.length > 0 ? [`The oldest verification of a window is of ${iso(Math.min(...verified))}.`] : []),
      ...(to > head.sealedUpTo ? [`Events that came after ${iso(head.sealedUpTo)} are not sealed yet.`] : []),
      anchored < 0
        ? 'No anchor outside keeps the head of the chain: whoever holds the key and the database could write it anew.'
        : `Anchors outside keep the chain up to seal ${anchored}.`,
    ],
  };
}
