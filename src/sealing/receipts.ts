import { parseCheckpoint } from '../ledger/checkpoint.js';
import { inclusionProof } from '../ledger/inclusion.js';
import { parseNote } from '../ledger/note.js';
import { proofText } from '../ledger/proof.js';
import { hashesFrom } from '../ledger/tiles.js';
import { leafAt, tileReader, type Tiles } from './tiles.js';
import { CHECKPOINT } from './tree.js';

/** A signed head of a log, and of how many leaves it is. */
export interface Head {
  note: string;
  origin: string;
  size: number;
}

/** The head of a log as it is published; undefined before the first. */
export const headOf = async (tiles: Tiles, place: string): Promise<Head | undefined> => {
  const note = (await tiles.read(`${place}/${CHECKPOINT}`))?.toString();
  if (note === undefined) return undefined;
  const { origin, size } = parseCheckpoint(parseNote(note).text);
  return { note, origin, size };
};

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
  const head = await headOf(tiles, place);
  if (!head || index >= head.size) return undefined;
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
