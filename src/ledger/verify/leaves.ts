import { ahead } from '../../ahead.js';
import { disclosureLines, type DisclosureLine } from '../bundle/disclosure-lines.js';
import { DISCLOSURES } from '../bundle/manifest.js';
import { decodeBundle, LONGEST_ENTRY } from '../entry-bundle.js';
import { malformed } from '../ledger-error.js';
import { HASH_BYTES } from '../merkle.js';
import { parseLeaf, type Leaf } from '../parse-leaf.js';
import { TileBuilder, type Tile } from '../tile-builder.js';
import { TILE_WIDTH, tilePath } from '../tiles.js';
import type { Archive } from './archive.js';
import type { Disclosed, Told } from './disclosed.js';
import { at, faultAt, mismatch, type Place } from './fault.js';
import type { History } from './history.js';

/** A leaf that was found in order, and what is told beside it. */
export interface Entry extends Told {
  leaf: Leaf;
  place: Place;
}

/** Hears of the tree after each leaf. */
export type OnLeaf = (tree: TileBuilder, hash: Buffer) => void;

/** What the leaves of a bundle are held to, and who hears of those that hold. */
export interface LeafChecks {
  history: History;
  disclosed: Disclosed;
  onLeaf: OnLeaf;
  /** Told of each leaf before the next is looked at. */
  onEntry: (entry: Entry) => void;
  /** Told now and then how many leaves are done. */
  progress?: (done: number) => void;
}

const LARGEST_TILE = TILE_WIDTH * Math.max(HASH_BYTES, 2 + LONGEST_ENTRY);

/** Reads the leaves of a bundle in order and checks each; throws a BundleFault at the first that does not hold. */
export const readLeaves = async (archive: Archive, checks: LeafChecks): Promise<void> => {
  const tree = new TileBuilder();
  const disclosures = new Cursor(ahead(disclosureLines(archive.chunks(DISCLOSURES))));
  for await (const { file, start, leaves } of ahead(tilesOf(archive))) {
    await disclosures.reach(start + leaves.length);
    for (const [i, leaf] of leaves.entries()) {
      checks.onLeaf(tree, tree.append(leaf));
      checks.onEntry(entry(leaf, { file, n: start + i }, disclosures, checks));
    }
    await demandTiles(archive, tree.full());
    checks.progress?.(start + leaves.length);
  }
  await demandTiles(archive, tree.partial());
  await disclosures.end();
};

/** The leaves of each tile, the tile's name, and the index of its first leaf. */
async function* tilesOf(
  archive: Archive,
): AsyncGenerator<{ file: string; start: number; leaves: Buffer[] }> {
  const { size } = archive.manifest;
  for (let start = 0; start < size; start += TILE_WIDTH) {
    const width = Math.min(TILE_WIDTH, size - start);
    const file = tilePath({ level: 'entries', index: start / TILE_WIDTH, width });
    const bytes = await archive.read(file, LARGEST_TILE);
    yield { file, start, leaves: at({ file }, () => decodeBundle(bytes, width)) };
  }
}

const entry = (
  bytes: Buffer,
  { file, n }: { file: string; n: number },
  disclosures: Cursor,
  { history, disclosed }: LeafChecks,
): Entry => {
  const leaf = at({ file, n }, () => parseLeaf(bytes));
  const { eventId } = leaf.event;
  const known = { file, n, eventId };
  at(known, () => history.next(leaf));
  const texts = disclosures.take(n);
  const told = at({ file: DISCLOSURES, n, eventId }, () => disclosed.read(leaf, texts));
  at(known, () => disclosed.erase(erasedBy(leaf, told)));
  disclosed.moderate(leaf.event.type, told.data);
  return { leaf, place: known, data: told.data, words: told.words };
};

/** The digests that an event says to be erased. */
const erasedBy = ({ event }: Leaf, { data }: Told): string[] => {
  if (event.type !== 'PersonalDataErased') return [];
  const { entries } = (data ?? {}) as { entries?: { digests?: unknown }[] };
  if (!Array.isArray(entries) || !entries.every((e) => Array.isArray(e?.digests)))
    throw malformed('The notice of an erasure does not list digests.');
  return entries.flatMap(({ digests }) => digests as string[]);
};

/** Nobody needs the tiles of hashes that a bundle holds; they must be right nevertheless. */
const demandTiles = async (archive: Archive, tiles: Tile[]): Promise<void> => {
  for (const { name, bytes } of tiles) {
    if (name.level === 'entries') continue;
    const file = tilePath(name);
    const handed = await archive.read(file, LARGEST_TILE);
    if (handed.equals(bytes)) continue;
    const byte = bytes.findIndex((b, i) => b !== handed[i]);
    const index = name.index * TILE_WIDTH + Math.floor(Math.max(byte, 0) / HASH_BYTES);
    const n = name.level === 0 ? index : undefined;
    throw mismatch('The tile does not hold the hashes of the leaves.', { file, n });
  }
};

/** Reads on in the disclosures as leaves ask for theirs. */
class Cursor {
  #lines: DisclosureLine[] = [];
  #next = 0;

  constructor(private readonly source: AsyncGenerator<DisclosureLine[]>) {}

  /** Reads until everything of leaves before `n` is at hand. */
  async reach(n: number): Promise<void> {
    while ((this.#lines.at(-1)?.n ?? -1) < n && (await this.#more()));
  }

  /** The disclosures of a leaf. */
  take(n: number): string[] {
    const texts: string[] = [];
    for (; this.#lines[this.#next]?.n === n; this.#next++)
      texts.push(this.#lines[this.#next]!.text);
    const follows = this.#lines[this.#next]?.n;
    if (follows !== undefined && follows < n)
      throw mismatch('Disclosures are not in the order of their leaves.', {
        file: DISCLOSURES,
        n: follows,
      });
    return texts;
  }

  /** Throws where disclosures are left over. */
  async end(): Promise<void> {
    while (await this.#more());
    const left = this.#lines[this.#next];
    if (left) throw mismatch('A disclosure is of no leaf.', { file: DISCLOSURES, n: left.n });
  }

  async #more(): Promise<boolean> {
    try {
      const { value, done } = await this.source.next();
      if (done) return false;
      this.#lines = [...this.#lines.slice(this.#next), ...value];
      this.#next = 0;
      return true;
    } catch (error) {
      throw faultAt(error, { file: DISCLOSURES });
    }
  }
}
