import { rootOf } from './compact-range.js';
import { LedgerError, malformed } from './ledger-error.js';
import { HASH_BYTES, hashesOf } from './merkle.js';
import { demandSize, type ReadHash } from './subtree.js';

/** How many hashes a full tile holds, and how many leaves a full bundle. */
export const TILE_WIDTH = 256;

/** Which tile: of the hashes of one level, or of the entries themselves. Full ones are 256 wide. */
export interface TileName {
  level: number | 'entries';
  index: number;
  width: number;
}

const PATH = /^tile\/(entries|\d|[1-5]\d|6[0-3])\/((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d{0,2}))?$/;

/** Where a tile is served, below the prefix of its log (C2SP tlog-tiles). */
export const tilePath = ({ level, index, width }: TileName): string => {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g)!;
  const last = groups.pop();
  const path = `tile/${level}/${groups.map((group) => `x${group}/`).join('')}${last}`;
  return width === TILE_WIDTH ? path : `${path}.p/${width}`;
};

/** The tile that a path names; refuses every spelling but one, and what no tree can hold. */
export const parseTilePath = (path: string): TileName => {
  const [, level, groups = '', width = String(TILE_WIDTH)] = PATH.exec(path) ?? [];
  const name: TileName = {
    level: level === 'entries' ? level : Number(level),
    index: Number(groups.replace(/[x/]/g, '')),
    width: Number(width),
  };
  const isPossible = Number.isSafeInteger(name.index) && name.width <= TILE_WIDTH;
  if (!level || !isPossible || tilePath(name) !== path)
    throw malformed(`${JSON.stringify(path)} is not the path of a tile.`);
  return name;
};

/** How wide a tile is in a tree of `size` leaves; zero where there is none. */
export const tileWidth = (size: number, { level, index }: Omit<TileName, 'width'>): number => {
  const hashes = hashesOn(level, size) - index * TILE_WIDTH;
  return Math.max(0, Math.min(hashes, TILE_WIDTH));
};

/** Every tile that a tree has at `size` leaves and had not, or not as wide, at `since`. */
export const tilesOf = (size: number, since = 0): TileName[] => {
  demandSize(size);
  const found: TileName[] = [];
  const levels: TileName['level'][] = ['entries'];
  for (let level = 0; hashesOn(level, size) > 0; level++) levels.push(level);
  for (const level of levels) {
    if (hashesOn(level, size) === hashesOn(level, since)) continue;
    let index = Math.floor(hashesOn(level, since) / TILE_WIDTH);
    for (let width; (width = tileWidth(size, { level, index })) > 0; index++)
      found.push({ level, index, width });
  }
  return found;
};

const hashesOn = (level: TileName['level'], size: number): number =>
  Math.floor(size / TILE_WIDTH ** (level === 'entries' ? 0 : level));

/** The hashes of a tile, of which there must be exactly `width`. */
export const decodeTile = (bytes: Uint8Array, width: number): Buffer[] => {
  if (bytes.length !== width * HASH_BYTES)
    throw malformed(`A tile of ${width} hashes is not ${bytes.length} bytes long.`);
  return hashesOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
};

/** Gives the bytes of a tile exactly as wide as named, even where the full one is there by now. */
export type ReadTile = (name: TileName) => Promise<Uint8Array> | Uint8Array;

/** The hashes of a tree of `size` leaves, from its tiles. Remembers what it read: one for each batch of proofs. */
export const hashesFrom = (readTile: ReadTile, size: number): ReadHash => {
  const tiles = new Map<string, Promise<Buffer[]>>();
  const load = async (name: TileName) => decodeTile(await readTile(name), name.width);
  const tile = (name: TileName): Promise<Buffer[]> => {
    const path = tilePath(name);
    const known = tiles.get(path) ?? load(name);
    tiles.set(path, known);
    return known;
  };
  return async ({ level, index }) => {
    const [row, leaves] = [Math.floor(level / 8), 2 ** (level % 8)];
    const at = index * leaves;
    const name = { level: row, index: Math.floor(at / TILE_WIDTH) };
    const width = tileWidth(size, name);
    const from = at % TILE_WIDTH;
    if (from + leaves > width)
      throw new LedgerError(
        'OUT_OF_RANGE',
        `At ${size} leaves no subtree ${level}/${index} exists.`,
      );
    return rootOf((await tile({ ...name, width })).slice(from, from + leaves));
  };
};
