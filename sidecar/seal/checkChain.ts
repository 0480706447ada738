import { type KeyObject } from 'node:crypto';

import { publicKeyFromText, signed, type TrustedKeys, keyId } from './keys';
import { parseSeal } from './parseSeal';
import { keyChangeText, NO_SEAL, type Seal } from './sealPayload';
import { columnsOf, type StoredSeal } from './sealStore';

/** The head of a chain as it was given to a place outside. */
export interface AnchoredHead {
  chain: string;
  seq: number;
  hash: string;
  /** Where it was read: `anchors.jsonl, line 3`. */
  from: string;
  /** When an authority says that it was there; ms since 1970. */
  stampedAt?: number;
  /** Why it is not to be believed. */
  problem?: string;
}

/** Something that must not be, in a sentence. */
export interface Finding {
  /** Number of the seal, where it is about one. */
  seq?: number;
  text: string;
}

export interface CheckedChain {
  /** Those that could be read, one a number, in order. */
  seals: Seal[];
  findings: Finding[];
  /** What the result rests on and does not prove. */
  notes: string[];
  /** Highest seal that an anchor outside agrees with. */
  anchoredUpTo?: number;
}

/**
 * Checks the seals by themselves: texts, hashes, links, numbers, windows, signatures, keys, and the heads that were
 * anchored outside. Fails closed: what cannot be read is a finding.
 * @param trusted public keys from outside; with none, those that the chain names are used, and a note says so
 */
export function checkChain(
  stored: readonly StoredSeal[],
  trusted: TrustedKeys,
  anchored: readonly AnchoredHead[]
): CheckedChain {
  const findings: Finding[] = [];
  const notes: string[] = [];
  const seals: Seal[] = [];
  const keys = new Map<string, KeyObject>(trusted);
  const chain = stored[0]?.chain;
  if (stored.length === 0) {
    findings.push({ text: 'There is no seal. Nothing is proven: `girok seal run` begins a chain.' });
  }
  if (trusted.size === 0 && stored.length > 0) {
    notes.push(
      'The public key was taken from the chain itself, so a chain that was made anew with another key would look right. ' +
        'Give the key that was kept outside with --key.'
    );
  }
  let expected: string | undefined;
  let windowEnd: string | undefined;
  for (const [i, row] of stored.entries()) {
    const say = (text: string) => findings.push({ seq: row.seq, text });
    if (row.chain !== chain) {
      say(
        `Seal ${row.seq} belongs to another chain (${row.chain}): two chains were begun, or one was put beside the other.`
      );
      continue;
    }
    const previous = stored[i - 1];
    if (previous?.chain === row.chain && previous.seq === row.seq) {
      say(`There are two different seals with the number ${row.seq}: the chain was forked.`);
      continue;
    }
    const parsed = parseSeal(row.payload, row.signature);
    if ('problem' in parsed) {
      say(`Seal ${row.seq} cannot be read: ${parsed.problem}.`);
      continue;
    }
    const { seal } = parsed;
    const { payload } = seal;
    const before = seals.at(-1);
    if (payload.seq !== row.seq || payload.chain !== row.chain) {
      say(`Seal ${row.seq} says that it is number ${payload.seq} of chain ${payload.chain}: it was moved.`);
      continue;
    }
    const next = before === undefined ? 0 : before.payload.seq + 1;
    if (payload.seq !== next) {
      say(`Seals ${next} to ${payload.seq - 1} are missing: they were deleted.`);
    } else if (payload.prev !== (before?.hash ?? NO_SEAL)) {
      say(`Seal ${payload.seq} does not follow seal ${payload.seq - 1}: one of them was changed or put in.`);
    }
    if (row.sealHash !== seal.hash) {
      say(`Seal ${payload.seq} has another hash than the one stored with it: its text or its hash was changed.`);
    }
    if ((payload.seq === 0) !== (payload.kind === 'genesis')) {
      say(`Seal ${payload.seq} is of kind ${payload.kind}: a chain has its genesis at 0 and nowhere else.`);
    }
    if (payload.kind === 'genesis' && trusted.size === 0) {
      addKey(keys, payload.publicKey, say);
    }
    checkSignature(seal, keys, expected, say);
    expected = payload.kid;
    if (payload.kind === 'keychange') {
      expected = acceptNextKey(payload, keys, say) ?? expected;
    }
    if (payload.kind === 'genesis') {
      windowEnd = payload.from;
    }
    if (payload.kind === 'regular') {
      if (windowEnd !== undefined && payload.from !== windowEnd) {
        say(`Seal ${payload.seq} begins at ${payload.from}, and the window before ends at ${windowEnd}.`);
      }
      windowEnd = payload.to;
    }
    const differing = differingColumns(row, seal);
    if (differing.length > 0) {
      say(`Seal ${payload.seq}: the stored ${differing.join(', ')} differ from what was signed.`);
    }
    seals.push(seal);
  }
  return { seals, findings, notes, anchoredUpTo: checkAnchors(seals, anchored, findings, notes) };
}

type Say = (text: string) => void;

function addKey(keys: Map<string, KeyObject>, text: string, say: Say): string | undefined {
  try {
    const key = publicKeyFromText(text);
    keys.set(keyId(key), key);
    return keyId(key);
  } catch {
    say('It names a public key that cannot be read.');
    return undefined;
  }
}

function checkSignature(
  { payload, text, signature }: Seal,
  keys: Map<string, KeyObject>,
  expected: string | undefined,
  say: Say
) {
  const key = keys.get(payload.kid);
  if (expected !== undefined && payload.kid !== expected) {
    say(
      `Seal ${payload.seq} is signed by the key ${payload.kid}, and ${expected} is the one whose turn it is: the key was swapped.`
    );
  }
  if (key === undefined) {
    say(`Seal ${payload.seq} is signed by the key ${payload.kid}, which is not among those trusted.`);
  } else if (!signed(text, signature, key)) {
    say(`The signature of seal ${payload.seq} is wrong.`);
  }
}

/** The key that signs from here on: the one before has signed this record, and the new one has signed that it is there. */
function acceptNextKey(
  { chain, seq, prev, nextKey, nextSignature }: Extract<Seal['payload'], { kind: 'keychange' }>,
  keys: Map<string, KeyObject>,
  say: Say
): string | undefined {
  const kid = addKey(keys, nextKey, say);
  if (kid !== undefined && !signed(keyChangeText(chain, seq, prev, nextKey), nextSignature, keys.get(kid)!)) {
    say(`The key change in seal ${seq} is not signed by the new key.`);
  }
  return kid;
}

function differingColumns(row: StoredSeal, seal: Seal): string[] {
  const columns = columnsOf(seal);
  const ms = (text: string) => Date.parse(`${text.replace(' ', 'T')}Z`);
  const pairs: Array<[string, unknown, unknown]> = [
    ['Kind', row.kind, columns.Kind],
    ['WindowFrom', row.windowFrom, ms(columns.WindowFrom)],
    ['WindowTo', row.windowTo, ms(columns.WindowTo)],
    ['Rows', row.rows, columns.Rows],
    ['Root', row.root, columns.Root],
    ['PrevHash', row.prevHash, columns.PrevHash],
    ['KeyId', row.keyId, columns.KeyId],
  ];
  return pairs.filter(([, stored, signed]) => stored !== signed).map(([name]) => name);
}

/** Clocks may differ; and the last seal of a chain that nothing was added to may be stamped again. */
const STAMP_MS = { before: 5 * 60_000, after: 2 * 86_400_000 };

const isOfAnotherTime = (stampedAt: number, sealedAt: number) =>
  stampedAt < sealedAt - STAMP_MS.before || stampedAt > sealedAt + STAMP_MS.after;

function checkAnchors(
  seals: readonly Seal[],
  anchored: readonly AnchoredHead[],
  findings: Finding[],
  notes: string[]
): number | undefined {
  if (anchored.length === 0) {
    notes.push(
      'No anchor outside was looked at: whoever holds the signing key and the database could have written all of this anew.'
    );
  }
  const bySeq = new Map(seals.map((seal) => [seal.payload.seq, seal]));
  let upTo: number | undefined;
  for (const { chain, seq, hash, from, stampedAt, problem } of anchored) {
    const seal = bySeq.get(seq);
    if (problem !== undefined) {
      findings.push({ seq, text: `The anchor ${from} proves nothing. ${problem}` });
    } else if (chain !== seals[0]?.payload.chain) {
      findings.push({ text: `The anchor ${from} is of another chain (${chain}): the chain was begun anew.` });
    } else if (seal === undefined) {
      findings.push({
        seq,
        text: `The anchor ${from} knows seal ${seq}, and the chain does not have it: its end was cut off.`,
      });
    } else if (seal.hash !== hash) {
      findings.push({ seq, text: `The anchor ${from} has another hash of seal ${seq}: the chain was written anew.` });
    } else if (stampedAt !== undefined && isOfAnotherTime(stampedAt, Date.parse(seal.payload.sealedAt))) {
      findings.push({
        seq,
        text: `The anchor ${from} was stamped at ${new Date(stampedAt).toISOString()}, and the seal says that it was made at ${seal.payload.sealedAt}: the chain may have been written anew in between.`,
      });
    } else {
      upTo = Math.max(upTo ?? 0, seq);
    }
  }
  return upTo;
}
