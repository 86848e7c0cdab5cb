import { expect } from '@jest/globals';
import { JsonText, type Batch, type Log, type Recorded } from '../../../src/log/port.js';
import { all, appendTo, event, events, ranks, ranksOf, ranksTo, taken, write } from '../wishes.js';
import { rules, type Fresh } from './with.js';

const { signal } = new AbortController();

/** A subscription never skips and never repeats. */
export function subscribing(fresh: Fresh): void {
  const rule = rules(fresh);

  rule('a subscription gives what is there, then what comes, without a seam', async (log) => {
    await appendTo(log, write('a', 'none', events(2_500)));
    const seen = taken(log.subscribe({ signal }), (list) => list.length >= 3_000);
    for (let n = 0; n < 500; n++) await appendTo(log, write('a', 'any'));
    expect(await ranksOf(log, await seen)).toEqual(ranksTo(3_000));
  });

  rule('a subscription says when it has caught up, even with an empty log', async (log) => {
    const subscription = log.subscribe({ signal })[Symbol.asyncIterator]();
    expect((await subscription.next()).value).toEqual({
      events: [],
      scannedTo: 0n,
      caughtUp: true,
    });
    await appendTo(log, write('a', 'none', events(3)));
    const scannedTo = await log.head();
    expect((await subscription.next()).value).toMatchObject({ scannedTo, caughtUp: true });
  });

  rule('a subscription hands data on unread where it is asked to', async (log) => {
    const data = { b: [{ z: 'é\t"\\', a: -0.5 }], a: null, ab: { 2: 'x', 10: 'y' } };
    const unread = ({ data: it }: Recorded) => JSON.parse(it instanceof JsonText ? it.text : '');
    for (const count of [1, 200]) {
      const after = await log.head();
      const list = Array.from({ length: count }, () => event({ data }));
      await appendTo(log, write(`of ${count}`, 'none', list));
      const wanted = { after, signal, dataAsText: true, batchSize: () => Math.ceil(count / 2) };
      const read = await taken(log.subscribe(wanted), (all) => all.length >= count);
      expect(read.map(unread)).toEqual(list.map(() => data));
      expect(read.map(({ actor }) => actor)).toEqual(list.map(({ actor }) => actor));
    }
  });

  rule('a subscription that is behind does not say that it has caught up', async (log) => {
    await appendTo(log, write('a', 'none', events(20)));
    const { at } = await ranks(log);
    const batches: Batch[] = [];
    for await (const batch of log.subscribe({ signal, batchSize: () => 10 })) {
      batches.push(batch);
      if (batch.caughtUp) break;
    }
    expect(batches.map(({ scannedTo, caughtUp }) => [scannedTo, caughtUp])).toEqual([
      [at(10), false],
      [at(20), true],
    ]);
  });

  rule('a subscription that nobody wakes looks as often as it wants to', async (log) => {
    let look = () => {};
    const looked = new Promise<void>((resolve) => (look = resolve));
    const everyMs = () => (look(), 5);
    const seen = taken(log.subscribe({ signal, everyMs }), (list) => list.length >= 30);
    await looked;
    for (let n = 0; n < 30; n++) await appendTo(log, write('a', 'any'));
    expect(await ranksOf(log, await seen)).toEqual(ranksTo(30));
  });

  rule('a new event arrives at once, and does not wait for the next look', async (log, store) => {
    for (const door of [log, await store.open()]) {
      const delays: number[] = [];
      const head = await log.head();
      const arrived = taken(door.subscribe({ after: head, signal }), (list) => {
        while (delays.length < list.length) delays.push(Date.now());
        return list.length >= 20;
      });
      const asked: number[] = [];
      for (let n = 0; n < 20; n++) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        asked.push(Date.now());
        await appendTo(log, write('a', 'any'));
      }
      await arrived;
      const waits = asked.map((at, n) => delays[n]! - at).sort((a, b) => a - b);
      expect(waits[10]).toBeLessThan(200);
    }
  });

  rule('a subscription resumes after any position', async (log) => {
    await appendTo(log, write('a', 'none', events(50)));
    const { at } = await ranks(log);
    for (const known of [1, 25, 49]) {
      const subscription = log.subscribe({ after: at(known), signal });
      const seen = await taken(subscription, (_, { caughtUp }) => caughtUp);
      expect(await ranksOf(log, seen)).toEqual(ranksTo(50).slice(known));
    }
  });

  rule('a subscription to some types tells how far it has looked', async (log) => {
    const subscription = log.subscribe({ types: ['Rare'], signal })[Symbol.asyncIterator]();
    await appendTo(log, write('a', 'none', events(30)));
    await appendTo(log, write('a', 'any', [event({ type: 'Rare' })]));
    await appendTo(log, write('a', 'any', events(9)));
    const { value } = await subscription.next();
    const { at } = await ranks(log);
    expect(value).toMatchObject({
      events: [{ type: 'Rare', position: at(31) }],
      scannedTo: at(40),
      caughtUp: true,
    });
    await appendTo(log, write('a', 'any', events(5)));
    const scannedTo = await log.head();
    expect((await subscription.next()).value).toMatchObject({ events: [], scannedTo });
  });

  rule('a slow subscriber is asked how much it wants each time, and gets no more', async (log) => {
    await appendTo(log, write('a', 'none', events(100)));
    const sizes = [1, 20, 3, 50, NaN, 1_000];
    const wanted = [...sizes];
    const got: number[] = [];
    for await (const batch of log.subscribe({ signal, batchSize: () => wanted.shift()! })) {
      expect(sizes.length - wanted.length).toBe(got.push(batch.events.length));
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (batch.caughtUp) break;
    }
    expect(got).toEqual([1, 20, 3, 50, 1, 25]);
  });

  rule(
    'a subscription ends quietly when its reader has had enough, even while it waits',
    async (log) => {
      const reader = new AbortController();
      setTimeout(() => reader.abort(), 30);
      const started = Date.now();
      await taken(log.subscribe({ signal: reader.signal }), () => false);
      expect(Date.now() - started).toBeLessThan(400);
      expect(await taken(log.subscribe({ signal: reader.signal }), () => false)).toEqual([]);
    },
  );

  rule('a subscription is told that the log was closed under it', async (log) => {
    const seen = taken(log.subscribe({ signal }), () => false);
    setTimeout(() => void log.close(), 30);
    await expect(seen).rejects.toMatchObject({ code: 'LOG_CLOSED' });
  });

  rule(
    'while two doors append at once, subscribers at both see everything once and in order',
    async (log, store) => {
      const doors = [log, await store.open()];
      const total = 2_000;
      const readers = [0, 1, 2, 3].map((n) =>
        taken(
          doors[n % 2]!.subscribe({ signal, batchSize: () => 10 + 50 * n }),
          (list) => list.length >= total,
        ),
      );
      await Promise.all(Array.from({ length: 64 }, (_, w) => work(doors[w % 2]!, w, total / 64)));
      await Promise.all(Array.from({ length: total % 64 }, () => log.append(write('rest', 'any'))));
      const recorded = await all(log.readAll());
      for (const seen of await Promise.all(readers)) {
        expect(await ranksOf(log, seen)).toEqual(ranksTo(total));
        expect(seen.map(({ eventId }) => eventId)).toEqual(recorded.map(({ eventId }) => eventId));
      }
    },
  );
}

async function work(log: Log, worker: number, times: number): Promise<void> {
  for (let n = 0; n < Math.floor(times); n++) await appendTo(log, write(`w-${worker}`, 'any'));
}
