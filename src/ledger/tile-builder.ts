import { CompactRange } from './compact-range.js';
import { encodeBundle } from './entry-bundle.js';
import { leafHash } from './merkle.js';
import { TILE_WIDTH, type TileName } from './tiles.js';

/** A tile and what it holds: hashes, or leaves behind their lengths. */
export interface Tile {
  name: TileName;
  bytes: Buffer;
}

/** Every eighth level of the tree has tiles of its own. */
const LEVELS_OF_A_TILE = 8;

/** Makes the tiles of a tree from its leaves, taken one by one; remembers only those not yet full. */
export class TileBuilder {
  readonly #range = CompactRange.empty();
  readonly #rows: { index: number; hashes: Buffer[] }[] = [];
  #leaves: Uint8Array[] = [];
  #full: Tile[] = [];

  /** How many leaves there were. */
  get size(): number {
    return this.#range.size;
  }

  /** The root over them. */
  get root(): Buffer {
    return this.#range.root;
  }

  /** Adds the next leaf; gives back its hash. */
  append(leaf: Uint8Array): Buffer {
    const hash = leafHash(leaf);
    this.#leaves.push(leaf);
    this.#range.append(hash, (level, index, subtree) => this.#note(level, index, subtree));
    if (this.#leaves.length === TILE_WIDTH) {
      const index = this.size / TILE_WIDTH - 1;
      this.#full.push(entriesTile(index, this.#leaves));
      this.#leaves = [];
    }
    return hash;
  }

  /** The tiles that have become full since this was asked last. */
  full(): Tile[] {
    const full = this.#full;
    this.#full = [];
    return full;
  }

  /** The tiles that are not full, at the tree's present size. */
  partial(): Tile[] {
    const entries = this.#leaves.length
      ? [entriesTile(Math.floor(this.size / TILE_WIDTH), this.#leaves)]
      : [];
    const rows = this.#rows.map(({ index, hashes }, level) => hashesTile(level, index, hashes));
    return [...entries, ...rows.filter(({ name }) => name.width > 0)];
  }

  #note(level: number, index: number, hash: Buffer): void {
    if (level % LEVELS_OF_A_TILE !== 0) return;
    const row = (this.#rows[level / LEVELS_OF_A_TILE] ??= { index: 0, hashes: [] });
    row.index = Math.floor(index / TILE_WIDTH);
    row.hashes.push(hash);
    if (row.hashes.length < TILE_WIDTH) return;
    this.#full.push(hashesTile(level / LEVELS_OF_A_TILE, row.index, row.hashes));
    row.hashes = [];
  }
}

const entriesTile = (index: number, leaves: Uint8Array[]): Tile => ({
  name: { level: 'entries', index, width: leaves.length },
  bytes: encodeBundle(leaves),
});

const hashesTile = (level: number, index: number, hashes: Buffer[]): Tile => ({
  name: { level, index, width: hashes.length },
  bytes: Buffer.concat(hashes),
});
