import { LedgerError } from './ledger-error.js';
import type { NoteKey, NoteSignature, Signer } from './note-key.js';

/** Length of the time in front of the signature, in bytes. */
const TIME_BYTES = 8;
const LATEST = 2n ** 63n - 1n;

/** A witness's statement that, in that second since 1970, it knew no later tree than this checkpoint's. */
export const cosign = (text: string, witness: Signer, second: number): NoteSignature => {
  if (witness.type !== 'cosignature')
    throw new LedgerError('BAD_SIGNATURE', `The key ${witness.name} is not a witness's.`);
  const time = Buffer.alloc(TIME_BYTES);
  time.writeBigUInt64BE(BigInt(second));
  const signature = witness.sign(message(BigInt(second), text));
  return { name: witness.name, id: witness.id, bytes: Buffer.concat([time, signature]) };
};

/** Whether that is the key's cosignature/v1 of a checkpoint's text (C2SP tlog-cosignature). */
export const isCosignature = (text: string, key: NoteKey, bytes: Buffer): boolean => {
  if (bytes.length < TIME_BYTES) return false;
  const time = bytes.readBigUInt64BE();
  return time <= LATEST && key.verifies(message(time, text), bytes.subarray(TIME_BYTES));
};

/** When a witness signed, in seconds since 1970. */
export const cosignedAt = ({ bytes }: NoteSignature): number => Number(bytes.readBigUInt64BE());

const message = (time: bigint, text: string): string => `cosignature/v1\ntime ${time}\n${text}`;
