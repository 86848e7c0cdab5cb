import { versions, type Versions } from '../domain/upcast.js';
import { CHECKPOINT, POLICY, type Manifest } from '../ledger/bundle/manifest.js';
import { parsePolicy } from '../ledger/policy-file.js';
import { holdTo, type Policy } from '../ledger/policy.js';
import { Archive } from '../ledger/verify/archive.js';
import { Disclosed, type DisclosureCounts } from '../ledger/verify/disclosed.js';
import { at, mismatch } from '../ledger/verify/fault.js';
import { History } from '../ledger/verify/history.js';
import { readLeaves } from '../ledger/verify/leaves.js';
import { parseSeen, Remembered, type Seen } from '../ledger/verify/seen.js';
import { LedgerError } from '../ledger/ledger-error.js';
import { countOf } from './count.js';
import { consultationOf } from './event.js';
import { PUBLISHED } from './published.js';

/** What a verifier brings with it. */
export interface VerifyOptions {
  /** The policy file that says whose signatures count; the bundle's own if there is none. */
  policy?: Uint8Array;
  /** Checkpoints and receipts that were kept, each under the name that a fault calls it by. */
  seen?: { name: string; bytes: Uint8Array }[];
  /** In which versions events can be read. */
  known?: Versions;
  /** Told after each batch of leaves. */
  progress?: (done: number, total: number) => void;
}

/** What was found of a bundle that holds. */
export interface Verified extends Pick<Manifest, 'audience' | 'origin' | 'size' | 'position'> {
  /** The root over all leaves, in base64. */
  root: string;
  /** The names of the keys that signed the checkpoint. */
  signedBy: string[];
  disclosures: DisclosureCounts;
  /** Acts of voters. */
  ballots: number;
  /** Rows of each published file. */
  published: Record<string, number>;
  /** Whether the policy came from the bundle itself, which proves nothing of who made it. */
  ownPolicy: boolean;
  /** What a bundle for this audience does not let one recount. */
  notRecounted: string[];
}

/** The largest policy and checkpoint that are read, in bytes. */
const LARGEST = 1024 * 1024;

/**
 * Checks a bundle from its first byte to its last and recounts what it publishes, offline. Throws a
 * BundleFault at the first thing that does not hold.
 */
export const verifyBundle = async (
  path: string,
  options: VerifyOptions = {},
): Promise<Verified> => {
  const archive = await Archive.open(path, Object.keys(PUBLISHED));
  try {
    return await verify(archive, options);
  } finally {
    await archive.close();
  }
};

const verify = async (archive: Archive, options: VerifyOptions): Promise<Verified> => {
  const { audience, origin, size, position } = archive.manifest;
  const policy = await policyOf(archive, options);
  const { checkpoint, signed } = await checkpointOf(archive, policy);
  const known = [...policy.logs, ...policy.witnesses].map(({ key }) => key);
  const seen = (options.seen ?? []).map(({ name, bytes }) => ({
    name,
    seen: at({ file: name }, () => parseSeen(bytes, known)),
  }));
  const remembered = new Remembered([...seen.map((s) => s.seen), { checkpoint }]);
  const consultationId = consultationOf(origin);
  if (!consultationId) throw mismatch(`${origin} is not the log of a consultation.`);
  const readable = options.known ?? versions;
  const count = await countOf(archive, consultationId, readable);
  const history = new History(origin, readable);
  const disclosed = new Disclosed(audience);
  await readLeaves(archive, {
    ...{ history, disclosed },
    onLeaf: remembered.note.bind(remembered),
    onEntry: count.take.bind(count),
    progress: (done) => options.progress?.(done, size),
  });
  demandRoot({ checkpoint }, remembered, { origin, size });
  for (const { name, seen: one } of seen)
    at({ file: name }, () => remembered.demand(one, { origin, size }));
  demandExplained(disclosed);
  const published = count.demandPublished();
  await archive.readRest();
  return {
    ...{ audience, origin, size, position, published },
    root: checkpoint.root.toString('base64'),
    signedBy: signed.map(({ key }) => key.name),
    disclosures: disclosed.counts,
    ballots: count.ballots,
    ownPolicy: !options.policy,
    notRecounted: count.notRecounted,
  };
};

const policyOf = async (archive: Archive, { policy }: VerifyOptions): Promise<Policy> => {
  const own = await archive.read(POLICY, LARGEST);
  return policy
    ? at({ file: 'the policy given' }, () => parsePolicy(policy))
    : at({ file: POLICY }, () => parsePolicy(own));
};

const checkpointOf = async (archive: Archive, policy: Policy) => {
  const { origin, size } = archive.manifest;
  const note = await archive.read(CHECKPOINT, LARGEST);
  const place = { file: CHECKPOINT };
  const opened = at(place, () => holdTo(policy, note));
  const { checkpoint } = opened;
  if (checkpoint.origin !== origin)
    throw mismatch(`The checkpoint is of ${checkpoint.origin}; the bundle of ${origin}.`, place);
  if (checkpoint.size !== size)
    throw mismatch(`The checkpoint has ${checkpoint.size} leaves; the bundle ${size}.`, place);
  return opened;
};

const demandRoot = (
  seen: Seen,
  remembered: Remembered,
  log: { origin: string; size: number },
): void => {
  try {
    remembered.demand(seen, log);
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    throw mismatch('The root over all leaves is not the one that was signed.', {
      file: CHECKPOINT,
    });
  }
};

const demandExplained = (disclosed: Disclosed): void => {
  const { unexplained } = disclosed;
  if (unexplained)
    throw mismatch(
      `The disclosure of ${unexplained.digest} is withheld, and nothing in the log explains that.`,
      { file: 'disclosures.ndjson', n: unexplained.n },
    );
};
