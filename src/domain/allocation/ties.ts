import { byCodePoint, type Poll } from './poll.js';
import type { TieBreak, TieBroken } from './rule.js';

type Order = (a: number, b: number) => number;

/** The declared order of criteria between options (by index) that a rule holds equal. */
export interface Ties {
  /** The option that goes first of two. */
  order: Order;
  /** Which of the tied goes first and, if there are several, on what ground. */
  settle(tied: number[]): { chosen: number; broken?: TieBroken };
}

/** Reads a list of criteria; what the list leaves tied, the idea's id decides. */
export function readTies(poll: Poll, declared: TieBreak[]): Ties {
  const criteria: TieBreak[] = [...declared, 'idea_id'];
  const orders = new Map(criteria.map((by) => [by, criterion(poll, by)]));
  const decisive = (a: number, b: number) =>
    criteria.find((by) => orders.get(by)!(a, b) !== 0) ?? 'idea_id';
  const order: Order = (a, b) => orders.get(decisive(a, b))!(a, b);
  const settle = (tied: number[]) => {
    const [chosen, next] = [...tied].sort(order);
    if (chosen === undefined) throw new RangeError('nothing is tied');
    if (next === undefined) return { chosen };
    const ids = tied.map((option) => poll.options[option]!.ideaId).sort(byCodePoint);
    const broken = { tied: ids, chosen: poll.options[chosen]!.ideaId, by: decisive(chosen, next) };
    return { chosen, broken };
  };
  return { order, settle };
}

function criterion({ options, totals }: Poll, by: TieBreak): Order {
  const rising =
    (value: (option: number) => number): Order =>
    (a, b) =>
      Math.sign(value(a) - value(b));
  const falling = (value: (option: number) => number) => rising((option) => -value(option));
  const cost = (option: number) => options[option]!.cost;
  const place = (option: number) => options[option]!.place ?? Number.MAX_SAFE_INTEGER;
  const orders: Record<TieBreak, Order> = {
    more_votes: falling((option) => totals.votes[option]!),
    fewer_votes: rising((option) => totals.votes[option]!),
    higher_score: falling((option) => totals.score[option]!),
    lower_score: rising((option) => totals.score[option]!),
    higher_borda: falling((option) => totals.borda[option]!),
    lower_borda: rising((option) => totals.borda[option]!),
    lower_cost: rising(cost),
    higher_cost: falling(cost),
    earlier_place: rising(place),
    later_place: falling(place),
    idea_id: rising((option) => option),
    idea_id_reversed: falling((option) => option),
  };
  return orders[by];
}
