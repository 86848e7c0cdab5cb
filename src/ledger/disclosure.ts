import { hash } from 'node:crypto';
import { canonical } from './canonical.js';
import { parseCanonical } from './canonical-form.js';
import { fromBase64, utf8 } from './encoding.js';
import { malformed } from './ledger-error.js';

/** A field whose value is beside the log, and only its digest in the leaf (RFC 9901). */
export interface Disclosure {
  /** 16 random bytes in base64url; without them nobody can guess the value from the digest. */
  salt: string;
  name: string;
  value: unknown;
}

/** Names that RFC 9901 keeps for itself. */
const RESERVED = ['_sd', '...'];

/** The disclosure as it is handed over: canonical JSON of salt, name and value, in base64url. */
export const disclosureText = ({ salt, name, value }: Disclosure): string =>
  disclosureOf(salt, name, canonical(value));

/** The disclosure of a value whose canonical text is known. */
export const disclosureOf = (salt: string, name: string, value: string): string => {
  demandSalt(salt);
  demandName(name);
  return Buffer.from(`["${salt}",${canonical(name)},${value}]`).toString('base64url');
};

/** What stands for a disclosure in the leaf: SHA-256 of its text, in base64url. */
export const disclosureDigest = (text: string): string => hash('sha256', text, 'base64url');

/** Reads a disclosure; refuses another spelling than ours. */
export const parseDisclosure = (text: string): Disclosure => {
  const bytes = fromBase64(text, 'The disclosure', { url: true });
  const parts = partsOf(utf8(bytes, 'The disclosure'));
  if (!Array.isArray(parts) || parts.length !== 3 || typeof parts[1] !== 'string')
    throw malformed('A disclosure is a list of salt, name and value.');
  const [salt, name, value] = parts;
  demandSalt(salt);
  demandName(name);
  return { salt, name, value };
};

const demandName = (name: string): void => {
  if (RESERVED.includes(name)) throw malformed(`No field can be named ${name}.`);
};

/** 16 bytes in base64url: the last of its 22 characters stands for two bits. */
const SALT = /^[\w-]{21}[AQgw]$/;

const demandSalt = (salt: unknown): void => {
  if (typeof salt !== 'string') throw malformed('The salt of a disclosure is a text.');
  if (!SALT.test(salt)) throw malformed('The salt of the disclosure is not 16 bytes in base64url.');
};

const partsOf = (text: string): unknown => {
  try {
    return parseCanonical(text);
  } catch {
    throw malformed('The disclosure is not written in canonical JSON.');
  }
};
