import { parseCheckpoint, type Checkpoint } from '../ledger/checkpoint.js';
import { LedgerError } from '../ledger/ledger-error.js';
import { parseNote, type Note } from '../ledger/note.js';
import { vkey } from '../ledger/note-key.js';
import { parsePolicy } from '../ledger/policy-file.js';
import { holdTo, type Policy } from '../ledger/policy.js';
import { logAt, type Ledger } from './ledger.js';
import type { Tiles } from './tiles.js';
import { CHECKPOINT } from './tree.js';

/** The name of the file that holds the last head of a log that witnesses cosigned, with what they signed. */
export const WITNESSED = 'witnessed';

/** A signed head of a log. */
export interface SignedHead extends Note {
  note: string;
  checkpoint: Checkpoint;
}

type Named = Pick<Ledger, 'host' | 'seed' | 'witnesses'>;

/** What whoever verifies a log is asked to trust: its key, and its witnesses (C2SP tlog-policy). */
export const policyText = (ledger: Named, place: string): string =>
  `log ${vkey(logAt(ledger, place).signer)}\n${ledger.witnesses ?? 'quorum none\n'}`;

/** The policy of a log, read. */
export const policyOf = (ledger: Named, place: string): Policy =>
  parsePolicy(policyText(ledger, place));

/** Whether as many witnesses cosigned a head as the policy asks for. */
export const isWitnessed = (policy: Policy, note: string): boolean => {
  try {
    holdTo(policy, note);
    return true;
  } catch (error) {
    if (error instanceof LedgerError) return false;
    throw error;
  }
};

/** The head of a log that a file holds. */
export const headIn = async (
  tiles: Pick<Tiles, 'read'>,
  place: string,
  file: typeof CHECKPOINT | typeof WITNESSED,
): Promise<SignedHead | undefined> => {
  const note = (await tiles.read(`${place}/${file}`))?.toString();
  if (note === undefined) return undefined;
  const parsed = parseNote(note);
  return { note, ...parsed, checkpoint: parseCheckpoint(parsed.text) };
};

/** The last head of a log that was signed, with the cosignatures that it has by now. */
export const lastHead = async (
  tiles: Pick<Tiles, 'read'>,
  place: string,
): Promise<SignedHead | undefined> => {
  const head = await headIn(tiles, place, CHECKPOINT);
  const witnessed = head && (await headIn(tiles, place, WITNESSED));
  return witnessed?.text === head?.text ? witnessed : head;
};

/** The head to prove things by: the last that was witnessed as the log's policy asks, or the last. */
export const provenHead = async (
  ledger: Ledger,
  place: string,
): Promise<SignedHead | undefined> => {
  const witnessed = ledger.witnesses && (await headIn(ledger.tiles, place, WITNESSED));
  return witnessed && isWitnessed(policyOf(ledger, place), witnessed.note)
    ? witnessed
    : lastHead(ledger.tiles, place);
};
