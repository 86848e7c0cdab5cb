import type { SharedPurchase } from './equal-shares.js';
import { compare, type Fraction } from './fraction.js';

/**
 * Far above the rounding of a sum over a million purses, far below any difference that an outcome
 * rests on.
 */
const SLACK = 1e-9;
/** Of the opening share: far above the rounding of one payment. */
const PAD = 1e-14;

/**
 * What would be bought, in order, whatever a voter's share between `from` and `to`; undefined if
 * that cannot be told.
 *
 * Works in floating point on bounds that are sure to hold the exact amounts: each purse lies
 * between `low` and `high`, each price between the one that purses at `high` reach for a little
 * less than the cost and the one that purses at `low` reach for a little more. An option is bought
 * only if its price is surely the least, or if all the prices that may be equal are known exactly.
 * So what is returned is what exact arithmetic gives.
 */
export function sameForShares(
  election: SharedPurchase,
  from: number,
  to: number,
): number[] | undefined {
  const run = new BoundedRun(election, from, to);
  for (;;) {
    const best = run.leastFloor();
    if (best === undefined) return run.bought;
    const top = run.ceiling(best);
    if (top === Infinity) return undefined;
    const tied = election.priced.filter((option) => run.mayCostAtMost(option, top));
    const chosen = tied.length === 1 ? best : run.firstOfExact(tied);
    if (chosen === undefined) return undefined;
    run.buy(chosen);
  }
}

class BoundedRun {
  readonly bought: number[];
  private readonly low: Float64Array;
  private readonly high: Float64Array;
  private readonly pad: number;
  /**
   * Per option, a price per unit of utility that its own surely exceeds; Infinity once it is out.
   */
  private readonly floors: Float64Array;
  /** Per option, how much had been bought when its floor was last computed. */
  private readonly asked: Int32Array;

  constructor(
    private readonly election: SharedPurchase,
    from: number,
    to: number,
  ) {
    const { poll, sizes, priced, free } = election;
    this.bought = [...free];
    this.pad = to * PAD;
    this.low = new Float64Array(sizes.length).fill(from - this.pad);
    this.high = new Float64Array(sizes.length).fill(to + this.pad);
    this.floors = new Float64Array(poll.options.length).fill(Infinity);
    this.asked = new Int32Array(poll.options.length).fill(-1);
    for (const option of priced)
      this.floors[option] =
        (this.cost(option) * (1 - SLACK)) /
        election.supporters[option]!.total /
        this.factor(option);
  }

  /**
   * The option of least floor, once that floor is of this round; undefined if nothing can be
   * bought.
   */
  leastFloor(): number | undefined {
    for (;;) {
      let best = -1;
      for (const option of this.election.priced)
        if (best < 0 || this.floors[option]! < this.floors[best]!) best = option;
      if (best < 0 || this.floors[best] === Infinity) return undefined;
      const known = this.floors[best];
      if (this.floor(best) === known) return best;
    }
  }

  /** Whether an option's price may be that low. */
  mayCostAtMost(option: number, price: number): boolean {
    return this.floors[option]! <= price && this.floor(option) <= price;
  }

  /**
   * A price per unit of utility that the option's own surely does not exceed; Infinity if it may
   * be unaffordable.
   */
  ceiling(option: number): number {
    return this.level(option, this.low, this.cost(option) * (1 + SLACK));
  }

  /**
   * The option to buy of several whose prices may be equal; undefined if one of those is not known
   * exactly.
   */
  firstOfExact(options: number[]): number | undefined {
    const known = options.map((option) => ({ option, price: this.exactPrice(option) }));
    if (known.some(({ price }) => !price)) return undefined;
    known.sort(
      (a, b) => compare(a.price!, b.price!) || this.election.ties.order(a.option, b.option),
    );
    return known[0]!.option;
  }

  buy(option: number): void {
    const { groups, weights } = this.election.supporters[option]!;
    const [least, most] = [this.floors[option]!, this.ceiling(option)].map(
      (price) => price * this.factor(option),
    );
    for (let i = 0; i < groups.length; i++) {
      const group = groups[i]!;
      const low = this.low[group]! - most! * weights[i]! - this.pad;
      const high = this.high[group]! - least! * weights[i]! + this.pad;
      this.low[group] = low > 0 ? low : 0;
      this.high[group] = high > 0 ? high : 0;
    }
    this.floors[option] = Infinity;
    this.bought.push(option);
  }

  private cost(option: number): number {
    return this.election.poll.options[option]!.cost;
  }

  private factor(option: number): number {
    return this.election.factors[option]!;
  }

  private floor(option: number): number {
    if (this.asked[option] === this.bought.length) return this.floors[option]!;
    this.asked[option] = this.bought.length;
    const price = this.level(option, this.high, this.cost(option) * (1 - SLACK));
    return (this.floors[option] = Math.max(price, this.floors[option]!));
  }

  /** The price, if each supporter surely either pays it in full or has nothing left at all. */
  private exactPrice(option: number): Fraction | undefined {
    const { groups, weights } = this.election.supporters[option]!;
    const top = this.ceiling(option) * this.factor(option) * (1 + SLACK);
    let rich = 0;
    for (let i = 0; i < groups.length; i++) {
      const group = groups[i]!;
      if (this.low[group]! >= top * weights[i]!) rich += weights[i]! * this.election.sizes[group]!;
      else if (this.high[group]! > 0) return undefined;
    }
    return { num: BigInt(this.cost(option)), den: BigInt(rich) * BigInt(this.factor(option)) };
  }

  /**
   * The price per unit of utility at which payments from these purses add up to the amount,
   * Infinity if never.
   */
  private level(option: number, purses: Float64Array, amount: number): number {
    const { groups, weights } = this.election.supporters[option]!;
    const { sizes } = this.election;
    const factor = this.factor(option);
    let price = this.floors[option]! * factor;
    let before = Infinity;
    for (;;) {
      let poor = 0;
      let rich = 0;
      for (let i = 0; i < groups.length; i++) {
        const group = groups[i]!;
        const purse = purses[group]!;
        if (purse < price * weights[i]!) poor += purse * sizes[group]!;
        else rich += weights[i]! * sizes[group]!;
      }
      if (rich === 0) return Infinity;
      if (rich >= before) return price / factor;
      before = rich;
      price = (amount - poor) / rich;
    }
  }
}
