import { describe, expect, test } from '@jest/globals';
import { outcomeOf } from '../../projections/outcome.js';
import type { AllocationOverride } from '../../src/domain/tally/events.js';
import { envelopeResult } from '../arcueil.js';
import { dropped, override } from '../overrides.js';

const after = (...decided: Partial<AllocationOverride>[]) => {
  const overrides = decided.map((over) => ({
    ...override,
    ...over,
    at: '2026-06-11T00:00:00.000Z',
  }));
  return outcomeOf({ envelopes: [envelopeResult], overrides })[0]!;
};

describe('E37 what is funded in the end', () => {
  test('is what was computed where nothing was decided', () => {
    const { amount, spent, selected, notSelected } = envelopeResult;
    expect(after()).toEqual({ envelopeAreaId: null, amount, spent, selected, notSelected });
  });

  test('an option that was dropped is the last of those that are not, and the others move up', () =>
    expect(after({ ...dropped, ideaId: 'garden' })).toMatchObject({
      ...{ amount: 100_00, spent: 60_00 },
      selected: [{ ideaId: 'bench', rank: 1, by: 'rule' }],
      notSelected: [{ ideaId: 'lamps' }, { ideaId: 'garden', why: 'overridden' }],
    }));

  test('an option that was added is the last of those that are funded, from a larger envelope', () =>
    expect(after({})).toMatchObject({
      ...{ amount: 110_00, spent: 110_00, notSelected: [] },
      selected: [
        { rank: 1 },
        { rank: 2 },
        { ideaId: 'lamps', rank: 3, cost: 20_00, by: 'override' },
      ],
    }));

  test('the later decision stands, and another envelope is as it was', () => {
    expect(after(dropped, { ideaId: 'bench', cost: 30_00, spent: 90_00 }).selected).toMatchObject([
      { ideaId: 'garden' },
      { ideaId: 'bench', by: 'override' },
    ]);
    expect(after({ envelopeAreaId: 'north' })).toEqual(after());
  });
});
