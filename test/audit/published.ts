import { buildBundle } from '../../src/audit/build.js';
import type { Audience, Manifest } from '../../src/ledger/bundle/manifest.js';
import { checkpointText } from '../../src/ledger/checkpoint.js';
import { cosign } from '../../src/ledger/cosignature.js';
import { noteText, signNote } from '../../src/ledger/note.js';
import type { Signer } from '../../src/ledger/note-key.js';
import { consultationId } from '../arcueil.js';
import { host, keyOf, origin, type Election } from './election.js';
import { leavesOf, treeOf } from './opened.js';

/** What a server would have published of an election: up to which leaf, signed by whom. */
export interface Publication {
  size?: number;
  key?: Signer;
  witnesses?: Signer[];
}

/** The checkpoint of an election's log at a size. */
export const checkpointOf = async (
  election: Election,
  { size, key = keyOf(), witnesses = [] }: Publication = {},
): Promise<string> => {
  const leaves = await leavesOf(election);
  const { rootAt } = await treeOf(leaves);
  const head = { origin, size: size ?? leaves.length, root: await rootAt(size ?? leaves.length) };
  const text = checkpointText(head);
  const cosignatures = witnesses.map((witness) => cosign(text, witness, 1_800_000_000));
  return noteText({ text, signatures: [signNote(text, key), ...cosignatures] });
};

/** Writes the bundle of an election. */
export const writeBundle = async (
  path: string,
  audience: Audience,
  election: Election,
  published: Publication = {},
): Promise<Manifest> => {
  const checkpoint = await checkpointOf(election, published);
  return buildBundle(path, { host, consultationId, audience }, { ...election, checkpoint });
};
