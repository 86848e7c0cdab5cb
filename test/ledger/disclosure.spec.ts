import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { disclosureDigest, disclosureText, parseDisclosure } from '../../src/ledger/disclosure.js';
import { faultOf, known } from './vectors.js';

const salt = '_26bc4LT-ac6q2KI6cBW5Q';
const written = (json: string) => Buffer.from(json).toString('base64url');

test('a disclosure has the digest that RFC 9901 says', () => {
  const { disclosure, sha256_b64url } = known.sd_jwt_disclosure;
  expect(disclosureDigest(disclosure)).toBe(sha256_b64url);
});

test('a disclosure is canonical JSON of salt, name and value', () => {
  const text = disclosureText({ salt, name: 'body', value: { b: 'Möbius', a: 1 } });
  expect(Buffer.from(text, 'base64url').toString()).toBe(`["${salt}","body",{"a":1,"b":"Möbius"}]`);
});

test('a disclosure reads back as it was given', () => {
  const salts = fc.uint8Array({ minLength: 16, maxLength: 16 });
  const values = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)));
  return fc.assert(
    fc.property(salts, values, (bytes, value) => {
      const disclosure = { salt: Buffer.from(bytes).toString('base64url'), name: 'body', value };
      const text = disclosureText(disclosure);
      expect(parseDisclosure(text)).toEqual(disclosure);
      expect(disclosureDigest(text)).toMatch(/^[\w-]{43}$/);
    }),
  );
});

test.each([
  ['spaces', `["${salt}", "a", 1]`],
  ['names in another order', `["${salt}","a",{"b":1,"a":1}]`],
  ['a name twice', `["${salt}","a",{"b":1,"b":1}]`],
  ['a number in another notation', `["${salt}","a",1.0]`],
  ['a number that is too large', `["${salt}","a",1e400]`],
  ['half a character', `["${salt}","a","\\ud800"]`],
  ['a short salt', '["_26bc4LT","a",1]'],
  ['a salt of other letters', '["+26bc4LT+ac6q2KI6cBW5Q","a",1]'],
  ['a salt of more bits than its bytes', '["_26bc4LT-ac6q2KI6cBW5R","a",1]'],
  ['a salt that is no text', '[1,"a",1]'],
  ['a name that is no text', `["${salt}",1,1]`],
  ['a name that is kept for digests', `["${salt}","_sd",1]`],
  ['a name that is kept for lists', `["${salt}","...",1]`],
  ['no name', `["${salt}",1]`],
  ['something more', `["${salt}","a",1,2]`],
  ['no list', '{"a":1}'],
  ['no JSON', `["${salt}","a"`],
])('a disclosure is refused with %s', (_what, json) =>
  expect(faultOf(() => parseDisclosure(written(json)))).toBe('MALFORMED'),
);

test('a disclosure is refused in other base64, or in bytes that are no text', () => {
  const text = disclosureText({ salt, name: 'a', value: '??>' });
  for (const other of [`${text}=`, ` ${text}`, text.slice(0, -1), `${text}\n`, ''])
    expect(faultOf(() => parseDisclosure(other))).toBe('MALFORMED');
  const bytes = Buffer.from(text, 'base64url');
  bytes[bytes.length - 3] = 0xff;
  expect(faultOf(() => parseDisclosure(bytes.toString('base64url')))).toBe('MALFORMED');
});

test('a disclosure is not made with a salt that is none, or a name that is kept', () => {
  expect(faultOf(() => disclosureText({ salt: 'a', name: 'a', value: 1 }))).toBe('MALFORMED');
  expect(faultOf(() => disclosureText({ salt, name: '_sd', value: 1 }))).toBe('MALFORMED');
});
