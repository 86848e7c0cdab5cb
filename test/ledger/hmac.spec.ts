import { createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hmacWith } from '../../src/ledger/hmac.js';

test('every text has the HMAC under every key that Node gives it, one after the other', () =>
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 64 }),
      fc.array(fc.string({ unit: 'binary' })),
      (key, texts) => {
        const hmac = hmacWith(key);
        for (const text of texts)
          expect(hmac(text)).toEqual(createHmac('sha256', key).update(text).digest());
      },
    ),
  ));

test('the HMAC of RFC 4231, case 2', () =>
  expect(hmacWith(Buffer.from('Jefe'))('what do ya want for nothing?').toString('hex')).toBe(
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  ));

test('a key longer than a block is refused', () =>
  expect(() => hmacWith(Buffer.alloc(65))).toThrow(RangeError));
