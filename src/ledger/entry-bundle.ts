import { malformed } from './ledger-error.js';

/** The longest leaf that a bundle can hold, in bytes. */
export const LONGEST_ENTRY = 0xffff;

const LENGTH_BYTES = 2;

/** Leaves one after the other, each behind its length in two bytes (C2SP tlog-tiles). */
export const encodeBundle = (leaves: readonly Uint8Array[]): Buffer => {
  const size = leaves.reduce((sum, leaf) => sum + LENGTH_BYTES + leaf.length, 0);
  const bundle = Buffer.allocUnsafe(size);
  let at = 0;
  for (const leaf of leaves) {
    if (leaf.length > LONGEST_ENTRY)
      throw malformed(`A leaf of ${leaf.length} bytes does not fit into a bundle.`);
    bundle.set(leaf, bundle.writeUInt16BE(leaf.length, at));
    at += LENGTH_BYTES + leaf.length;
  }
  return bundle;
};

/** The leaves of a bundle, of which there must be exactly `width`. */
export const decodeBundle = (bytes: Uint8Array, width: number): Buffer[] => {
  const bundle = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const leaves: Buffer[] = [];
  let at = 0;
  for (; leaves.length < width && at + LENGTH_BYTES <= bundle.length;) {
    const start = at + LENGTH_BYTES;
    at = start + bundle.readUInt16BE(at);
    leaves.push(bundle.subarray(start, at));
  }
  if (leaves.length !== width || at > bundle.length)
    throw malformed(`A bundle of ${width} leaves ends within leaf ${leaves.length}.`);
  if (at < bundle.length)
    throw malformed(`${bundle.length - at} bytes follow the ${width} leaves of a bundle.`);
  return leaves;
};
