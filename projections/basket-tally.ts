import { each, type Projection } from './projection.js';

export interface BasketTallyRow {
  phaseId: string;
  ideaId: string;
  /** Standing baskets that hold the option. */
  picks: number;
  /** Sum of the votes those baskets give to it. */
  votes: number;
  /** What those baskets would spend on it; for display only, never for rank. */
  moneyPicked: number;
}

interface Line {
  ideaId: string;
  unitCost: number;
  votes: number;
}

const none = (phaseId: string, ideaId: string): BasketTallyRow => ({
  phaseId,
  ideaId,
  picks: 0,
  votes: 0,
  moneyPicked: 0,
});

const count = (row: BasketTallyRow, lines: Line[] | undefined, sign: 1 | -1): BasketTallyRow => {
  const line = lines?.find((l) => l.ideaId === row.ideaId);
  return line
    ? {
        ...row,
        picks: row.picks + sign,
        votes: row.votes + sign * line.votes,
        moneyPicked: row.moneyPicked + sign * line.unitCost,
      }
    : row;
};

const keys = (phaseId: string, ...lines: (Line[] | undefined)[]) =>
  [...new Set(lines.flatMap((l) => l ?? []).map((l) => l.ideaId))].map((ideaId) => ({
    phaseId,
    ideaId,
  }));

/** How many standing baskets hold each option of a phase, and with how many votes? */
export const basketTally: Projection<BasketTallyRow> = {
  name: 'basket_tally',
  key: ['phaseId', 'ideaId'],
  columns: { phaseId: 'text', ideaId: 'text', picks: 'int', votes: 'int', moneyPicked: 'money' },
  on: {
    CostsPublished: each(
      ({ data: { phaseId, options } }) => options.map(({ ideaId }) => ({ phaseId, ideaId })),
      (row, _event, { phaseId, ideaId }) => row ?? none(phaseId, ideaId),
    ),
    BasketSubmitted: each(
      ({ data: { phaseId, lines, replaces } }) => keys(phaseId, lines, replaces?.lines),
      (row, { data: { lines, replaces } }, { phaseId, ideaId }) =>
        count(count(row ?? none(phaseId, ideaId), replaces?.lines, -1), lines, 1),
    ),
    BasketWithdrawn: each(
      ({ data: { phaseId, replaces } }) => keys(phaseId, replaces.lines),
      (row, { data: { replaces } }, { phaseId, ideaId }) =>
        count(row ?? none(phaseId, ideaId), replaces.lines, -1),
    ),
  },
};
