import { hash } from 'node:crypto';

/** SHA-256, the fastest way that Node 20 has to bytes. */
export const sha256 = (bytes: Uint8Array | string): Buffer =>
  Buffer.from(hash('sha256', bytes, 'binary'), 'latin1');

/** Length of every hash, in bytes. */
export const HASH_BYTES = 32;

/** The root of a tree without leaves (RFC 6962, section 2.1). */
export const EMPTY_ROOT: Buffer = sha256('');

const roomForLeaf = Buffer.alloc(1 + 0xffff);
const roomForNode = Buffer.alloc(1 + 2 * HASH_BYTES, 0x01);

/** What stands for a leaf in the tree: SHA-256 of 0x00 and its bytes. */
export const leafHash = (leaf: Uint8Array): Buffer => {
  const room = leaf.length < roomForLeaf.length ? roomForLeaf : Buffer.alloc(1 + leaf.length);
  room.set(leaf, 1);
  return sha256(room.subarray(0, 1 + leaf.length));
};

/** What stands for two halves of a tree: SHA-256 of 0x01 and what stands for each. */
export const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer => {
  const areHashes = left.length === HASH_BYTES && right.length === HASH_BYTES;
  const room = areHashes ? roomForNode : Buffer.alloc(1 + left.length + right.length, 0x01);
  room.set(left, 1);
  room.set(right, 1 + left.length);
  return sha256(room);
};

/** The hash over neighbouring subtrees, the largest first; of none, the empty root. */
export const rootOver = (hashes: readonly Buffer[]): Buffer => {
  let root = hashes.at(-1);
  if (!root) return EMPTY_ROOT;
  for (let i = hashes.length - 2; i >= 0; i--) root = nodeHash(hashes[i]!, root);
  return root;
};

/** The hashes that stand one after the other in bytes. */
export const hashesOf = (bytes: Buffer): Buffer[] =>
  Array.from({ length: bytes.length / HASH_BYTES }, (_, i) =>
    bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES),
  );
