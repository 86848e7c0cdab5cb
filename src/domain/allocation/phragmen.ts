import { cheapest, remove, type Candidate } from './cheapest.js';
import { Amounts, type Fraction, zero } from './fraction.js';
import type { Outcome } from './greedy.js';
import { electorate, type Poll, type Supporters } from './poll.js';
import type { NotSelected } from './rule.js';
import type { Ties } from './ties.js';

/**
 * Sequential Phragmén: each purchase is paid by its supporters so that they end with equal loads,
 * and the next is the one that leaves its supporters with the least load. Options that nobody
 * picked come last. It stops as soon as one of the options in turn would exceed the budget;
 * options dearer than the whole budget are left out first.
 */
export function phragmen(poll: Poll, ties: Ties): Outcome {
  const { supporters, sizes } = electorate(poll, 'votes');
  const counts = [...sizes].map(BigInt);
  const loads = new Amounts(counts.length, zero);
  const cost = (option: number) => poll.options[option]!.cost;
  const load = ({ option }: Candidate) =>
    loadAfter(supporters[option]!, BigInt(cost(option)), loads, counts);
  const all = poll.options.map((_, option): Candidate => ({ option, price: zero }));
  const running = all.filter(({ option }) => cost(option) <= poll.budget);
  const picked = running.filter(({ option }) => supporters[option]!.total > 0);
  const unpicked = running.filter(({ option }) => supporters[option]!.total === 0);
  const outcome: Outcome = { chosen: [], passed: [], tieBreaks: [] };
  let left = poll.budget;

  const buyInTurn = (candidates: Candidate[], next: () => Candidate[]): void => {
    while (candidates.length > 0) {
      const tied = next();
      if (tied.some(({ option }) => cost(option) > left)) return;
      const { chosen, broken } = ties.settle(tied.map(({ option }) => option));
      if (broken) outcome.tieBreaks.push(broken);
      burden(supporters[chosen]!, tied[0]!.price, loads);
      remove(candidates, chosen);
      outcome.chosen.push(chosen);
      left -= cost(chosen);
    }
  };
  buyInTurn(picked, () => cheapest(picked, load));
  if (picked.length === 0) buyInTurn(unpicked, () => unpicked);

  const dearer = all.filter(({ option }) => cost(option) > poll.budget);
  const refusals = (list: Candidate[], why: NotSelected) =>
    list.map(({ option }) => ({ option, why }));
  outcome.passed.push(...refusals([...picked, ...unpicked], 'stopped_before'));
  outcome.passed.push(...refusals(dearer, 'dearer_than_budget'));
  return outcome;
}

/** The load that all supporters of an option would bear. */
function loadAfter(
  { groups, total }: Supporters,
  cost: bigint,
  { values, denominator }: Amounts,
  sizes: bigint[],
): Fraction {
  let sum = cost * denominator;
  for (const group of groups) sum += values[group]! * sizes[group]!;
  return { num: sum, den: denominator * BigInt(total) };
}

function burden({ groups }: Supporters, load: Fraction, loads: Amounts): void {
  const units = loads.express(load);
  for (const group of groups) loads.values[group] = units;
}
