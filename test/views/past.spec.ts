import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ViewEvent } from '../../projections/projection.js';
import { foldEvent } from '../../projections/projection.js';
import { Past } from '../../src/views/as-of.js';
import { decodeRow } from '../../src/views/table.js';
import { rebuildView } from '../../src/views/rebuild.js';
import { openAreas, tallyOf, type Areas } from './areas.js';

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

/** The rows at a position, as a question of the past finds them. */
const asked = async (position: bigint, keys = {}): Promise<unknown[]> => {
  const { sql, params } = await new Past(areas.log, areas.sql).rowsAsOf(view, position, keys);
  const names = Object.keys(params);
  const text = sql.replace(/(?<!:):(\w+)/g, (_all, name) => `$${names.indexOf(name) + 1}`);
  const { rows } = await areas.sql.query(text, Object.values(params));
  return rows
    .map((row) => decodeRow(view, row))
    .sort((a: any, b: any) => (a.areaId < b.areaId ? -1 : 1));
};

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
