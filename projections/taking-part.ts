import type { BallotRuling, VoteAct } from '../src/domain/ballot/events.js';

/** People who begin to take part in a phase, or fewer who do: how many, and in which area where that is known. */
export interface Stay {
  areaId: string | null;
  people: number;
}

/** What a count needs to know of a basket. */
interface Placed {
  envelopeAreaId: string | null;
}

/** Nobody, or as many as take part from here on; below zero they do no longer. */
const nowhere = (people: number): Stay[] => (people ? [{ areaId: null, people }] : []);

const inArea = (basket: Placed | null, people: number): Stay[] =>
  basket ? [{ areaId: basket.envelopeAreaId, people }] : [];

/** A voter takes part from the vote with which the first of theirs count to the one without which none does. */
export const voting = ({ standing, counted, uncounted }: VoteAct): Stay[] => {
  const began = counted.length > uncounted.length && counted.length === standing;
  const ended = uncounted.length > counted.length && uncounted.length === standing + 1;
  return nowhere(Number(began) - Number(ended));
};

/** Whoever submits a basket takes part once, however often they change it. */
export const submitting = (basket: Placed & { replaces?: Placed | null }): Stay[] => [
  ...inArea(basket.replaces ?? null, -1),
  ...inArea(basket, 1),
];

/** Whoever withdraws theirs takes part no longer. */
export const withdrawing = ({ replaces }: { replaces: Placed }): Stay[] => inArea(replaces, -1);

/** A ballot that does not count takes no part, until it counts again. */
export const ruling =
  (sign: 1 | -1) =>
  ({ basket, votes }: Pick<BallotRuling, 'basket' | 'votes'>): Stay[] => [
    ...inArea(basket, sign),
    ...nowhere(votes.length ? sign : 0),
  ];

/** People on paper take part like everybody; where they live nobody has written down. */
export const onPaper = nowhere;

/** How many more take part. */
export const peopleOf = (stays: readonly Stay[]): number =>
  stays.reduce((sum, { people }) => sum + people, 0);
