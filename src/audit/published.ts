import { basketTally, type BasketTallyRow } from '../../projections/basket-tally.js';
import { consultationTimeline } from '../../projections/consultation-timeline.js';
import { ideaTimeline } from '../../projections/idea-timeline.js';
import { phaseParticipation } from '../../projections/phase-participation.js';
import { phase, type PhaseRow } from '../../projections/phase.js';
import { foldEvent, rowId, type Projection, type ViewEvent } from '../../projections/projection.js';
import { results } from '../../projections/results.js';

export const TALLY = 'published/tally.json';
export const PARTICIPATION = 'published/participation.json';

/** What is published of a consultation, by the file of the bundle that says it. */
export const PUBLISHED: Readonly<Record<string, Projection>> = {
  [TALLY]: basketTally,
  [PARTICIPATION]: phaseParticipation,
  'published/results.json': results,
  'published/timeline.json': consultationTimeline,
  'published/ideas.json': ideaTimeline,
};

/** The views that count ballots: shown once the rules of their phase allow it. */
export const COUNTS = [TALLY, PARTICIPATION];

export type Row = Record<string, unknown>;

/** Folds events into what is published. */
export class PublishedViews {
  readonly #phases = new Map<string, PhaseRow | null>();
  readonly #rows = new Map(
    Object.keys(PUBLISHED).map((file) => [file, new Map<string, Row | null>()] as const),
  );

  /** Counts one more event. */
  fold(event: ViewEvent): void {
    foldEvent(phase, this.#phases, event);
    for (const [file, rows] of this.#rows)
      foldEvent(PUBLISHED[file] as Projection<Row>, rows, event);
  }

  /** The rows that a file says, in the order of their keys. */
  rows(file: string): Row[] {
    const view = PUBLISHED[file]!;
    const rows = [...this.#rows.get(file)!.values()].filter((row) => row !== null);
    return rows
      .filter((row) => !COUNTS.includes(file) || this.isTold(row['phaseId'] as string))
      .sort((a, b) => order(view.key.map((k) => [a[k], b[k]])))
      .map(publicRow);
  }

  /** The counts of a phase as they stand, told or not. */
  tally(phaseId: string): BasketTallyRow[] {
    const rows = [...this.#rows.get(TALLY)!.values()] as (BasketTallyRow | null)[];
    return rows.filter((row) => row !== null).filter((row) => row.phaseId === phaseId);
  }

  /** Whether the counts of a phase may be told, as its rules were frozen when it opened. */
  isTold(phaseId: string): boolean {
    const row = this.#phases.get(rowId(phase, { phaseId }));
    if (!row || row.status === 'cancelled') return false;
    return row.tallyVisibility === 'always' || row.status === 'closed';
  }
}

/** A row as it is published: places are indexes in the log, and sealed words stand for themselves. */
const publicRow = ({ position, sealed, ...row }: Row): Row => ({
  ...row,
  ...(position !== undefined && { n: Number(position) }),
  ...(sealed !== undefined && { words: sealed }),
});

const order = (pairs: [any, any][]): number => {
  for (const [a, b] of pairs) if (a !== b) return a < b ? -1 : 1;
  return 0;
};
