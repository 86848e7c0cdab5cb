import { allocate } from '../allocation/allocate.js';
import type { AllocationRule, BallotGroup } from '../allocation/rule.js';
import type { VotingRules } from '../consultation/events.js';
import type { PhaseState } from '../consultation/state.js';
import type { Id } from '../fact.js';
import type { EnvelopeResult, SuspendedOption } from './events.js';

/** Identical baskets of one envelope, counted together. */
export interface BasketGroup extends BallotGroup {
  envelopeAreaId: Id | null;
}

/** Groups in an order that depends on nothing but what they hold. */
export const ordered = (groups: BasketGroup[]): BasketGroup[] =>
  groups
    .map(
      (g) =>
        [
          JSON.stringify([g.envelopeAreaId, g.lines.map((l) => [l.ideaId, l.votes]), g.count]),
          g,
        ] as const,
    )
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, g]) => g);

/** The rules of a vote that chooses. */
type Allocating = VotingRules & { allocationRule: AllocationRule };

/** The options of a phase that count nothing, in the order of their ids. */
export const suspendedIn = ({ suspended }: PhaseState): SuspendedOption[] =>
  Object.entries(suspended)
    .map(([ideaId, why]) => ({ ideaId, why }))
    .sort((a, b) => (a.ideaId < b.ideaId ? -1 : 1));

/** How one envelope is given out; what is suspended takes no part. */
export const resultOf = (
  { areaId, amount }: VotingRules['envelopes'][number],
  { groups, suspended }: { groups: BasketGroup[]; suspended: SuspendedOption[] },
  phase: PhaseState,
  { allocationRule, tieBreak }: Allocating,
): EnvelopeResult => {
  const options = [...phase.options!.values()]
    .map((o, i) => ({ ...o, cost: o.amount, place: i + 1 }))
    .filter((o) => o.envelopeAreaId === areaId);
  const isOut = ({ ideaId }: { ideaId: Id }) => suspended.some((o) => o.ideaId === ideaId);
  const ballots = groups.filter((g) => g.envelopeAreaId === areaId);
  const { spent, selected, notSelected, tieBreaks, increments } = allocate(
    { options: options.filter((o) => !isOut(o)), ballots, budget: amount },
    allocationRule,
    tieBreak,
  );
  return {
    envelopeAreaId: areaId,
    amount,
    spent,
    selected,
    notSelected: [
      ...notSelected,
      ...suspended.filter((o) => options.some(({ ideaId }) => ideaId === o.ideaId)),
    ],
    tieBreaks,
    increments: increments ?? null,
  };
};
