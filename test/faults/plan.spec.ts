import { expect, test } from '@jest/globals';
import { ALL_FAULTS, faultsNamed, planOf } from './plan.js';

test('a seed always plans the same faults, and another seed others', () => {
  const plan = (seed: number) => planOf(seed, 120, ALL_FAULTS, 2);
  expect(plan(7)).toEqual(plan(7));
  expect(plan(7)).not.toEqual(plan(8));
});

test('every kind of fault comes before any comes again, and none outlasts a third of the campaign', () => {
  const plan = planOf(7, 60, ALL_FAULTS, 2);
  const first = plan.slice(0, ALL_FAULTS.length).map(({ fault }) => fault);
  expect(first.sort()).toEqual([...ALL_FAULTS].sort());
  expect(Math.max(...plan.map(({ lasts }) => lasts))).toBeLessThanOrEqual(20_000);
});

test('a group stands for its faults, and a name that means nothing is refused', () => {
  expect(faultsNamed([])).toEqual(ALL_FAULTS);
  expect(faultsNamed(['pause', 'cut'])).toEqual(['pause-server', 'pause-postgres', 'cut']);
  expect(() => faultsNamed(['flood'])).toThrow('flood is no fault');
});
