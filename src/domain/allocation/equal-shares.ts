import { cheapest, remove, type Candidate } from './cheapest.js';
import { Amounts, type Fraction, zero } from './fraction.js';
import { electorate, type Electorate, type Poll } from './poll.js';
import type { AllocationRule, Measure, TieBroken } from './rule.js';
import type { Ties } from './ties.js';

type Utility = Extract<AllocationRule, { name: 'equal_shares' }>['utility'];

/** The Method of Equal Shares made ready for one poll and one notion of utility. */
export interface SharedPurchase extends Electorate {
  poll: Poll;
  ties: Ties;
  /** Utility of an option = a voter's weight in its supporters × this. */
  factors: number[];
  /** Options that cost nothing and have supporters: funded before any money moves. */
  free: number[];
  /** Options that cost something and have supporters. */
  priced: number[];
}

/** What was bought, in order, with the ties broken on the way. */
export interface Purchases {
  bought: number[];
  spent: number;
  tieBreaks: TieBroken[];
}

/** What each notion of utility reads from a ballot: who picked what, or how much. */
export const supportIn: Record<Utility, Measure> = {
  cost: 'votes',
  cardinality: 'votes',
  score: 'score',
  borda: 'borda',
};

/** Prepares a poll for one notion of utility. */
export function sharedPurchase(poll: Poll, ties: Ties, utility: Utility): SharedPurchase {
  const voters = electorate(poll, supportIn[utility]);
  const supported = poll.options.map((_, i) => i).filter((i) => voters.supporters[i]!.total > 0);
  return {
    ...voters,
    poll,
    ties,
    factors: poll.options.map(({ cost }) => (utility === 'cost' ? cost : 1)),
    free: supported.filter((option) => poll.options[option]!.cost === 0).sort(ties.order),
    priced: supported.filter((option) => poll.options[option]!.cost > 0),
  };
}

/** One voter's share after `steps` increments, exactly. Needs at least one voter. */
export const share = ({ budget, voters }: Poll, increment: number, steps: number): Fraction => ({
  num: BigInt(budget) + BigInt(increment) * BigInt(steps) * BigInt(voters),
  den: BigInt(voters),
});

/**
 * Buys, as long as supporters can pay for something, what costs them least per unit of utility:
 * each pays in proportion to its utility, or all it has left. Exact: shares are integers over one
 * common denominator.
 */
export function buyFromShares(election: SharedPurchase, start: Fraction): Purchases {
  const { poll, ties, free, priced, sizes } = election;
  const run = {
    ...election,
    purses: new Amounts(sizes.length, start),
    counts: [...sizes].map(BigInt),
  };
  const candidates = priced.map((option): Candidate => ({ option, price: zero }));
  const purchases: Purchases = { bought: [...free], spent: 0, tieBreaks: [] };
  for (;;) {
    const least = cheapest(candidates, (candidate) => priceOf(run, candidate));
    if (!least[0]) return purchases;
    const { chosen, broken } = ties.settle(least.map(({ option }) => option));
    if (broken) purchases.tieBreaks.push(broken);
    purchases.bought.push(chosen);
    purchases.spent += poll.options[chosen]!.cost;
    collect(run, chosen, least[0].price);
    remove(candidates, chosen);
  }
}

/**
 * A run on the way: what each voter of a group has left, and the sizes of groups as big integers.
 */
type Run = SharedPurchase & { purses: Amounts; counts: bigint[] };

/**
 * The price per unit of utility at which the supporters' payments add up to the cost; undefined if
 * they cannot. Whoever cannot pay a price cannot pay a higher one: from a price known to be too
 * low, those who can only give all they have are set apart until none is left to be.
 */
function priceOf(run: Run, { option, price: floor }: Candidate): Fraction | undefined {
  const { denominator } = run.purses;
  const cost = BigInt(run.poll.options[option]!.cost) * denominator;
  const factor = BigInt(run.factors[option]!);
  let price = floor;
  let before = Infinity;
  for (;;) {
    const { poor, rich } = divide(run, option, price);
    if (rich === 0) return undefined;
    if (rich === before) return price;
    before = rich;
    price = { num: cost - poor, den: denominator * BigInt(rich) * factor };
  }
}

/** At a price: the money of those who cannot pay it in full, and the weight of those who can. */
function divide(run: Run, option: number, price: Fraction): { poor: bigint; rich: number } {
  const { sizes, counts } = run;
  const { values, denominator } = run.purses;
  const { groups, weights } = run.supporters[option]!;
  const perWeight = price.num * BigInt(run.factors[option]!) * denominator;
  const due = byWeight((weight) => (perWeight * weight + price.den - 1n) / price.den);
  let poor = 0n;
  let rich = 0;
  for (let i = 0; i < groups.length; i++) {
    const group = groups[i]!;
    if (values[group]! < due(weights[i]!)) poor += values[group]! * counts[group]!;
    else rich += weights[i]! * sizes[group]!;
  }
  return { poor, rich };
}

function collect({ purses, supporters, factors }: Run, option: number, price: Fraction): void {
  const { groups, weights } = supporters[option]!;
  const unit = purses.express({ num: price.num * BigInt(factors[option]!), den: price.den });
  const due = byWeight((weight) => unit * weight);
  for (let i = 0; i < groups.length; i++) {
    const payment = due(weights[i]!);
    const purse = purses.values[groups[i]!]!;
    purses.values[groups[i]!] = purse > payment ? purse - payment : 0n;
  }
}

/** Weights are few and voters many: works each out once. */
function byWeight(amount: (weight: bigint) => bigint): (weight: number) => bigint {
  const known = new Map<number, bigint>();
  return (weight) => {
    const found = known.get(weight);
    if (found !== undefined) return found;
    known.set(weight, amount(BigInt(weight)));
    return known.get(weight)!;
  };
}
