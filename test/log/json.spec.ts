import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonical } from '../../src/ledger/canonical.js';
import { jsonText } from '../../src/log/json.js';

test('the log keeps JSON as canonical text, whatever order its names were given in', () => {
  const wellFormed = fc
    .string({ unit: 'binary' })
    .filter((t) => t.isWellFormed() && !t.includes('\0'));
  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      ...[wellFormed, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean()],
      ...[fc.constant(null), fc.array(tie('value')), fc.dictionary(wellFormed, tie('value'))],
    ),
  })).value;
  fc.assert(
    fc.property(json, (value) => {
      expect(jsonText(value, 'data')).toBe(canonical(value));
      expect(jsonText({ value, none: undefined }, 'data')).toBe(canonical({ value }));
    }),
  );
});

test('a record that names toJSON has no JSON of its own, and is refused', () => {
  expect(() => jsonText({ a: [{ toJSON: 1 }] }, 'data')).toThrow(
    expect.objectContaining({ code: 'INVALID_APPEND', data: { path: 'data.a.0' } }),
  );
});
