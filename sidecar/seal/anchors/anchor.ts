import { type ClickHouseClient } from '@clickhouse/client';
import { z } from 'zod';

import { type AnchoredHead } from '../checkChain';
import { type Seal } from '../sealPayload';

/** A place outside ClickHouse that keeps the head of the chain, under another administrator. */
export interface Anchor {
  kind: 'file' | 'git' | 'otlp' | 'rfc3161';
  /** Where it is, for people. */
  target: string;
  /** The same head is given to it once: what proves it lies in audit_anchors. */
  once?: boolean;
  /**
   * Keeps the head. Returns what proves it, where the place gives something.
   * @param text of the seal: the bytes whose hash is in the line
   * @throws Error in words
   */
  keep(line: AnchorLine, text: string): Promise<string>;
  /**
   * Every head that it has kept; undefined where it cannot be read back from here.
   * @param client where proofs are kept that need no other place
   */
  read?(client: ClickHouseClient): Promise<AnchoredHead[]>;
}

const lineSchema = z.strictObject({
  girok: z.literal('seal'),
  chain: z.string(),
  seq: z.int().min(0),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  kid: z.string(),
  sealedAt: z.string(),
});

/** What is kept: one line of JSON. It says how many seals there are and when, and nothing of the events. */
export type AnchorLine = z.infer<typeof lineSchema>;

export const anchorLine = ({ payload, hash }: Seal): AnchorLine => ({
  girok: 'seal',
  chain: payload.chain,
  seq: payload.seq,
  hash,
  kid: payload.kid,
  sealedAt: payload.sealedAt,
});

/**
 * Heads of lines of JSON, as the anchors write them or a log store gives them back: a line may be the object itself.
 * @param from name of the place, to which the number of the line is added
 * @throws Error naming the line that is none: a line that cannot be read could hide a head
 */
export function readAnchorLines(text: string, from: string): AnchoredHead[] {
  return text.split('\n').flatMap((line, i) => {
    if (line.trim() === '') {
      return [];
    }
    const at = `${from}, line ${i + 1}`;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      throw new Error(`${at}: this is no JSON. The file was changed, or its last line was not written to its end.`);
    }
    const parsed = lineSchema.safeParse(value);
    if (!parsed.success) {
      throw new Error(`${at}: this is not the head of a chain.`);
    }
    const { chain, seq, hash } = parsed.data;
    return [{ chain, seq, hash, from: at }];
  });
}
