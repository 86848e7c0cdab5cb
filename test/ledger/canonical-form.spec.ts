import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonical } from '../../src/ledger/canonical.js';
import { inCanonicalForm, parseCanonical } from '../../src/ledger/canonical-form.js';

/** What a text says by the rule itself: read it, write it again, compare. */
const slowly = (text: string): unknown => {
  const value: unknown = JSON.parse(text);
  if (canonical(value) !== text) throw new TypeError('another spelling');
  return value;
};

const outcome = (read: (text: string) => unknown, text: string) => {
  try {
    return { value: read(text) };
  } catch {
    return 'refused';
  }
};

const rewritten = (text: string): string => canonical(JSON.parse(text));

const asSlowly = (text: string) => {
  expect(outcome(parseCanonical, text)).toEqual(outcome(slowly, text));
  expect(outcome(inCanonicalForm, text)).toEqual(outcome(rewritten, text));
};

const json = fc
  .jsonValue({ maxDepth: 4 })
  .map((value) => JSON.parse(JSON.stringify(value)) as unknown);
const awkward = fc.constantFrom(
  ...[
    '"',
    '\\',
    '/',
    '\u0000',
    '\u001f',
    '\u007f',
    '\u2028',
    'é',
    '\ud83d\ude00',
    '\ufb33',
    'toJSON',
  ],
  ...['__proto__', 'constructor', '1', '10', '2', 'a', 'ab', 'A', ''],
);
const name = fc.oneof(
  awkward,
  fc.array(awkward, { maxLength: 3 }).map((parts) => parts.join('')),
);
const record = fc.dictionary(
  name,
  fc.oneof(name, fc.double({ noNaN: true, noDefaultInfinity: true })),
);

describe('a text in canonical form', () => {
  test('is read as the value that it was written of', () =>
    fc.assert(
      fc.property(json, (value) => expect(parseCanonical(canonical(value))).toEqual(value)),
    ));

  test('is one, whatever its names and numbers are', () =>
    fc.assert(
      fc.property(fc.array(record), (records) => {
        const plain = records.filter((r) => !Object.hasOwn(r, 'toJSON'));
        expect(parseCanonical(canonical(plain))).toEqual(JSON.parse(JSON.stringify(plain)));
      }),
    ));
});

describe('what is and is not canonical form follows from reading and writing again', () => {
  const pieces = [
    ...[
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '\\',
      ' ',
      '\n',
      '\t',
      '-',
      '.',
      'e',
      'E',
      '+',
      '0',
      '1',
      '9',
    ],
    ...[
      '\\u0041',
      '\\u001f',
      '\\u001F',
      '\\/',
      '\\b',
      '\\u0008',
      '\\ud800',
      '\ud800',
      '\u0001',
      'é',
    ],
    ...['""', '"a":1,', ',"a":1', '0.0', 'null', 'true', 'tru', 'toJSON'],
  ];
  const edit = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    drop: fc.integer({ min: 0, max: 3 }),
    put: fc.constantFrom('', ...pieces),
  });

  test('for texts that were changed at random', () =>
    fc.assert(
      fc.property(fc.oneof(json, record, fc.array(record)), fc.array(edit), (value, edits) => {
        let text = JSON.stringify(value);
        for (const { at, drop, put } of edits) {
          const from = Math.floor(at * text.length);
          text = text.slice(0, from) + put + text.slice(from + drop);
        }
        asSlowly(text);
      }),
      { numRuns: 5_000 },
    ));

  test('for numbers in every notation', () =>
    fc.assert(
      fc.property(
        fc.stringMatching(/^-?(0|[1-9]\d{0,24})(\.\d{1,20})?([eE][+-]?\d{1,3})?$/),
        asSlowly,
      ),
      { numRuns: 2_000 },
    ));

  test.each([
    ...['', ' ', '1', '-0', '0', '-1', '1.0', '1e2', '1E2', '1e+21', '1e21', '1e-7', '0.0000001'],
    ...['1e400', '9007199254740993', '9007199254740992', '123456789012345678', '01', '1 ', ' 1'],
    ...['"a"', '"\\u0061"', '"\\/"', '"\\n"', '"\\u000a"', '"\\u000b"', '"\\u000B"', '"\\u007f"'],
    ...[
      '"\\ud83d\\ude00"',
      '"\ud83d\ude00"',
      '"\\ud83d"',
      '"\ud83d"',
      '"\\\\"',
      '"\\""',
      '"\u2028"',
    ],
    ...['{}', '{ }', '[]', '[ ]', '[1,2]', '[1, 2]', '{"a":1}', '{"a": 1}', '{"a":1,"b":2}'],
    ...['{"b":2,"a":1}', '{"a":1,"a":1}', '{"a":1,"a":2}', '{"":1,"a":2}', '{"a":1,"":2}'],
    ...['{"a":1,"ab":2}', '{"ab":1,"a":2}', '{"10":1,"2":2}', '{"2":1,"10":2}'],
    ...['{"a":{"c":1},"b":{"a":1}}', '[{"b":1},{"a":1}]', '{"b":[{"a":1}],"a":1}'],
    ...['{"\\n":1,"a":2}', '{"a":1,"\\n":2}', '{"\\u0061":1}', '{"😀":1,"\ufb33":2}'],
    ...['{"\ufb33":2,"😀":1}', '{"toJSON":1}', '{"a":"toJSON"}', '{"a":{"toJSON":1}}'],
    ...['{"__proto__":1}', '{"__proto__":{"a":1},"a":2}', '{"a":"b:\\"c\\":"}', '["a",":"]'],
    ...[
      '[1,]',
      '[,1]',
      '[1 2]',
      '[1',
      '{"a":1,}',
      '{,"a":1}',
      '{"a":1',
      '{"a":1]',
      '[1}',
      '1,2',
      '[]]',
    ],
    ...[
      '-',
      '00',
      '-01',
      '1.',
      '.5',
      '1e',
      '"a',
      '"a"b',
      '"\t"',
      '"\\',
      '"\\"',
      '{1:2}',
      'nulll',
      '[nul]',
    ],
    ...['[', '{"a"}', 'nul', 'NaN', 'true', 'null', 'false', '\ufeff1', "'a'"],
  ])('for %j', (text) => asSlowly(text));
});

test('nothing is nested deeper than a thousand levels', () => {
  const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
  expect(parseCanonical(nested(1_000))).toHaveLength(1);
  expect(() => parseCanonical(nested(1_001))).toThrow(TypeError);
  expect(() => parseCanonical(nested(400_000))).toThrow();
});
