import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addCheckpointText } from '../../src/ledger/add-checkpoint.js';
import { checkpointText } from '../../src/ledger/checkpoint.js';
import { consistencyProof } from '../../src/ledger/consistency.js';
import { leafHash } from '../../src/ledger/merkle.js';
import { noteText, parseSignatures, signNote, verifyNote } from '../../src/ledger/note.js';
import { signer, type Signer } from '../../src/ledger/note-key.js';
import { hashesIn, naiveRoot } from '../ledger/tree.js';
import { seed } from '../ledger/vectors.js';

export const witnessKey = signer('witness.example/w1', 'cosignature', seed(50));

/** Somebody's log, with as many leaves as one asks for; under another `story` it holds other leaves from `from` on. */
export interface OtherLog {
  key: Signer;
  /** The text of its head at a size. */
  text(size: number): string;
  /** Its signed head at a size. */
  head(size: number): string;
  /** The request to cosign its head at a size, from an old size. */
  asks(old: number, size: number): Promise<string>;
}

/** A log whose leaves from an index on tell a story. */
export const otherLog = (
  name = 'log.example/a',
  { story = 'true', from = 0, key = signer(name, 'note', seed(1)) } = {},
): OtherLog => {
  const leaf = (i: number) => Buffer.from(`${i < from ? 'true' : story} ${i}`);
  const leaves = (size: number) => Array.from({ length: size }, (_, i) => leaf(i));
  const text = (size: number) => {
    const root = naiveRoot(leaves(size).map(leafHash));
    return checkpointText({ origin: name, size, root });
  };
  const head = (size: number) =>
    noteText({ text: text(size), signatures: [signNote(text(size), key)] });
  return {
    key,
    text,
    head,
    asks: async (old, size) => {
      const isProvable = old > 0 && old < size;
      const proof = isProvable ? await consistencyProof(hashesIn(leaves(size)), old, size) : [];
      return addCheckpointText({ old, proof, note: head(size) });
    },
  };
};

/** Throws unless these lines are a witness's cosignature of a text. */
export const demandCosigned = (text: string, lines: string, key = witnessKey): void =>
  void verifyNote({ text, signatures: parseSignatures(lines) }, [key]);

let place: string | undefined;

/** A folder of a test's own, gone when the process ends. */
export const ownFolder = (): string => {
  if (!place) {
    const made = (place = mkdtempSync(join(tmpdir(), 'cahier-witness-')));
    process.on('exit', () => rmSync(made, { recursive: true, force: true }));
  }
  return mkdtempSync(join(place, 'own-'));
};
