import type { SuspensionCause } from '../src/domain/consultation/events.js';
import { change, each, one, type Projection } from './projection.js';

export interface BasketTallyRow {
  phaseId: string;
  ideaId: string;
  /** Standing baskets that hold the option. */
  picks: number;
  /** Sum of the votes those baskets give to it. */
  votes: number;
  /** What those baskets would spend on it; for display only, never for rank. */
  moneyPicked: number;
  /** Picks that count: all of them, or none while the option is suspended. */
  counted: number;
  /** Why the option counts nothing; null where it counts. */
  suspended: SuspensionCause | null;
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
  counted: 0,
  suspended: null,
});

/** The same row with what of it counts. */
const reckoned = (row: BasketTallyRow): BasketTallyRow => ({
  ...row,
  counted: row.suspended === null ? row.picks : 0,
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

const key = ({ data: { phaseId, ideaId } }: { data: { phaseId: string; ideaId: string } }) => ({
  phaseId,
  ideaId,
});

/** How many standing baskets hold each option of a phase, and with how many votes? */
export const basketTally: Projection<BasketTallyRow> = {
  name: 'basket_tally',
  key: ['phaseId', 'ideaId'],
  columns: {
    phaseId: 'text',
    ideaId: 'text',
    picks: 'int',
    votes: 'int',
    moneyPicked: 'money',
    counted: 'int',
    suspended: 'text?',
  },
  on: {
    CostsPublished: each(
      ({ data: { phaseId, options } }) => options.map(({ ideaId }) => ({ phaseId, ideaId })),
      (row, _event, { phaseId, ideaId }) =>
        reckoned({ ...(row ?? none(phaseId, ideaId)), suspended: null }),
    ),
    BallotOptionSuspended: one(
      key,
      change((row, { data: { cause } }) => reckoned({ ...row, suspended: cause })),
    ),
    BallotOptionRestored: one(
      key,
      change((row) => reckoned({ ...row, suspended: null })),
    ),
    BasketSubmitted: each(
      ({ data: { phaseId, lines, replaces } }) => keys(phaseId, lines, replaces?.lines),
      (row, { data: { lines, replaces } }, { phaseId, ideaId }) =>
        reckoned(count(count(row ?? none(phaseId, ideaId), replaces?.lines, -1), lines, 1)),
    ),
    BallotInvalidated: each(
      ({ data: { phaseId, basket } }) => keys(phaseId, basket?.lines),
      (row, { data: { basket } }, { phaseId, ideaId }) =>
        reckoned(count(row ?? none(phaseId, ideaId), basket?.lines, -1)),
    ),
    BallotReinstated: each(
      ({ data: { phaseId, basket } }) => keys(phaseId, basket?.lines),
      (row, { data: { basket } }, { phaseId, ideaId }) =>
        reckoned(count(row ?? none(phaseId, ideaId), basket?.lines, 1)),
    ),
    BasketWithdrawn: each(
      ({ data: { phaseId, replaces } }) => keys(phaseId, replaces.lines),
      (row, { data: { replaces } }, { phaseId, ideaId }) =>
        reckoned(count(row ?? none(phaseId, ideaId), replaces.lines, -1)),
    ),
  },
};
