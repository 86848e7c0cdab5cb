import type { SupportValue } from '../../src/domain/consultation/events.js';
import { ideas, onBallot, prices, type Rules } from './actions.js';
import type { Model } from './model.js';

/** What the votes on an idea come to, by the terms of I4; nothing is collected offline or united here. */
export interface VotesOf {
  up: number;
  down: number;
  neutral: number;
  /** All votes given online, whether or not they count at present. */
  online: number;
  invalidated: number;
  suspended: number;
  counted: number;
}

/** What the baskets that stand make of an option. */
export interface PicksOf {
  picks: number;
  moneyPicked: number;
  counted: number;
}

/** Everything that is counted, made anew from sets. */
export interface Counts {
  votes: Record<string, VotesOf>;
  options: Record<string, PicksOf>;
  participants: { support: number; baskets: number };
  totalSpend: number;
}

/** What a model comes to. */
export const countsOf = (model: Model, { least }: Rules): Counts => {
  const enough = model.ballots('support').filter(({ votes }) => votes.size >= (least ?? 0));
  const valid = enough.filter((b) => !b.invalidated);
  const baskets = model
    .ballots('baskets')
    .flatMap(({ basket, invalidated }) => (basket && !invalidated ? [basket] : []));
  const votesOf = (id: string): VotesOf => {
    const saying = (value: SupportValue) => valid.filter((b) => b.votes.get(id) === value).length;
    const online = enough.filter((b) => b.votes.has(id)).length;
    const [up, down, neutral] = [saying('up'), saying('down'), saying('neutral')];
    const standing = up + down + neutral;
    const { hidden, withdrawn, into } = model.ideas.get(id)!;
    const suspended = hidden || withdrawn || into ? standing : 0;
    const invalidated = online - standing;
    return { up, down, neutral, online, invalidated, suspended, counted: standing - suspended };
  };
  const picksOf = (id: string): PicksOf => {
    const picks = baskets.filter((basket) => basket.has(id)).length;
    const counted = model.suspended.has(id) ? 0 : picks;
    return { picks, moneyPicked: picks * prices[id]!, counted };
  };
  return {
    votes: Object.fromEntries(ideas.map((id) => [id, votesOf(id)])),
    options: Object.fromEntries(onBallot.map((id) => [id, picksOf(id)])),
    participants: {
      support: valid.filter(({ votes }) => votes.size > 0).length,
      baskets: baskets.length,
    },
    totalSpend: baskets.flatMap((basket) => [...basket]).reduce((sum, id) => sum + prices[id]!, 0),
  };
};
