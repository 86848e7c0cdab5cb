import type { AddCheckpoint } from '../ledger/add-checkpoint.js';
import type { Checkpoint } from '../ledger/checkpoint.js';
import { verifyConsistency } from '../ledger/consistency.js';
import { LedgerError } from '../ledger/ledger-error.js';

/** Why a witness does not cosign: the status of its answer, and the size it knows or a sentence. */
export type Refusal =
  { status: 409; size: number } | { status: 400 | 403 | 404 | 413 | 422; sentence: string };

/** Whether a log has signed two trees of one size. */
export const isSplit = (checkpoint: Checkpoint, last: Checkpoint | undefined): boolean =>
  last?.size === checkpoint.size && !last.root.equals(checkpoint.root);

/** Why the checkpoint of a known log, signed by it, is not the next one after the last; undefined where it is. */
export const refusalOf = (
  { old, proof }: Pick<AddCheckpoint, 'old' | 'proof'>,
  checkpoint: Checkpoint,
  last: Checkpoint | undefined,
): Refusal | undefined => {
  const known = last?.size ?? 0;
  if (old > checkpoint.size)
    return {
      status: 400,
      sentence: `The checkpoint has ${checkpoint.size} leaves, fewer than ${old}.`,
    };
  if (old !== known || isSplit(checkpoint, last)) return { status: 409, size: known };
  if (known > 0) return unproven(() => verifyConsistency(last!, checkpoint, proof));
  return proof.length
    ? { status: 422, sentence: 'From a tree without leaves there is nothing to prove.' }
    : undefined;
};

const unproven = (verify: () => void): Refusal | undefined => {
  try {
    verify();
    return undefined;
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    return { status: 422, sentence: error.message };
  }
};
