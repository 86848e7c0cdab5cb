import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { generations } from '../../src/views/generation.js';
import { rebuildView } from '../../src/views/rebuild.js';
import { openAreas, type Areas } from './areas.js';
import { expectCounted } from './counting.js';
import { indexed as view, killedRebuild, type Where } from './rebuild-killing.js';

let areas: Areas;
beforeEach(async () => {
  areas = await openAreas();
});
afterEach(() => areas.close());

const rebuild = () => rebuildView(areas.url, areas.log, view);
const kinds = async () => (await generations(areas.sql)).map(({ kind }) => kind);

/** Counts the rows and what they add up to, again and again until it is told to end: never less than before; how often. */
const reading = async () => {
  const reader = new pg.Client({ connectionString: areas.url });
  await reader.connect();
  let isOver = false;
  const read = async () => {
    let [times, areasBefore, sumBefore] = [0, 500, 0];
    for (; !isOver; times++) {
      const { rows } = await reader.query(
        'select count(*)::int as areas, sum(times)::int as sum from views.areas',
      );
      expect(rows[0].areas).toBeGreaterThanOrEqual(areasBefore);
      expect(rows[0].sum).toBeGreaterThanOrEqual(sumBefore);
      [areasBefore, sumBefore] = [rows[0].areas, rows[0].sum];
      await sleep(5);
    }
    return times;
  };
  const reads = read().finally(() => reader.end());
  return () => ((isOver = true), reads);
};

const steps: [string, Where][] = [
  ['before it has counted anything', { asked: ['^create table views."areas__next"'] }],
  ['while it counts', { batches: 0 }],
  ['between its last count and its look-ups', { asked: ['create index .*"times"'] }],
  ['among its look-ups', { answered: ['create index .*"times"'] }],
  ['before the old rows of an earlier one are dropped', { asked: ['drop table .*areas__old'] }],
  ['when it holds up who writes', { answered: ['from views.lease for update'] }],
  ['in the midst of the swap', { answered: ['rename to'] }],
  ['when all is swapped and nothing is certain', { asked: ['rename to', '^commit'] }],
  ['when all is swapped', { answered: ['rename to', '^commit'] }],
  ['while the old rows and the new ones are compared', { asked: ['except all'] }],
];

describe('a rebuild that is killed harms nobody, and the next one ends it:', () => {
  test.each(steps)('%s', async (_, where) => {
    areas.start([view]);
    await areas.reaches('areas', await areas.defineMany(1_300));
    await rebuild();
    const over = await reading();
    expect(await killedRebuild(areas, where)).toBe('SIGKILL');
    const later = await areas.define('after it was killed');
    await areas.reaches('areas', later);
    await expectCounted(areas, view, later);
    expect((await rebuild()).differences).toEqual([]);
    expect(await kinds()).toEqual(['old']);
    const last = await areas.defineMany(600);
    await areas.reaches('areas', last);
    expect(await over()).toBeGreaterThan(0);
    await expectCounted(areas, view, last);
  });

  test('while it waits for the live rows, which nobody brings forward', async () => {
    const first = areas.start([view]);
    const read = await areas.defineMany(1_300);
    await areas.reaches('areas', read);
    await first.close();
    const last = await areas.defineMany(1_300);
    const waits = 'select position from views.checkpoint';
    expect(await killedRebuild(areas, { asked: [waits, waits, waits] })).toBe('SIGKILL');
    await expectCounted(areas, view, read);
    expect(await kinds()).toEqual(['next']);
    areas.start([view]);
    expect(await rebuild()).toMatchObject({ differences: [], asOfPosition: last });
    await expectCounted(areas, view, last);
  });
});
