import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { Lease, LeaseLost } from '../../src/views/lease.js';
import { rebuildView } from '../../src/views/rebuild.js';
import { openAreas, tallyOf, type Areas } from './areas.js';
import { expectCounted } from './counting.js';
import { startStruck } from './striking.js';

const leaseMs = 600;
const views = [tallyOf('areas'), tallyOf('others', { lane: 'others' })];
const [first, second] = views as [(typeof views)[0], (typeof views)[0]];

let areas: Areas;
beforeEach(async () => {
  areas = await openAreas();
});
afterEach(() => areas.close());

const allReach = async (last: bigint): Promise<void> => {
  for (const { name } of views) await areas.reaches(name, last);
  for (const view of views) await expectCounted(areas, view, last);
};

describe('views in two lanes', () => {
  test('do not wait for each other, but for what is read next', async () => {
    areas.start(views, { leaseMs });
    await allReach(await areas.define('a'));
    await areas.sql.query('begin; lock table views.areas in share mode');
    const last = await areas.define('b');
    await areas.reaches('others', last);
    const { rows } = await areas.sql.query(
      `select position from views.checkpoint where name = 'areas'`,
    );
    expect(rows).toEqual([{ position: '1' }]);
    const next = await areas.define('c');
    await areas.sql.query('commit');
    await allReach(next);
  });

  test('of which one lost its connection count nothing twice', async () => {
    areas.start(views, { leaseMs });
    await allReach(await areas.defineMany(600));
    for (let n = 0; n < 4; n++) {
      const writing = areas.defineMany(3_000);
      await areas.sql.query(
        `select pg_terminate_backend(pid) from (
           select pid from pg_stat_activity where application_name = 'cahier projector'
           order by pid offset $1 limit 1) p`,
        [n % 3],
      );
      await allReach(await writing);
    }
  });

  test('of a projector killed where one of them writes go on where each of them stood', async () => {
    let last = 0n;
    for (let n = 1; n <= 3; n++) {
      await areas.defineMany(1 + n * 97);
      last = await areas.append('AreaRetired', { areaId: `area ${n}` });
      const struck = startStruck(areas.url, {
        ...{ leaseMs, signal: 'SIGKILL', atRow: n, lane: 'others' },
      });
      expect(await once(struck, 'exit')).toEqual([null, 'SIGKILL']);
    }
    areas.start(views, { leaseMs });
    await allReach(last);
  });

  test('give way to a count of one of them, however much there is to write', async () => {
    await areas.defineMany(30_000);
    areas.start(views, { leaseMs });
    for (const view of [second, first, second]) {
      const writing = areas.defineMany(5_000);
      expect((await rebuildView(areas.url, areas.log, view)).differences).toEqual([]);
      await writing;
    }
    await allReach(await areas.append('AreaRetired', { areaId: 'area 1' }));
  });
});

describe('a place that is shared', () => {
  const holder = new Lease(leaseMs);
  const clients: pg.Client[] = [];
  const connected = async (): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: areas.url });
    await client.connect();
    clients.push(client);
    return client;
  };
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.end();
  });

  test('is nobody else’s before all who share it are done, and its end can be moved on meanwhile', async () => {
    const [one, other] = [await connected(), await connected()];
    expect(await holder.take(areas.sql)).toBe(true);
    for (const client of [one, other]) {
      await client.query('begin');
      await holder.share(client);
    }
    await areas.sql.query(`update views.lease set expires_at = '-infinity'`);
    const heir = new Lease(leaseMs);
    expect(await heir.take(areas.sql)).toBe(false);
    await one.query('commit');
    expect(await heir.take(areas.sql)).toBe(false);
    await areas.sql.query(`set lock_timeout = '50ms'`);
    const seizing = areas.sql.query('update views.lease set epoch = epoch + 1');
    await expect(seizing).rejects.toMatchObject({ code: '55P03' });
    await holder.keep(areas.sql);
    await other.query('commit');
    expect(await heir.take(areas.sql)).toBe(false);
    await holder.leave(areas.sql);
    expect(await heir.take(areas.sql)).toBe(true);
    await one.query('begin');
    await expect(holder.share(one)).rejects.toThrow(LeaseLost);
  });
});
