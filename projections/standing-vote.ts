import type { SupportValue } from '../src/domain/consultation/events.js';
import type { BallotRuling, VoteAct } from '../src/domain/ballot/events.js';
import { each, type Projection, type ViewEvent } from './projection.js';

export interface StandingVoteRow {
  phaseId: string;
  voterRef: string;
  ideaId: string;
  value: SupportValue;
  /** Version of the idea that the voter saw. */
  ideaVersion: number;
  /** Whether it counts: a voter's votes do once there are as many as the rules ask for. */
  counted: boolean;
  votedAt: string;
  /** Where in the log it was last said. */
  position: bigint;
}

interface Act {
  data: VoteAct;
}

const keys = ({ data: { phaseId, voterRef, ideaId, counted, uncounted } }: Act) =>
  [...new Set([ideaId, ...uncounted.map((v) => v.ideaId), ...counted.map((v) => v.ideaId)])].map(
    (touched) => ({ phaseId, voterRef, ideaId: touched }),
  );

const holds = (votes: VoteAct['counted'], id: string): boolean =>
  votes.some(({ ideaId }) => ideaId === id);

/** A row by what counts after an act, be it one on this vote or on another of the same voter. */
const recounted = (row: StandingVoteRow, { counted, uncounted }: VoteAct): StandingVoteRow => {
  if (holds(counted, row.ideaId)) return { ...row, counted: true };
  return holds(uncounted, row.ideaId) ? { ...row, counted: false } : row;
};

const said = (
  row: StandingVoteRow | null,
  { data, at, position }: Pick<ViewEvent<'VoteCast' | 'VoteChanged'>, 'data' | 'at' | 'position'>,
  { phaseId, voterRef, ideaId }: StandingVoteRow,
): StandingVoteRow | null => {
  if (ideaId !== data.ideaId) return row && recounted(row, data);
  const { ideaVersion } = data;
  const value = 'to' in data ? data.to : data.value;
  const vote = { phaseId, voterRef, ideaId, value, ideaVersion, votedAt: at, position };
  return recounted({ ...vote, counted: row?.counted ?? false }, data);
};

const ruledKeys = ({ data: { phaseId, voterRef, votes } }: { data: BallotRuling }) =>
  votes.map(({ ideaId }) => ({ phaseId, voterRef, ideaId }));

const ruled =
  (counted: boolean) =>
  (row: StandingVoteRow | null): StandingVoteRow | null =>
    row && { ...row, counted };

/** What does each voter say of which ideas, and does it count? */
export const standingVote: Projection<StandingVoteRow> = {
  name: 'standing_vote',
  lane: 'ballots',
  key: ['phaseId', 'voterRef', 'ideaId'],
  columns: {
    phaseId: 'text',
    voterRef: 'text',
    ideaId: 'text',
    value: 'text',
    ideaVersion: 'int',
    counted: 'boolean',
    votedAt: 'text',
    position: 'position',
  },
  indexes: [['ideaId', 'phaseId', 'voterRef']],
  on: {
    VoteCast: each(keys, said),
    VoteChanged: each(keys, said),
    BallotInvalidated: each(ruledKeys, ruled(false)),
    BallotReinstated: each(ruledKeys, ruled(true)),
    VoteWithdrawn: each(keys, (row, { data }, { ideaId }) =>
      ideaId === data.ideaId ? null : row && recounted(row, data),
    ),
  },
};
