import type { BallotRuling, CountedVote, VoteAct } from '../src/domain/ballot/events.js';
import { each, type Projection } from './projection.js';

export interface VoteTallyRow {
  phaseId: string;
  ideaId: string;
  /** Votes given online that count, by what they say. */
  up: number;
  down: number;
  neutral: number;
  /** Votes that would count, had two agents not taken their ballots out of the count. */
  invalidated: number;
}

const none = (phaseId: string, ideaId: string): VoteTallyRow => ({
  phaseId,
  ideaId,
  up: 0,
  down: 0,
  neutral: 0,
  invalidated: 0,
});

const count = (row: VoteTallyRow, votes: CountedVote[], sign: 1 | -1): VoteTallyRow => {
  const vote = votes.find(({ ideaId }) => ideaId === row.ideaId);
  return vote ? { ...row, [vote.value]: row[vote.value] + sign } : row;
};

interface Act {
  data: VoteAct;
}

const keys = ({ data: { phaseId, counted, uncounted } }: Act) =>
  [...new Set([...uncounted, ...counted].map(({ ideaId }) => ideaId))].map((ideaId) => ({
    phaseId,
    ideaId,
  }));

const evolve = (
  row: VoteTallyRow | null,
  { data: { counted, uncounted } }: Act,
  { phaseId, ideaId }: VoteTallyRow,
): VoteTallyRow => count(count(row ?? none(phaseId, ideaId), uncounted, -1), counted, 1);

const ruledKeys = ({ data: { phaseId, votes } }: { data: BallotRuling }) =>
  votes.map(({ ideaId }) => ({ phaseId, ideaId }));

const ruled =
  (sign: 1 | -1) =>
  (
    row: VoteTallyRow | null,
    { data: { votes } }: { data: BallotRuling },
    { phaseId, ideaId }: VoteTallyRow,
  ): VoteTallyRow => {
    const known = row ?? none(phaseId, ideaId);
    return count({ ...known, invalidated: known.invalidated - sign }, votes, sign);
  };

/** How many votes on each idea of a phase count, and what do they say? */
export const voteTally: Projection<VoteTallyRow> = {
  name: 'vote_tally',
  key: ['phaseId', 'ideaId'],
  columns: {
    phaseId: 'text',
    ideaId: 'text',
    up: 'int',
    down: 'int',
    neutral: 'int',
    invalidated: 'int',
  },
  indexes: [['ideaId', 'phaseId']],
  on: {
    VoteCast: each(keys, evolve),
    VoteChanged: each(keys, evolve),
    VoteWithdrawn: each(keys, evolve),
    BallotInvalidated: each(ruledKeys, ruled(-1)),
    BallotReinstated: each(ruledKeys, ruled(1)),
  },
};
