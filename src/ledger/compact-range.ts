import { malformed } from './ledger-error.js';
import { HASH_BYTES, hashesOf, nodeHash, rootOver } from './merkle.js';
import { demandSize, subtrees } from './subtree.js';

/** Hears of each complete subtree as it comes to be, leaves (level 0) included. */
export type OnSubtree = (level: number, index: number, hash: Buffer) => void;

/** A tree that remembers only what the next leaf needs: one hash for each bit set in its size. */
export class CompactRange {
  #size: number;
  readonly #hashes: Buffer[];

  private constructor(size: number, hashes: Buffer[]) {
    this.#size = size;
    this.#hashes = hashes;
  }

  /** A tree without leaves. */
  static empty(): CompactRange {
    return new CompactRange(0, []);
  }

  /** The tree of `size` leaves whose `bytes` were written down. */
  static of(size: number, bytes: Uint8Array): CompactRange {
    demandSize(size);
    const length = subtrees(0, size).length;
    if (bytes.length !== HASH_BYTES * length)
      throw malformed(`A tree of ${size} leaves is not remembered in ${bytes.length} bytes.`);
    return new CompactRange(size, hashesOf(Buffer.from(bytes)));
  }

  /** How many leaves it has. */
  get size(): number {
    return this.#size;
  }

  /** Its hashes one after the other, the largest subtree first. */
  get bytes(): Buffer {
    return Buffer.concat(this.#hashes);
  }

  /** The root of the tree as it stands. */
  get root(): Buffer {
    return rootOver(this.#hashes);
  }

  /** Adds the hash of the next leaf. */
  append(leafHash: Buffer, onSubtree?: OnSubtree): void {
    let hash = leafHash;
    let index = this.#size;
    onSubtree?.(0, index, hash);
    for (let level = 1; index % 2 === 1; level++) {
      index = (index - 1) / 2;
      hash = nodeHash(this.#hashes.pop()!, hash);
      onSubtree?.(level, index, hash);
    }
    this.#hashes.push(hash);
    this.#size++;
  }
}

/** The root over the hashes of all leaves, taken one by one. */
export const rootOf = (leafHashes: Iterable<Buffer>): Buffer => {
  const range = CompactRange.empty();
  for (const hash of leafHashes) range.append(hash);
  return range.root;
};
