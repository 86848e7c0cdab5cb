import { describe, expect, test } from '@jest/globals';
import { allocate } from '../../../src/domain/allocation/allocate.js';
import type { AllocationRule, BallotGroup, TieBreak } from '../../../src/domain/allocation/rule.js';

/**
 * `{ garden: 300 }` is an option that costs 300; `[4, 'garden bench']` four ballots that pick
 * these.
 */
const given = (costs: Record<string, number>, ...baskets: [number, string][]) => {
  const options = Object.entries(costs).map(([ideaId, cost], place) => ({ ideaId, cost, place }));
  const ballots = baskets.map(([count, picks]) => ({ count, lines: linesOf(picks) }));
  return {
    when: (budget: number, rule: AllocationRule, ...tieBreak: TieBreak[]) =>
      allocate({ options, ballots, budget }, rule, tieBreak),
  };
};
const linesOf = (picks: string): BallotGroup['lines'] =>
  picks
    .split(' ')
    .filter(Boolean)
    .map((pick) => pick.split('×'))
    .map(([ideaId, votes]) => ({ ideaId: ideaId!, votes: Number(votes ?? 1) }));
const ids = (list: { ideaId: string }[]) => list.map(({ ideaId }) => ideaId);

const byVotes = { name: 'greedy', by: 'votes', skip: true } as const;
const equalShares = { name: 'equal_shares', utility: 'cost', completion: 'none' } as const;

describe('greedy', () => {
  const city = given(
    { garden: 60, bench: 50, lamp: 30, swing: 10 },
    [4, 'garden'],
    [3, 'bench'],
    [2, 'lamp'],
    [1, 'swing'],
  );

  test('the most picked is funded first, and what does not fit is skipped', () => {
    const result = city.when(100, byVotes);
    expect(ids(result.selected)).toEqual(['garden', 'lamp', 'swing']);
    expect(result.notSelected).toEqual([{ ideaId: 'bench', why: 'did_not_fit' }]);
    expect(result.spent).toBe(100);
    expect(result.tieBreaks).toEqual([]);
  });

  test('without skipping, the first that does not fit ends the list', () => {
    const result = city.when(100, { ...byVotes, skip: false });
    expect(ids(result.selected)).toEqual(['garden']);
    expect(result.notSelected).toEqual([
      { ideaId: 'bench', why: 'did_not_fit' },
      { ideaId: 'lamp', why: 'stopped_before' },
      { ideaId: 'swing', why: 'stopped_before' },
    ]);
  });

  test('an option under the threshold is left out, one that just reaches it is not', () => {
    const result = city.when(100, { ...byVotes, threshold: 2 });
    expect(ids(result.selected)).toEqual(['garden', 'lamp']);
    expect(result.notSelected.at(-1)).toEqual({ ideaId: 'swing', why: 'below_threshold' });
  });

  test('by votes per cost, a cheap option needs fewer votes', () => {
    const result = city.when(100, { ...byVotes, by: 'votes_per_cost' });
    expect(ids(result.selected)).toEqual(['swing', 'garden', 'lamp']);
  });

  test('votes per cost are compared exactly, where floating point sees a tie', () => {
    const dear = Number.MAX_SAFE_INTEGER;
    const result = given({ a: dear, b: dear - 1 }, [3, 'a b']).when(dear, {
      ...byVotes,
      by: 'votes_per_cost',
    });
    expect(ids(result.selected)).toEqual(['b']);
    expect(result.tieBreaks).toEqual([]);
  });

  test('points are summed, and rank points follow the order of the ballot', () => {
    const ranked = given({ a: 10, b: 10, c: 10 }, [2, 'a×1 b×1 c×5'], [1, 'b×1']);
    expect(ids(ranked.when(10, { ...byVotes, by: 'score' }).selected)).toEqual(['c']);
    expect(ids(ranked.when(10, { ...byVotes, by: 'borda' }).selected)).toEqual(['a']);
    expect(ids(ranked.when(10, byVotes).selected)).toEqual(['b']);
  });

  test('a line on an option that left the ballot is void', () => {
    const result = given({ lamp: 10 }, [2, 'garden lamp']).when(100, byVotes);
    expect(ids(result.selected)).toEqual(['lamp']);
  });
});

describe('ties', () => {
  const equal = given({ z: 60, y: 50, é: 50, x: 10 }, [5, 'x y z é']);

  test('a tie that decides who is funded is told with its ground', () => {
    const result = equal.when(100, byVotes, 'lower_cost', 'earlier_place');
    expect(ids(result.selected)).toEqual(['x', 'y']);
    expect(result.tieBreaks).toEqual([
      { tied: ['x', 'y', 'z', 'é'], chosen: 'x', by: 'lower_cost' },
      { tied: ['y', 'z', 'é'], chosen: 'y', by: 'earlier_place' },
    ]);
  });

  test('a tie between options that all fit is not worth telling', () => {
    expect(equal.when(170, byVotes).tieBreaks).toEqual([]);
  });

  test('the declared list decides in its order, and the idea id where it ends', () => {
    const first = (...tieBreak: TieBreak[]) =>
      ids(equal.when(60, byVotes, ...tieBreak).selected)[0];
    expect(first('higher_cost')).toBe('z');
    expect(first('earlier_place')).toBe('z');
    expect(first('later_place')).toBe('x');
    expect(first('more_votes', 'lower_cost')).toBe('x');
    expect(first('idea_id_reversed')).toBe('é');
    expect(first()).toBe('x');
  });

  test('ids are compared by code point: capitals before small letters, accents after, emoji last', () => {
    const result = given({ '🌳': 1, '\uffee': 1, é: 1, b: 1, B: 1, b1: 1 }, [1, '']).when(
      6,
      byVotes,
    );
    expect(ids(result.selected)).toEqual(['B', 'b', 'b1', 'é', '\uffee', '🌳']);
  });

  test('fewer votes, scores and rank points can decide too', () => {
    const costly = given({ a: 10, b: 10 }, [1, 'a×4 b×1'], [2, 'b×1']);
    const rule: AllocationRule = { name: 'phragmen' };
    const first = (by: TieBreak) =>
      given({ a: 10, b: 10 }, [1, 'a×4 b×3']).when(10, { ...byVotes, threshold: 1 }, by)
        .selected[0]!.ideaId;
    expect([first('higher_score'), first('lower_score')]).toEqual(['a', 'b']);
    expect([first('higher_borda'), first('lower_borda')]).toEqual(['a', 'b']);
    expect(ids(costly.when(10, rule).selected)).toEqual(['b']);
  });
});

describe('equal shares', () => {
  const north = given(
    { north1: 30, north2: 30, north3: 30, south: 40 },
    [6, 'north1 north2 north3'],
    [4, 'south'],
  );

  test('a majority spends its share, and no more: the minority gets its option', () => {
    expect(ids(north.when(100, byVotes).selected)).toEqual(['north1', 'north2', 'north3']);
    const result = north.when(100, equalShares);
    expect(ids(result.selected)).toEqual(['north1', 'north2', 'south']);
    expect(result.notSelected).toEqual([{ ideaId: 'north3', why: 'not_affordable_by_supporters' }]);
    expect(result.increments).toBeUndefined();
    expect(result.tieBreaks[0]).toEqual({
      tied: ['north1', 'north2', 'north3'],
      chosen: 'north1',
      by: 'idea_id',
    });
  });

  test('who cannot pay in full gives all that is left, and the others pay the rest', () => {
    const costs = { a: 12, b: 13, c: 1 };
    const baskets: [number, string][] = [
      [1, 'a'],
      [1, 'a b'],
      [1, 'b c'],
    ];
    expect(ids(given(costs, ...baskets).when(30, equalShares).selected)).toEqual(['a', 'b', 'c']);
    const dearer = given({ ...costs, b: 14 }, ...baskets).when(30, equalShares);
    expect(ids(dearer.selected)).toEqual(['a', 'b']);
    const tooDear = given({ ...costs, b: 15 }, ...baskets).when(30, equalShares);
    expect(ids(tooDear.selected)).toEqual(['a', 'c']);
  });

  test('shares that no decimal can write still pay exactly', () => {
    for (const voters of [3, 7, 49, 333])
      expect(given({ a: 1000 }, [voters, 'a']).when(1000, equalShares).spent).toBe(1000);
  });

  test('blank ballots have their share, which nobody else may spend', () => {
    const result = given({ a: 60 }, [5, 'a'], [5, '']).when(100, equalShares);
    expect(result.selected).toEqual([]);
    expect(given({ a: 50 }, [5, 'a'], [5, '']).when(100, equalShares).spent).toBe(50);
  });

  test('by points, who wants an option more pays more for it', () => {
    const rule: AllocationRule = { ...equalShares, utility: 'score' };
    const result = given({ a: 40, b: 20 }, [1, 'a×3'], [1, 'a×1 b×1']).when(60, rule);
    expect(ids(result.selected)).toEqual(['a', 'b']);
    expect(given({ a: 40, b: 21 }, [1, 'a×3'], [1, 'a×1 b×1']).when(60, rule).spent).toBe(40);
  });

  test('an option that costs nothing is funded if anyone picked it', () => {
    const result = given({ free: 0, gift: 0, a: 10 }, [1, 'free a']).when(10, equalShares);
    expect(ids(result.selected)).toEqual(['free', 'a']);
    expect(result.notSelected).toEqual([{ ideaId: 'gift', why: 'no_supporters' }]);
  });

  test('without voters nothing is funded', () => {
    expect(given({ a: 10 }).when(100, { ...equalShares, completion: 'add1' }).selected).toEqual([]);
  });

  test('what is left is filled by votes, and told apart from what the rule itself chose', () => {
    const result = north.when(125, { ...equalShares, completion: 'greedy' });
    expect(result.selected.map(({ ideaId, rank, by }) => [rank, ideaId, by])).toEqual([
      [1, 'north1', 'rule'],
      [2, 'north2', 'rule'],
      [3, 'south', 'rule'],
    ]);
    expect(result.notSelected).toEqual([{ ideaId: 'north3', why: 'did_not_fit' }]);
    const more = north.when(135, { ...equalShares, completion: 'greedy' });
    expect(more.selected.at(-1)).toEqual({ ideaId: 'north3', cost: 30, rank: 4, by: 'completion' });
  });
});

describe('raising the shares step by step', () => {
  const add1 = { ...equalShares, completion: 'add1', increment: 1 } as const;

  test('stops when everything supported is bought', () => {
    const result = given({ a: 60, b: 40, c: 1 }, [2, 'a'], [2, 'b']).when(100, add1);
    expect(ids(result.selected)).toEqual(['a', 'b']);
    expect(result.increments).toBe(5);
  });

  test('the last step before the budget is exceeded stands', () => {
    const result = given({ a: 60, b: 50 }, [2, 'a'], [2, 'b']).when(100, add1);
    expect(ids(result.selected)).toEqual(['b']);
    expect(result.increments).toBe(4);
  });

  test('it may stop as soon as nothing more would fit', () => {
    const city = given({ a: 60, b: 50, c: 45 }, [2, 'a'], [2, 'b c']);
    expect(city.when(100, add1).increments).toBe(4);
    expect(city.when(100, { ...add1, exhaustive: true }).increments).toBe(4);
    expect(city.when(90, add1)).toMatchObject({ increments: 7, spent: 50 });
    expect(city.when(90, { ...add1, exhaustive: true })).toMatchObject({
      increments: 0,
      spent: 45,
    });
  });

  test('an increment of one euro is a hundred steps of one cent, read at the euro', () => {
    const cents = given({ a: 6000, b: 4000 }, [2, 'a'], [2, 'b']);
    expect(cents.when(10000, { ...add1, increment: 1 }).increments).toBe(500);
    expect(cents.when(10000, { ...add1, increment: undefined }).increments).toBe(5);
  });

  test('an increment that raises nothing is no rule', () => {
    expect(() => given({ a: 6 }, [2, 'a']).when(5, { ...add1, increment: 0 })).toThrow(RangeError);
  });
});

describe('sequential Phragmén', () => {
  const rule = { name: 'phragmen' } as const;
  const city = given(
    { north1: 30, north2: 30, north3: 30, south: 36, tower: 500 },
    [6, 'north1 north2 north3 tower'],
    [4, 'south'],
  );

  test('whose supporters bear least comes next, until one cannot be paid', () => {
    const result = city.when(100, rule);
    expect(ids(result.selected)).toEqual(['north1', 'south', 'north2']);
    expect(result.notSelected).toEqual([
      { ideaId: 'north3', why: 'stopped_before' },
      { ideaId: 'tower', why: 'dearer_than_budget' },
    ]);
  });

  test('it stops even if another of the tied options would fit', () => {
    const result = given({ a: 10, b: 20, c: 5 }, [1, 'a'], [2, 'b'], [1, 'c']).when(24, rule);
    expect(ids(result.selected)).toEqual(['c']);
  });

  test('options that nobody picked come last', () => {
    const some = given({ a: 10, b: 20, c: 5 }, [1, 'b']);
    expect(ids(some.when(35, rule, 'lower_cost').selected)).toEqual(['b', 'c', 'a']);
    expect(ids(some.when(34, rule, 'lower_cost').selected)).toEqual(['b', 'c']);
    expect(ids(some.when(29, rule, 'lower_cost').selected)).toEqual(['b']);
  });
});

describe('what cannot be counted is not guessed', () => {
  const options = [{ ideaId: 'a', cost: 10 }];
  const ballots = [{ count: 1, lines: [{ ideaId: 'a', votes: 1 }] }];
  const run = (input: Partial<Parameters<typeof allocate>[0]>) => () =>
    allocate({ options, ballots, budget: 10, ...input }, byVotes, []);

  test('a cost, a budget, a count or votes that are no whole positive amount are refused', () => {
    const line = { ideaId: 'a', votes: 1 };
    expect(run({ options: [{ ideaId: 'a', cost: 0.5 }] })).toThrow('the cost of a is 0.5');
    expect(run({ budget: -1 })).toThrow('the budget');
    expect(run({ ballots: [{ count: 2 ** 53, lines: [line] }] })).toThrow('ballot group');
    expect(run({ ballots: [{ count: 1, lines: [{ ...line, votes: NaN }] }] })).toThrow(
      'votes for a',
    );
  });

  test('an idea is on the list once', () => {
    expect(run({ options: [...options, ...options] })).toThrow('listed twice');
  });

  test('there are no fewer voters than ballots', () => {
    expect(run({ voters: 0 })).toThrow('fewer voters than ballots');
  });

  test('a line repeated on a ballot counts once', () => {
    const twice = [{ count: 1, lines: [...ballots[0]!.lines, ...ballots[0]!.lines] }];
    const once = allocate(
      { options, ballots: twice, budget: 10 },
      { ...byVotes, threshold: 2 },
      [],
    );
    expect(once.selected).toEqual([]);
  });
});
