import { join } from 'node:path';
import { expect } from '@jest/globals';
import { verifyBundle } from '../../src/audit/verify.js';
import type { Audience } from '../../src/ledger/bundle/manifest.js';
import { electionOf, folder, keyOf, policyOf, storyWith } from './election.js';
import { writeBundle } from './published.js';
import { copyOf, leavesIn, putLeaves, putTogether, takeApart, type Parts } from './tampering.js';

/** Where the fault must be seen, and what must be said of it. */
export interface Refusal {
  says: RegExp;
  file?: string;
  n?: number;
}

const place = folder();
export const policy = Buffer.from(policyOf(keyOf()));

/** A bundle of an election of that many voters, to be tampered with. */
export const untouched = async (audience: Audience, voters: number): Promise<Parts> => {
  const path = join(place, `${audience}-${voters}.zip`);
  await writeBundle(path, audience, await electionOf(storyWith(voters)));
  await verifyBundle(path, { policy });
  return takeApart(path);
};

/** Expects a tampered copy to be refused, at that place and with those words. */
export const expectRefused = async (
  parts: Parts,
  tamper: (parts: Parts) => void,
  { says, file, n }: Refusal,
  how?: { manifest: 'old' | 'new' },
): Promise<void> => {
  const copy = copyOf(parts);
  tamper(copy);
  const path = join(place, 'tampered.zip');
  await putTogether(copy, path, how);
  const found = await verifyBundle(path, { policy }).catch((error: Error) => error);
  expect(found).toMatchObject({
    name: 'BundleFault',
    code: 'MISMATCH',
    message: expect.stringMatching(says),
    place: { ...(file && { file }), ...(n !== undefined && { n }) },
  });
};

/** Tampers with leaves as the operator can, who signs whatever comes of it. */
export const asOperator =
  (change: (leaves: Buffer[], parts: Parts) => void) =>
  (parts: Parts): void => {
    const leaves = leavesIn(parts).map((leaf) => Buffer.from(leaf));
    change(leaves, parts);
    putLeaves(parts, leaves, { signed: true });
  };
