import type { SuspensionCause } from '../src/domain/consultation/events.js';
import type { SuspendedOption, VoteCount } from '../src/domain/tally/events.js';
import type { IdeaCardRow } from './idea-card.js';
import type { VoteTallyRow } from './vote-tally.js';

/** What the votes on one idea come to in one phase. */
export interface VotesOfIdea {
  up: number;
  down: number;
  neutral: number;
  /** All of them, or none while the idea is suspended. */
  counted: number;
  /** Why the votes on the idea do not count; null where they do. */
  suspended: SuspensionCause | null;
}

/** What of an idea decides whether votes on it count. */
export type VotedIdea = Pick<IdeaCardRow, 'hiddenAt' | 'withdrawnAt' | 'mergedInto'>;

/** Why votes on an idea do not count at present. */
const suspension = ({ hiddenAt, withdrawnAt, mergedInto }: VotedIdea): SuspensionCause | null => {
  if (hiddenAt !== null) return 'hidden';
  if (withdrawnAt !== null) return 'withdrawn';
  return mergedInto === null ? null : 'merged';
};

/** An idea of which nothing but its votes is known. */
export const standingIdea: VotedIdea = { hiddenAt: null, withdrawnAt: null, mergedInto: null };

/** What counts of the votes on an idea: the one rule behind queries, tallies and recounts. */
export const votesOf = (
  { up, down, neutral }: Pick<VoteTallyRow, 'up' | 'down' | 'neutral'>,
  idea: VotedIdea,
): VotesOfIdea => {
  const suspended = suspension(idea);
  return { up, down, neutral, counted: suspended === null ? up + down + neutral : 0, suspended };
};

/** What a tally is closed on: the votes on ideas that count, and the ideas that do not, in the order of their ids. */
export const countsOf = (
  rows: ({ ideaId: string } & VotesOfIdea)[],
): { counts: VoteCount[]; suspended: SuspendedOption[] } => {
  const sorted = [...rows].sort((a, b) => (a.ideaId < b.ideaId ? -1 : 1));
  return {
    counts: sorted
      .filter(({ suspended }) => suspended === null)
      .map(({ ideaId, up, down, neutral, counted }) => ({ ideaId, up, down, neutral, counted })),
    suspended: sorted.flatMap(({ ideaId, suspended: why }) => (why ? [{ ideaId, why }] : [])),
  };
};
