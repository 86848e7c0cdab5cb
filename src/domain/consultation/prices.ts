import type { Id, Instant, Minor } from '../fact.js';
import { held } from '../plain.js';
import type { BallotOption } from './events.js';

/** A price that an option had before two agents corrected it. */
export interface EarlierPrice {
  /** The first instant at which it was in force no more. */
  until: Instant;
  amount: Minor;
  costVersion: number;
}

/** A price that was corrected during a vote: what it was when the vote began, and what it is. */
export interface CorrectedPrice {
  ideaId: Id;
  published: Minor;
  amount: Minor;
}

/** Published options by idea, and what they cost before. */
interface Priced {
  options: Map<Id, BallotOption> | null;
  earlierPrices: Record<Id, EarlierPrice[]>;
}

const earlier = ({ earlierPrices }: Priced, ideaId: Id): EarlierPrice[] =>
  held(earlierPrices, ideaId) ?? [];

/** The options of a phase at the prices that were in force at an instant. */
export const optionsAt = (phase: Priced, at: Instant): Map<Id, BallotOption> =>
  new Map(
    [...(phase.options ?? [])].map(([ideaId, option]) => {
      const then = earlier(phase, ideaId).find(({ until }) => at < until);
      const { amount, costVersion } = then ?? option;
      return [ideaId, { ...option, amount, costVersion }];
    }),
  );

/** The lowest price that an option has had since it was published; 0 for what is no option. */
export const lowestPrice = (phase: Priced, ideaId: Id): Minor =>
  Math.min(
    phase.options?.get(ideaId)?.amount ?? 0,
    ...earlier(phase, ideaId).map(({ amount }) => amount),
  );

/** The highest price that an option has had since it was published; 0 for what is no option. */
export const highestPrice = (phase: Priced, ideaId: Id): Minor =>
  Math.max(
    phase.options?.get(ideaId)?.amount ?? 0,
    ...earlier(phase, ideaId).map(({ amount }) => amount),
  );

/** The options whose price was corrected since it was published, in the order of their ids. */
export const correctedPrices = ({ options, earlierPrices }: Priced): CorrectedPrice[] =>
  Object.entries(earlierPrices)
    .map(([ideaId, [first]]) => ({
      ideaId,
      published: first!.amount,
      amount: options!.get(ideaId)!.amount,
    }))
    .sort((a, b) => (a.ideaId < b.ideaId ? -1 : 1));

/** The options of a phase at the prices with which its tally was closed; `corrected` are those it names. */
export const optionsWith = (
  phase: Priced,
  corrected: readonly CorrectedPrice[] = [],
): Map<Id, BallotOption> =>
  new Map(
    [...(phase.options ?? [])].map(([ideaId, option]) => {
      const named = corrected.find((price) => price.ideaId === ideaId);
      const amount = named?.amount ?? earlier(phase, ideaId)[0]?.amount ?? option.amount;
      return [ideaId, { ...option, amount }];
    }),
  );
