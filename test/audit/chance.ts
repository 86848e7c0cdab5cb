import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { verifyBundle } from '../../src/audit/verify.js';
import { BundleFault } from '../../src/ledger/verify/fault.js';
import type { Audience } from '../../src/ledger/bundle/manifest.js';
import { electionOf, folder, keyOf, policyOf, storyWith } from './election.js';
import { writeBundle } from './published.js';
import {
  copyOf,
  disclose,
  leavesIn,
  putLeaves,
  putTogether,
  takeApart,
  type Parts,
} from './tampering.js';

/** Numbers from 0 up to `below`, the same for the same seed (mulberry32). */
export const chance = (seed: number) => {
  let state = seed >>> 0;
  return (below: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
};

type Random = ReturnType<typeof chance>;
type Tampering = (parts: Parts, random: Random) => string;

const move = <T>(list: T[], random: Random): T[] => {
  const [from, to] = [random(list.length), random(list.length)];
  const moved = [...list];
  moved.splice(to, 0, ...moved.splice(from, 1));
  return from === to ? moved.slice(1) : moved;
};

const remove = <T>(list: T[], random: Random): T[] => list.toSpliced(random(list.length), 1);

const double = <T>(list: T[], random: Random): T[] => {
  const at = random(list.length);
  return list.toSpliced(at, 0, list[at]!);
};

/** Files whose every byte is evidence. */
const evidence = ({ files }: Parts): string[] =>
  [...files.keys()].filter((name) => /^(tile\/|published\/|checkpoint|disclosures)/.test(name));

const flip = (bytes: Buffer, random: Random): void => {
  const at = random(bytes.length);
  bytes[at]! ^= 1 << random(8);
};

const equal = (a: Buffer[], b: Buffer[]) =>
  a.length === b.length && a.every((x, i) => x.equals(b[i]!));

/** Ways to tamper with one record, by somebody who makes manifest, tiles and archive fit again, and has no key. */
const tamperings: Record<string, Tampering> = Object.fromEntries([
  ...Object.entries({ remove, double, move }).flatMap(([name, by]): [string, Tampering][] => [
    [
      `${name} a leaf`,
      (parts, random) => {
        const leaves = leavesIn(parts);
        const other = by(leaves, random);
        if (equal(leaves, other)) return '';
        putLeaves(parts, other, { signed: false });
        return `${leaves.length}`;
      },
    ],
    [
      `${name} a disclosure`,
      (parts, random) => {
        disclose(parts, (lines) => by(lines, random));
        return '';
      },
    ],
  ]),
  [
    'flip a bit of evidence',
    (parts: Parts, random: Random) => {
      const names = evidence(parts);
      const name = names[random(names.length)]!;
      flip(parts.files.get(name)!, random);
      return name;
    },
  ],
  [
    'flip a bit of a leaf',
    (parts: Parts, random: Random) => {
      const leaves = leavesIn(parts).map((leaf) => Buffer.from(leaf));
      const n = random(leaves.length);
      flip(leaves[n]!, random);
      putLeaves(parts, leaves, { signed: false });
      return `leaf ${n}`;
    },
  ],
]);

/** What came of one attempt; without a fault it was believed. */
export interface Attempt {
  what: string;
  /** Where the bundle lies until the next attempt. */
  path: string;
  fault: BundleFault | undefined;
}

/** Makes bundles, tampers with copies at random, and verifies each. Throws what is no BundleFault. */
export async function* attempts(count: number, seed: number): AsyncGenerator<Attempt> {
  const place = folder();
  const election = await electionOf(storyWith(9));
  const policy = Buffer.from(policyOf(keyOf()));
  const random = chance(seed);
  const bundles = [];
  for (const audience of ['public', 'auditor'] as Audience[]) {
    const path = join(place, `${audience}.zip`);
    await writeBundle(path, audience, election);
    await verifyBundle(path, { policy });
    bundles.push({ audience, bytes: readFileSync(path), parts: await takeApart(path) });
  }
  const path = join(place, 'tampered.zip');
  const names = Object.keys(tamperings);
  for (let i = 0; i < count; i++) {
    const { audience, bytes, parts } = bundles[random(2)]!;
    let what = `${audience}: flip a bit of the archive`;
    if (random(2) === 0) {
      const tampered = Buffer.from(bytes);
      flip(tampered, random);
      writeFileSync(path, tampered);
    } else {
      const copy = copyOf(parts);
      const name = names[random(names.length)]!;
      what = `${audience}: ${name} ${tamperings[name]!(copy, random)}`;
      if (sameFiles(copy, parts)) continue;
      await putTogether(copy, path);
    }
    yield { what, path, fault: await faultOf(path, policy) };
  }
}

const sameFiles = (a: Parts, b: Parts): boolean =>
  [...a.files].every(([name, bytes]) => b.files.get(name)?.equals(bytes)) &&
  a.files.size === b.files.size;

/** Words beside a secret ballot may be erased without notice; that some are missing is told by their number. */
const toldByNumber = new BundleFault('MISMATCH', 'Words beside a secret ballot are missing.');

const faultOf = async (path: string, policy: Buffer): Promise<BundleFault | undefined> => {
  try {
    const { disclosures } = await verifyBundle(path, { policy });
    return disclosures.unlisted ? toldByNumber : undefined;
  } catch (error) {
    if (error instanceof BundleFault) return error;
    throw error;
  }
};
