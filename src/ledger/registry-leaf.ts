import { canonical } from './canonical.js';
import type { LeafPlace } from './leaf.js';
import { malformed } from './ledger-error.js';
import { parseNote } from './note.js';
import { parseVkey, vkey, type NoteKey } from './note-key.js';
import { parseCheckpoint, type Checkpoint } from './checkpoint.js';
import { parseLeaf, type Leaf } from './parse-leaf.js';

/** The leaf by which the registry tells that a log is open, and the key that signs for it. */
export const openingLeaf = ({ log, n }: LeafPlace, key: NoteKey): Buffer =>
  Buffer.from(canonical({ log, n, vkey: vkey(key) }));

/** What a leaf of the registry says: an event, the opening of a log, or a checkpoint as it was published. */
export type RegistryLeaf =
  | ({ kind: 'event' } & Leaf)
  | ({ kind: 'opening'; key: NoteKey } & LeafPlace)
  | { kind: 'checkpoint'; note: string; checkpoint: Checkpoint };

/** Reads a leaf of the registry. Says nothing of whose signatures stand under a checkpoint. */
export const parseRegistryLeaf = (bytes: Uint8Array): RegistryLeaf => {
  const text = Buffer.from(bytes).toString();
  if (!text.startsWith('{')) {
    const checkpoint = parseCheckpoint(parseNote(bytes).text);
    return { kind: 'checkpoint', note: text, checkpoint };
  }
  return isOpening(text) ? opening(text) : { kind: 'event', ...parseLeaf(bytes) };
};

const OPENING = /^\{"log":"[^"]*","n":\d+,"vkey":"[^"]*"\}$/;

const isOpening = (text: string): boolean => OPENING.test(text);

const opening = (text: string): RegistryLeaf => {
  const { log, n, vkey: key } = JSON.parse(text) as LeafPlace & { vkey: string };
  const place = { log, n };
  const parsed = parseVkey(key);
  if (openingLeaf(place, parsed).toString() !== text)
    throw malformed('The opening of a log is not written in canonical JSON.');
  return { kind: 'opening', key: parsed, ...place };
};
