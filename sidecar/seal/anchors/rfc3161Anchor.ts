import { type ClickHouseClient } from '@clickhouse/client';
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { type ReadableStream } from 'node:stream/web';

import { type Anchor } from './anchor';
import { readTimeStamp, stampedHash, timeStampRequest, tokenOfAnswer } from './timeStamp';
import { sha256Hex } from '../canonical';
import { type AnchoredHead } from '../checkChain';
import { askRows } from '../sealStore';

const TIMEOUT_MS = 30_000;
const MAX_ANSWER_BYTES = 1_000_000;

/**
 * An authority that stamps the last seal with its time and its own signature (RFC 3161). The stamp is kept in
 * `audit_anchors`, where it can be deleted but not made up: nobody else can say that a seal was there at an earlier time.
 * @param url of the authority
 * @param roots certificates that vouch for it, PEM
 */
export function rfc3161Anchor(url: string, roots: readonly string[]): Anchor {
  return {
    kind: 'rfc3161',
    target: url,
    once: true,
    async keep(_line, text) {
      const nonce = randomBytes(8);
      // positive, and of eight bytes
      nonce[0] = (nonce[0] & 0x3f) | 0x40;
      const token = tokenOfAnswer(await ask(url, timeStampRequest(text, nonce)));
      const stamp = await readTimeStamp(token, text, roots);
      if (stamp.nonce !== nonce.toString('hex')) {
        throw new Error('The time stamp is the answer to another request.');
      }
      return token.toString('base64');
    },
    read: (client) => readStamps(client, url, roots),
  };
}

async function ask(url: string, request: Buffer): Promise<Buffer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
    body: new Uint8Array(request),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  const body = response.body as ReadableStream<Uint8Array> | null;
  for await (const piece of body === null ? [] : (Readable.fromWeb(body) as AsyncIterable<Uint8Array>)) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes > MAX_ANSWER_BYTES) {
      throw new Error(`${url} answers with more than a time stamp.`);
    }
  }
  const answer = Buffer.concat(pieces);
  if (response.status !== 200) {
    throw new Error(`${url} gave no time stamp: HTTP ${response.status} ${answer.subarray(0, 300).toString('utf8')}`);
  }
  return answer;
}

interface StoredStamp {
  chain: string;
  seq: number;
  hash: string;
  token: string;
  /** Text of the seal of that number; empty when there is none any more. */
  text: string;
}

/** Every stamp of the authority that is kept, checked against the seals as they are. */
async function readStamps(client: ClickHouseClient, url: string, roots: readonly string[]): Promise<AnchoredHead[]> {
  const stored = await askRows<StoredStamp>(
    client,
    `SELECT DISTINCT a.Chain AS chain, a.HeadSeq AS seq, a.HeadHash AS hash, a.Proof AS token, s.Payload AS text
     FROM audit_anchors AS a
     LEFT JOIN (SELECT Chain, Seq, any(Payload) AS Payload FROM audit_seals GROUP BY Chain, Seq) AS s
       ON s.Chain = a.Chain AND s.Seq = a.HeadSeq
     WHERE a.Kind = 'rfc3161' AND a.Target = {url:String} ORDER BY chain, seq`,
    { url }
  );
  return Promise.all(stored.map((stamp) => headOf(stamp, url, roots)));
}

async function headOf({ chain, seq, hash, token, text }: StoredStamp, url: string, roots: readonly string[]) {
  const head: AnchoredHead = { chain, seq, hash, from: `${url}, stamp of seal ${seq}` };
  const bytes = Buffer.from(token, 'base64');
  try {
    head.hash = stampedHash(bytes);
    // of a seal that is gone or another one, that is said of the chain
    return text === '' || head.hash !== sha256Hex(text)
      ? head
      : { ...head, stampedAt: (await readTimeStamp(bytes, text, roots)).at };
  } catch (error) {
    return { ...head, problem: error instanceof Error ? error.message : String(error) };
  }
}
