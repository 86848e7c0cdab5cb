import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { held, same } from '../../src/domain/plain.js';
import { canonical } from '../../src/ledger/canonical.js';

/** The same value with the fields of every record in the opposite order. */
const reversed = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(reversed);
  const entries = Object.entries(value).map(([k, v]) => [k, reversed(v)] as const);
  return Object.fromEntries(entries.reverse());
};
const json = fc.jsonValue({ noUnicodeString: false }).map((v) => JSON.parse(JSON.stringify(v)));

describe('two plain values are the same', () => {
  test('when they say the same in whatever order', () =>
    fc.assert(
      fc.property(json, (value) => {
        expect(same(value, reversed(value))).toBe(true);
      }),
    ));

  test('exactly when their canonical text is the same', () =>
    fc.assert(
      fc.property(json, json, (a, b) => {
        expect(same(a, b)).toBe(canonical(a) === canonical(b));
      }),
    ));

  test('when what one leaves undefined the other does not have', () => {
    expect(same({ a: 1, b: undefined }, { a: 1 })).toBe(true);
    expect(same({ a: 1, b: null }, { a: 1 })).toBe(false);
    expect(same({ constructor: undefined }, {})).toBe(true);
    expect(same([], {})).toBe(false);
    expect(same([1], [1, 2])).toBe(false);
    expect(same(null, {})).toBe(false);
  });
});

test('a record holds what it was given and nothing that every object inherits', () => {
  for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty'])
    expect(held<unknown>({}, name)).toBeUndefined();
  expect(held({ constructor: 1 } as Record<string, unknown>, 'constructor')).toBe(1);
});
