import { LedgerError } from './ledger-error.js';
import { HASH_BYTES, rootOver } from './merkle.js';

/** A complete part of a tree: the leaves from `index * 2^level` to below `(index + 1) * 2^level`. */
export interface Subtree {
  level: number;
  index: number;
}

/** Gives the hash of a complete subtree. */
export type ReadHash = (subtree: Subtree) => Promise<Buffer>;

/** The complete subtrees, largest first, of the part of a tree that has `leaves` leaves from `start`. */
export const subtrees = (start: number, leaves: number): Subtree[] => {
  const found: Subtree[] = [];
  for (let at = start, left = leaves; left > 0;) {
    const level = heightOf(left);
    found.push({ level, index: at / 2 ** level });
    at += 2 ** level;
    left -= 2 ** level;
  }
  return found;
};

/** Where a tree of two leaves or more is split: at the largest power of two below. */
export const splitOf = (leaves: number): number => 2 ** heightOf(leaves - 1);

/** Half of a number, rounded down; shifting bits would cut it to 32 of them. */
export const half = (n: number): number => Math.floor(n / 2);

/** The hashes over parts of a tree, each given as its complete subtrees. */
export const readParts = (read: ReadHash, parts: readonly Subtree[][]): Promise<Buffer[]> =>
  Promise.all(parts.map(async (part) => rootOver(await Promise.all(part.map(read)))));

/** The root that a tree had at `size` leaves. */
export const rootAt = async (read: ReadHash, size: number): Promise<Buffer> => {
  const [root] = await readParts(read, [subtrees(0, size)]);
  return root!;
};

/** On which side each sibling stands, from place `at` of a level whose last place is `last` up to the root. */
export const sidesAbove = (at: number, last: number): ('left' | 'right')[] => {
  const sides: ('left' | 'right')[] = [];
  for (; last > 0; [at, last] = [half(at), half(last)]) {
    const isRight = at % 2 === 1 || at === last;
    sides.push(isRight ? 'left' : 'right');
    if (isRight) for (; at % 2 === 0 && at > 0; last = half(last)) at = half(at);
  }
  return sides;
};

/** Throws unless a tree can have so many leaves. */
export const demandSize = (size: number): void => {
  if (!Number.isSafeInteger(size) || size < 0)
    throw new LedgerError('OUT_OF_RANGE', `No tree has ${size} leaves.`);
};

/** Throws unless each hash is as long as a SHA-256. */
export const demandHashes = (hashes: readonly Uint8Array[]): void => {
  const wrong = hashes.find((hash) => hash.length !== HASH_BYTES);
  if (wrong)
    throw new LedgerError('UNPROVEN', `A hash is ${wrong.length} bytes long, not ${HASH_BYTES}.`);
};

/** Throws unless a proof has as many hashes as its place in the tree asks for. */
export const demandLength = (proof: readonly Uint8Array[], length: number): void => {
  if (proof.length !== length)
    throw new LedgerError('UNPROVEN', `The proof has ${proof.length} hashes, not ${length}.`);
};

/** The exponent of the largest power of two that is not above. */
const heightOf = (leaves: number): number => {
  const height = Math.floor(Math.log2(leaves));
  return 2 ** height > leaves ? height - 1 : height;
};
