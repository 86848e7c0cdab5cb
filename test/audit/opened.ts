import { composeLeaf } from '../../src/ledger/leaf.js';
import { leafHash } from '../../src/ledger/merkle.js';
import { rootOf } from '../../src/ledger/compact-range.js';
import type { ReadHash } from '../../src/ledger/subtree.js';
import { consultationId } from '../arcueil.js';
import { origin, type Election } from './election.js';

/** The leaves of an election's log. */
export const leavesOf = async ({ log, saltOf }: Election): Promise<Buffer[]> => {
  const leaves: Buffer[] = [];
  for await (const events of log.readAll())
    for (const event of events.filter((e) => e.consultationId === consultationId))
      leaves.push(composeLeaf(event, { log: origin, n: leaves.length }, saltOf).leaf);
  return leaves;
};

/** The tree over leaves, asked for what proofs are made of. */
export const treeOf = async (leaves: Buffer[]) => {
  const hashes = leaves.map(leafHash);
  const read: ReadHash = async ({ level, index }) =>
    rootOf(hashes.slice(index * 2 ** level, (index + 1) * 2 ** level));
  return { read, rootAt: async (size: number) => rootOf(hashes.slice(0, size)) };
};
