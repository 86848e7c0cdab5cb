import { randomInt } from 'node:crypto';

const SMALLEST = 1024;
/** How full the table gets before it grows. */
const FULL = 0.6;

/**
 * Ids of one length, each exactly once, in little more memory than their bytes: a million digests take
 * 64 MiB, where a Set of their texts takes twice that and gives the garbage collector a million things
 * to look at.
 */
export class IdSet {
  readonly #words: number;
  readonly #id: Uint32Array;
  readonly #bytes: Buffer;
  /** So that nobody can choose ids that all fall into one place. */
  readonly #seed = randomInt(2 ** 32);
  #table: Uint32Array;
  #mask = SMALLEST - 1;
  #size = 0;
  #hasZero = false;

  /** `bytes` is the length of an id, a multiple of 4. */
  constructor(bytes: number) {
    this.#words = bytes / 4;
    this.#id = new Uint32Array(this.#words);
    this.#bytes = Buffer.from(this.#id.buffer);
    this.#table = new Uint32Array(SMALLEST * this.#words);
  }

  /** Adds the id that a text spells; false where it was there. */
  add(text: string, encoding: 'hex' | 'base64url'): boolean {
    if (this.#bytes.write(text, encoding) !== this.#bytes.length)
      throw new RangeError(`${text} does not spell ${this.#bytes.length} bytes.`);
    if (!isTaken(this.#id, 0, this.#words)) {
      const isNew = !this.#hasZero;
      this.#hasZero = true;
      return isNew;
    }
    if (!this.#put(this.#id, 0)) return false;
    if (++this.#size > (this.#mask + 1) * FULL) this.#grow();
    return true;
  }

  /** Puts the id that begins at a word into its place; false where it was there. */
  #put(ids: Uint32Array, from: number): boolean {
    const words = this.#words;
    const table = this.#table;
    for (let slot = this.#slotOf(ids, from); ; slot = (slot + 1) & this.#mask) {
      const at = slot * words;
      let isFree = true;
      let isSame = true;
      for (let i = 0; i < words; i++) {
        if (table[at + i] !== 0) isFree = false;
        if (table[at + i] !== ids[from + i]) isSame = false;
      }
      if (isSame) return false;
      if (!isFree) continue;
      for (let i = 0; i < words; i++) table[at + i] = ids[from + i]!;
      return true;
    }
  }

  #slotOf(ids: Uint32Array, from: number): number {
    let mixed = this.#seed;
    for (let i = 0; i < this.#words; i++) {
      mixed = Math.imul(mixed ^ ids[from + i]!, 0x9e3779b1);
      mixed ^= mixed >>> 15;
    }
    mixed = Math.imul(mixed, 0x85ebca6b);
    return (mixed ^ (mixed >>> 13)) & this.#mask;
  }

  #grow(): void {
    const old = this.#table;
    this.#mask = 2 * this.#mask + 1;
    this.#table = new Uint32Array((this.#mask + 1) * this.#words);
    for (let from = 0; from < old.length; from += this.#words)
      if (isTaken(old, from, this.#words)) this.#put(old, from);
  }
}

const isTaken = (table: Uint32Array, from: number, words: number): boolean => {
  for (let i = 0; i < words; i++) if (table[from + i] !== 0) return true;
  return false;
};
