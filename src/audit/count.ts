import type { ViewEvent } from '../../projections/projection.js';
import type { Versions } from '../domain/upcast.js';
import { canonical } from '../ledger/canonical.js';
import type { Archive } from '../ledger/verify/archive.js';
import { at, BundleFault, mismatch, type Place } from '../ledger/verify/fault.js';
import type { Entry } from '../ledger/verify/leaves.js';
import { demandAttendance } from './attendance.js';
import { isActOfVoter, isBallot } from './acts-of-voters.js';
import { Baskets } from './baskets.js';
import { difference, differenceText } from './difference.js';
import { demandEntitled, demandOneself } from './entitled.js';
import { viewEvent } from './event.js';
import { COUNTS, PUBLISHED, PublishedViews, type Row } from './published.js';
import { Recount } from './recount.js';
import { SecretCounts } from './secret-counts.js';

/** The largest published file that is read, in bytes. */
const LARGEST = 512 * 1024 * 1024;

/** The recount of one consultation, held to what its bundle publishes. */
export class Count {
  readonly #views = new PublishedViews();
  readonly #recount: Recount;
  readonly #secret: SecretCounts | undefined;
  ballots = 0;

  constructor(
    private readonly consultationId: string,
    private readonly published: Map<string, Row[]>,
    private readonly known: Versions,
    isPublic: boolean,
  ) {
    this.#secret = isPublic
      ? new SecretCounts(published, () => this.#recount.consultation, this.#views)
      : undefined;
    const ballots = this.#secret ?? new Baskets(this.#views);
    this.#recount = new Recount(consultationId, ballots);
  }

  take({ leaf, data, words, place }: Entry): void {
    const { n, event, command } = leaf;
    demandEntitled(event, place);
    const isOfBallot = isBallot(event.type);
    this.ballots += Number(isActOfVoter(event.type));
    if (!isOfBallot) demandShown(event, place);
    if (data === undefined) {
      if (isOfBallot) this.#attend(event);
      return;
    }
    const { consultationId } = this;
    const seen = viewEvent({ n, consultationId, event, command, data, words }, this.known);
    counted(seen, place, () => {
      demandOneself(seen, place);
      this.#recount.take(seen, seen.sealed ?? {}, place);
      this.#views.fold(seen);
    });
  }

  /** Notes what only the type of an event tells; after a ruling a tally may say other counts than those at the end. */
  #attend({ stream, type }: Entry['leaf']['event']): void {
    this.#secret!.attend(stream, type);
    if (isActOfVoter(type)) return;
    const phaseId = this.#secret!.phaseOf(stream);
    if (phaseId) this.#recount.forgetDoubt(phaseId);
  }

  /** Throws unless what is published is what was counted; gives back how many rows each file has. */
  demandPublished(): Record<string, number> {
    this.#recount.demandCertain();
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

/** What is kept for auditors besides ballots: it enters no count. */
const restricted = new Set(['PaperSerialUsed', 'ContentFlagged', 'CommentFlagged', 'IdeaAssessed']);

const demandShown = ({ type, visibility }: Entry['leaf']['event'], place: Place): void => {
  if (restricted.has(type) && visibility !== 'restricted')
    throw mismatch(`This ${type} is told to everybody, and is for auditors.`, place);
  if (!restricted.has(type) && visibility !== 'public')
    throw mismatch(
      `This ${type} is kept back; only what voters do is, flags and working papers.`,
      place,
    );
};

/** Begins the recount of a bundle with what it says it publishes. */
export const countOf = async (
  archive: Archive,
  consultationId: string,
  known: Versions,
): Promise<Count> => {
  const published = new Map<string, Row[]>();
  for (const file of Object.keys(PUBLISHED)) {
    const bytes = await archive.read(file, LARGEST);
    published.set(
      file,
      at({ file }, () => rowsOf(bytes.toString(), file)),
    );
  }
  return new Count(consultationId, published, known, archive.manifest.audience === 'public');
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
  const differing = difference(
    expected.map((row) => plain(file, row)),
    found,
  );
  if (!differing) return;
  const n = expected[Number(differing.path.split('.')[0])]?.['n'] as number | undefined;
  throw mismatch(`What is published is not what was counted: ${differenceText(differing)}.`, {
    file,
    ...(n !== undefined && { n }),
  });
};

const plain = (file: string, row: Row): unknown => {
  try {
    return JSON.parse(canonical(row));
  } catch (error) {
    throw mismatch(`What was counted cannot be published: ${(error as Error).message}`, { file });
  }
};

/** A fact that no rule or view can make sense of is not one that our rules made. */
const counted = (event: ViewEvent, place: Place, work: () => void): void => {
  try {
    work();
  } catch (error) {
    if (error instanceof BundleFault) throw error;
    throw mismatch(`This ${event.type} cannot be counted: ${(error as Error).message}`, place);
  }
};
