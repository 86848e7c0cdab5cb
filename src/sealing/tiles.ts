import type { ReadTile, TileName } from '../ledger/tiles.js';
import { TILE_WIDTH, tilePath } from '../ledger/tiles.js';
import { decodeBundle, encodeBundle } from '../ledger/entry-bundle.js';
import { LedgerError } from '../ledger/ledger-error.js';
import { HASH_BYTES } from '../ledger/merkle.js';

/** A file of the ledger: where it stands, and what is in it. */
export type LedgerFile = readonly [path: string, bytes: Uint8Array];

/** Throws where somebody who fell silent may no longer do what they were about to do. */
export type Still = () => void;

/** Where the files of all logs are kept, outside the database. */
export interface Tiles {
  read(path: string): Promise<Buffer | undefined>;
  /**
   * Puts each file in place whole; once it resolves they outlive a power cut. `still` is called at the
   * last moment before each, and throws where it may no longer be put in place.
   */
  write(files: readonly LedgerFile[], still?: Still): Promise<void>;
  /** Removes a file, or a folder with all that is in it; what is not there is no fault. */
  remove(path: string): Promise<void>;
  /** The places of the logs that have a folder. */
  logs(): Promise<string[]>;
}

/** Reads the tiles of the log at a place; a narrow one is cut from the full one that took its place. */
export const tileReader =
  (tiles: Tiles, place: string): ReadTile =>
  async (name) => {
    const bytes = await tiles.read(`${place}/${tilePath(name)}`);
    if (bytes) return bytes;
    const full = { ...name, width: TILE_WIDTH };
    const whole = await tiles.read(`${place}/${tilePath(full)}`);
    if (whole) return cut(whole, name);
    throw new LedgerError('INCOMPLETE', `${place}/${tilePath(name)} is not there.`);
  };

const cut = (whole: Buffer, { level, width }: TileName): Buffer =>
  level === 'entries'
    ? encodeBundle(decodeBundle(whole, TILE_WIDTH).slice(0, width))
    : whole.subarray(0, width * HASH_BYTES);

/** The leaf at an index of a log that has `size` of them. */
export const leafAt = async (read: ReadTile, index: number, size: number): Promise<Buffer> => {
  const at = Math.floor(index / TILE_WIDTH);
  const width = Math.min(TILE_WIDTH, size - at * TILE_WIDTH);
  const bundle = await read({ level: 'entries', index: at, width });
  return decodeBundle(bundle, width)[index % TILE_WIDTH]!;
};
