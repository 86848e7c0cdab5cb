import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { checkView, rebuildView } from '../../src/views/rebuild.js';
import { until } from '../support/until.js';
import { openAreas, tallyOf, type Areas } from './areas.js';
import { expectCounted } from './counting.js';
import { startStruck } from './striking.js';

const leaseMs = 600;
const views = [tallyOf('areas'), tallyOf('others', { lane: 'others' })];
const other = views[1]!;

let areas: Areas;
beforeEach(async () => {
  areas = await openAreas();
});
afterEach(() => areas.close());

const place = async () => (await areas.sql.query('select epoch, holder from views.lease')).rows[0];

/** Takes the place from whoever has it; who takes it next. */
const takePlace = async (): Promise<string> => {
  const taken = await areas.sql.query(
    `update views.lease set epoch = epoch + 1, expires_at = '-infinity' returning epoch`,
  );
  const { holder } = await until(async () => {
    const now = await place();
    return BigInt(now.epoch) > BigInt(taken.rows[0].epoch) && now;
  });
  return holder;
};

const allReach = async (last: bigint): Promise<void> => {
  for (const { name } of views) await areas.reaches(name, last);
  for (const each of views) await expectCounted(areas, each, last);
};

describe('two projectors at once', () => {
  test('that lose the place to each other again and again count nothing twice', async () => {
    const holders = new Set<string>();
    for (const _ of [1, 2]) areas.start(views, { leaseMs });
    let last = await areas.defineMany(700);
    for (let n = 0; n < 8; n++) {
      const writing = areas.defineMany(400);
      holders.add(await takePlace());
      await writing;
      last = await areas.append('AreaRetired', { areaId: `area ${n}` });
    }
    await allReach(last);
    expect(holders.size).toBe(2);
  });

  test('that lose the place to each other while a view is counted again count nothing twice', async () => {
    for (const _ of [1, 2]) areas.start(views, { leaseMs });
    let last = await areas.defineMany(2_500);
    await areas.reaches('others', last);
    for (const recount of [rebuildView, checkView, rebuildView]) {
      const recounted = recount(areas.url, areas.log, other);
      for (let n = 0; n < 2; n++) {
        await takePlace();
        await areas.append('AreaRetired', { areaId: `area ${n}` });
        last = await areas.defineMany(300);
      }
      expect((await recounted).differences).toEqual([]);
      await allReach(last);
    }
  });

  test('of which one is stopped in a transaction: the view is counted again and swapped, and who wakes leaves it alone', async () => {
    await areas.defineMany(1_200);
    const frozen = startStruck(areas.url, { leaseMs, signal: 'SIGSTOP', atRow: 1 });
    try {
      await once(frozen.stdout!, 'data');
      const standby = areas.start(views, { leaseMs });
      const rebuilt = await rebuildView(areas.url, areas.log, other);
      expect(rebuilt.differences).toEqual([]);
      await allReach(await areas.defineMany(300));
      frozen.kill('SIGCONT');
      await allReach(await areas.defineMany(300));
      await standby.close();
      await allReach(await areas.append('AreaRetired', { areaId: 'area 1' }));
    } finally {
      frozen.kill('SIGKILL');
    }
  });
});
