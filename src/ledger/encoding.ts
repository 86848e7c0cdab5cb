import { isAscii, isUtf8 } from 'node:buffer';
import { malformed } from './ledger-error.js';

/** The text that bytes hold in UTF-8; refuses bytes that are not, and texts with half characters. */
export const utf8 = (bytes: Uint8Array | string, what: string): string => {
  if (typeof bytes === 'string') {
    if (!bytes.isWellFormed()) throw malformed(`${what} holds half a character.`);
    return bytes;
  }
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (isAscii(buffer)) return buffer.toString('latin1');
  if (!isUtf8(buffer)) throw malformed(`${what} is not UTF-8.`);
  return buffer.toString('utf8');
};

/** The bytes of a text in the one base64 form of RFC 4648, section 4 or (url) 5, of any or one length. */
export const fromBase64 = (
  text: string,
  what: string,
  { length, url = false }: { length?: number; url?: boolean } = {},
): Buffer => {
  const encoding = url ? 'base64url' : 'base64';
  const bytes = Buffer.from(text, encoding);
  if (bytes.toString(encoding) !== text) throw malformed(`${what} is not ${encoding}.`);
  if (length !== undefined && bytes.length !== length)
    throw malformed(`${what} is ${bytes.length} bytes long, not ${length}.`);
  return bytes;
};

/** The number that a text writes in decimal digits without leading zeros. */
export const fromDecimal = (text: string, what: string): number => {
  const number = Number(text);
  if (!/^(0|[1-9]\d*)$/.test(text) || !Number.isSafeInteger(number))
    throw malformed(`${what} is not a whole number in plain digits.`);
  return number;
};
