import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonical, digest } from '../../src/ledger/canonical.js';
import { packageRoot } from '../../src/package-root.js';

const vectors = join(packageRoot, 'test/data/jcs');
const read = (...path: string[]) => readFileSync(join(vectors, ...path), 'utf8');
const names = readdirSync(join(vectors, 'input')).map((file) => file.replace('.json', ''));

describe('RFC 8785', () => {
  test('has six vectors', () => expect(names).toHaveLength(6));

  test.each(names)('%s is written to the byte', (name) => {
    const text = canonical(JSON.parse(read('input', `${name}.json`)));
    expect(text).toBe(read('output', `${name}.json`));
    expect(Buffer.from(text).toString('hex')).toBe(
      read('outhex', `${name}.txt`).replace(/\s/g, ''),
    );
  });

  test('numbers are written as ECMAScript writes them', () => {
    const numbers: [string, string][] = [
      ['4340000000000001', '9007199254740994'],
      ['4340000000000002', '9007199254740996'],
      ['444b1ae4d6e2ef50', '1e+21'],
      ['3eb0c6f7a0b5ed8d', '0.000001'],
      ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
      ['8000000000000000', '0'],
      ['0000000000000000', '0'],
    ];
    for (const [bits, text] of numbers)
      expect(canonical(Buffer.from(bits, 'hex').readDoubleBE())).toBe(text);
  });

  test('names are in the order of their UTF-16 code units', () => {
    const emojiBeforeHebrew = { '\ufb33': 1, '😀': 2, é: 3, '\r': 4, '1': 5 };
    expect(canonical(emojiBeforeHebrew)).toBe('{"\\r":4,"1":5,"é":3,"😀":2,"\ufb33":1}');
  });
});

describe('one value has one text', () => {
  const json = fc.jsonValue().map((v) => JSON.parse(JSON.stringify(v)));

  test('and that text reads back as the value', () =>
    fc.assert(
      fc.property(json, (value) => {
        expect(JSON.parse(canonical(value))).toEqual(value);
        expect(canonical(JSON.parse(canonical(value)))).toBe(canonical(value));
      }),
    ));

  test('in whatever order its names were given', () =>
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.integer()), (record) => {
        const reversed = Object.fromEntries(Object.entries(record).reverse());
        expect(canonical(reversed)).toBe(canonical(record));
      }),
    ));

  test('a record without a prototype is a record', () => {
    const bare = Object.assign(Object.create(null), { a: 1 });
    expect(canonical(bare)).toBe('{"a":1}');
  });

  test('its digest is the SHA-256 of that text, in hex', () =>
    expect(digest({ b: [1, 'é'], a: null })).toBe(
      createHash('sha256').update('{"a":null,"b":[1,"é"]}').digest('hex'),
    ));
});

describe('what has no JSON form is refused, never skipped', () => {
  const cyclic: unknown[] = [];
  cyclic.push(cyclic);
  const formless: [string, unknown][] = [
    ['undefined', undefined],
    ['NaN', NaN],
    ['Infinity', Infinity],
    ['-Infinity', -Infinity],
    ['a bigint', 1n],
    ['a function', () => 1],
    ['a symbol', Symbol('a')],
    ['a lone high surrogate', '\ud83d'],
    ['a lone low surrogate', 'a\ude00b'],
    ['a surrogate pair the wrong way round', '\ude00\ud83d'],
    ['a date', new Date(0)],
    ['anything with toJSON', { toJSON: () => 1 }],
    ['a map', new Map([['a', 1]])],
    ['a set', new Set([1])],
    ['bytes', new Uint8Array(2)],
    ['a boxed text', Object('a')],
    ['a hole in a list', Array(1)],
  ];

  test.each(formless)('%s', (_what, value) => {
    expect(() => canonical(value)).toThrow(TypeError);
    expect(() => canonical({ a: [value] })).toThrow(TypeError);
    expect(() => digest([{ b: value }])).toThrow(TypeError);
  });

  test('a name with half a character', () =>
    expect(() => canonical({ '\ud83d': 1 })).toThrow(TypeError));

  test('a list that holds itself', () => expect(() => canonical(cyclic)).toThrow(RangeError));
});
