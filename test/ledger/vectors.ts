import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { LedgerError } from '../../src/ledger/ledger-error.js';

const folder = new URL('../data/', import.meta.url);

/** The bytes of a file under `test/data`. */
export const bytesOf = (path: string): Buffer => readFileSync(new URL(path, folder));

/** The JSON of a file under `test/data`, unpacked if need be. */
export const jsonOf = (path: string): any => {
  const bytes = bytesOf(path);
  return JSON.parse((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString());
};

/** Values that public documents and other implementations state. */
export const known = jsonOf('known-answers.json');

/** Which fault the evidence has; undefined where it holds. */
export const faultOf = (look: () => unknown): string | undefined => {
  try {
    look();
    return undefined;
  } catch (error) {
    if (error instanceof LedgerError) return error.code;
    throw error;
  }
};

/** Every text that differs from this one in one character, by each of the bits of a byte or by being left out. */
export const manglings = (text: string): string[] =>
  Array.from(text).flatMap((char, i) => {
    const around = (middle: string) => text.slice(0, i) + middle + text.slice(i + 1);
    const flipped = [1, 2, 4, 8, 16, 32, 64].map((bit) =>
      around(String.fromCharCode(char.charCodeAt(0) ^ bit)),
    );
    return [...flipped, around('')];
  });

/** A key's seed for the tests, no secret. */
export const seed = (n: number): Buffer => Buffer.alloc(32, n);
