import type { BasketTallyRow } from '../../projections/basket-tally.js';
import type { ViewEvent } from '../../projections/projection.js';
import { CHECKPOINT, POLICY, type Manifest } from '../ledger/bundle/manifest.js';
import { canonical } from '../ledger/canonical.js';
import { parsePolicy } from '../ledger/policy-file.js';
import { holdTo, type Policy } from '../ledger/policy.js';
import { Archive } from '../ledger/verify/archive.js';
import { Disclosed, type DisclosureCounts } from '../ledger/verify/disclosed.js';
import { at, mismatch, BundleFault, type Place } from '../ledger/verify/fault.js';
import { History } from '../ledger/verify/history.js';
import { entriesOf, type Entry } from '../ledger/verify/leaves.js';
import { parseSeen, Remembered, type Seen } from '../ledger/verify/seen.js';
import { LedgerError } from '../ledger/ledger-error.js';
import { Baskets } from './baskets.js';
import { difference, differenceText } from './difference.js';
import { consultationOf, viewEvent } from './event.js';
import { COUNTS, PUBLISHED, PublishedViews, TALLY, type Row } from './published.js';
import { demandAttendance } from './attendance.js';
import { isBallot, Recount } from './recount.js';
import { knownTypes } from './schema.js';
import { SecretCounts } from './secret-counts.js';

/** What a verifier brings with it. */
export interface VerifyOptions {
  /** The policy file that says whose signatures count; the bundle's own if there is none. */
  policy?: Uint8Array;
  /** Checkpoints and receipts that were kept, each under the name that a fault calls it by. */
  seen?: { name: string; bytes: Uint8Array }[];
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
  /** How many facts of each type were decided anew, and so many rows published of each view. */
  ballots: number;
  published: Record<string, number>;
  /** Whether the policy came from the bundle itself, which proves nothing of who made it. */
  ownPolicy: boolean;
  /** What a bundle for this audience does not let one recount. */
  notRecounted: string[];
}

/** The largest small file and published file, in bytes. */
const LARGEST = { note: 1024 * 1024, published: 512 * 1024 * 1024 };

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
  const count = await countOf(archive, consultationId);
  const history = new History(origin, knownTypes);
  const disclosed = new Disclosed(audience);
  const onLeaf = remembered.note.bind(remembered);
  for await (const entries of entriesOf(archive, { history, disclosed, onLeaf })) {
    for (const entry of entries) count.take(entry);
    options.progress?.(entries.at(-1)!.leaf.n + 1, size);
  }
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
  const own = await archive.read(POLICY, LARGEST.note);
  return policy
    ? at({ file: 'the policy given' }, () => parsePolicy(policy))
    : at({ file: POLICY }, () => parsePolicy(own));
};

const checkpointOf = async (archive: Archive, policy: Policy) => {
  const { origin, size } = archive.manifest;
  const note = await archive.read(CHECKPOINT, LARGEST.note);
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

/** The recount of one consultation, held to what its bundle publishes. */
class Count {
  readonly #views = new PublishedViews();
  readonly #recount: Recount;
  readonly #secret: SecretCounts | undefined;
  ballots = 0;

  constructor(
    private readonly consultationId: string,
    private readonly published: Map<string, Row[]>,
    isPublic: boolean,
  ) {
    const tally = published.get(TALLY) as unknown as BasketTallyRow[];
    this.#secret = isPublic ? new SecretCounts(tally, () => this.#recount.consultation) : undefined;
    const ballots = this.#secret ?? new Baskets((phaseId) => this.#views.tally(phaseId));
    this.#recount = new Recount(consultationId, ballots);
  }

  take({ leaf, data, words, place }: Entry): void {
    const { n, event, command } = leaf;
    if (isBallot(event.type as ViewEvent['type'])) this.ballots++;
    if (data === undefined)
      return this.#secret!.attend(event.stream, event.type === 'BasketSubmitted');
    const { consultationId } = this;
    const seen = viewEvent({ n, consultationId, event, command, data, words });
    counted(seen, place, () => {
      this.#recount.take(seen, words, place);
      this.#views.fold(seen);
    });
  }

  /** Throws unless what is published is what was counted; gives back how many rows each file has. */
  demandPublished(): Record<string, number> {
    for (const [file, rows] of this.published) {
      if (this.#secret && COUNTS.includes(file)) continue;
      demandRows(file, this.#views.rows(file), rows);
    }
    if (this.#secret)
      demandAttendance(this.published, this.#secret, this.#recount.consultation, this.#views);
    return Object.fromEntries([...this.published].map(([file, rows]) => [file, rows.length]));
  }

  get notRecounted(): string[] {
    if (!this.#secret) return [];
    return [
      'what is in each ballot: a bundle for the public does not hold it',
      ...[...this.#secret.notComputed].map(
        (phaseId) => `the allocation of ${phaseId}: its rule asks for the ballots themselves`,
      ),
    ];
  }
}

const countOf = async (archive: Archive, consultationId: string): Promise<Count> => {
  const published = new Map<string, Row[]>();
  for (const file of Object.keys(PUBLISHED)) {
    const bytes = await archive.read(file, LARGEST.published);
    published.set(
      file,
      at({ file }, () => rowsOf(bytes.toString(), file)),
    );
  }
  return new Count(consultationId, published, archive.manifest.audience === 'public');
};

const rowsOf = (text: string, file: string): Row[] => {
  try {
    const rows: unknown = JSON.parse(text);
    const isRow = (row: unknown) => typeof row === 'object' && row !== null && !Array.isArray(row);
    if (Array.isArray(rows) && rows.every(isRow) && canonical(rows) === text) return rows as Row[];
  } catch {
    /* told below */
  }
  throw mismatch('The file is not a list of rows in canonical JSON.', { file });
};

const demandRows = (file: string, expected: Row[], found: Row[]): void => {
  const differing = difference(expected.map(plain), found);
  if (!differing) return;
  const n = expected[Number(differing.path.split('.')[0])]?.['n'] as number | undefined;
  throw mismatch(`What is published is not what was counted: ${differenceText(differing)}.`, {
    file,
    ...(n !== undefined && { n }),
  });
};

const plain = (row: Row): unknown => JSON.parse(canonical(row));

/** A fact that no rule or view can make sense of is not one that our rules made. */
const counted = (event: ViewEvent, place: Place, work: () => void): void => {
  try {
    work();
  } catch (error) {
    if (error instanceof BundleFault) throw error;
    throw mismatch(`This ${event.type} cannot be counted: ${(error as Error).message}`, place);
  }
};
