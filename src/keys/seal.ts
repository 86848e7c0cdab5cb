import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { VaultFault } from './fault.js';

const CIPHER = 'aes-256-gcm';
const NONCE = 12;
const authTagLength = 16;

/** What is sealed is so many bytes longer than what it seals. */
export const OVERHEAD = NONCE + authTagLength;

/**
 * Seals bytes with AES-256-GCM under a key of 32 bytes: a random nonce of 12 bytes, the ciphertext, a
 * tag of 16. They open only with the same `bound`, which says what they are and where they stand.
 */
export const seal = (key: Buffer, bytes: Buffer, bound: string): Buffer => {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength }).setAAD(Buffer.from(bound));
  return Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
};

/** Opens what `seal` made. Throws SEAL_BROKEN where a bit of it, the key or `bound` is another. */
export const unseal = (key: Buffer, sealed: Buffer, bound: string): Buffer => {
  try {
    const tagAt = sealed.length - authTagLength;
    const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE), { authTagLength })
      .setAAD(Buffer.from(bound))
      .setAuthTag(sealed.subarray(tagAt));
    return Buffer.concat([decipher.update(sealed.subarray(NONCE, tagAt)), decipher.final()]);
  } catch {
    throw new VaultFault('SEAL_BROKEN', 'What is kept is not what was sealed.');
  }
};
