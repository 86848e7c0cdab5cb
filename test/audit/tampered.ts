import { join } from 'node:path';
import { expect } from '@jest/globals';
import { verifyBundle } from '../../src/audit/verify.js';
import type { Audience } from '../../src/ledger/bundle/manifest.js';
import { electionOf, folder, keyOf, policyOf, storyWith } from './election.js';
import { writeBundle } from './published.js';
import { copyOf, putTogether, takeApart, type Parts } from './tampering.js';

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

/** One way to tamper: its name, what is done, and how it must be refused. */
export type Case = [title: string, tamper: (parts: Parts) => void, refusal: Refusal];

/** Writes a tampered copy to a path; the manifest fits, unless that is what is tested. */
export const writeTampered = async (
  parts: Parts,
  [title, tamper]: Case,
  path: string,
): Promise<void> => {
  const copy = copyOf(parts);
  tamper(copy);
  await putTogether(copy, path, { manifest: title.startsWith('T46') ? 'old' : 'new' });
};

/** Expects a tampered copy to be refused, at that place and with those words. */
export const expectRefused = async (parts: Parts, tampered: Case): Promise<void> => {
  const path = join(place, 'tampered.zip');
  await writeTampered(parts, tampered, path);
  const found = await verifyBundle(path, { policy }).catch((error: Error) => error);
  const [, , { says, file, n }] = tampered;
  expect(found).toMatchObject({
    name: 'BundleFault',
    code: 'MISMATCH',
    message: expect.stringMatching(says),
    place: { ...(file && { file }), ...(n !== undefined && { n }) },
  });
};
