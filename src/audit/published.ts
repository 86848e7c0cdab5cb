import { basketTally, type BasketTallyRow } from '../../projections/basket-tally.js';
import { consultationTimeline } from '../../projections/consultation-timeline.js';
import { ideaTimeline } from '../../projections/idea-timeline.js';
import {
  phaseParticipation,
  type PhaseParticipationRow,
} from '../../projections/phase-participation.js';
import { phase, type PhaseRow } from '../../projections/phase.js';
import {
  foldEvent,
  rowId,
  stepOf,
  type Projection,
  type ViewEvent,
} from '../../projections/projection.js';
import { results } from '../../projections/results.js';
import { standingVote, type StandingVoteRow } from '../../projections/standing-vote.js';
import { voteTally, type OfflineVotes, type VoteTallyRow } from '../../projections/vote-tally.js';
import {
  countsOf,
  isUnited,
  standingIdea,
  unionOf,
  votesOf,
  type Said,
  type VotesOfIdea,
} from '../../projections/counted.js';
import { ideaCard, type IdeaCardRow } from '../../projections/idea-card.js';
import type { Counts } from './counts.js';

export const TALLY = 'published/tally.json';
export const VOTES = 'published/votes.json';
export const PARTICIPATION = 'published/participation.json';

/** What is published of a consultation, by the file of the bundle that says it. */
export const PUBLISHED: Readonly<Record<string, Projection>> = {
  [TALLY]: basketTally,
  [VOTES]: voteTally,
  [PARTICIPATION]: phaseParticipation,
  'published/results.json': results,
  'published/timeline.json': consultationTimeline,
  'published/ideas.json': ideaTimeline,
};

/** The views that count ballots: shown once the rules of their phase allow it. */
export const COUNTS = [TALLY, VOTES, PARTICIPATION];

export type Row = Record<string, unknown>;

/** Folds events into what is published. */
export class PublishedViews {
  readonly #phases = new Map<string, PhaseRow | null>();
  readonly #ideas = new Map<string, IdeaCardRow | null>();
  readonly #standing = new Map<string, StandingVoteRow | null>();
  readonly #rows = new Map(
    Object.keys(PUBLISHED).map((file) => [file, new Map<string, Row | null>()] as const),
  );
  /** Every view with its rows. */
  readonly #views: [Projection, Map<string, any>][] = [
    [phase, this.#phases],
    [ideaCard, this.#ideas],
    [standingVote, this.#standing],
    ...[...this.#rows].map(([file, rows]): [Projection, typeof rows] => [PUBLISHED[file]!, rows]),
  ];
  /** Those that hear of a type of event. */
  readonly #hearing = new Map<string, [Projection, Map<string, any>][]>();

  /** Counts one more event. */
  fold(event: ViewEvent): void {
    let views = this.#hearing.get(event.type);
    if (!views) {
      views = this.#views.filter(([view]) => stepOf(view, event));
      this.#hearing.set(event.type, views);
    }
    for (const [view, rows] of views) foldEvent(view, rows, event);
  }

  /** The rows that a file says, in the order of their keys. */
  rows(file: string): Row[] {
    const view = PUBLISHED[file]!;
    const rows = [...this.#rows.get(file)!.values()].filter((row) => row !== null);
    return rows
      .filter((row) => !COUNTS.includes(file) || this.isTold(row['phaseId'] as string))
      .sort((a, b) => order(view.key.map((k) => [a[k], b[k]])))
      .map((row) =>
        file === VOTES
          ? ({ ...this.counted(row as unknown as VoteTallyRow) } as Row)
          : publicRow(row),
      );
  }

  /** What the votes of a support ballot come to, told or not; undefined where one votes otherwise. */
  votes(phaseId: string): Counts['votes'] {
    const key = rowId(phase, { phaseId });
    if (this.#phases.get(key)?.voting?.ballotType !== 'support') return undefined;
    const rows = [...this.#rows.get(VOTES)!.values()].filter((row) => row?.['phaseId'] === phaseId);
    const counted = rows.map((row) => this.counted(row as unknown as VoteTallyRow));
    return { voters: this.#took(phaseId)?.participants ?? 0, ...countsOf(counted) };
  }

  /** People whose papers are in batches. */
  offlineVoters(phaseId: string): number {
    return this.#took(phaseId)?.offlineVoters ?? 0;
  }

  /** The rows of votes on ideas as they were folded. */
  votesRows(): VoteTallyRow[] {
    const rows = [...this.#rows.get(VOTES)!.values()] as (VoteTallyRow | null)[];
    return rows.filter((row) => row !== null);
  }

  /** What papers in batches say of an idea on a support ballot. */
  votesOnPaper(phaseId: string, ideaId: string): OfflineVotes {
    const row = this.#rows.get(VOTES)!.get(rowId(voteTally, { phaseId, ideaId }));
    const {
      offlineUp = 0,
      offlineDown = 0,
      offlineNeutral = 0,
    } = (row as VoteTallyRow | null | undefined) ?? {};
    return { offlineUp, offlineDown, offlineNeutral };
  }

  #took(phaseId: string): PhaseParticipationRow | null | undefined {
    const key = rowId(phaseParticipation, { phaseId });
    return this.#rows.get(PARTICIPATION)!.get(key) as PhaseParticipationRow | null | undefined;
  }

  /**
   * What counts of the votes on an idea, by what has become of it so far; what voters say of ideas merged
   * into it is given where single votes are not known.
   */
  counted<R extends VoteTallyRow>(row: R, merged?: Said): R & VotesOfIdea {
    const idea = this.#ideas.get(rowId(ideaCard, { ideaId: row.ideaId }));
    const sources = this.sourcesOf(row.ideaId);
    const said = sources.length ? (merged ?? this.#union(row, sources)) : undefined;
    return { ...row, ...votesOf(row, idea ?? standingIdea, said) };
  }

  /** Ideas whose voters are counted with those of the one that has taken them in. */
  sourcesOf(ideaId: string): string[] {
    return [...this.#ideas.values()].flatMap((idea) =>
      idea?.mergedInto === ideaId && isUnited(idea) ? [idea.ideaId] : [],
    );
  }

  #union({ phaseId, ideaId }: VoteTallyRow, sources: string[]): Said {
    const votes = [...this.#standing.values()].filter((vote) => vote !== null);
    const own = votes.filter((vote) => vote.phaseId === phaseId && vote.counted);
    return unionOf(
      ideaId,
      own.filter((vote) => vote.ideaId === ideaId || sources.includes(vote.ideaId)),
    );
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
