import type { BallotRuling, VoteAct } from '../src/domain/ballot/events.js';
import { one, type Projection } from './projection.js';

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

/** A voter takes part from the vote with which the first of theirs count to the one without which none does. */
const vote = (row: PhaseParticipationRow | null, { data }: VoteEvent): PhaseParticipationRow => {
  const { phaseId, standing, counted, uncounted } = data;
  const began = counted.length > uncounted.length && counted.length === standing;
  const ended = uncounted.length > counted.length && uncounted.length === standing + 1;
  const known = row ?? none(phaseId);
  return act({ ...known, participants: known.participants + Number(began) - Number(ended) });
};

/** A ballot that does not count takes no part, until it counts again. */
const ruled =
  (sign: 1 | -1) =>
  (
    row: PhaseParticipationRow | null,
    { data: { phaseId, basket, votes } }: { data: BallotRuling },
  ): PhaseParticipationRow => {
    const known = count(row ?? none(phaseId), basket, sign);
    return { ...known, participants: known.participants + (votes.length ? sign : 0) };
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
