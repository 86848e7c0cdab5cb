import { expect, test } from '@jest/globals';
import { Rests } from '../../src/sealing/rests.js';

const HOUR = 3_600_000;

test('who failed is left alone, and nobody else', () => {
  const rests = new Rests(HOUR);
  expect(rests.failed('a')).toBe(true);
  expect(rests.isResting('a')).toBe(true);
  expect(rests.isResting('b')).toBe(false);
});

test('only the first failure is news, and only the first success after it', () => {
  const rests = new Rests(0);
  expect([rests.failed('a'), rests.failed('a'), rests.failed('a')]).toEqual([true, false, false]);
  expect([rests.succeeded('a'), rests.succeeded('a')]).toEqual([true, false]);
  expect(rests.failed('a')).toBe(true);
});

test('who fails many times at once is left alone as if for one failure', async () => {
  const rests = new Rests(20);
  for (let i = 0; i < 30; i++) rests.failed('a');
  while (rests.isResting('a')) await new Promise((wait) => setTimeout(wait, 5));
  expect(rests.isResting('a')).toBe(false);
});
