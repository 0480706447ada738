import { canonical, sha256, sha256Hex } from './canonical';
import { type SigningKey } from './keys';
import { merkleRoot } from './merkle';
import { NO_SEAL, type Seal, type SealPayload } from './sealPayload';

/** A payload without what its place in the chain decides. */
export type Draft = SealPayload extends infer One
  ? One extends SealPayload
    ? Omit<One, 'v' | 'chain' | 'seq' | 'prev' | 'kid'>
    : never
  : never;

/** Signs what comes after a seal, or begins a chain. */
export function makeSeal(chain: string, before: Seal | undefined, draft: Draft, key: SigningKey): Seal {
  const payload = {
    ...draft,
    v: 1,
    chain,
    seq: before === undefined ? 0 : before.payload.seq + 1,
    prev: before?.hash ?? NO_SEAL,
    kid: key.kid,
  } as SealPayload;
  const text = canonical(payload);
  return { payload, text, hash: sha256Hex(text), signature: key.sign(text) };
}

/** One root over those of a window's partitions, for people; each is signed by itself. */
export function windowRoot(payload: SealPayload): string {
  return payload.kind === 'regular' || payload.kind === 'backfill'
    ? merkleRoot(payload.partitions.map(({ id, root }) => sha256(`${id}\n${root}`))).toString('hex')
    : '';
}
