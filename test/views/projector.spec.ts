import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { checkView, rebuildView } from '../../src/views/rebuild.js';
import { openAreas, tallyOf, type Areas } from './areas.js';

describe('the projector', () => {
  let areas: Areas;
  beforeEach(async () => {
    areas = await openAreas();
  });
  afterEach(() => areas.close());

  test('keeps a view up to the log, one row a key, each with the position of its last change', async () => {
    const view = tallyOf('areas');
    await areas.define('a', 'old');
    areas.start([view]);
    await areas.define('b');
    const last = await areas.define('a', 'new');
    await areas.reaches('areas', last);
    expect(await areas.rows('areas')).toEqual([
      { areaId: 'a', times: 2, names: ['old', 'new'], asOfPosition: '3' },
      { areaId: 'b', times: 1, names: ['b'], asOfPosition: '2' },
    ]);
  });

  test('removes the row that a fold gives up', async () => {
    areas.start([tallyOf('areas')]);
    await areas.define('a');
    await areas.reaches('areas', await areas.append('AreaRetired', { areaId: 'a' }));
    expect(await areas.rows('areas')).toEqual([]);
  });

  test('a view that throws stops alone, names the event, and is never moved past it', async () => {
    await areas.define('a');
    areas.start([tallyOf('sound'), tallyOf('sick', { poison: 'poison' })]);
    await areas.reaches('sick', 1n);
    await areas.define('b', 'poison');
    const last = await areas.define('c');
    await areas.reaches('sound', last);
    const { rows: checkpoints } = await areas.sql.query(
      'select * from views.checkpoint order by name',
    );
    expect(checkpoints).toMatchObject([
      {
        name: 'sick',
        position: '1',
        stopped: expect.stringContaining('AreaDefined in version 1 at position 2'),
      },
      { name: 'sound', position: '3', stopped: null },
    ]);
    expect(await areas.rows('sick')).toHaveLength(1);
  });

  test('a view that throws behind a place where the past is kept keeps what it counted up to there', async () => {
    await areas.defineMany(10_000);
    await areas.define('b', 'poison');
    await areas.defineMany(9_500);
    const last = await areas.define('c');
    areas.start([tallyOf('sick', { poison: 'poison' }), tallyOf('sound')]);
    await areas.reaches('sound', last);
    const { rows } = await areas.sql.query(
      'select name, position, stopped is null as goes from views.checkpoint order by name',
    );
    expect(rows).toEqual([
      { name: 'sick', position: '10000', goes: false },
      { name: 'sound', position: '19502', goes: true },
    ]);
    expect(await areas.rows('sick')).toHaveLength(500);
    expect(await areas.rows('sick__past')).toHaveLength(0);
    expect(await areas.rows('sound__past')).toHaveLength(500);
    expect(await areas.rows('sound')).toHaveLength(502);
  });

  test('of two projectors one writes, and when it goes the other takes over where it stood', async () => {
    const first = areas.start([tallyOf('areas')]);
    await areas.reaches('areas', await areas.define('a'));
    areas.start([tallyOf('areas')]);
    await areas.reaches('areas', await areas.define('b'));
    await first.close();
    await areas.reaches('areas', await areas.define('a'));
    expect(await areas.rows('areas')).toMatchObject([
      { areaId: 'a', times: 2 },
      { areaId: 'b', times: 1 },
    ]);
  });

  test('a projector whose place was taken writes nothing more', async () => {
    areas.start([tallyOf('areas')]);
    await areas.reaches('areas', await areas.define('a'));
    await areas.sql.query(
      `update views.lease set epoch = epoch + 1, holder = 'another', expires_at = 'infinity'`,
    );
    await areas.define('b');
    await sleep(1_500);
    expect(await areas.rows('areas')).toHaveLength(1);
    await areas.sql.query(`update views.lease set expires_at = '-infinity'`);
    await areas.reaches('areas', 2n);
    expect(await areas.rows('areas')).toHaveLength(2);
  });

  test('killed connections cost a view nothing', async () => {
    areas.start([tallyOf('areas')]);
    await areas.reaches('areas', await areas.define('a'));
    await areas.sql.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'cahier projector'`,
    );
    await areas.reaches('areas', await areas.define('a'));
    expect(await areas.rows('areas')).toMatchObject([{ areaId: 'a', times: 2 }]);
  });

  test('a view whose declaration changed is made anew from the first event', async () => {
    const first = areas.start([tallyOf('areas')]);
    await areas.reaches('areas', await areas.define('a'));
    await first.close();
    areas.start([{ ...tallyOf('areas'), indexes: [['times', 'areaId']] }]);
    await areas.reaches('areas', await areas.define('b'));
    expect(await areas.rows('areas')).toMatchObject([{ areaId: 'a', times: 1 }, { areaId: 'b' }]);
  });

  test('E41, T03, T17 a counter that drifted is found by counting again, and a rebuild puts it right', async () => {
    const view = tallyOf('areas');
    areas.start([view]);
    await areas.reaches('areas', await areas.define('a'));
    await areas.sql.query('update views.areas set times = 7');
    const check = await checkView(areas.url, areas.log, view);
    expect(check.differences.map((d) => d.side).sort()).toEqual(['live', 'recount']);
    expect(await areas.rows('areas')).toMatchObject([{ times: 7 }]);
    await rebuildView(areas.url, areas.log, view);
    expect(await areas.rows('areas')).toMatchObject([{ times: 1 }]);
    await areas.reaches('areas', await areas.define('a'));
    expect(await checkView(areas.url, areas.log, view)).toMatchObject({ rows: 1, differences: [] });
    expect(await areas.rows('areas')).toMatchObject([{ times: 2 }]);
  });
});
