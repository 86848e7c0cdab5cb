import { expect, test } from '@jest/globals';
import { lastEvents } from '../../src/log/last.js';
import { openMemoryLog } from '../../src/log/memory.js';
import { appendTo, event, write } from './wishes.js';

test('the last events are found, of any type and of a rare one', async () => {
  const log = openMemoryLog();
  const positions = async (count: number, types?: string[]) =>
    (await lastEvents(log, count, types)).events.map(({ position }) => Number(position));
  expect(await lastEvents(log, 10)).toEqual({ events: [], head: 0n });
  const list = Array.from({ length: 3_000 }, (_, n) => event({ type: n % 700 ? 'A' : 'Rare' }));
  await appendTo(log, write('a', 'none', list));
  expect(await positions(3)).toEqual([2_998, 2_999, 3_000]);
  expect(await positions(2, ['Rare'])).toEqual([2_101, 2_801]);
  expect(await positions(9, ['Rare'])).toEqual([1, 701, 1_401, 2_101, 2_801]);
  expect(await positions(1, ['Unheard'])).toEqual([]);
  expect(await lastEvents(log, 0)).toEqual({ events: [], head: 3_000n });
  expect(await positions(5_000)).toHaveLength(3_000);
});
