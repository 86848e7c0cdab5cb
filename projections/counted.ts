import type { SuspensionCause } from '../src/domain/consultation/events.js';
import type { OptionCount, SuspendedOption, VoteCount } from '../src/domain/tally/events.js';
import type { BasketTallyRow } from './basket-tally.js';
import type { IdeaCardRow } from './idea-card.js';
import type { VoteTallyRow } from './vote-tally.js';

/** Votes by what they say. */
export interface Said {
  up: number;
  down: number;
  neutral: number;
}

/** What the votes on one idea come to in one phase. */
export interface VotesOfIdea extends Said {
  /** All of them, those on paper among them, or none while the idea is suspended. */
  counted: number;
  /** Why the votes on the idea do not count; null where they do. */
  suspended: SuspensionCause | null;
}

/** What of an idea decides whether votes on it count. */
export type VotedIdea = Pick<IdeaCardRow, 'hiddenAt' | 'withdrawnAt' | 'mergedInto'>;

type Online = Pick<VoteTallyRow, 'up' | 'down' | 'neutral'>;
type Voted = Online & Pick<VoteTallyRow, 'offlineUp' | 'offlineDown' | 'offlineNeutral'>;

/** Why votes on an idea do not count at present. */
const suspension = ({ hiddenAt, withdrawnAt, mergedInto }: VotedIdea): SuspensionCause | null => {
  if (hiddenAt !== null) return 'hidden';
  if (withdrawnAt !== null) return 'withdrawn';
  return mergedInto === null ? null : 'merged';
};

/** An idea of which nothing but its votes is known. */
export const standingIdea: VotedIdea = { hiddenAt: null, withdrawnAt: null, mergedInto: null };

/** All votes on an idea by what they say, whether given online or on paper. */
export const allOf = (row: Voted): Said => ({
  up: row.up + row.offlineUp,
  down: row.down + row.offlineDown,
  neutral: row.neutral + row.offlineNeutral,
});

/** What counts of the votes on an idea: the one rule behind queries, tallies and recounts. */
export const votesOf = (row: Voted, idea: VotedIdea): VotesOfIdea => {
  const suspended = suspension(idea);
  const all = allOf(row);
  const counted = suspended === null ? all.up + all.down + all.neutral : 0;
  return { up: row.up, down: row.down, neutral: row.neutral, counted, suspended };
};

/** What a tally is closed on: the votes on ideas that count, and the ideas that do not, in the order of their ids. */
export const countsOf = (
  rows: ({ ideaId: string } & Voted & VotesOfIdea)[],
): { counts: VoteCount[]; suspended: SuspendedOption[] } => {
  const sorted = [...rows].sort((a, b) => (a.ideaId < b.ideaId ? -1 : 1));
  return {
    counts: sorted
      .filter(({ suspended }) => suspended === null)
      .map((row) => ({ ideaId: row.ideaId, ...allOf(row), counted: row.counted })),
    suspended: sorted.flatMap(({ ideaId, suspended: why }) => (why ? [{ ideaId, why }] : [])),
  };
};

type Chosen = Pick<BasketTallyRow, 'ideaId' | 'picks' | 'votes' | 'offlinePicks' | 'offlineVotes'>;

/** How often an option was chosen, in baskets and on paper. */
export const chosen = (row: Chosen): OptionCount => ({
  ideaId: row.ideaId,
  picks: row.picks + row.offlinePicks,
  votes: row.votes + row.offlineVotes,
});

/** How often options were chosen on paper, of those that were. */
export const onPaper = (rows: Chosen[]): OptionCount[] =>
  rows
    .filter(({ offlinePicks }) => offlinePicks > 0)
    .map(({ ideaId, offlinePicks: picks, offlineVotes: votes }) => ({ ideaId, picks, votes }));
