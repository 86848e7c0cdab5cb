import { sha256 } from './merkle.js';

const BLOCK_BYTES = 64;
const HASH_BYTES = 32;
/** Texts of no more bytes are written into the same room. */
const SHORT_BYTES = 512;

/**
 * HMAC-SHA-256 (RFC 2104) under one key of at most 64 bytes, for many short texts: two hashes in one
 * step each, which take a third of the time of `createHmac`.
 */
export const hmacWith = (key: Uint8Array): ((text: string) => Buffer) => {
  if (key.length > BLOCK_BYTES) throw new RangeError(`A key has at most ${BLOCK_BYTES} bytes.`);
  const padded = (byte: number) =>
    Buffer.alloc(BLOCK_BYTES, byte).map((pad, i) => pad ^ (key[i] ?? 0));
  const inner = Buffer.concat([padded(0x36), Buffer.alloc(SHORT_BYTES)]);
  const outer = Buffer.concat([padded(0x5c), Buffer.alloc(HASH_BYTES)]);
  return (text) => {
    const room = roomFor(inner, text);
    const length = BLOCK_BYTES + room.write(text, BLOCK_BYTES);
    outer.set(sha256(room.subarray(0, length)), BLOCK_BYTES);
    return sha256(outer);
  };
};

/** The padded key, with room for a text behind it. */
const roomFor = (inner: Buffer, text: string): Buffer => {
  const most = 3 * text.length;
  return most <= SHORT_BYTES
    ? inner
    : Buffer.concat([inner.subarray(0, BLOCK_BYTES)], BLOCK_BYTES + most);
};
