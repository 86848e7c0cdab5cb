import type { SupportValue } from '../consultation/events.js';
import { because, type Circumstances, type Fold, type Id, type Refusal } from '../fact.js';
import type { BallotFact, BasketLine, InvalidationReason, PaperFact, VoteAct } from './events.js';

/** What one voter has done in one phase. */
export interface Ballot {
  /** The basket that counts; null before the first and after a withdrawal. */
  basket: { envelopeAreaId: Id | null; lines: BasketLine[] } | null;
  /** How many baskets this voter has submitted. */
  revision: number;
  /** What this voter says of each idea; null of one whose vote was withdrawn. */
  votes: Record<Id, SupportValue | null>;
  /** It was taken out of the count. */
  invalidated: boolean;
  /** The number of the paper that the basket stood on; null of one submitted online. */
  paper: string | null;
  /** It was taken out for a paper that follows in the same act. */
  replacing: boolean;
  /** What one agent has proposed and no other confirmed. */
  proposal: {
    ruling: 'BallotInvalidated' | 'BallotReinstated';
    reasonCode: InvalidationReason;
    by: string;
  } | null;
}

/** Name of the stream of one voter in one phase: the boundary inside which a vote is consistent. */
export const ballotStream = (phaseId: Id, voterRef: string): string =>
  `ballot-${phaseId}-${voterRef}`;

/** What is known of one number on paper. */
export interface Paper {
  used: boolean;
}

/** Name of the stream of one number on paper. */
export const paperStream = (phaseId: Id, serial: string): string => `paper-${phaseId}-${serial}`;

export const paper: Fold<Paper, PaperFact> = {
  initial: { used: false },
  evolve: { PaperSerialUsed: () => ({ used: true }) },
};

/** The reason why who has voted on paper does not act online. */
export const onPaperTrouble = ({ paper }: Ballot): Refusal | false =>
  paper !== null && because('ALREADY_VOTED_OFFLINE', 'You have voted on paper.');

/** The reason why a voter whose ballot two agents took out of the count cannot act on it. */
export const invalidatedTrouble = ({ invalidated }: Ballot): Refusal | false =>
  invalidated && because('BALLOT_INVALIDATED', 'This ballot was taken out of the count.');

/**
 * The reason why somebody does not begin a ballot here who has one that an erasure cut them off from. A
 * ballot that was begun before is theirs.
 */
export const spentTrouble = (
  { phaseId, alreadyVoted }: { phaseId: Id; alreadyVoted?: boolean },
  { revision, votes }: Ballot,
): Refusal | undefined =>
  alreadyVoted && revision === 0 && !Object.keys(votes).length
    ? because('ALREADY_VOTED_IN_PHASE', 'You have voted here by an account that is erased.', {
        phaseId,
      })
    : undefined;

/** Why something is taken back: its voter wishes so, or is being erased and wished so. */
export const withdrawalReason = ({ kind }: Circumstances['actor']): 'voter' | 'erasure' =>
  kind === 'system' ? 'erasure' : 'voter';

const withVote = (b: Ballot, { ideaId }: VoteAct, value: SupportValue | null): Ballot => ({
  ...b,
  votes: { ...b.votes, [ideaId]: value },
});

const online = { paper: null, replacing: false };

export const ballot: Fold<Ballot, BallotFact> = {
  initial: { basket: null, revision: 0, votes: {}, invalidated: false, ...online, proposal: null },
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
    BallotRulingProposed: (b, { ruling, reasonCode, proposedBy: by }) => ({
      ...b,
      proposal: { ruling, reasonCode, by },
    }),
    BallotInvalidated: (b, { reasonCode }) => ({
      ...b,
      ...{ invalidated: true, proposal: null, replacing: reasonCode === 'replaced_by_paper' },
    }),
    PaperBallotRecorded: (b, { envelopeAreaId, lines, basketRevision, serial: paper }) => ({
      ...b,
      basket: { envelopeAreaId, lines },
      revision: basketRevision,
      ...{ paper, invalidated: false, replacing: false },
    }),
    BallotReinstated: (b) => ({ ...b, invalidated: false, proposal: null }),
  },
};
