import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { versions, type Versions } from '../../src/domain/upcast.js';
import { checkView, rebuildView } from '../../src/views/rebuild.js';
import { openAreas, tallyOf, type Areas } from './areas.js';

/** Areas were once called by their title; what is stored says so in version 1. */
const known: Versions = {
  present: { ...versions.present, AreaDefined: 2 },
  upcasters: {
    AreaDefined: { 1: ({ data }: any) => ({ data: { areaId: data.areaId, name: data.title } }) },
  },
};

let areas: Areas;
beforeEach(async () => {
  areas = await openAreas();
});
afterEach(() => areas.close());

const stopped = async () =>
  (await areas.sql.query('select name, position, stopped from views.checkpoint order by name'))
    .rows;

describe('a view', () => {
  test('reads events of an old version in the shape of today, and a recount does so too', async () => {
    await areas.append('AreaDefined', { areaId: 'a', title: 'Nord' });
    areas.start([tallyOf('areas')], { known });
    const last = await areas.append('AreaDefined', { areaId: 'a', name: 'Nord-Est' }, 2);
    await areas.reaches('areas', last);
    expect(await areas.rows('areas')).toMatchObject([{ names: ['Nord', 'Nord-Est'] }]);
    for (const recount of [checkView, rebuildView])
      expect(await recount(areas.url, areas.log, tallyOf('areas'), { known })).toMatchObject({
        rows: 1,
        differences: [],
      });
  });

  test('stops by name at an event of a newer version; the views that do not count it go on', async () => {
    const other = { ...tallyOf('other'), on: { AreaRetired: tallyOf('x').on.AreaRetired! } };
    areas.start([tallyOf('areas'), other]);
    await areas.reaches('areas', await areas.define('a'));
    await areas.append('AreaDefined', { areaId: 'b', name: 'b' }, 2);
    await areas.reaches('other', await areas.define('c'));
    expect(await stopped()).toEqual([
      {
        name: 'areas',
        position: '1',
        stopped:
          'areas threw on AreaDefined in version 2 at position 2: Nobody here knows how to read AreaDefined in version 2 at position 2.',
      },
      { name: 'other', position: '3', stopped: null },
    ]);
    expect(await areas.rows('areas')).toHaveLength(1);
  });

  test('of everything stops at a type that nobody knows', async () => {
    const all = { ...tallyOf('all'), on: { '*': { rows: () => [], evolve: () => null } } };
    areas.start([tallyOf('areas'), all]);
    await areas.append('AreaPainted', { areaId: 'a' });
    await areas.reaches('areas', await areas.define('b'));
    expect(await stopped()).toEqual([
      { name: 'all', position: '0', stopped: expect.stringContaining('AreaPainted in version 1') },
      { name: 'areas', position: '2', stopped: null },
    ]);
  });

  test('that stopped is not counted again by who cannot read the event, and goes on with who can', async () => {
    const old = areas.start([tallyOf('areas')]);
    await areas.append('AreaDefined', { areaId: 'a', name: 'a' }, 2);
    for (let i = 0; i < 400 && !(await stopped())[0]?.stopped; i++)
      await new Promise((resolve) => setTimeout(resolve, 25));
    expect(await stopped()).toMatchObject([{ position: '0' }]);
    await expect(rebuildView(areas.url, areas.log, tallyOf('areas'))).rejects.toThrow(
      'AreaDefined in version 2 at position 1',
    );
    await old.close();
    areas.start([tallyOf('areas')], { known });
    await areas.reaches('areas', 1n);
    expect(await stopped()).toMatchObject([{ position: '1', stopped: null }]);
    expect(await areas.rows('areas')).toMatchObject([{ areaId: 'a', times: 1 }]);
  });
});
