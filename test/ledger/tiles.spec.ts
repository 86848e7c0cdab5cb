import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CompactRange } from '../../src/ledger/compact-range.js';
import { decodeBundle, encodeBundle } from '../../src/ledger/entry-bundle.js';
import { inclusionProof, verifyInclusion } from '../../src/ledger/inclusion.js';
import { leafHash } from '../../src/ledger/merkle.js';
import { rootAt } from '../../src/ledger/subtree.js';
import {
  decodeTile,
  hashesFrom,
  parseTilePath,
  tilePath,
  tilesOf,
  type TileName,
} from '../../src/ledger/tiles.js';
import { hashesIn, leaves } from './tree.js';
import { faultOf, jsonOf, known } from './vectors.js';

const hostile: string[] = jsonOf('attack-inputs.json').path_url;

const names: fc.Arbitrary<TileName> = fc.record({
  level: fc.oneof(fc.constant('entries' as const), fc.integer({ min: 0, max: 63 })),
  index: fc.maxSafeNat(),
  width: fc.integer({ min: 1, max: 256 }),
});

describe('the path of a tile', () => {
  test('is the one that the standard shows', () =>
    expect(tilePath({ level: 0, index: 1_234_067, width: 256 })).toBe(
      `tile/0/${known.tile_paths['N=1234067']}`,
    ));

  test.each([
    ['tile/0/000', { level: 0, index: 0, width: 256 }],
    ['tile/63/999.p/255', { level: 63, index: 999, width: 255 }],
    ['tile/entries/x001/000.p/1', { level: 'entries', index: 1_000, width: 1 }],
  ] as const)('%s', (path, name) => {
    expect(parseTilePath(path)).toEqual(name);
    expect(tilePath(name)).toBe(path);
  });

  test('reads back as the tile', () =>
    fc.assert(fc.property(names, (name) => expect(parseTilePath(tilePath(name))).toEqual(name))));

  test.each([
    ...hostile,
    '',
    'tile/0/000.p/',
    'tile/0/000.p/-1',
    'tile/0/000.p/1/',
    'tile/0/000/',
    'tile/0/000\n',
    '/tile/0/000',
    'tile/0/001/000',
    'tile/0/x001/x000',
    'tile/0/0000',
    'tile/-1/000',
    'tile/+1/000',
    'tile/0/00a',
    'tile/0/٠٠١',
    'tile/entries',
    'tile/Entries/000',
    'tile/0/x999/x999/x999/x999/x999/999',
  ])('%j is none', (path) => expect(faultOf(() => parseTilePath(path))).toBe('MALFORMED'));
});

describe('the tiles of a tree', () => {
  test('of 70,000 leaves are those that the standard counts', () => {
    const { level0_full, level0_partial, level1_full, level1_partial, level2_partial } =
      known.tile_paths.size70000;
    const all = tilesOf(70_000);
    const full = (on: TileName['level']) =>
      all.filter(({ level, width }) => level === on && width === 256).length;
    const partial = (on: TileName['level']) =>
      all.filter(({ level, width }) => level === on && width < 256).map(({ width }) => width);
    expect([full('entries'), full(0), full(1), full(2)]).toEqual([
      level0_full,
      level0_full,
      level1_full,
      0,
    ]);
    expect(['entries', 0, 1, 2, 3].map((on) => partial(on as TileName['level']))).toEqual([
      [level0_partial],
      [level0_partial],
      [level1_partial],
      [level2_partial],
      [],
    ]);
  });

  test('of 256 leaves are a full one and one above it, and none is empty', () =>
    expect(tilesOf(256).map(tilePath)).toEqual([
      'tile/entries/000',
      'tile/0/000',
      'tile/1/000.p/1',
    ]));

  test('of a tree without leaves are none', () => expect(tilesOf(0)).toEqual([]));

  test('that grew are those that were not there before', () =>
    fc.assert(
      fc.property(fc.nat(2_000), fc.nat(2_000), (since, more) => {
        const before = new Set(tilesOf(since).map(tilePath));
        const grown = tilesOf(since + more).map(tilePath);
        expect(tilesOf(since + more, since).map(tilePath)).toEqual(
          grown.filter((path) => !before.has(path)),
        );
      }),
    ));
});

describe('proofs are made from tiles alone', () => {
  const size = 700;
  const all = leaves(size);
  const stored = new Map<string, Buffer[]>();
  const range = CompactRange.empty();
  for (const leaf of all)
    range.append(leafHash(leaf), (level, _index, hash) => {
      const row = `${level}`;
      stored.set(row, [...(stored.get(row) ?? []), hash]);
    });
  const reads: string[] = [];
  const readTile = ({ level, index, width }: TileName) => {
    reads.push(tilePath({ level, index, width }));
    const row = stored.get(String(Number(level) * 8))!;
    return Buffer.concat(row.slice(index * 256, index * 256 + width));
  };

  test('as from the leaves themselves', async () => {
    const read = hashesFrom(readTile, size);
    const root = await rootAt(read, size);
    expect(root).toEqual(range.root);
    for (const index of [0, 1, 255, 256, 511, 512, 600, 699]) {
      const proof = await inclusionProof(read, { index, size });
      expect(proof).toEqual(await inclusionProof(hashesIn(all), { index, size }));
      verifyInclusion({ index, size, root }, leafHash(all[index]!), proof);
    }
  });

  test('and each tile is read once', async () => {
    reads.length = 0;
    const read = hashesFrom(readTile, size);
    for (let index = 0; index < size; index += 9) await inclusionProof(read, { index, size });
    expect(reads.toSorted()).toEqual([...new Set(reads)].toSorted());
    expect(reads).toHaveLength(4);
  });

  test('never of what the tree of that size does not hold', async () => {
    const read = hashesFrom(readTile, 600);
    await expect(read({ level: 0, index: 600 })).rejects.toMatchObject({ code: 'OUT_OF_RANGE' });
    await expect(read({ level: 8, index: 2 })).rejects.toMatchObject({ code: 'OUT_OF_RANGE' });
    await expect(read({ level: 8, index: 1 })).resolves.toHaveLength(32);
  });

  test('never of a tile that is too short', async () => {
    const cut = hashesFrom((name) => readTile(name).subarray(1), size);
    await expect(cut({ level: 0, index: 0 })).rejects.toMatchObject({ code: 'MALFORMED' });
  });
});

test('a tile holds exactly as many hashes as its width says', () => {
  const tile = Buffer.alloc(96, 7);
  expect(decodeTile(tile, 3)).toEqual(Array(3).fill(Buffer.alloc(32, 7)));
  for (const width of [2, 4]) expect(faultOf(() => decodeTile(tile, width))).toBe('MALFORMED');
  expect(faultOf(() => decodeTile(tile.subarray(1), 3))).toBe('MALFORMED');
});

describe('a bundle of entries', () => {
  const entries = fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 256 });

  test('reads back as its entries, and is refused in part or with more behind it', () =>
    fc.assert(
      fc.property(entries, fc.nat(), (list, cut) => {
        const bundle = encodeBundle(list);
        expect(decodeBundle(bundle, list.length)).toEqual(list.map((leaf) => Buffer.from(leaf)));
        const fault = (bytes: Uint8Array, width: number) =>
          faultOf(() => decodeBundle(bytes, width));
        expect(fault(bundle.subarray(0, cut % bundle.length), list.length)).toBe('MALFORMED');
        expect(fault(Buffer.concat([bundle, Buffer.alloc(1)]), list.length)).toBe('MALFORMED');
        expect(fault(bundle, list.length - 1)).toBe('MALFORMED');
        expect(fault(bundle, list.length + 1)).toBe('MALFORMED');
      }),
    ));

  test('holds an entry of 65,535 bytes, and no longer one', () => {
    const longest = Buffer.alloc(65_535, 'a');
    expect(decodeBundle(encodeBundle([longest]), 1)).toEqual([longest]);
    expect(faultOf(() => encodeBundle([Buffer.alloc(65_536)]))).toBe('MALFORMED');
  });
});
