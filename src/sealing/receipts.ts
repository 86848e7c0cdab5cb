import { decodeBundle } from '../ledger/entry-bundle.js';
import { inclusionProof } from '../ledger/inclusion.js';
import { parseLeaf } from '../ledger/parse-leaf.js';
import { proofText } from '../ledger/proof.js';
import { hashesFrom, tileWidth, TILE_WIDTH } from '../ledger/tiles.js';
import type { Recorded } from '../log/port.js';
import { placeOf } from './ledger.js';
import { bundleWith, registryIndex, type Queryable } from './records.js';
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

/** The leaf of an event, and its proof; undefined while no signed head holds it. */
export const leafOf = async (
  tiles: Tiles,
  db: Queryable,
  event: Recorded,
): Promise<SealedLeaf | undefined> => {
  const { consultationId: id, position } = event;
  const index =
    id === null ? await registryIndex(db, position) : await rankOf(tiles, db, event, id);
  return index === undefined ? undefined : sealedLeaf(tiles, placeOf(id), index);
};

/** The index of an event in its consultation's log; undefined while no signed head holds it. */
const rankOf = async (
  tiles: Tiles,
  db: Queryable,
  { eventId, position }: Recorded,
  consultationId: string,
): Promise<number | undefined> => {
  const place = placeOf(consultationId);
  const index = await bundleWith(db, consultationId, position);
  const head = index === undefined ? undefined : await headOf(tiles, place);
  if (index === undefined || !head) return undefined;
  const name = { level: 'entries' as const, index, width: TILE_WIDTH };
  const width = tileWidth(head.size, name);
  if (width === 0) return undefined;
  const leaves = decodeBundle(await tileReader(tiles, place)({ ...name, width }), width);
  const rank = leaves.findIndex(
    (leaf) => leaf.includes(eventId) && parseLeaf(leaf).event.eventId === eventId,
  );
  return rank < 0 ? undefined : index * TILE_WIDTH + rank;
};

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
