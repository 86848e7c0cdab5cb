import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Batch, Log, Recorded, SubscribeOptions } from '../../src/log/port.js';
import { until } from '../support/until.js';
import { openAreas, tallyOf, type Areas } from './areas.js';
import { expectCounted, rowsAsOf } from './counting.js';

type Batches = AsyncIterable<Batch>;

let areas: Areas;
beforeEach(async () => {
  areas = await openAreas();
});
afterEach(() => areas.close());

/** The log of the areas, but for what its subscriptions give out; and how many batches these were. */
const handing = (subscribe: (log: Log, options: SubscribeOptions) => Batches) => {
  const told = { batches: 0 };
  const get = (log: any, name: string) => {
    if (name === 'subscribe')
      return (options: SubscribeOptions) => counted(subscribe(log, options));
    return typeof log[name] === 'function' ? log[name].bind(log) : log[name];
  };
  async function* counted(batches: Batches) {
    for await (const batch of batches) {
      told.batches++;
      yield batch;
    }
  }
  return { log: new Proxy(areas.log, { get: get as any }), told };
};

/** Each batch of the log as several. */
const each = (several: (batch: Batch, before: Recorded[]) => Batch[]) =>
  async function* (log: Log, options: SubscribeOptions): AsyncGenerator<Batch> {
    const before: Recorded[] = [];
    for await (const batch of log.subscribe(options)) {
      yield* several(batch, before);
      before.push(...batch.events);
    }
  };

const piece = (events: Recorded[], caughtUp = false): Batch => ({
  ...{ events, scannedTo: events.at(-1)!.position, caughtUp },
});

const ways: [string, (log: Log, options: SubscribeOptions) => Batches][] = [
  ['one event at a time', each(({ events }) => events.map((event) => piece([event])))],
  ['each batch twice', each((batch) => [batch, batch])],
  [
    'each batch behind the last events of the one before',
    each((batch, before) => [{ ...batch, events: [...before.slice(-70), ...batch.events] }]),
  ],
  [
    'a batch once more behind one of long ago',
    each((batch, before) => [
      ...[batch, ...(before.length ? [piece(before.slice(0, 300))] : [])],
      { ...batch, events: [...before.slice(-70), ...batch.events] },
    ]),
  ],
  [
    'events that only repeat what was read, one by one',
    each((batch) => [batch, ...batch.events.slice(-20).map((event) => piece([event]))]),
  ],
  [
    'everything from the first event on',
    (log, options) => log.subscribe({ ...options, after: 0n }),
  ],
];

describe('however the log hands out its events, each is counted once:', () => {
  test.each(ways)('%s', async (_, subscribe) => {
    const { log, told } = handing(subscribe);
    const view = tallyOf('areas');
    const begun = await areas.defineMany(1_700);
    const first = areas.start([view], {}, areas.url, log);
    await areas.reaches('areas', begun);
    await first.close();
    areas.start([view], {}, areas.url, log);
    for (const areaId of ['area 3', 'area 499']) {
      await areas.append('AreaRetired', { areaId });
      await areas.reaches('areas', await areas.define(areaId));
    }
    await areas.reaches('areas', await areas.defineMany(900));
    const last = await areas.append('AreaRetired', { areaId: 'area 7' });
    await areas.reaches('areas', last);
    expect(told.batches).toBeGreaterThan(2);
    await expectCounted(areas, view, last);
  });

  test('the past is the same, where batches overlap about a note of it', async () => {
    const [, overlapping] = ways[2]!;
    const { log } = handing((log, options) =>
      overlapping(log, { ...options, batchSize: () => 1_999 }),
    );
    const [one, other] = [tallyOf('areas'), tallyOf('others')];
    await areas.defineMany(9_990);
    const last = await areas.defineMany(300);
    const first = areas.start([one], {}, areas.url, log);
    await areas.reaches('areas', last);
    await first.close();
    areas.start([other]);
    await areas.reaches('others', last);
    for (const view of [one, other]) await expectCounted(areas, view, last);
    for (const position of [9_000n, 9_990n, 9_999n, 10_000n, 10_001n, 10_100n]) {
      const rows = await rowsAsOf(areas, one, position);
      expect(rows).toHaveLength(500);
      expect(rows).toEqual(await rowsAsOf(areas, other, position));
    }
  });

  test('a subscription that breaks again and again, and begins before the place that was asked for', async () => {
    let subscriptions = 0;
    const { log } = handing(async function* (log, options) {
      const after = options.after! > 200n ? options.after! - 200n : 0n;
      let left = subscriptions++ < 4 ? 2 : Infinity;
      for await (const batch of log.subscribe({ ...options, after })) {
        yield batch;
        if (--left === 0) throw new Error('the connection is lost');
      }
    });
    const view = tallyOf('areas');
    areas.start([view], {}, areas.url, log);
    let last = 0n;
    while (subscriptions < 5) {
      last = await areas.defineMany(400);
      await areas.reaches('areas', last);
    }
    await expectCounted(areas, view, last);
  });

  test('a view that is new, beside views that stand elsewhere', async () => {
    const views = ['first', 'second', 'third'].map((name) => tallyOf(name));
    let last = 0n;
    for (const [i, { name }] of views.entries()) {
      last = await areas.defineMany(700);
      const projector = areas.start(views.slice(0, i + 1));
      await areas.reaches(name, last);
      await projector.close();
    }
    for (const view of views) await expectCounted(areas, view, last);
  });
});

test('where an event of the log is missing no view counts on behind it, until it is there again', async () => {
  const view = tallyOf('areas');
  const errors: unknown[] = [];
  const { log } = handing(async function* (log, options) {
    try {
      yield* log.subscribe(options);
    } catch (error) {
      errors.push(error);
      throw error;
    }
  });
  const before = await areas.defineMany(10);
  const first = areas.start([view]);
  await areas.reaches('areas', before);
  await first.close();
  const last = await areas.defineMany(20);
  await areas.sql.query(`alter table log.events disable trigger append_only;
    create table kept as select * from log.events where position = 13;
    delete from log.events where position = 13`);
  areas.start([view], {}, areas.url, log);
  await until(async () => errors.length > 1);
  expect(errors[1]).toMatchObject({ code: 'LOG_CORRUPT', data: { missing: '13', found: '14' } });
  const { rows } = await areas.sql.query('select position::int from views.checkpoint');
  expect(rows[0].position).toBeLessThan(13);
  await areas.sql.query('insert into log.events select * from kept');
  await areas.reaches('areas', last);
  await expectCounted(areas, view, last);
});
