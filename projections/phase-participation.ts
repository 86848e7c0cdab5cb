import { one, type Projection } from './projection.js';

export interface PhaseParticipationRow {
  phaseId: string;
  /** Voters whose basket stands now. */
  participants: number;
  /** Standing baskets that choose nothing. */
  blankBaskets: number;
  /** Baskets submitted or withdrawn, every one of them. */
  acts: number;
  /** What the standing baskets would spend together. */
  totalSpend: number;
}

const none = (phaseId: string): PhaseParticipationRow => ({
  phaseId,
  participants: 0,
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

const key = (e: { data: { phaseId: string } }) => ({ phaseId: e.data.phaseId });

/** How many people took part in a phase, and how much? */
export const phaseParticipation: Projection<PhaseParticipationRow> = {
  name: 'phase_participation',
  key: ['phaseId'],
  columns: {
    phaseId: 'text',
    participants: 'int',
    blankBaskets: 'int',
    acts: 'int',
    totalSpend: 'money',
  },
  on: {
    CostsPublished: one(key, (row, { data }) => row ?? none(data.phaseId)),
    BasketSubmitted: one(key, (row, { data }) =>
      act(count(count(row ?? none(data.phaseId), data.replaces, -1), data, 1)),
    ),
    BasketWithdrawn: one(key, (row, { data }) =>
      act(count(row ?? none(data.phaseId), data.replaces, -1)),
    ),
  },
};
