import { expect, test } from '@jest/globals';
import { digestOf, disclosureOf, openDisclosure } from '../../src/ledger/disclosure.js';

const salt = 'abcdefghijklmnopqrstuv';

test('a disclosure tells salt, name and value, in the order of RFC 9901', () => {
  const text = disclosureOf(salt, 'title', 'Un jardin é');
  expect(Buffer.from(text, 'base64url').toString()).toBe(`["${salt}","title","Un jardin é"]`);
  expect(openDisclosure(text)).toEqual({ salt, name: 'title', value: 'Un jardin é' });
});

test('the digest is that of RFC 9901, section 4.2.3', () => {
  expect(digestOf('WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0')).toBe(
    'X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0',
  );
});

test('the same words under two salts have two digests', () => {
  const other = salt.replace('a', 'b');
  expect(digestOf(disclosureOf(salt, 'title', 'x'))).not.toBe(
    digestOf(disclosureOf(other, 'title', 'x')),
  );
});

const text = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

test.each([
  ['nothing', ''],
  ['what is not base64url', `${text([salt, 'a', 1])}=`],
  ['what is not JSON', Buffer.from('[').toString('base64url')],
  ['a record', text({ salt })],
  ['two members', text([salt, 'a'])],
  ['four members', text([salt, 'a', 1, 2])],
  ['a short salt', text([salt.slice(1), 'a', 1])],
  ['a name that is no text', text([salt, 1, 1])],
  ['white space', Buffer.from(`["${salt}", "a",1]`).toString('base64url')],
  ['members of a value in another order', text([salt, 'a', { b: 1, a: 2 }])],
  ['bytes that are not UTF-8', Buffer.from([0x5b, 0xff, 0x5d]).toString('base64url')],
])('%s is no disclosure', (_what, wrong) => {
  expect(() => openDisclosure(wrong)).toThrow('This is no disclosure.');
});
