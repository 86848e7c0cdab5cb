import { isCosignature } from './cosignature.js';
import { fromBase64, utf8 } from './encoding.js';
import { LedgerError, malformed } from './ledger-error.js';
import { isKeyName, type NoteKey, type NoteSignature, type Signer } from './note-key.js';

/** A text with its signatures (C2SP signed-note). The text ends with a line feed. */
export interface Note {
  text: string;
  signatures: NoteSignature[];
}

/** A signature that was verified, and the known key that it is of. */
export interface Signed {
  key: NoteKey;
  signature: NoteSignature;
}

/** How many signatures a note can carry; sixteen must be accepted, the rest is a bound on work. */
export const MOST_SIGNATURES = 100;

const LINE = /^— ([^ ]+) ([^ ]+)$/;

/** The signature of a text by a key of type `note`. */
export const signNote = (text: string, signer: Signer): NoteSignature => {
  if (signer.type !== 'note')
    throw new LedgerError('BAD_SIGNATURE', `The key ${signer.name} signs only as a witness.`);
  return { name: signer.name, id: signer.id, bytes: signer.sign(text) };
};

/** The note as it is published. */
export const noteText = ({ text, signatures }: Note): string => {
  demandNoteText(text);
  return `${text}\n${signatures.map(signatureLine).join('')}`;
};

/** One signature as it stands under a note, with its line feed. */
export const signatureLine = ({ name, id, bytes }: NoteSignature): string =>
  `— ${name} ${Buffer.concat([Buffer.from(id, 'hex'), bytes]).toString('base64')}\n`;

/** Reads a note; says nothing of whose the signatures are. */
export const parseNote = (note: Uint8Array | string): Note => {
  const all = utf8(note, 'The note');
  const end = all.lastIndexOf('\n\n') + 1;
  if (end === 0) throw malformed('No blank line stands before the signatures of the note.');
  const text = all.slice(0, end);
  demandNoteText(text);
  return { text, signatures: parseSignatures(all.slice(end + 1)) };
};

/** Reads signature lines, at least one, as a note or the answer of a witness has them. */
export const parseSignatures = (text: string): NoteSignature[] => {
  if (!text.endsWith('\n')) throw malformed('The note does not end with a signature line.');
  const lines = text.slice(0, -1).split('\n');
  if (lines.length > MOST_SIGNATURES)
    throw malformed(`The note has ${lines.length} signatures, more than ${MOST_SIGNATURES}.`);
  return lines.map(parseSignature);
};

/**
 * The signatures of keys that are known, each verified; those of others are passed over. One bad
 * signature of a known key is enough to refuse the note, and so is none at all.
 */
export const verifyNote = ({ text, signatures }: Note, known: readonly NoteKey[]): Signed[] => {
  const signed = signatures.flatMap((signature) => {
    const key = known.find(({ name, id }) => name === signature.name && id === signature.id);
    return key ? [{ key, signature }] : [];
  });
  for (const { key, signature } of signed)
    if (!isSignature(text, key, signature.bytes))
      throw new LedgerError('BAD_SIGNATURE', `The key ${key.name} did not sign this text.`);
  if (signed.length === 0) throw new LedgerError('UNSIGNED', 'No known key signed the note.');
  return signed;
};

const isSignature = (text: string, key: NoteKey, bytes: Buffer): boolean =>
  key.type === 'cosignature' ? isCosignature(text, key, bytes) : key.verifies(text, bytes);

const parseSignature = (line: string, i: number): NoteSignature => {
  const [, name = '', base64 = ''] = LINE.exec(line) ?? [];
  if (!isKeyName(name)) throw malformed(`Signature line ${i + 1} of the note is not one.`);
  const bytes = fromBase64(base64, `Signature ${i + 1} of the note`);
  if (bytes.length <= 4) throw malformed(`Signature ${i + 1} of the note is cut off.`);
  return { name, id: bytes.toString('hex', 0, 4), bytes: bytes.subarray(4) };
};

const demandNoteText = (text: string): void => {
  if (!text.endsWith('\n')) throw malformed('The text of a note ends with a line feed.');
  for (let i = 0; i < text.length; i++)
    if (text.charCodeAt(i) < 0x20 && text[i] !== '\n')
      throw malformed(`A control character stands at ${i} in the text of a note.`);
};
