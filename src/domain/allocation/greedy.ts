import type { Poll } from './poll.js';
import type { AllocationRule, Measure, NotSelected, TieBroken } from './rule.js';
import type { Ties } from './ties.js';

/**
 * Options (by index) in the order of choice, those passed over and why, and the ties broken on the
 * way.
 */
export interface Outcome {
  chosen: number[];
  passed: { option: number; why: NotSelected }[];
  tieBreaks: TieBroken[];
}

type GreedyRule = Omit<Extract<AllocationRule, { name: 'greedy' }>, 'name'>;
type Order = (a: number, b: number) => number;

/**
 * Funds from the highest measure down what fits in `money`. A tie is told only if it decides what
 * fits.
 */
export function greedy(
  poll: Poll,
  ties: Ties,
  rule: GreedyRule,
  among: number[],
  money: number,
): Outcome {
  const { merit, measure } = meritOf(poll, rule.by);
  const reaches = (option: number) => poll.totals[measure][option]! >= (rule.threshold ?? 0);
  const queue = among.filter(reaches).sort((a, b) => merit(a, b) || ties.order(a, b));
  const outcome: Outcome = { chosen: [], passed: [], tieBreaks: [] };
  let left = money;
  for (const [i, option] of queue.entries()) {
    const { cost } = poll.options[option]!;
    const tied = contenders(poll, rule, merit, queue.slice(i), left);
    const broken = tied.length && ties.settle(tied).broken;
    if (broken) outcome.tieBreaks.push(broken);
    if (cost <= left) {
      outcome.chosen.push(option);
      left -= cost;
      continue;
    }
    outcome.passed.push({ option, why: 'did_not_fit' });
    if (rule.skip) continue;
    outcome.passed.push(...refusals(queue.slice(i + 1), 'stopped_before'));
    break;
  }
  const under = among.filter((option) => !reaches(option));
  outcome.passed.push(...refusals(under, 'below_threshold'));
  return outcome;
}

const refusals = (options: number[], why: NotSelected) =>
  options.map((option) => ({ option, why }));

/**
 * Those tied for the turn of the first in the queue, if the money left is not enough for all of
 * them.
 */
function contenders(
  { options }: Poll,
  { skip }: GreedyRule,
  merit: Order,
  queue: number[],
  left: number,
): number[] {
  const end = queue.findIndex((option) => merit(queue[0]!, option) !== 0);
  const equal = queue.slice(0, end < 0 ? queue.length : end);
  const tied = equal.filter((option) => !skip || options[option]!.cost <= left);
  const needed = tied.reduce((sum, option) => sum + options[option]!.cost, 0);
  return needed > left && tied[0] === queue[0] ? tied : [];
}

function meritOf(poll: Poll, by: GreedyRule['by']): { measure: Measure; merit: Order } {
  const measure = by.replace('_per_cost', '') as Measure;
  if (by !== measure) return { measure, merit: perCost(poll, measure) };
  return { measure, merit: (a, b) => poll.totals[measure][b]! - poll.totals[measure][a]! };
}

/** Compares by cross multiplication, exactly; what costs nothing goes first. */
function perCost({ options, totals }: Poll, measure: Measure): Order {
  const cost = options.map((option) => BigInt(option.cost));
  const total = totals[measure].map(BigInt);
  return (a, b) => {
    if (!cost[a] || !cost[b]) return Number(!cost[b]) - Number(!cost[a]);
    const difference = total[b]! * cost[a]! - total[a]! * cost[b]!;
    return difference < 0n ? -1 : Number(difference > 0n);
  };
}
