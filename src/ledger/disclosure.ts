import { createHash } from 'node:crypto';
import { canonical } from './canonical.js';

/** What a disclosure tells: a member of an event by its name, and the salt that hides it while it is closed. */
export interface Disclosed {
  /** 16 random bytes in base64url. */
  salt: string;
  name: string;
  value: unknown;
}

/**
 * What opens one sealed member of an event (as RFC 9901 has it, but in canonical JSON): salt, name
 * and value, in base64url. Throws a TypeError where the value has no JSON form.
 */
export const disclosureOf = (salt: string, name: string, value: unknown): string =>
  Buffer.from(canonical([salt, name, value])).toString('base64url');

/** What stands in the event for a disclosure: SHA-256 of its text, in base64url. */
export const digestOf = (disclosure: string): string =>
  createHash('sha256').update(disclosure, 'ascii').digest('base64url');

const BASE64URL = /^[\w-]+$/;
const SALT = /^[\w-]{22}$/;

/** What a disclosure tells. Throws a TypeError unless it is one, to the byte as `disclosureOf` writes it. */
export const openDisclosure = (text: string): Disclosed => {
  const [salt, name, value, ...rest] = triple(text);
  if (typeof salt !== 'string' || !SALT.test(salt) || typeof name !== 'string' || rest.length)
    throw malformed();
  if (disclosureOf(salt, name, value) !== text) throw malformed();
  return { salt, name, value };
};

const triple = (text: string): unknown[] => {
  if (!BASE64URL.test(text)) throw malformed();
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    throw malformed();
  }
  if (!Array.isArray(parsed) || parsed.length !== 3) throw malformed();
  return parsed;
};

const malformed = (): TypeError => new TypeError('This is no disclosure.');
