import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { consistencyProof, verifyConsistency } from '../../src/ledger/consistency.js';
import { inclusionProof, verifyInclusion } from '../../src/ledger/inclusion.js';
import { leafHash } from '../../src/ledger/merkle.js';
import { rootAt } from '../../src/ledger/subtree.js';
import { hashesIn, hashesOfSame, leaves } from './tree.js';
import { faultOf, jsonOf } from './vectors.js';

const vectors = jsonOf('merkle/vectors.json.gz');
const base64 = (text: string | null): Buffer => Buffer.from(text ?? '', 'base64');
const hashes = (proof: string[] | null): Buffer[] => (proof ?? []).map(base64);

describe('proofs of another implementation, good and spoilt', () => {
  test('there are 98 of each kind, and some are good', () => {
    for (const kind of [vectors.inclusion, vectors.consistency]) {
      expect(Object.keys(kind)).toHaveLength(98);
      expect(Object.values<any>(kind).some(({ wantErr }) => !wantErr)).toBe(true);
    }
  });

  test.each(Object.entries<any>(vectors.inclusion))('inclusion: %s', (_path, vector) => {
    const { leafIdx: index, treeSize: size, root, leafHash: leaf, proof, wantErr } = vector;
    const place = { index, size, root: base64(root) };
    const fault = faultOf(() => verifyInclusion(place, base64(leaf), hashes(proof)));
    expect(fault !== undefined).toBe(wantErr);
  });

  test.each(Object.entries<any>(vectors.consistency))('consistency: %s', (_path, vector) => {
    const { size1, root1, size2, root2, proof, wantErr } = vector;
    const older = { size: size1, root: base64(root1) };
    const newer = { size: size2, root: base64(root2) };
    expect(faultOf(() => verifyConsistency(older, newer, hashes(proof))) !== undefined).toBe(
      wantErr,
    );
  });
});

/** Every way in which one hash of a proof can be spoilt at one place. */
const spoilt = (proof: readonly Buffer[], at: number, bit: number): Buffer[][] => {
  const flipped = proof.map((hash) => Buffer.from(hash));
  const added = [...proof.slice(0, at), Buffer.alloc(32, bit), ...proof.slice(at)];
  if (proof.length === 0) return [added];
  flipped[at % proof.length]![bit >> 3]! ^= 1 << (bit & 7);
  const cut = proof.map((hash, i) => (i === at % proof.length ? hash.subarray(1) : hash));
  const swapped = proof.length > 1 ? [[...proof.slice(1), proof[0]!]] : [];
  return [flipped, added, proof.toSpliced(at % proof.length, 1), cut, ...swapped];
};

const places = fc
  .integer({ min: 1, max: 300 })
  .chain((size) => fc.tuple(fc.constant(size), fc.nat(size - 1), fc.nat(10), fc.nat(255)));

describe('a proof that a leaf stands in a tree', () => {
  test('holds for each leaf, and for nothing else', () =>
    fc.assert(
      fc.asyncProperty(places, async ([size, index, at, bit]) => {
        const all = leaves(size);
        const read = hashesIn(all);
        const root = await rootAt(read, size);
        const proof = await inclusionProof(read, { index, size });
        const leaf = leafHash(all[index]!);
        const fault = (place: { index?: number; root?: Buffer }, hash = leaf, path = proof) =>
          faultOf(() => verifyInclusion({ index, size, root, ...place }, hash, path));
        expect(fault({})).toBeUndefined();
        for (const other of spoilt(proof, at, bit)) expect(fault({}, leaf, other)).toBe('UNPROVEN');
        for (let i = 0; i < size; i++)
          if (i !== index) expect(fault({ index: i })).toBe('UNPROVEN');
        expect(fault({ root: leafHash(root) })).toBe('UNPROVEN');
        expect(fault({}, leafHash(leaf))).toBe('UNPROVEN');
      }),
      { numRuns: 60 },
    ));

  test('is asked only for a leaf that is there', async () => {
    const read = hashesIn(leaves(3));
    for (const [index, size] of [
      [3, 3],
      [-1, 3],
      [0.5, 3],
      [0, 0],
      [2 ** 64, 2 ** 65],
    ] as const) {
      const asked = inclusionProof(read, { index, size });
      await expect(asked).rejects.toMatchObject({ code: 'OUT_OF_RANGE' });
      const root = Buffer.alloc(32);
      expect(faultOf(() => verifyInclusion({ index, size, root }, root, []))).toBe('OUT_OF_RANGE');
    }
  });
});

const growths = fc
  .integer({ min: 1, max: 200 })
  .chain((to) =>
    fc.tuple(fc.integer({ min: 1, max: to }), fc.constant(to), fc.nat(9), fc.nat(255)),
  );

describe('a proof that a tree only grew', () => {
  test('holds for each older tree, and for nothing else', () =>
    fc.assert(
      fc.asyncProperty(growths, async ([from, to, at, bit]) => {
        const read = hashesIn(leaves(to));
        const older = { size: from, root: await rootAt(read, from) };
        const newer = { size: to, root: await rootAt(read, to) };
        const proof = await consistencyProof(read, from, to);
        const fault = (was = older, is = newer, path = proof) =>
          faultOf(() => verifyConsistency(was, is, path));
        expect(fault()).toBeUndefined();
        for (const other of spoilt(proof, at, bit))
          expect(fault(older, newer, other)).toBeDefined();
        for (const size of Array(to).keys())
          if (size > 0 && size !== from) expect(fault({ ...older, size })).toBe('UNPROVEN');
        expect(fault({ ...older, root: leafHash(older.root) })).toBe('UNPROVEN');
        expect(fault(older, { ...newer, root: leafHash(newer.root) })).toBe('UNPROVEN');
      }),
      { numRuns: 60 },
    ));

  test('an altered past is not the beginning of any tree', async () => {
    const [honest, altered] = [leaves(20), leaves(20)];
    altered[3] = Buffer.from('another');
    const older = { size: 11, root: await rootAt(hashesIn(honest), 11) };
    const newer = { size: 20, root: await rootAt(hashesIn(altered), 20) };
    const proof = await consistencyProof(hashesIn(altered), 11, 20);
    expect(faultOf(() => verifyConsistency(older, newer, proof))).toBe('UNPROVEN');
  });

  test('is refused where a hash borrows a byte of its neighbour', async () => {
    const read = hashesIn(leaves(3));
    const [was, is] = [await rootAt(read, 2), await rootAt(read, 3)];
    const [third] = await consistencyProof(read, 2, 3);
    const older = { size: 2, root: was.subarray(0, 31) };
    const borrowed = Buffer.concat([was.subarray(31), third!]);
    expect(faultOf(() => verifyConsistency(older, { size: 3, root: is }, [borrowed]))).toBe(
      'UNPROVEN',
    );
  });

  test('from a tree without leaves proves nothing, and no tree shrinks', async () => {
    const read = hashesIn(leaves(3));
    for (const [from, to] of [
      [0, 0],
      [0, 3],
      [3, 2],
      [0.5, 1],
    ] as const) {
      await expect(consistencyProof(read, from, to)).rejects.toMatchObject({
        code: 'OUT_OF_RANGE',
      });
      const head = (size: number) => ({ size, root: Buffer.alloc(32) });
      expect(faultOf(() => verifyConsistency(head(from), head(to), []))).toBe('OUT_OF_RANGE');
    }
  });
});

test('a log may have more leaves than 32 bits can count', () => {
  const leaf = Buffer.from('the same');
  const read = hashesOfSame(leaf);
  const sizes = fc.tuple(fc.maxSafeNat(), fc.maxSafeNat()).filter(([a, b]) => a > 0 && b > 0);
  return fc.assert(
    fc.asyncProperty(sizes, async ([a, b]) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      const older = { size: from, root: await rootAt(read, from) };
      const newer = { size: to, root: await rootAt(read, to) };
      const index = from - 1;
      const path = await inclusionProof(read, { index, size: to });
      verifyInclusion({ index, ...newer }, leafHash(leaf), path);
      const proof = await consistencyProof(read, from, to);
      verifyConsistency(older, newer, proof);
      const altered = { ...older, root: leafHash(older.root) };
      expect(faultOf(() => verifyConsistency(altered, newer, proof))).toBe('UNPROVEN');
    }),
    { numRuns: 50 },
  );
});
