import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Network } from '../faults/network.js';
import { openAreas, tallyOf, type Areas } from './areas.js';
import { startStruck } from './striking.js';

const leaseMs = 600;

describe('the views go on', () => {
  let areas: Areas;
  let network: Network;
  let through: string;
  beforeEach(async () => {
    areas = await openAreas();
    const url = new URL(areas.url);
    const { port } = url;
    network = new Network(() => Number(port));
    url.port = String(await network.open());
    through = url.href;
  });
  afterEach(async () => {
    await areas.close();
    await network.close();
  });

  /** A view during whose first transaction that writes rows the network falls silent, and when that is. */
  const silencing = () => {
    let silenced!: () => void;
    const silent = new Promise<void>((resolve) => (silenced = resolve));
    let times = 0;
    const whileWriting = () => void (times++ || (network.silence(() => true), silenced()));
    return { view: tallyOf('areas', { whileWriting }), silent };
  };

  test.each([
    ['both connections', [0, 1]],
    ['the connection that writes', [1]],
  ])('when %s of the projector fell silent', async (_which, silent) => {
    areas.start([tallyOf('areas')], { leaseMs }, through);
    await areas.reaches('areas', await areas.define('a'));
    let link = 0;
    network.silence(() => silent.includes(link++));
    await areas.reaches('areas', await areas.define('a'));
    await areas.reaches('areas', await areas.define('a'));
    expect(await areas.rows('areas')).toMatchObject([{ areaId: 'a', times: 3 }]);
  });

  test.each(['it', 'another projector'])(
    'by %s, when the answers to a transaction of the projector are lost',
    async (who) => {
      const { view, silent } = silencing();
      areas.start([view], { leaseMs }, through);
      await areas.define('a');
      await silent;
      if (who !== 'it') areas.start([tallyOf('areas')], { leaseMs });
      await areas.reaches('areas', await areas.define('a'));
      expect(await areas.rows('areas')).toMatchObject([{ areaId: 'a', times: 2 }]);
    },
  );

  test('when the process of the projector is stopped in a transaction, and it writes nothing once it wakes', async () => {
    await areas.define('a');
    const frozen = startStruck(areas.url, { leaseMs, signal: 'SIGSTOP', atRow: 1 });
    try {
      await once(frozen.stdout!, 'data');
      const standby = areas.start([tallyOf('areas')], { leaseMs });
      await areas.reaches('areas', await areas.define('a'));
      frozen.kill('SIGCONT');
      await sleep(3 * leaseMs);
      expect(await areas.rows('areas')).toMatchObject([{ areaId: 'a', times: 2 }]);
      await standby.close();
      await areas.reaches('areas', await areas.define('b'));
      expect(await areas.rows('areas')).toMatchObject([{ times: 2 }, { areaId: 'b', times: 1 }]);
    } finally {
      frozen.kill('SIGKILL');
    }
  });

  test('with the same projector, however long the database is at work on what it asked', async () => {
    const epoch = async () => (await areas.sql.query('select epoch from views.lease')).rows;
    areas.start([tallyOf('areas')], { leaseMs });
    await areas.reaches('areas', await areas.define('a'));
    areas.start([tallyOf('areas')], { leaseMs });
    const before = await epoch();
    await areas.sql.query('begin; lock table views.areas in share mode');
    const last = await areas.define('a');
    await sleep(5 * leaseMs);
    await areas.sql.query('commit');
    await areas.reaches('areas', last);
    expect(await epoch()).toEqual(before);
  });

  test('no further, but the projector ends within its time, when it is told to and its database is silent', async () => {
    const { view, silent } = silencing();
    const projector = areas.start([view], { leaseMs: 2_000 }, through);
    await areas.define('a');
    await silent;
    const began = performance.now();
    await projector.close();
    expect(performance.now() - began).toBeLessThan(2_500);
  });
});
