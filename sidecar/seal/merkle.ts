import { sha256 } from './canonical';

/** Leaves are told from inner nodes by a first byte, so that none can stand for the other (RFC 6962, 2.1). */
const leafHash = (leaf: Buffer) => sha256(Buffer.concat([Buffer.from([0]), leaf]));
const nodeHash = (left: Buffer, right: Buffer) => sha256(Buffer.concat([Buffer.from([1]), left, right]));

/** Root of the Merkle tree of RFC 6962 over these leaves. Of none: SHA-256 of nothing. */
export function merkleRoot(leaves: readonly Buffer[]): Buffer {
  return leaves.length === 0 ? sha256('') : rootOf(leaves.map(leafHash));
}

function rootOf(hashes: readonly Buffer[]): Buffer {
  if (hashes.length === 1) {
    return hashes[0];
  }
  const half = splitOf(hashes.length);
  return nodeHash(rootOf(hashes.slice(0, half)), rootOf(hashes.slice(half)));
}

/** The largest power of two below a count. */
const splitOf = (count: number) => 2 ** Math.floor(Math.log2(count - 1));

/** What leads from one leaf to the root: the hashes beside its way, from the bottom. */
export function inclusionPath(leaves: readonly Buffer[], index: number): Buffer[] {
  const path = (hashes: readonly Buffer[], at: number): Buffer[] => {
    if (hashes.length === 1) {
      return [];
    }
    const half = splitOf(hashes.length);
    return at < half
      ? [...path(hashes.slice(0, half), at), rootOf(hashes.slice(half))]
      : [...path(hashes.slice(half), at - half), rootOf(hashes.slice(0, half))];
  };
  return path(leaves.map(leafHash), index);
}

/** The root that a leaf at a place of a tree of this size leads to. @throws Error when the path has another length */
export function rootFrom(leaf: Buffer, index: number, size: number, path: readonly Buffer[]): Buffer {
  const climb = (at: number, count: number, rest: readonly Buffer[]): Buffer => {
    if (count === 1) {
      if (rest.length > 0) {
        throw new Error('The path of the proof is too long.');
      }
      return leafHash(leaf);
    }
    const top = rest.at(-1);
    if (top === undefined) {
      throw new Error('The path of the proof is too short.');
    }
    const half = splitOf(count);
    const below = rest.slice(0, -1);
    return at < half ? nodeHash(climb(at, half, below), top) : nodeHash(top, climb(at - half, count - half, below));
  };
  if (!Number.isInteger(index) || index < 0 || index >= size) {
    throw new Error('The place in the proof lies outside the tree.');
  }
  return climb(index, size, path);
}

/** Leaves of a partition are put into this many buckets by their first byte. */
export const BUCKETS = 256;

const EMPTY_BUCKET = sha256('');

/** Digest of one bucket: SHA-256 over its leaves, sorted, each once. */
export const bucketDigest = (sortedLeaves: readonly Buffer[]) => sha256(Buffer.concat(sortedLeaves));

/** The 256 digests that the tree of a partition stands on; a bucket without leaves has the hash of nothing. */
export function bucketList(digests: ReadonlyMap<number, Buffer>): Buffer[] {
  return Array.from({ length: BUCKETS }, (_, bucket) => digests.get(bucket) ?? EMPTY_BUCKET);
}
