import { EMPTY_ROOT, leafHash, nodeHash } from '../../src/ledger/merkle.js';
import type { ReadHash } from '../../src/ledger/subtree.js';

/** So many leaves, no two alike. */
export const leaves = (size: number): Buffer[] =>
  Array.from({ length: size }, (_, i) => Buffer.from(`leaf ${i}`));

/** The root as RFC 6962, section 2.1, defines it, word by word. */
export const naiveRoot = (hashes: readonly Buffer[]): Buffer => {
  if (hashes.length < 2) return hashes[0] ?? EMPTY_ROOT;
  let split = 1;
  while (split * 2 < hashes.length) split *= 2;
  return nodeHash(naiveRoot(hashes.slice(0, split)), naiveRoot(hashes.slice(split)));
};

/** The hashes of a tree whose leaves are all at hand. */
export const hashesIn = (all: readonly Buffer[]): ReadHash => {
  const hashes = all.map(leafHash);
  return async ({ level, index }) => {
    const width = 2 ** level;
    const part = hashes.slice(index * width, (index + 1) * width);
    if (part.length < width) throw new Error(`There is no subtree ${level}/${index}.`);
    return naiveRoot(part);
  };
};

/** The hashes of a tree of any size whose leaves are all the same. */
export const hashesOfSame = (leaf: Buffer): ReadHash => {
  const byLevel = [leafHash(leaf)];
  return async ({ level }) => {
    for (let i = byLevel.length; i <= level; i++)
      byLevel.push(nodeHash(byLevel[i - 1]!, byLevel[i - 1]!));
    return byLevel[level]!;
  };
};
