import { inclusionProof } from '../ledger/inclusion.js';
import { proofText } from '../ledger/proof.js';
import { hashesFrom } from '../ledger/tiles.js';
import { leafAt, tileReader, type Tiles } from './tiles.js';
import { headIn, lastHead, WITNESSED, type SignedHead } from './witnessed.js';

/** A signed head of a log, and of how many leaves it is. */
export interface Head {
  note: string;
  origin: string;
  size: number;
}

/** The head of a log as it is published; undefined before the first. */
export const headOf = async (tiles: Tiles, place: string): Promise<Head | undefined> =>
  published(await lastHead(tiles, place));

/** The head that a leaf is shown by: the last one that was witnessed if it holds the leaf, or the last. */
const headWith = async (tiles: Tiles, place: string, index: number): Promise<Head | undefined> => {
  const witnessed = published(await headIn(tiles, place, WITNESSED));
  if (witnessed && index < witnessed.size) return witnessed;
  const head = await headOf(tiles, place);
  return head && index < head.size ? head : undefined;
};

const published = (head: SignedHead | undefined): Head | undefined =>
  head && { note: head.note, origin: head.checkpoint.origin, size: head.checkpoint.size };

/** What shows that a leaf stands in its log. */
export interface SealedLeaf {
  head: Head;
  index: number;
  leaf: Buffer;
  /** The content of a `.tlog-proof` file. */
  proof: string;
}

/** The leaf at an index of a log, and its proof; undefined while no signed head holds it. */
export const sealedLeaf = async (
  tiles: Tiles,
  place: string,
  index: number,
): Promise<SealedLeaf | undefined> => {
  const head = await headWith(tiles, place, index);
  if (!head) return undefined;
  const { size, note: checkpoint } = head;
  const read = tileReader(tiles, place);
  const hashes = await inclusionProof(hashesFrom(read, size), { index, size });
  return {
    head,
    index,
    leaf: await leafAt(read, index, size),
    proof: proofText({ index, hashes, checkpoint }),
  };
};
