import { buyFromShares, share, type Purchases, type SharedPurchase } from './equal-shares.js';
import { sameForShares } from './stretch.js';

/**
 * Raises every voter's share by `increment` minor units at a time and keeps the last step within
 * the budget before the first that exceeds it; stops earlier when everything supported is bought
 * or, if asked, when no supported option would fit what is left.
 *
 * Overspending does not grow steadily with the share, so no step may be leapt over unseen. A
 * stretch of steps is passed only when `sameForShares` has proved that all of them buy the same,
 * within the budget; every other step, the one that is kept and the one that ends the search are
 * computed exactly.
 */
export function raiseShares(
  election: SharedPurchase,
  increment: number,
  exhaustive: boolean,
): Purchases & { increments: number } {
  if (increment < 1) throw new RangeError(`an increment of ${increment} raises nothing`);
  const { poll } = election;
  const at = (steps: number) => buyFromShares(election, share(poll, increment, steps));
  const within = (from: number, to: number): boolean => {
    const amount = (steps: number) => poll.budget / poll.voters + increment * steps;
    const bought = sameForShares(election, amount(from), amount(to));
    return bought !== undefined && hasRoom(election, bought, exhaustive);
  };

  let steps = 0;
  let kept = at(0);
  for (let span = 1; hasRoom(election, kept.bought, exhaustive);) {
    if (within(steps + 1, steps + span)) {
      steps += span;
      span *= 2;
    } else if (span > 1) {
      span = Math.floor(span / 2);
    } else {
      const next = at(steps + 1);
      if (next.spent > poll.budget) break;
      steps += 1;
      kept = next;
    }
  }
  return { ...at(steps), increments: steps };
}

/**
 * Whether a further step may buy more: something is left to buy, and the budget is not used up
 * yet.
 */
function hasRoom({ poll, priced }: SharedPurchase, bought: number[], exhaustive: boolean): boolean {
  const cost = (option: number) => poll.options[option]!.cost;
  const left = bought.reduce((money, option) => money - cost(option), poll.budget);
  const rest = priced.filter((option) => !bought.includes(option));
  if (exhaustive) return rest.some((option) => cost(option) <= left);
  return rest.length > 0 && left >= 0;
}
