import { openCheckpoint, checkpointText } from '../ledger/checkpoint.js';
import { CompactRange } from '../ledger/compact-range.js';
import { decodeBundle, encodeBundle } from '../ledger/entry-bundle.js';
import { LedgerError } from '../ledger/ledger-error.js';
import { leafHash } from '../ledger/merkle.js';
import { noteText, signNote } from '../ledger/note.js';
import type { Signer } from '../ledger/note-key.js';
import { subtrees } from '../ledger/subtree.js';
import {
  TILE_WIDTH,
  decodeTile,
  hashesFrom,
  tilePath,
  tileWidth,
  tilesOf,
  type TileName,
} from '../ledger/tiles.js';
import { tileReader, type LedgerFile, type Tiles } from './tiles.js';

/** Which log: where its files are, and who signs for it. */
export interface LogPlace {
  place: string;
  signer: Signer;
}

/** What was published of a log: the note on disk, and the size that it signs. */
export interface Published {
  note: string | undefined;
  size: number;
}

/** The name of the file that holds a log's signed head. */
export const CHECKPOINT = 'checkpoint';

/**
 * A log that grows. It remembers its right edge only: what a tile is still to be made of. Tiles that
 * became full wait in it until they are taken.
 */
export class Tree {
  readonly #rows: Buffer[][] = [];
  #entries: Buffer[] = [];
  #full: LedgerFile[] = [];
  #range = CompactRange.empty();
  #published: Published = { note: undefined, size: 0 };

  private constructor(readonly log: LogPlace) {}

  /** The log as it was last signed. Throws LedgerError where signature, tiles and root do not agree. */
  static async open(tiles: Tiles, log: LogPlace): Promise<Tree> {
    const tree = new Tree(log);
    const note = await tiles.read(`${log.place}/${CHECKPOINT}`);
    if (note) await tree.#load(tiles, note.toString());
    return tree;
  }

  get size(): number {
    return this.#range.size;
  }

  get published(): Published {
    return this.#published;
  }

  append(leaf: Buffer): void {
    this.#entries.push(leaf);
    this.#range.append(leafHash(leaf), (level, index, hash) => {
      if (level % 8 === 0) this.#keep(level / 8, index, hash);
    });
    if (this.#entries.length === TILE_WIDTH) {
      const index = this.size / TILE_WIDTH - 1;
      this.#full.push(this.#file({ level: 'entries', index, width: TILE_WIDTH }));
      this.#entries = [];
    }
  }

  /** The tiles that became full and were not taken before; they never change. */
  takeFull(): LedgerFile[] {
    const files = this.#full;
    this.#full = [];
    return files;
  }

  /** The tiles of the right edge that are new since the log was last signed. */
  edge(): LedgerFile[] {
    const { size } = this.#published;
    return edgeOf(this.size)
      .filter((name) => tileWidth(size, name) !== name.width)
      .map((name) => this.#file(name));
  }

  /** The head of the log as it stands, signed. */
  sign(): string {
    const { signer } = this.log;
    const { size, root } = this.#range;
    const text = checkpointText({ origin: signer.name, size, root });
    return noteText({ text, signatures: [signNote(text, signer)] });
  }

  /** Notes what was published; names the folders of narrow tiles that full ones took the place of. */
  wasPublished(note: string): string[] {
    const { size } = this.#published;
    this.#published = { note, size: this.size };
    return tilesOf(this.size, size)
      .filter((name) => name.width === TILE_WIDTH && tileWidth(size, name) > 0)
      .map((name) => `${this.log.place}/${tilePath(name)}.p`);
  }

  #keep(row: number, index: number, hash: Buffer): void {
    const hashes = (this.#rows[row] ??= []);
    hashes.push(hash);
    if (hashes.length < TILE_WIDTH) return;
    const at = (index + 1) / TILE_WIDTH - 1;
    this.#full.push(this.#file({ level: row, index: at, width: TILE_WIDTH }));
    this.#rows[row] = [];
  }

  #file(name: TileName): LedgerFile {
    const { level } = name;
    const bytes =
      level === 'entries' ? encodeBundle(this.#entries) : Buffer.concat(this.#rows[level]!);
    return [`${this.log.place}/${tilePath(name)}`, bytes];
  }

  async #load(tiles: Tiles, note: string): Promise<void> {
    const { size, root } = openCheckpoint(note, [this.log.signer]).checkpoint;
    const read = tileReader(tiles, this.log.place);
    for (const name of edgeOf(size)) {
      const bytes = await read(name);
      if (name.level === 'entries') this.#entries = decodeBundle(bytes, name.width);
      else this.#rows[name.level] = decodeTile(bytes, name.width);
    }
    const hashes = await Promise.all(subtrees(0, size).map(hashesFrom(read, size)));
    this.#range = CompactRange.of(size, Buffer.concat(hashes));
    this.#demandRoot(root);
    this.#published = { note, size };
  }

  /** The entries of the edge must be what its hashes are of, and these what was signed. */
  #demandRoot(root: Buffer): void {
    const edge = Buffer.concat(this.#entries.map(leafHash));
    if (this.#range.root.equals(root) && edge.equals(Buffer.concat(this.#rows[0] ?? []))) return;
    throw new LedgerError(
      'UNPROVEN',
      `The tiles of ${this.log.signer.name} do not lead to the root that was signed at ${this.size} leaves.`,
    );
  }
}

/** The tiles of a tree of that size that are not full yet. */
const edgeOf = (size: number): TileName[] => {
  const found: TileName[] = [];
  for (
    let hashes = size, level = 0;
    hashes > 0;
    hashes = Math.floor(hashes / TILE_WIDTH), level++
  ) {
    const tile = { index: Math.floor(hashes / TILE_WIDTH), width: hashes % TILE_WIDTH };
    if (tile.width > 0 && level === 0) found.push({ level: 'entries', ...tile });
    if (tile.width > 0) found.push({ level, ...tile });
  }
  return found;
};
