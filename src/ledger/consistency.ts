import { LedgerError } from './ledger-error.js';
import { nodeHash } from './merkle.js';
import {
  demandHashes,
  half,
  demandLength,
  readParts,
  sidesAbove,
  splitOf,
  subtrees,
} from './subtree.js';
import type { ReadHash, Subtree } from './subtree.js';

/** A tree at one moment. */
export interface TreeHead {
  size: number;
  root: Uint8Array;
}

/** What shows that the tree of `from` leaves is the beginning of the tree of `to` (RFC 6962, section 2.1.2). */
export const consistencyProof = async (
  read: ReadHash,
  from: number,
  to: number,
): Promise<Buffer[]> => {
  demandGrowth(from, to);
  return readParts(read, common(from, 0, to, true));
};

/** Throws unless the proof shows that the older tree is the beginning of the newer one. */
export const verifyConsistency = (
  older: TreeHead,
  newer: TreeHead,
  proof: readonly Uint8Array[],
): void => {
  demandGrowth(older.size, newer.size);
  if (older.size === newer.size) {
    demandLength(proof, 0);
    return demandRoot(newer, older.root);
  }
  const { was, is } = rootsFrom(older, newer.size, proof);
  demandRoot(older, was);
  demandRoot(newer, is);
};

/** The roots of both trees as the proof has them, from where the older tree ends upwards. */
const rootsFrom = (older: TreeHead, size: number, proof: readonly Uint8Array[]) => {
  demandHashes([older.root, ...proof]);
  let [at, last] = [older.size - 1, size - 1];
  for (; at % 2 === 1; last = half(last)) at = half(at);
  const sides = sidesAbove(at, last);
  const isSubtree = at === 0;
  demandLength(proof, isSubtree ? sides.length : sides.length + 1);
  const [first, ...rest] = isSubtree ? [older.root, ...proof] : proof;
  let [was, is] = [first!, first!];
  for (const [i, hash] of rest.entries()) {
    if (sides[i] === 'left') was = nodeHash(hash, was);
    is = sides[i] === 'left' ? nodeHash(hash, is) : nodeHash(is, hash);
  }
  return { was, is };
};

const demandRoot = ({ size, root }: TreeHead, found: Uint8Array): void => {
  if (Buffer.compare(found, root) !== 0)
    throw new LedgerError('UNPROVEN', `The proof does not lead to the root at ${size} leaves.`);
};

const common = (old: number, start: number, leaves: number, isRoot: boolean): Subtree[][] => {
  if (old === leaves) return isRoot ? [] : [subtrees(start, leaves)];
  const left = splitOf(leaves);
  return old <= left
    ? [...common(old, start, left, isRoot), subtrees(start + left, leaves - left)]
    : [...common(old - left, start + left, leaves - left, false), subtrees(start, left)];
};

const demandGrowth = (from: number, to: number): void => {
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || from < 1 || from > to)
    throw new LedgerError(
      'OUT_OF_RANGE',
      `Nothing proves that a tree of ${from} leaves began one of ${to}.`,
    );
};
