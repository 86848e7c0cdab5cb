import { openCheckpoint, type Checkpoint } from '../checkpoint.js';
import { verifyInclusion } from '../inclusion.js';
import { LedgerError } from '../ledger-error.js';
import type { NoteKey } from '../note-key.js';
import { parseProof, type LogProof } from '../proof.js';

/** Something that was seen of a log before: a checkpoint, or a receipt with the checkpoint in it. */
export interface Seen {
  checkpoint: Checkpoint;
  receipt?: LogProof;
}

const RECEIPT = 'c2sp.org/tlog-proof@';

/** Reads a checkpoint or a receipt that was kept; refuses one that no known key signed. */
export const parseSeen = (file: Uint8Array, known: readonly NoteKey[]): Seen => {
  const isReceipt = Buffer.from(file).toString('latin1', 0, RECEIPT.length) === RECEIPT;
  const receipt = isReceipt ? parseProof(file) : undefined;
  const { checkpoint } = openCheckpoint(receipt?.checkpoint ?? file, known);
  return { checkpoint, ...(receipt && { receipt }) };
};

/** Remembers of a log, as its leaves come, what things seen before are held to. */
export class Remembered {
  readonly #roots = new Map<number, Buffer | undefined>();
  readonly #leaves = new Map<number, Buffer | undefined>();

  constructor(seen: readonly Seen[]) {
    for (const { checkpoint, receipt } of seen) {
      this.#roots.set(checkpoint.size, undefined);
      if (receipt) this.#leaves.set(receipt.index, undefined);
    }
  }

  /** Notes the leaf just added and the tree with it. */
  note(tree: { readonly size: number; readonly root: Buffer }, leafHash: Buffer): void {
    const { size } = tree;
    if (this.#leaves.has(size - 1)) this.#leaves.set(size - 1, leafHash);
    if (this.#roots.has(size)) this.#roots.set(size, tree.root);
  }

  /** Throws unless the log of that origin and size is what was seen, gone on with. */
  demand({ checkpoint, receipt }: Seen, log: { origin: string; size: number }): void {
    const { origin, size, root } = checkpoint;
    if (origin !== log.origin)
      throw new LedgerError('UNPROVEN', `It is of the log ${origin}, not ${log.origin}.`);
    if (size > log.size)
      throw new LedgerError('UNPROVEN', `It has seen ${size} leaves; the bundle has ${log.size}.`);
    if (size > 0 && !this.#roots.get(size)!.equals(root))
      throw new LedgerError(
        'UNPROVEN',
        `It has seen another root at ${size} leaves: the log was changed.`,
      );
    if (!receipt) return;
    const { index, hashes } = receipt;
    const hash = this.#leaves.get(index);
    if (!hash) throw new LedgerError('OUT_OF_RANGE', `The bundle has no leaf ${index}.`);
    verifyInclusion({ index, size, root }, hash, hashes);
  }
}
