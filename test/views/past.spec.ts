import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ViewEvent } from '../../projections/projection.js';
import { foldEvent } from '../../projections/projection.js';
import { rebuildView } from '../../src/views/rebuild.js';
import { openAreas, tallyOf, type Areas } from './areas.js';
import { rowsAsOf } from './counting.js';

const view = tallyOf('areas');

let areas: Areas;
let head: bigint;
const events: ViewEvent[] = [];
beforeAll(async () => {
  areas = await openAreas();
  areas.start([view]);
  for (let n = 0; n < 5; n++) {
    await areas.defineMany(4_990);
    for (let a = 0; a < 10; a++)
      head = await areas.append('AreaRetired', { areaId: `area ${a * 7}` });
  }
  await areas.reaches('areas', head);
  for await (const batch of areas.log.readAll())
    for (const event of batch) events.push({ ...event, at: event.recordedAt } as ViewEvent);
}, 120_000);
afterAll(() => areas.close());

/** The rows at a position, by counting every event up to it. */
const replayed = (position: number): unknown[] => {
  const rows = new Map<string, any>();
  for (const event of events.slice(0, position)) foldEvent(view, rows, event);
  return [...rows.values()].filter(Boolean).sort((a, b) => (a.areaId < b.areaId ? -1 : 1));
};

const asked = (position: bigint, keys = {}) => rowsAsOf(areas, view, position, keys);

const compare = async (position: bigint): Promise<void> =>
  expect(await asked(position)).toEqual(replayed(Number(position)));

describe('the rows of the past', () => {
  test('are what counting up to that position gives: at random ones, and about each note of the past', async () => {
    for (const position of [0n, 1n, 9_999n, 10_000n, 10_001n, 20_000n, head])
      await compare(position);
    await fc.assert(fc.asyncProperty(fc.bigInt({ min: 0n, max: head }), compare), { numRuns: 15 });
  });

  test('of some keys are those rows and no others, where only those are looked for', async () => {
    const areaIds = ['area 1', 'area 7', 'area 63'];
    const mine = (rows: unknown[]) =>
      (rows as { areaId: string }[]).filter(({ areaId }) => areaIds.includes(areaId));
    for (const position of [10_000n, 15_000n, head])
      expect(await asked(position, { areaId: areaIds })).toEqual(mine(replayed(Number(position))));
  });

  test('are the same after the view was counted again', async () => {
    expect((await rebuildView(areas.url, areas.log, view)).differences).toEqual([]);
    for (const position of [10_000n, 10_001n, 17_345n, 20_000n, head]) await compare(position);
  });
});
