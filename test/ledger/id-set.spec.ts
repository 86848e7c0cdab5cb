import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { IdSet } from '../../src/ledger/verify/id-set.js';

/** Ids of 16 bytes that are often alike, in part or as a whole; nothing but zeros among them. */
const id = fc
  .array(fc.constantFrom('00000000', '00000001', '80000000', 'ffffffff'), {
    minLength: 4,
    maxLength: 4,
  })
  .map((words) => words.join(''));

test('an id is new once, however alike others are', () =>
  fc.assert(
    fc.property(fc.array(id, { maxLength: 300 }), (ids) => {
      const [set, known] = [new IdSet(16), new Set<string>()];
      for (const one of ids) {
        expect(set.add(one, 'hex')).toBe(!known.has(one));
        known.add(one);
      }
    }),
  ));

test('none is lost when it grows', () => {
  const set = new IdSet(32);
  const digest = (n: number) => n.toString(16).padStart(64, '0');
  for (let n = 0; n < 20_000; n++) expect(set.add(digest(n), 'hex')).toBe(true);
  for (let n = 0; n < 20_000; n++) expect(set.add(digest(n), 'hex')).toBe(false);
});

test('an id of another length is refused', () => {
  expect(() => new IdSet(16).add('00', 'hex')).toThrow(RangeError);
  expect(() => new IdSet(16).add('x'.repeat(32), 'hex')).toThrow(RangeError);
});
