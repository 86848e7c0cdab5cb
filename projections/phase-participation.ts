import type { BallotRuling, VoteAct } from '../src/domain/ballot/events.js';
import { one, type Projection } from './projection.js';
import { peopleOf, ruling, voting } from './taking-part.js';

export interface PhaseParticipationRow {
  phaseId: string;
  /** Voters whose basket stands now, or of whom a vote counts, and those who voted on paper. */
  participants: number;
  /** Those of them whose papers were counted in batches. */
  offlineVoters: number;
  /** Standing baskets that choose nothing. */
  blankBaskets: number;
  /** Baskets submitted or withdrawn, votes given, changed or withdrawn: every one of them. */
  acts: number;
  /** What the standing baskets would spend together. */
  totalSpend: number;
}

const none = (phaseId: string): PhaseParticipationRow => ({
  phaseId,
  participants: 0,
  offlineVoters: 0,
  blankBaskets: 0,
  acts: 0,
  totalSpend: 0,
});

interface Basket {
  lines: { unitCost: number }[];
}

const count = (
  row: PhaseParticipationRow,
  basket: Basket | null,
  sign: 1 | -1,
): PhaseParticipationRow =>
  basket
    ? {
        ...row,
        participants: row.participants + sign,
        blankBaskets: row.blankBaskets + (basket.lines.length ? 0 : sign),
        totalSpend: row.totalSpend + sign * basket.lines.reduce((sum, l) => sum + l.unitCost, 0),
      }
    : row;

const act = (row: PhaseParticipationRow): PhaseParticipationRow => ({ ...row, acts: row.acts + 1 });

type VoteEvent = { data: VoteAct };

const vote = (row: PhaseParticipationRow | null, { data }: VoteEvent): PhaseParticipationRow => {
  const known = row ?? none(data.phaseId);
  return act({ ...known, participants: known.participants + peopleOf(voting(data)) });
};

const ruled =
  (sign: 1 | -1) =>
  (row: PhaseParticipationRow | null, { data }: { data: BallotRuling }): PhaseParticipationRow => {
    const known = row ?? none(data.phaseId);
    const { participants } = known;
    return {
      ...count(known, data.basket, sign),
      participants: participants + peopleOf(ruling(sign)(data)),
    };
  };

/** People on paper; they take part like everybody. */
const onPaper = (row: PhaseParticipationRow, more: number): PhaseParticipationRow => ({
  ...row,
  participants: row.participants + more,
  offlineVoters: row.offlineVoters + more,
});

const key = (e: { data: { phaseId: string } }) => ({ phaseId: e.data.phaseId });

/** How many people took part in a phase, and how much? */
export const phaseParticipation: Projection<PhaseParticipationRow> = {
  name: 'phase_participation',
  key: ['phaseId'],
  reads: ['data'],
  columns: {
    phaseId: 'text',
    participants: 'int',
    offlineVoters: 'int',
    blankBaskets: 'int',
    acts: 'int',
    totalSpend: 'money',
  },
  on: {
    VotingConfigured: one(key, (row, { data: { phaseId, ballotType } }) =>
      ballotType === 'support' ? (row ?? none(phaseId)) : row,
    ),
    CostsPublished: one(key, (row, { data }) => row ?? none(data.phaseId)),
    BasketSubmitted: one(key, (row, { data }) =>
      act(count(count(row ?? none(data.phaseId), data.replaces, -1), data, 1)),
    ),
    PaperBallotRecorded: one(key, (row, { data }) =>
      act(count(row ?? none(data.phaseId), data, 1)),
    ),
    BasketWithdrawn: one(key, (row, { data }) =>
      act(count(row ?? none(data.phaseId), data.replaces, -1)),
    ),
    BallotInvalidated: one(key, ruled(-1)),
    BallotReinstated: one(key, ruled(1)),
    OfflineVotesRecorded: one(key, (row, { data: { phaseId, voterCount } }) =>
      onPaper(row ?? none(phaseId), voterCount),
    ),
    OfflineVotesCorrected: one(key, (row, { data: { phaseId, voterCount, replaces } }) =>
      onPaper(row ?? none(phaseId), voterCount - replaces.voterCount),
    ),
    OfflineVotesVoided: one(key, (row, { data: { phaseId, replaces } }) =>
      onPaper(row ?? none(phaseId), -replaces.voterCount),
    ),
    VoteCast: one(key, vote),
    VoteChanged: one(key, vote),
    VoteWithdrawn: one(key, vote),
  },
};
