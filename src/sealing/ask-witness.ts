import { LARGEST_MESSAGE, SIZE_TYPE, addCheckpointText } from '../ledger/add-checkpoint.js';
import { consistencyProof } from '../ledger/consistency.js';
import { fromDecimal, utf8 } from '../ledger/encoding.js';
import { LedgerError } from '../ledger/ledger-error.js';
import { parseSignatures, verifyNote } from '../ledger/note.js';
import type { NoteSignature } from '../ledger/note-key.js';
import type { Party } from '../ledger/policy.js';
import type { ReadHash } from '../ledger/subtree.js';
import type { SignedHead } from './witnessed.js';

/** A witness cannot be reached, or does not answer as witnesses do. */
export class WitnessAway extends Error {
  constructor(sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'WitnessAway';
  }
}

/** A witness answers, and does not cosign this head. */
export class WitnessRefuses extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'WitnessRefuses';
  }
}

/** How often a witness may tell us another size than the one we started from. */
const TRIES = 3;

interface Answer {
  status: number;
  type: string | null;
  text: string;
}

/** What is asked of a witness: to cosign a head of the tree that hashes are read from. */
export interface Asked {
  head: SignedHead;
  hashes: ReadHash;
  /** How many leaves we believe the witness knows. */
  known: number;
  signal: AbortSignal;
}

/** The witness's cosignature of a head, verified. Throws WitnessAway and WitnessRefuses. */
export const askWitness = async (
  { key, url }: Party,
  { head, hashes, known, signal }: Asked,
): Promise<NoteSignature> => {
  const { size } = head.checkpoint;
  let old = Math.min(known, size);
  for (let tries = 0; tries < TRIES; tries++) {
    const proof = old > 0 ? await consistencyProof(hashes, old, size) : [];
    const body = addCheckpointText({ old, proof, note: head.note });
    const answer = await post(`${url!.replace(/\/$/, '')}/add-checkpoint`, body, signal);
    if (answer.status === 200)
      return away(() => {
        const signatures = parseSignatures(answer.text);
        return verifyNote({ text: head.text, signatures }, [key])[0]!.signature;
      });
    const theirs = away(() => sizeIn(answer));
    if (theirs === old) throw new WitnessRefuses(`it knows another root at ${old} leaves`);
    if (theirs > size) throw new WitnessRefuses(`it knows ${theirs} leaves, and this head ${size}`);
    old = theirs;
  }
  throw new WitnessRefuses('it tells another size each time it is asked');
};

/** The size that a witness knows; other refusals, and faults of its own, are thrown. */
const sizeIn = ({ status, type, text }: Answer): number => {
  if (status === 409 && type?.split(';')[0] === SIZE_TYPE)
    return fromDecimal(text.replace(/\n$/, ''), 'The size that the witness knows');
  const sentence = `it answers ${status}: ${JSON.stringify(text.slice(0, 200))}`;
  const isAway = status < 400 || status === 429 || status >= 500;
  throw isAway ? new WitnessAway(sentence) : new WitnessRefuses(sentence);
};

const away = <T>(read: () => T): T => {
  try {
    return read();
  } catch (error) {
    throw error instanceof LedgerError ? new WitnessAway(error.message) : error;
  }
};

const post = async (url: string, body: string, signal: AbortSignal): Promise<Answer> => {
  try {
    const headers = { 'content-type': 'text/plain; charset=utf-8' };
    const response = await fetch(url, { method: 'POST', body, headers, signal, redirect: 'error' });
    const { status } = response;
    return { status, type: response.headers.get('content-type'), text: await textOf(response) };
  } catch (error) {
    if (error instanceof WitnessAway) throw error;
    const { cause, message } = error as Error & { cause?: { code?: string; message?: string } };
    throw new WitnessAway(cause?.code ?? cause?.message ?? message, { cause: error });
  }
};

const textOf = async ({ body }: Response): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > LARGEST_MESSAGE) throw new WitnessAway('its answer is longer than it can be');
    chunks.push(chunk);
  }
  return away(() => utf8(Buffer.concat(chunks), 'The answer'));
};
