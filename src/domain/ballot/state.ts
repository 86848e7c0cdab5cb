import type { SupportValue } from '../consultation/events.js';
import type { Fold, Id } from '../fact.js';
import type { BallotFact, BasketLine, VoteAct } from './events.js';

/** What one voter has done in one phase. */
export interface Ballot {
  /** The basket that counts; null before the first and after a withdrawal. */
  basket: { envelopeAreaId: Id | null; lines: BasketLine[] } | null;
  /** How many baskets this voter has submitted. */
  revision: number;
  /** What this voter says of each idea; null of one whose vote was withdrawn. */
  votes: Record<Id, SupportValue | null>;
}

/** Name of the stream of one voter in one phase: the boundary inside which a vote is consistent. */
export const ballotStream = (phaseId: Id, voterRef: string): string =>
  `ballot-${phaseId}-${voterRef}`;

const withVote = (b: Ballot, { ideaId }: VoteAct, value: SupportValue | null): Ballot => ({
  ...b,
  votes: { ...b.votes, [ideaId]: value },
});

export const ballot: Fold<Ballot, BallotFact> = {
  initial: { basket: null, revision: 0, votes: {} },
  evolve: {
    BasketSubmitted: (b, { envelopeAreaId, lines, basketRevision }) => ({
      ...b,
      basket: { envelopeAreaId, lines },
      revision: basketRevision,
    }),
    BasketWithdrawn: (b) => ({ ...b, basket: null }),
    VoteCast: (b, vote) => withVote(b, vote, vote.value),
    VoteChanged: (b, vote) => withVote(b, vote, vote.to),
    VoteWithdrawn: (b, vote) => withVote(b, vote, null),
  },
};
