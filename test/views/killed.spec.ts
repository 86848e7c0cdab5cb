import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { checkView } from '../../src/views/rebuild.js';
import { openAreas, tallyOf, type Areas } from './areas.js';
import { startStruck } from './striking.js';

/** How often; `KILLS=200 npm test -- test/views/killed` takes ten minutes. */
const KILLS = Number(process.env.KILLS ?? 4);
const leaseMs = 600;

let areas: Areas;
beforeEach(async () => {
  areas = await openAreas();
});
afterEach(() => areas.close());

test(
  `a projector killed ${KILLS} times between the rows and the checkpoint counts nothing twice and misses nothing`,
  async () => {
    let last = 0n;
    for (let n = 1; n <= KILLS; n++) {
      await areas.defineMany(1 + ((n * 97) % 300));
      last = await areas.append('AreaRetired', { areaId: `area ${n % 7}` });
      const struck = startStruck(areas.url, { leaseMs, signal: 'SIGKILL', atRow: 1 + (n % 3) });
      expect(await once(struck, 'exit')).toEqual([null, 'SIGKILL']);
    }
    const views = [tallyOf('areas'), tallyOf('others')];
    expect(await areas.rows('areas')).toEqual([]);
    areas.start(views, { leaseMs });
    for (const view of views) {
      await areas.reaches(view.name, last);
      const { rows, differences } = await checkView(areas.url, areas.log, view);
      expect({ rows, differences }).toEqual({ rows: expect.any(Number), differences: [] });
      expect(rows).toBeGreaterThan(0);
    }
  },
  120_000 + KILLS * 10_000,
);
