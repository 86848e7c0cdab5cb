import { hash } from 'node:crypto';
import { canonical } from './canonical.js';
import { fromBase64 } from './encoding.js';
import { malformed } from './ledger-error.js';

/** A field whose value is beside the log, and only its digest in the leaf (RFC 9901). */
export interface Disclosure {
  /** 16 random bytes in base64url; without them nobody can guess the value from the digest. */
  salt: string;
  name: string;
  value: unknown;
}

const SALT_BYTES = 16;
/** Names that RFC 9901 keeps for itself. */
const RESERVED = ['_sd', '...'];

/** The disclosure as it is handed over: canonical JSON of salt, name and value, in base64url. */
export const disclosureText = ({ salt, name, value }: Disclosure): string => {
  demandSalt(salt);
  if (RESERVED.includes(name)) throw malformed(`No field can be named ${name}.`);
  return Buffer.from(canonical([salt, name, value])).toString('base64url');
};

/** What stands for a disclosure in the leaf: SHA-256 of its text, in base64url. */
export const disclosureDigest = (text: string): string => hash('sha256', text, 'base64url');

/** Reads a disclosure; refuses another spelling than ours. */
export const parseDisclosure = (text: string): Disclosure => {
  const bytes = fromBase64(text, 'The disclosure', { url: true });
  const disclosure = fieldOf(parsed(bytes.toString()));
  if (disclosureText(disclosure) !== text)
    throw malformed('The disclosure is not written in canonical JSON.');
  return disclosure;
};

const fieldOf = (parts: unknown): Disclosure => {
  if (!Array.isArray(parts) || parts.length !== 3 || typeof parts[1] !== 'string')
    throw malformed('A disclosure is a list of salt, name and value.');
  const [salt, name, value] = parts;
  return { salt, name, value };
};

const demandSalt = (salt: unknown): void => {
  if (typeof salt !== 'string') throw malformed('The salt of a disclosure is a text.');
  fromBase64(salt, 'The salt of the disclosure', { url: true, length: SALT_BYTES });
};

/** What the text holds, if that has a canonical form: unpaired surrogates and overlong numbers have none. */
const parsed = (text: string): unknown => {
  try {
    const value: unknown = JSON.parse(text);
    canonical(value);
    return value;
  } catch {
    throw malformed('The disclosure is not JSON that has a canonical form.');
  }
};
