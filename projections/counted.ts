import type { SuspensionCause } from '../src/domain/consultation/events.js';
import type { OptionCount, SuspendedOption, VoteCount } from '../src/domain/tally/events.js';
import type { BasketTallyRow } from './basket-tally.js';
import type { IdeaCardRow } from './idea-card.js';
import type { StandingVoteRow } from './standing-vote.js';
import type { VoteTallyRow } from './vote-tally.js';

/** Votes by what they say. */
export interface Said {
  up: number;
  down: number;
  neutral: number;
}

/** Votes on ideas that were merged into one, of people who say nothing of that one itself. */
export interface MergedVotes {
  mergedUp: number;
  mergedDown: number;
  mergedNeutral: number;
}

/** What the votes on one idea come to in one phase. */
export interface VotesOfIdea extends Said, MergedVotes {
  /** All of them, those on paper among them, or none while the idea is suspended. */
  counted: number;
  /** Why the votes on the idea do not count; null where they do. */
  suspended: SuspensionCause | null;
}

/** What of an idea decides whether votes on it count. */
export type VotedIdea = Pick<IdeaCardRow, 'hiddenAt' | 'withdrawnAt' | 'mergedInto'>;

type Online = Pick<VoteTallyRow, 'up' | 'down' | 'neutral'>;
type Voted = Online & Pick<VoteTallyRow, 'offlineUp' | 'offlineDown' | 'offlineNeutral'>;
type Vote = Pick<StandingVoteRow, 'voterRef' | 'ideaId' | 'value' | 'position'>;

const nothing: Said = { up: 0, down: 0, neutral: 0 };

/** Whether voters on an idea are counted once with those on the idea that has taken it in. */
export const isUnited = (
  idea: Pick<IdeaCardRow, 'mergePolicy' | 'hiddenAt' | 'withdrawnAt'>,
): boolean =>
  idea.mergePolicy === 'union_distinct_voters' &&
  idea.hiddenAt === null &&
  idea.withdrawnAt === null;

/**
 * What voters who say nothing of an idea itself say of those that were merged into it, each voter once: what
 * they said last. `votes` are the votes that count on all of these ideas.
 */
export const unionOf = (ideaId: string, votes: readonly Vote[]): Said => {
  const own = new Set(votes.filter((v) => v.ideaId === ideaId).map((v) => v.voterRef));
  const last = new Map<string, Vote>();
  for (const vote of votes) {
    const known = last.get(vote.voterRef);
    if (own.has(vote.voterRef) || (known && BigInt(known.position) > BigInt(vote.position)))
      continue;
    last.set(vote.voterRef, vote);
  }
  const said = { ...nothing };
  for (const { value } of last.values()) said[value] += 1;
  return said;
};

/** Why votes on an idea do not count at present. */
const suspension = ({ hiddenAt, withdrawnAt, mergedInto }: VotedIdea): SuspensionCause | null => {
  if (hiddenAt !== null) return 'hidden';
  if (withdrawnAt !== null) return 'withdrawn';
  return mergedInto === null ? null : 'merged';
};

/** The same by what it says. */
export const mergedIn = (row: MergedVotes): Said => ({
  up: row.mergedUp,
  down: row.mergedDown,
  neutral: row.mergedNeutral,
});

/** An idea of which nothing but its votes is known. */
export const standingIdea: VotedIdea = { hiddenAt: null, withdrawnAt: null, mergedInto: null };

/** All votes on an idea by what they say: online, on paper, and on ideas merged into it. */
export const allOf = (row: Voted & MergedVotes): Said => ({
  up: row.up + row.offlineUp + row.mergedUp,
  down: row.down + row.offlineDown + row.mergedDown,
  neutral: row.neutral + row.offlineNeutral + row.mergedNeutral,
});

/** What counts of the votes on an idea: the one rule behind queries, tallies and recounts. */
export const votesOf = (row: Voted, idea: VotedIdea, merged: Said = nothing): VotesOfIdea => {
  const suspended = suspension(idea);
  const { up, down, neutral } = merged;
  const said = { mergedUp: up, mergedDown: down, mergedNeutral: neutral };
  const all = allOf({ ...row, ...said });
  const counted = suspended === null ? all.up + all.down + all.neutral : 0;
  return { up: row.up, down: row.down, neutral: row.neutral, ...said, counted, suspended };
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
