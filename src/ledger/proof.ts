import type { SignedCheckpoint } from './checkpoint.js';
import { fromBase64, fromDecimal, utf8 } from './encoding.js';
import { verifyInclusion } from './inclusion.js';
import { malformed } from './ledger-error.js';
import { HASH_BYTES } from './merkle.js';
import { holdTo, type Policy } from './policy.js';

/** What shows, offline, that a leaf stands in a log that signed for it (C2SP tlog-proof). */
export interface LogProof {
  index: number;
  /** The inclusion proof, from the leaf's sibling up. */
  hashes: Buffer[];
  /** A signed checkpoint of the log, as it was published. */
  checkpoint: string;
  /** Whatever was put beside it; nothing vouches for these bytes. */
  extra?: Buffer;
}

const FIRST_LINE = 'c2sp.org/tlog-proof@v1';

/** The content of a `.tlog-proof` file. */
export const proofText = ({ index, hashes, checkpoint, extra }: LogProof): string => {
  const lines = [FIRST_LINE];
  if (extra) lines.push(`extra ${extra.toString('base64')}`);
  lines.push(`index ${index}`, ...hashes.map((hash) => hash.toString('base64')));
  return `${lines.join('\n')}\n\n${checkpoint}`;
};

/** Reads a `.tlog-proof` file; what stands in it is not verified by that. */
export const parseProof = (file: Uint8Array | string): LogProof => {
  const text = utf8(file, 'The proof');
  const end = text.indexOf('\n\n');
  const [first, ...lines] = text.slice(0, Math.max(end, 0)).split('\n');
  if (first !== FIRST_LINE) throw malformed(`The proof does not begin with ${FIRST_LINE}.`);
  const extra = lines[0]?.startsWith('extra ') ? lines.shift()!.slice('extra '.length) : undefined;
  const index = lines.shift();
  if (!index?.startsWith('index '))
    throw malformed('The proof does not say the index of the leaf.');
  return {
    index: fromDecimal(index.slice('index '.length), 'The index in the proof'),
    hashes: lines.map((line, i) =>
      fromBase64(line, `Hash ${i + 1} of the proof`, { length: HASH_BYTES }),
    ),
    checkpoint: text.slice(end + 2),
    ...(extra === undefined ? {} : { extra: fromBase64(extra, 'The extra line of the proof') }),
  };
};

/** Throws unless a log of the policy, witnessed as it asks, holds the leaf at the index of the proof. */
export const verifyProof = (
  { index, hashes, checkpoint: note }: LogProof,
  leafHash: Uint8Array,
  policy: Policy,
): SignedCheckpoint => {
  const signed = holdTo(policy, note);
  verifyInclusion({ index, ...signed.checkpoint }, leafHash, hashes);
  return signed;
};
