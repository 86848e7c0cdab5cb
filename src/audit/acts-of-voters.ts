import type { BallotFact } from '../domain/ballot/events.js';

type VoteFact = Extract<BallotFact, { type: 'VoteCast' | 'VoteChanged' | 'VoteWithdrawn' }>;
/** An act on a basket. */
export type BasketFact = Extract<
  BallotFact,
  { type: 'BasketSubmitted' | 'BasketWithdrawn' | 'PaperBallotRecorded' }
>;

const ofBaskets: readonly string[] = ['BasketSubmitted', 'BasketWithdrawn', 'PaperBallotRecorded'];
const ofVotes: readonly string[] = ['VoteCast', 'VoteChanged', 'VoteWithdrawn'];
const ofRulings: readonly string[] = [
  'BallotRulingProposed',
  'BallotInvalidated',
  'BallotReinstated',
];

/** Whether an event is an act of a voter. */
export const isActOfVoter = (type: string): boolean =>
  ofBaskets.includes(type) || ofVotes.includes(type);

/** Whether an event stands in a ballot: an act of its voter, or a ruling on it. */
export const isBallot = (type: string): boolean => isActOfVoter(type) || ofRulings.includes(type);

/** Whether a fact is an act on a vote on one idea. */
export const isVote = (fact: BallotFact): fact is VoteFact => ofVotes.includes(fact.type);

/** Whether a fact is an act on a basket. */
export const isBasket = (fact: BallotFact): fact is BasketFact => ofBaskets.includes(fact.type);
