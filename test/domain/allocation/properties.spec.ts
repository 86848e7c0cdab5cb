import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { raiseShares } from '../../../src/domain/allocation/add1.js';
import { allocate } from '../../../src/domain/allocation/allocate.js';
import {
  buyFromShares,
  share,
  sharedPurchase,
} from '../../../src/domain/allocation/equal-shares.js';
import { readPoll, type AllocationInput } from '../../../src/domain/allocation/poll.js';
import type { AllocationRule, TieBreak } from '../../../src/domain/allocation/rule.js';
import { readTies } from '../../../src/domain/allocation/ties.js';

const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
const basket = fc
  .uniqueArray(fc.record({ ideaId: fc.constantFrom(...ids), votes: fc.nat(3) }), {
    selector: ({ ideaId }) => ideaId,
  })
  .chain((lines) =>
    fc.record({ count: fc.integer({ min: 1, max: 5 }), lines: fc.constant(lines) }),
  );
/** Small polls with few distinct costs, so that ties are common. */
const poll: fc.Arbitrary<AllocationInput> = fc.record({
  options: fc
    .array(fc.constantFrom(0, 1, 6, 10, 10, 12, 20, 33), { minLength: 1, maxLength: ids.length })
    .map((costs) => costs.map((cost, i) => ({ ideaId: ids[i]!, cost }))),
  ballots: fc.array(basket, { minLength: 1, maxLength: 12 }),
  budget: fc.nat(90),
});

const utilities = ['cost', 'cardinality', 'score', 'borda'] as const;
const rules: AllocationRule[] = [
  ...(['votes', 'score', 'votes_per_cost', 'borda_per_cost'] as const).flatMap((by) =>
    [true, false].map((skip) => ({ name: 'greedy' as const, by, skip })),
  ),
  ...utilities.flatMap((utility) =>
    (['none', 'add1', 'greedy', 'add1_greedy'] as const).map((completion) => ({
      name: 'equal_shares' as const,
      utility,
      completion,
      increment: 1,
    })),
  ),
  { name: 'phragmen' },
];
const rule = fc.constantFrom(...rules);
const t1: TieBreak[] = ['more_votes', 'lower_cost', 'idea_id'];

describe('whatever the rule and the ballots', () => {
  test('the budget is never exceeded, and each option is either funded or told why not', () => {
    fc.assert(
      fc.property(poll, rule, (input, r) => {
        const { selected, notSelected, spent } = allocate(input, r, t1);
        expect(spent).toBeLessThanOrEqual(input.budget);
        expect(selected.reduce((sum, { cost }) => sum + cost, 0)).toBe(spent);
        const told = [...selected, ...notSelected].map(({ ideaId }) => ideaId);
        expect(told.sort()).toEqual(input.options.map(({ ideaId }) => ideaId).sort());
      }),
      { numRuns: 400 },
    );
  });

  test('the order in which options and ballots are listed changes nothing', () => {
    const shuffled = poll.chain((input) =>
      fc.record({
        input: fc.constant(input),
        options: fc.shuffledSubarray(input.options, { minLength: input.options.length }),
        ballots: fc.shuffledSubarray(input.ballots, { minLength: input.ballots.length }),
      }),
    );
    fc.assert(
      fc.property(shuffled, rule, ({ input, options, ballots }, r) => {
        expect(allocate({ ...input, options, ballots }, r, t1)).toEqual(allocate(input, r, t1));
      }),
      { numRuns: 300 },
    );
  });

  test('grouping identical ballots or listing them one by one is the same', () => {
    fc.assert(
      fc.property(poll, rule, (input, r) => {
        const ballots = input.ballots.flatMap(({ count, lines }) =>
          Array.from({ length: count }, () => ({ count: 1, lines })),
        );
        expect(allocate({ ...input, ballots }, r, t1)).toEqual(allocate(input, r, t1));
      }),
      { numRuns: 300 },
    );
  });

  test('euros counted one by one or in cents are the same', () => {
    fc.assert(
      fc.property(poll, rule, (input, r) => {
        const options = input.options.map(({ ideaId, cost }) => ({ ideaId, cost: cost * 100 }));
        const cents = { ...input, options, budget: input.budget * 100 };
        const inCents = allocate(
          cents,
          r.name === 'equal_shares' ? { ...r, increment: 100 } : r,
          t1,
        );
        const inEuros = allocate(input, r, t1);
        expect(inCents.selected.map(({ ideaId }) => ideaId)).toEqual(
          inEuros.selected.map(({ ideaId }) => ideaId),
        );
        expect(inCents.increments).toBe(inEuros.increments);
        expect(inCents.spent).toBe(inEuros.spent * 100);
      }),
      { numRuns: 300 },
    );
  });

  test('what everyone picks and the budget can pay is funded', () => {
    const costs = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 7 });
    const positive = rules.filter((r) => !('utility' in r) || r.utility !== 'borda');
    fc.assert(
      fc.property(
        costs,
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(...positive),
        (all, count, r) => {
          const options = all.map((cost, i) => ({ ideaId: ids[i]!, cost }));
          const lines = options.map(({ ideaId }) => ({ ideaId, votes: 2 }));
          const budget = all.reduce((sum, cost) => sum + cost, 0);
          expect(allocate({ options, ballots: [{ count, lines }], budget }, r, t1).spent).toBe(
            budget,
          );
        },
      ),
    );
  });
});

describe('raising the shares', () => {
  test('finds the very step that trying each one exactly finds', () => {
    fc.assert(
      fc.property(
        poll,
        fc.constantFrom(...utilities),
        fc.boolean(),
        (input, utility, exhaustive) => {
          const read = readPoll(input);
          const election = sharedPurchase(read, readTies(read, t1), utility);
          expect(raiseShares(election, 1, exhaustive)).toEqual(oneByOne(election, exhaustive));
        },
      ),
      { numRuns: 500 },
    );
  });

  function oneByOne(election: ReturnType<typeof sharedPurchase>, exhaustive: boolean) {
    const { poll: read, priced } = election;
    const cost = (option: number) => read.options[option]!.cost;
    let kept = buyFromShares(election, share(read, 1, 0));
    for (let steps = 0; ; steps++) {
      const rest = priced.filter((option) => !kept.bought.includes(option));
      const full = rest.every((option) => kept.spent + cost(option) > read.budget);
      const next = buyFromShares(election, share(read, 1, steps + 1));
      if (!rest.length || (exhaustive && full) || next.spent > read.budget)
        return { ...kept, increments: steps };
      kept = next;
    }
  }
});

describe('a large city', () => {
  test('30,000 distinct ballots on 150 options are allocated step by step', () => {
    const city = largeCity(30_000, 150);
    const add1 = {
      name: 'equal_shares',
      utility: 'cost',
      completion: 'add1',
      increment: 100,
    } as const;
    const result = allocate(city, add1, t1);
    expect(result.increments).toBeGreaterThan(50);
    expect(result.spent).toBeGreaterThan(city.budget * 0.9);
    expect(result.spent).toBeLessThanOrEqual(city.budget);
  });

  /** Always the same: some options are liked by many, most by few; up to 19 picks on a ballot. */
  function largeCity(voters: number, size: number): AllocationInput {
    let seed = 12_345;
    const random = () => (seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0) / 2 ** 32;
    const options = Array.from({ length: size }, (_, i) => ({
      ideaId: `option-${i}`,
      cost: Math.round(10_000 + random() ** 3 * 490_000) * 100,
    }));
    const appeal = options.map(() => random() ** 3 + 0.01);
    const highest = Math.max(...appeal);
    const pick = (): number => {
      const i = Math.floor(random() * size);
      return random() * highest < appeal[i]! ? i : pick();
    };
    const ballots = Array.from({ length: voters }, () => {
      const picks = new Set(Array.from({ length: 1 + Math.floor(random() * 19) }, pick));
      return { count: 1, lines: [...picks].map((i) => ({ ideaId: `option-${i}`, votes: 1 })) };
    });
    return { options, ballots, budget: 500_000_000 };
  }
});
