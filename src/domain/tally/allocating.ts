import { allocate } from '../allocation/allocate.js';
import type { AllocationRule, BallotGroup } from '../allocation/rule.js';
import type { BallotOption, VotingRules } from '../consultation/events.js';
import type { PhaseState } from '../consultation/state.js';
import type { Id } from '../fact.js';
import type { EnvelopeResult, OptionCount, SuspendedOption } from './events.js';

/** Identical baskets of one envelope, counted together. */
export interface BasketGroup extends BallotGroup {
  envelopeAreaId: Id | null;
}

/** Baskets of one line each that come to these counts; a rule that looks at sums alone cannot tell them from others. */
export const asGroups = (
  counts: OptionCount[],
  options: PhaseState['options'] = null,
): BasketGroup[] =>
  counts.flatMap(({ ideaId, picks, votes }) => {
    const envelopeAreaId = options?.get(ideaId)?.envelopeAreaId ?? null;
    const group = (count: number, each: number): BasketGroup => ({
      envelopeAreaId,
      count,
      lines: [{ ideaId, votes: each }],
    });
    return picks > 0 ? [group(picks - 1, 0), group(1, votes)] : [];
  });

/** Groups that hold the same, at whatever prices it was chosen, as one. */
const together = (groups: BasketGroup[]): BasketGroup[] => {
  const alike = new Map<string, BasketGroup>();
  for (const group of groups) {
    const lines = group.lines.map(({ ideaId, votes }) => [ideaId, votes]);
    const key = JSON.stringify([group.envelopeAreaId, lines]);
    alike.set(key, { ...group, count: group.count + (alike.get(key)?.count ?? 0) });
  }
  return [...alike.values()];
};

/** Groups, each once, in an order that depends on nothing but what they hold. */
export const ordered = (groups: BasketGroup[]): BasketGroup[] =>
  together(groups)
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

/** What an allocation is computed from besides the options. */
interface AllocationBasis {
  groups: BasketGroup[];
  /** What votes on paper come to, where there are any. */
  offline?: OptionCount[];
  suspended: SuspendedOption[];
}

/** How one envelope is given out; what is suspended takes no part. */
export const resultOf = (
  { areaId, amount }: VotingRules['envelopes'][number],
  { groups, offline = [], suspended }: AllocationBasis,
  published: Map<Id, BallotOption>,
  { allocationRule, tieBreak }: Allocating,
): EnvelopeResult => {
  const options = [...published.values()]
    .map((o, i) => ({ ...o, cost: o.amount, place: i + 1 }))
    .filter((o) => o.envelopeAreaId === areaId);
  const isOut = ({ ideaId }: { ideaId: Id }) => suspended.some((o) => o.ideaId === ideaId);
  const ballots = [...groups, ...asGroups(offline, published)].filter(
    (g) => g.envelopeAreaId === areaId,
  );
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
