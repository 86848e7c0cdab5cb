import { openCheckpoint, type SignedCheckpoint } from './checkpoint.js';
import { LedgerError } from './ledger-error.js';
import type { NoteKey } from './note-key.js';

/** Whom a verifier trusts: logs, witnesses, and how many of these must have seen a checkpoint. */
export interface Policy {
  logs: Party[];
  witnesses: (Party & { name: string })[];
  quorum: Quorum;
}

/** A key that is trusted, and where its holder answers. */
export interface Party {
  key: NoteKey;
  url?: string;
}

/** A witness by its key, or so many of several; of none, zero are enough. */
export type Quorum = NoteKey | { atLeast: number; of: Quorum[] };

/** The checkpoint in a signed note; refuses one that a log of the policy did not sign or too few witnesses saw. */
export const holdTo = (policy: Policy, note: Uint8Array | string): SignedCheckpoint => {
  const known = [...policy.logs, ...policy.witnesses].map(({ key }) => key);
  const opened = openCheckpoint(note, known);
  const seen = new Set(opened.signed.map(({ key }) => key));
  if (!isMet(policy.quorum, seen)) {
    const count = policy.witnesses.filter(({ key }) => seen.has(key)).length;
    throw new LedgerError(
      'NO_QUORUM',
      `${count} of ${policy.witnesses.length} witnesses saw the checkpoint, which is no quorum.`,
    );
  }
  return opened;
};

const isMet = (quorum: Quorum, seen: ReadonlySet<NoteKey>): boolean =>
  'of' in quorum
    ? quorum.of.filter((part) => isMet(part, seen)).length >= quorum.atLeast
    : seen.has(quorum);
