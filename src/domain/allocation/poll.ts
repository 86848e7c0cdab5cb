import type { Minor } from '../fact.js';
import type { AllocationOption, BallotGroup, Measure } from './rule.js';

/** What a rule is applied to. `voters` counts those who took part; by default, the ballots given. */
export interface AllocationInput {
  options: AllocationOption[];
  ballots: BallotGroup[];
  budget: Minor;
  voters?: number;
}

/**
 * The ballots read: options stand in code point order of their ids and are known by their index
 * there.
 */
export interface Poll {
  options: AllocationOption[];
  budget: Minor;
  voters: number;
  ballots: { count: number; picks: { option: number; votes: number }[] }[];
  totals: Record<Measure, number[]>;
}

/** The supporters of one option: their groups, and how much one voter of each group supports it. */
export interface Supporters {
  groups: Int32Array;
  weights: Float64Array;
  /** Support of all of them together. */
  total: number;
}

/** Voters grouped by what they support, and the supporters of each option. */
export interface Electorate {
  sizes: Float64Array;
  supporters: Supporters[];
}

/** Orders texts by code point, as everyone can check, whatever the locale. */
export function byCodePoint(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  const at = left.findIndex((character, i) => character !== right[i]);
  if (at < 0) return left.length - right.length;
  return left[at]!.codePointAt(0)! - (right[at]?.codePointAt(0) ?? -1);
}

/**
 * Reads the ballots. Throws RangeError if an amount or a count is not a safe integer or an idea is
 * listed twice.
 */
export function readPoll({ options, ballots, budget, voters }: AllocationInput): Poll {
  const sorted = [...options].sort((a, b) => byCodePoint(a.ideaId, b.ideaId));
  const index = new Map(sorted.map((option, i) => [option.ideaId, i]));
  if (index.size < sorted.length) throw new RangeError('an idea is listed twice');
  sorted.forEach((option) => checkAmount(option.cost, `the cost of ${option.ideaId}`));
  checkAmount(budget, 'the budget');
  const read = ballots.map(({ count, lines }) => {
    checkAmount(count, 'the size of a ballot group');
    return { count, picks: readLines(lines, index) };
  });
  const cast = read.reduce((sum, { count }) => sum + count, 0);
  if (voters !== undefined && !(voters >= cast)) throw new RangeError('fewer voters than ballots');
  checkAmount(voters ?? cast, 'the number of voters');
  return {
    options: sorted,
    budget,
    voters: voters ?? cast,
    ballots: read,
    totals: totals(read, sorted.length),
  };
}

/** The electorate as one measure sees it; ballots that it cannot tell apart are one group. */
export function electorate({ ballots, options }: Poll, measure: Measure): Electorate {
  const groups = new Map<string, number>();
  const sizes: number[] = [];
  const lists = options.map(() => ({ groups: [] as number[], weights: [] as number[] }));
  for (const { count, picks } of ballots) {
    const support = picks
      .map(({ option, votes }, i) => ({ option, weight: weigh[measure](votes, i, picks.length) }))
      .filter(({ weight }) => weight > 0)
      .sort((a, b) => a.option - b.option);
    const key = support.map(({ option, weight }) => `${option}:${weight}`).join();
    const known = groups.get(key);
    if (known !== undefined) {
      sizes[known]! += count;
      continue;
    }
    const group = sizes.push(count) - 1;
    groups.set(key, group);
    for (const { option, weight } of support) {
      lists[option]!.groups.push(group);
      lists[option]!.weights.push(weight);
    }
  }
  return {
    sizes: Float64Array.from(sizes),
    supporters: lists.map(({ groups: of, weights }) => ({
      groups: Int32Array.from(of),
      weights: Float64Array.from(weights),
      total: of.reduce((sum, group, i) => sum + sizes[group]! * weights[i]!, 0),
    })),
  };
}

const weigh: Record<Measure, (votes: number, position: number, length: number) => number> = {
  votes: () => 1,
  score: (votes) => votes,
  borda: (_, position, length) => length - position - 1,
};

function readLines(
  lines: BallotGroup['lines'],
  index: Map<string, number>,
): Poll['ballots'][number]['picks'] {
  const picks = new Map<number, { option: number; votes: number }>();
  for (const { ideaId, votes } of lines) {
    checkAmount(votes, `the votes for ${ideaId}`);
    const option = index.get(ideaId);
    if (option !== undefined && !picks.has(option)) picks.set(option, { option, votes });
  }
  return [...picks.values()];
}

function totals(ballots: Poll['ballots'], size: number): Poll['totals'] {
  const sums = {
    votes: Array(size).fill(0),
    score: Array(size).fill(0),
    borda: Array(size).fill(0),
  };
  for (const { count, picks } of ballots) {
    picks.forEach(({ option, votes }, i) => {
      for (const measure of ['votes', 'score', 'borda'] as const)
        sums[measure][option] += count * weigh[measure](votes, i, picks.length);
    });
  }
  Object.values(sums).forEach((list) => list.forEach((sum) => checkAmount(sum, 'a total')));
  return sums;
}

function checkAmount(value: number, what: string): void {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`${what} is ${value}: not a non-negative safe integer`);
}
