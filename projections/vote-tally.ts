import type { BallotRuling, CountedVote, VoteAct } from '../src/domain/ballot/events.js';
import type { OfflineCount } from '../src/domain/offline/events.js';
import { each, type Projection } from './projection.js';

/** What papers in batches say of one idea. */
export interface OfflineVotes {
  offlineUp: number;
  offlineDown: number;
  offlineNeutral: number;
}

export interface VoteTallyRow extends OfflineVotes {
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
  offlineUp: 0,
  offlineDown: 0,
  offlineNeutral: 0,
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

const columns = { up: 'offlineUp', down: 'offlineDown', neutral: 'offlineNeutral' } as const;

const paperKeys = (phaseId: string, ...counts: OfflineCount[]) => {
  const said = counts.flatMap(({ lines }) => lines.filter(({ value }) => value !== null));
  return [...new Set(said.map(({ ideaId }) => ideaId))].map((ideaId) => ({ phaseId, ideaId }));
};

const onPaper = (row: VoteTallyRow, { lines }: OfflineCount, sign: 1 | -1): VoteTallyRow =>
  lines.reduce((now, { ideaId, value, votes }) => {
    if (ideaId !== row.ideaId || value === null) return now;
    const column = columns[value];
    return { ...now, [column]: now[column] + sign * votes };
  }, row);

/** How many votes on each idea of a phase count, and what do they say? */
export const voteTally: Projection<VoteTallyRow> = {
  name: 'vote_tally',
  key: ['phaseId', 'ideaId'],
  reads: ['data'],
  columns: {
    phaseId: 'text',
    ideaId: 'text',
    up: 'int',
    down: 'int',
    neutral: 'int',
    invalidated: 'int',
    offlineUp: 'int',
    offlineDown: 'int',
    offlineNeutral: 'int',
  },
  indexes: [['ideaId', 'phaseId']],
  on: {
    IdeasMerged: each(
      ({ data: { ideaId, unitedIn = [] } }) => unitedIn.map((phaseId) => ({ phaseId, ideaId })),
      (row, _event, { phaseId, ideaId }) => row ?? none(phaseId, ideaId),
    ),
    VoteCast: each(keys, evolve),
    VoteChanged: each(keys, evolve),
    VoteWithdrawn: each(keys, evolve),
    BallotInvalidated: each(ruledKeys, ruled(-1)),
    BallotReinstated: each(ruledKeys, ruled(1)),
    OfflineVotesRecorded: each(
      ({ data }) => paperKeys(data.phaseId, data),
      (row, { data }, { phaseId, ideaId }) => onPaper(row ?? none(phaseId, ideaId), data, 1),
    ),
    OfflineVotesCorrected: each(
      ({ data }) => paperKeys(data.phaseId, data, data.replaces),
      (row, { data }, { phaseId, ideaId }) =>
        onPaper(onPaper(row ?? none(phaseId, ideaId), data.replaces, -1), data, 1),
    ),
    OfflineVotesVoided: each(
      ({ data }) => paperKeys(data.phaseId, data.replaces),
      (row, { data }, { phaseId, ideaId }) =>
        onPaper(row ?? none(phaseId, ideaId), data.replaces, -1),
    ),
  },
};
