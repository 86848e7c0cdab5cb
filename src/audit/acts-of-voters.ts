import type { BallotFact } from '../domain/ballot/events.js';

type VoteFact = Extract<BallotFact, { type: 'VoteCast' | 'VoteChanged' | 'VoteWithdrawn' }>;

const ofBaskets: readonly string[] = ['BasketSubmitted', 'BasketWithdrawn'];
const ofVotes: readonly string[] = ['VoteCast', 'VoteChanged', 'VoteWithdrawn'];

/** Whether an event is an act of a voter. */
export const isBallot = (type: string): boolean =>
  ofBaskets.includes(type) || ofVotes.includes(type);

/** Whether a fact is an act on a vote on one idea. */
export const isVote = (fact: BallotFact): fact is VoteFact => ofVotes.includes(fact.type);
