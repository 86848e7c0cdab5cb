import { raiseShares } from './add1.js';
import { buyFromShares, share, sharedPurchase, supportIn, type Purchases } from './equal-shares.js';
import { greedy, type Outcome } from './greedy.js';
import { phragmen } from './phragmen.js';
import { readPoll, type AllocationInput, type Poll } from './poll.js';
import type { Allocation, AllocationRule, NotSelected, TieBreak } from './rule.js';
import { readTies, type Ties } from './ties.js';

/** Raised when the same input could give another outcome. */
export const RULE_VERSION = 1;

/**
 * Decides which options are funded; the same input, in whatever order, gives the same allocation.
 * Throws RangeError if an amount is not a non-negative safe integer, or an idea is listed twice.
 */
export function allocate(
  input: AllocationInput,
  rule: AllocationRule,
  tieBreak: TieBreak[],
): Allocation {
  const poll = readPoll(input);
  const ties = readTies(poll, tieBreak);
  const { chosen, passed, tieBreaks, completedFrom, increments } = outcomeOf(poll, rule, ties);
  return {
    rule,
    ruleVersion: RULE_VERSION,
    selected: chosen.map((option, i) => ({
      ideaId: poll.options[option]!.ideaId,
      cost: poll.options[option]!.cost,
      rank: i + 1,
      by: i < (completedFrom ?? Infinity) ? 'rule' : 'completion',
    })),
    notSelected: passed.map(({ option, why }) => ({ ideaId: poll.options[option]!.ideaId, why })),
    tieBreaks,
    ...(increments !== undefined && { increments }),
    spent: chosen.reduce((sum, option) => sum + poll.options[option]!.cost, 0),
  };
}

type Result = Outcome & { completedFrom?: number; increments?: number };
type EqualShares = Extract<AllocationRule, { name: 'equal_shares' }>;

function outcomeOf(poll: Poll, rule: AllocationRule, ties: Ties): Result {
  const everything = poll.options.map((_, option) => option);
  switch (rule.name) {
    case 'greedy':
      return greedy(poll, ties, rule, everything, poll.budget);
    case 'phragmen':
      return phragmen(poll, ties);
    case 'equal_shares':
      return equalShares(poll, ties, rule, everything);
  }
}

function equalShares(poll: Poll, ties: Ties, rule: EqualShares, everything: number[]): Result {
  const { bought, spent, tieBreaks, increments } = purchases(poll, ties, rule);
  const rest = everything.filter((option) => !bought.includes(option));
  if (rule.completion === 'greedy' || rule.completion === 'add1_greedy') {
    const by = supportIn[rule.utility];
    const filled = greedy(poll, ties, { by, skip: true }, rest, poll.budget - spent);
    return {
      chosen: [...bought, ...filled.chosen],
      passed: filled.passed,
      tieBreaks: [...tieBreaks, ...filled.tieBreaks],
      completedFrom: bought.length,
      increments,
    };
  }
  const why = (option: number): NotSelected =>
    poll.totals[supportIn[rule.utility]][option] ? 'not_affordable_by_supporters' : 'no_supporters';
  return {
    chosen: bought,
    passed: rest.map((option) => ({ option, why: why(option) })),
    tieBreaks,
    increments,
  };
}

function purchases(poll: Poll, ties: Ties, rule: EqualShares): Purchases & { increments?: number } {
  if (poll.voters === 0) return { bought: [], spent: 0, tieBreaks: [] };
  const election = sharedPurchase(poll, ties, rule.utility);
  if (rule.completion === 'none' || rule.completion === 'greedy')
    return buyFromShares(election, share(poll, 0, 0));
  return raiseShares(election, rule.increment ?? 100, rule.exhaustive ?? false);
}
