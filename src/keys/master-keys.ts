import { createHmac } from 'node:crypto';
import { VaultFault } from './fault.js';
import { seal, unseal } from './seal.js';

/** A person's key as it is kept: wrapped, and by which master key. */
export interface Wrapped {
  masterKeyId: string;
  wrapped: Buffer;
}

interface MasterKey {
  id: string;
  key: Buffer;
}

const masterKey = (hex: string): MasterKey => {
  const key = Buffer.from(hex, 'hex');
  if (key.length !== 32) throw new RangeError('A master key has 32 bytes.');
  return {
    key,
    id: createHmac('sha256', key).update('cahier master key').digest('hex').slice(0, 16),
  };
};

/** Wraps every person's keys. They live outside the database: whoever has only one of the two reads nothing. */
export class MasterKeys {
  readonly #current: MasterKey;
  readonly #all: MasterKey[];

  /** Keys of 32 bytes, in hexadecimal: the one that wraps, and one that was used before and still opens. */
  constructor(current: string, old?: string) {
    this.#current = masterKey(current);
    this.#all = [this.#current, ...(old ? [masterKey(old)] : [])];
  }

  /** Name of the key that wraps; tells nothing of it. */
  get id(): string {
    return this.#current.id;
  }

  /** Whether what a key has wrapped can be opened. */
  has(id: string): boolean {
    return this.#all.some((k) => k.id === id);
  }

  /** Wraps a key; `bound` says whose and which it is. */
  wrap(key: Buffer, bound: string): Buffer {
    return seal(this.#current.key, key, `${this.id}\0${bound}`);
  }

  /** Unwraps a key. Throws MASTER_KEY_WRONG or SEAL_BROKEN. */
  unwrap({ masterKeyId, wrapped }: Wrapped, bound: string): Buffer {
    const known = this.#all.find(({ id }) => id === masterKeyId);
    if (!known)
      throw new VaultFault(
        'MASTER_KEY_WRONG',
        `Keys are wrapped by master key ${masterKeyId}, which is not at hand.`,
      );
    return unseal(known.key, wrapped, `${masterKeyId}\0${bound}`);
  }
}
