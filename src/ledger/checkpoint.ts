import type { TreeHead } from './consistency.js';
import { fromBase64, fromDecimal } from './encoding.js';
import { LedgerError, malformed } from './ledger-error.js';
import { EMPTY_ROOT, HASH_BYTES } from './merkle.js';
import { parseNote, verifyNote, type Signed } from './note.js';
import { isKeyName, type NoteKey } from './note-key.js';
import { demandHashes, demandSize } from './subtree.js';

/** The head of a log's tree, as the log states it (C2SP tlog-checkpoint). */
export interface Checkpoint extends TreeHead {
  /** Which log: the name of its key. */
  origin: string;
  root: Buffer;
  /** Lines that nobody can audit; ours has none. */
  extensions: string[];
}

/** A checkpoint whose log has signed it. */
export interface SignedCheckpoint {
  checkpoint: Checkpoint;
  /** Every signature of a known key. */
  signed: Signed[];
}

/** The text that a log signs. */
export const checkpointText = ({ origin, size, root }: Omit<Checkpoint, 'extensions'>): string => {
  if (!isKeyName(origin)) throw malformed(`${JSON.stringify(origin)} cannot name a log.`);
  demandSize(size);
  demandHashes([root]);
  return `${origin}\n${size}\n${root.toString('base64')}\n`;
};

/** Reads the text of a checkpoint; refuses another spelling of the same. */
export const parseCheckpoint = (text: string): Checkpoint => {
  const [origin, size, root, ...rest] = text.split('\n');
  const end = rest.pop();
  if (!origin || size === undefined || root === undefined || end !== '' || rest.includes(''))
    throw malformed(
      'A checkpoint is an origin, a size and a root, each a line, and no empty line.',
    );
  const checkpoint = {
    origin,
    size: fromDecimal(size, 'The size in the checkpoint'),
    root: fromBase64(root, 'The root in the checkpoint', { length: HASH_BYTES }),
    extensions: rest,
  };
  if (checkpoint.size === 0 && !checkpoint.root.equals(EMPTY_ROOT))
    throw malformed('The checkpoint gives a tree without leaves the root of another.');
  return checkpoint;
};

/** The checkpoint in a signed note; refuses one that the log it names has not signed with a known key. */
export const openCheckpoint = (
  note: Uint8Array | string,
  known: readonly NoteKey[],
): SignedCheckpoint => {
  const parsed = parseNote(note);
  const checkpoint = parseCheckpoint(parsed.text);
  const signed = verifyNote(parsed, known);
  const isOfLog = ({ key }: Signed) => key.type === 'note' && key.name === checkpoint.origin;
  if (!signed.some(isOfLog))
    throw new LedgerError('UNSIGNED', `${checkpoint.origin} has not signed its checkpoint.`);
  return { checkpoint, signed };
};
