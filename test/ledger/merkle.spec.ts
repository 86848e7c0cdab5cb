import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CompactRange, rootOf } from '../../src/ledger/compact-range.js';
import { EMPTY_ROOT, leafHash, nodeHash } from '../../src/ledger/merkle.js';
import { leaves, naiveRoot } from './tree.js';
import { faultOf, known } from './vectors.js';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('the hashes of RFC 6962', () => {
  const { emptyRoot, leaf_empty, leaf_L123456, node_N123_N456 } = known.rfc6962_hasher;

  test('a tree without leaves has the root that the RFC says', () =>
    expect(hex(EMPTY_ROOT)).toBe(emptyRoot));

  test('a leaf and a node are hashed apart', () => {
    expect(hex(leafHash(Buffer.alloc(0)))).toBe(leaf_empty);
    expect(hex(leafHash(Buffer.from('L123456')))).toBe(leaf_L123456);
    expect(leafHash(Buffer.concat([EMPTY_ROOT, EMPTY_ROOT]))).not.toEqual(
      nodeHash(EMPTY_ROOT, EMPTY_ROOT),
    );
  });

  test('a node is made of its two halves in their order', () => {
    const halves = [Buffer.from('N123'), Buffer.from('N456')] as const;
    expect(hex(nodeHash(...halves))).toBe(node_N123_N456);
  });

  test('a leaf may be of any length', () => {
    const long = Buffer.alloc(200_000, 'a');
    expect(leafHash(long.subarray(0, 65_535))).not.toEqual(leafHash(long.subarray(0, 65_536)));
    expect(hex(leafHash(Buffer.alloc(0)))).toBe(leaf_empty);
  });
});

describe('a tree that remembers only its edge', () => {
  const { leavesHex, rootsBySize } = known.rfc6962_tree8;

  test('has the known root at each of the sizes from 0 to 8', () => {
    const range = CompactRange.empty();
    const roots = [hex(range.root)];
    for (const leaf of leavesHex) {
      range.append(leafHash(Buffer.from(leaf, 'hex')));
      roots.push(hex(range.root));
    }
    expect(roots).toEqual(rootsBySize);
  });

  test('has the root of all its leaves, whatever their number', () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 700 }), (size) => {
        const hashes = leaves(size).map(leafHash);
        expect(rootOf(hashes)).toEqual(naiveRoot(hashes));
      }),
    ));

  test('goes on from what was written down as if it had never stopped', () =>
    fc.assert(
      fc.property(fc.nat(300), fc.nat(300), (before, after) => {
        const hashes = leaves(before + after).map(leafHash);
        const first = CompactRange.empty();
        hashes.slice(0, before).forEach((hash) => first.append(hash));
        const second = CompactRange.of(first.size, first.bytes);
        hashes.slice(before).forEach((hash) => second.append(hash));
        expect(second.size).toBe(hashes.length);
        expect(second.root).toEqual(naiveRoot(hashes));
      }),
    ));

  test('tells of each complete subtree once', () => {
    const hashes = leaves(100).map(leafHash);
    const told = new Map<string, Buffer>();
    const range = CompactRange.empty();
    for (const hash of hashes)
      range.append(hash, (level, index, subtree) => {
        expect(told.has(`${level}/${index}`)).toBe(false);
        told.set(`${level}/${index}`, subtree);
      });
    expect(told.size).toBe(100 + 50 + 25 + 12 + 6 + 3 + 1);
    for (const [name, hash] of told) {
      const [level, index] = name.split('/').map(Number) as [number, number];
      const width = 2 ** level;
      expect(hash).toEqual(naiveRoot(hashes.slice(index * width, (index + 1) * width)));
    }
  });

  test('is not taken up from too few or too many hashes, or at no size', () => {
    expect(faultOf(() => CompactRange.of(5, Buffer.alloc(32)))).toBe('MALFORMED');
    expect(faultOf(() => CompactRange.of(4, Buffer.alloc(64)))).toBe('MALFORMED');
    expect(faultOf(() => CompactRange.of(4, Buffer.alloc(33)))).toBe('MALFORMED');
    expect(faultOf(() => CompactRange.of(-1, Buffer.alloc(0)))).toBe('OUT_OF_RANGE');
    expect(faultOf(() => CompactRange.of(0.5, Buffer.alloc(0)))).toBe('OUT_OF_RANGE');
  });
});
