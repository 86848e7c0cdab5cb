import { LedgerError } from './ledger-error.js';
import { nodeHash } from './merkle.js';
import { demandHashes, demandLength, readParts, sidesAbove, splitOf, subtrees } from './subtree.js';
import type { ReadHash, Subtree } from './subtree.js';

/** A leaf's place in a tree of that size and root. */
export interface Place {
  index: number;
  size: number;
  root: Uint8Array;
}

/** The audit path of a leaf (RFC 6962, section 2.1.1): hashes from its sibling's up to the root's child. */
export const inclusionProof = async (
  read: ReadHash,
  { index, size }: Omit<Place, 'root'>,
): Promise<Buffer[]> => {
  demandLeaf(size, index);
  return readParts(read, siblings(index, 0, size));
};

/** Throws unless the proof shows that the leaf stands in that place. */
export const verifyInclusion = (
  { index, size, root }: Place,
  leafHash: Uint8Array,
  proof: readonly Uint8Array[],
): void => {
  demandLeaf(size, index);
  demandHashes([root, leafHash, ...proof]);
  const sides = sidesAbove(index, size - 1);
  demandLength(proof, sides.length);
  let hash = leafHash;
  for (const [i, sibling] of proof.entries())
    hash = sides[i] === 'left' ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
  if (Buffer.compare(hash, root) !== 0)
    throw new LedgerError('UNPROVEN', `The root does not hold this leaf at index ${index}.`);
};

const siblings = (index: number, start: number, leaves: number): Subtree[][] => {
  if (leaves === 1) return [];
  const left = splitOf(leaves);
  return index < start + left
    ? [...siblings(index, start, left), subtrees(start + left, leaves - left)]
    : [...siblings(index, start + left, leaves - left), subtrees(start, left)];
};

const demandLeaf = (size: number, index: number): void => {
  if (!Number.isSafeInteger(size) || !Number.isSafeInteger(index) || index < 0 || index >= size)
    throw new LedgerError('OUT_OF_RANGE', `A tree of ${size} leaves has none at index ${index}.`);
};
