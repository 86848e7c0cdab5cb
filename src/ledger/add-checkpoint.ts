import { fromBase64, fromDecimal, utf8 } from './encoding.js';
import { malformed } from './ledger-error.js';
import { HASH_BYTES } from './merkle.js';

/** What a log asks of a witness (C2SP tlog-witness): to cosign a head that goes on from one of `old` leaves. */
export interface AddCheckpoint {
  /** How many leaves the last head had that the witness cosigned. */
  old: number;
  /** What shows that the new tree begins with the old one. */
  proof: Buffer[];
  /** The new checkpoint, signed by its log. */
  note: string;
}

/** What the answer of a witness is called that tells of how many leaves it knows. */
export const SIZE_TYPE = 'text/x.tlog.size';

/** The largest request and answer, in bytes: a proof, and a note with its signatures. */
export const LARGEST_MESSAGE = 64 * 1024;

const MOST_HASHES = 63;

/** The body of a request. */
export const addCheckpointText = ({ old, proof, note }: AddCheckpoint): string =>
  [`old ${old}`, ...proof.map((hash) => hash.toString('base64')), '', note].join('\n');

/** Reads the body of a request; says nothing of whether proof and signatures hold. */
export const parseAddCheckpoint = (body: Uint8Array | string): AddCheckpoint => {
  const text = utf8(body, 'The request');
  const end = text.indexOf('\n\n');
  if (end < 0) throw malformed('No blank line stands before the checkpoint of the request.');
  const [first = '', ...hashes] = text.slice(0, end).split('\n');
  if (!first.startsWith('old ')) throw malformed('The request does not begin with the old size.');
  if (hashes.length > MOST_HASHES)
    throw malformed(`The request has ${hashes.length} hashes, more than ${MOST_HASHES}.`);
  return {
    old: fromDecimal(first.slice('old '.length), 'The old size'),
    proof: hashes.map((hash, i) =>
      fromBase64(hash, `Hash ${i + 1} of the request`, { length: HASH_BYTES }),
    ),
    note: text.slice(end + 2),
  };
};
