import type { Id, Minor } from '../fact.js';

/** An idea with a price on the ballot, in minor units. */
export interface AllocationOption {
  ideaId: Id;
  cost: Minor;
  /** Its place on the published list: order of submission, or of a public draw. */
  place?: number;
}

/**
 * Identical effective baskets, grouped. `votes` is 1 on an approval ballot, points on a cumulative
 * one, rank points on an ordinal one, where the order of lines is the order of preference. A group
 * without lines is of blank ballots: its voters count. A line on an option that is not on the list
 * is void.
 */
export interface BallotGroup {
  count: number;
  lines: { ideaId: Id; votes: number }[];
}

/**
 * What support is measured in: ballots that pick the option, sum of its votes, or Borda points
 * from rank order.
 */
export type Measure = 'votes' | 'score' | 'borda';

/**
 * How the budget is given out. `greedy`: from the highest measure down, each option that fits what
 * is left; `skip: false` stops at the first that does not fit; options whose measure is under
 * `threshold` are left out first. `equal_shares`: every voter has an equal share of the budget,
 * and an option is funded when those who support it can pay for it together. `add1` raises all
 * shares by `increment` (minor units, default 100: one euro), step by step, as long as the budget
 * holds (`exhaustive`: or until nothing more would fit); `greedy` then fills what is left.
 * `phragmen`: money flows to all voters alike, supporters buy as soon as they can, until one
 * cannot be paid.
 */
export type AllocationRule =
  | { name: 'greedy'; by: Measure | `${Measure}_per_cost`; skip: boolean; threshold?: number }
  | {
      name: 'equal_shares';
      utility: 'cost' | 'cardinality' | 'score' | 'borda';
      completion: 'none' | 'add1' | 'greedy' | 'add1_greedy';
      exhaustive?: boolean;
      increment?: Minor;
    }
  | { name: 'phragmen' };

/** What decides between options that a rule holds equal; an idea's id is compared by code point. */
export type TieBreak =
  | 'more_votes'
  | 'fewer_votes'
  | 'higher_score'
  | 'lower_score'
  | 'higher_borda'
  | 'lower_borda'
  | 'lower_cost'
  | 'higher_cost'
  | 'earlier_place'
  | 'later_place'
  | 'idea_id'
  | 'idea_id_reversed';

/**
 * A tie that was broken on the way, and the criterion that set the chosen option before the next.
 */
export interface TieBroken {
  tied: Id[];
  chosen: Id;
  by: TieBreak;
}

/** Why an option is not funded. */
export type NotSelected =
  | 'below_threshold'
  | 'did_not_fit'
  | 'stopped_before'
  | 'dearer_than_budget'
  | 'no_supporters'
  | 'not_affordable_by_supporters';

/** Which options are funded, in the order of choice, and why the others are not. */
export interface Allocation {
  rule: AllocationRule;
  ruleVersion: number;
  /** `by` tells whether the rule itself funded the option or the completion that followed. */
  selected: { ideaId: Id; cost: Minor; rank: number; by: 'rule' | 'completion' }[];
  notSelected: { ideaId: Id; why: NotSelected }[];
  tieBreaks: TieBroken[];
  /** Steps by which `add1` raised each voter's share. */
  increments?: number;
  spent: Minor;
}

/** Whether a result asks for what each voter chose together, and not for sums alone. */
export const asksForBallots = (rule: AllocationRule, tieBreak: TieBreak[]): boolean =>
  rule.name !== 'greedy' || rule.by.startsWith('borda') || /borda/.test(tieBreak.join());
