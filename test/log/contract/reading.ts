import { expect } from '@jest/globals';
import { all, appendTo, event, events, ranks, ranksOf, ranksTo, taken, write } from '../wishes.js';
import type { Recorded } from '../../../src/log/port.js';
import { rules, type Fresh } from './with.js';

/** What can be read, and in which pieces. */
export function reading(fresh: Fresh): void {
  const rule = rules(fresh);

  rule('an empty log has nothing to read', async (log) => {
    expect(await log.head()).toBe(0n);
    expect(await all(log.readAll())).toEqual([]);
    expect(await log.readStream('idea-1')).toEqual([]);
  });

  rule('a name that no stream can have is an empty stream', async (log) => {
    await appendTo(log, write('a', 'none'));
    const names = ['', 'a\nb', '\0', '\ud800', 'x'.repeat(201), 'a"', "a'", '%', '{a}', 'a\\'];
    const read = await Promise.all([...names, 'a'].map((name) => log.readStream(name)));
    expect(read.map((list) => list.length)).toEqual([...names.map(() => 0), 1]);
  });

  rule('a stream is read from any revision on', async (log) => {
    await appendTo(log, write('a', 'none', events(5)));
    const revisions = async (from: number) =>
      (await log.readStream('a', { from })).map(({ revision }) => revision);
    expect(await revisions(0)).toEqual([0, 1, 2, 3, 4]);
    expect(await revisions(3)).toEqual([3, 4]);
    expect(await revisions(5)).toEqual([]);
    for (const from of [-1, NaN, 0.5, Infinity, 2 ** 53])
      await expect(log.readStream('a', { from })).rejects.toMatchObject({ code: 'INVALID_READ' });
  });

  rule('streams that are read at the same time are not mixed up', async (log) => {
    const streams = Array.from({ length: 700 }, (_, n) => `s-${n}`);
    await Promise.all(streams.map((s, n) => log.append(write(s, 'none', events(1 + (n % 3))))));
    const wanted = [...streams, ...streams.slice(0, 50), 'unknown'];
    const read = await Promise.all(wanted.map((s, n) => log.readStream(s, { from: n % 2 })));
    read.forEach((list, n) => {
      const count = n === 750 ? 0 : 1 + ((n % 700) % 3);
      expect(list.map(({ revision }) => revision)).toEqual([0, 1, 2].slice(n % 2, count));
      expect(list.every(({ stream }) => stream === wanted[n])).toBe(true);
    });
  });

  rule('each reader may do with its list what it likes', async (log) => {
    await appendTo(log, write('a', 'none', events(2)));
    const [one, two] = await Promise.all([log.readStream('a'), log.readStream('a')]);
    one!.pop();
    expect(two).toHaveLength(2);
    expect(await log.readStream('a')).toHaveLength(2);
  });

  rule('the log is read in batches no larger than asked for', async (log) => {
    await appendTo(log, write('a', 'none', events(25)));
    const sizes: number[] = [];
    const read: Recorded[] = [];
    for await (const batch of log.readAll({ batchSize: 10 })) {
      sizes.push(batch.length);
      read.push(...batch);
    }
    expect(sizes).toEqual([10, 10, 5]);
    expect(await ranksOf(log, read)).toEqual(ranksTo(25));
  });

  rule('reading goes on after any position', async (log) => {
    await appendTo(log, write('a', 'none', events(30)));
    const { at } = await ranks(log);
    for (const seen of [0, 1, 29, 30]) {
      const read = await all(log.readAll({ after: at(seen), batchSize: 7 }));
      expect(await ranksOf(log, read)).toEqual(ranksTo(30).slice(seen));
    }
  });

  rule('single events are read where they stand, in the order of the log', async (log) => {
    await appendTo(log, write('a', 'none', events(40)));
    const read = await all(log.readAll());
    const place = (n: number) => read[n]!.position;
    const wanted = [place(30), place(2), place(39), place(2), 0n, place(39) + 1_000n];
    expect(await log.readAt(wanted)).toEqual([read[2], read[30], read[39]]);
    expect(await log.readAt(read.map(({ position }) => position))).toEqual(read);
    expect(await log.readAt([])).toEqual([]);
  });

  rule('reading stops at the limit', async (log) => {
    await appendTo(log, write('a', 'none', events(30)));
    for (const limit of [0, 1, 10, 29, 30, 31]) {
      const read = await all(log.readAll({ limit, batchSize: 10 }));
      expect(read).toHaveLength(Math.min(limit, 30));
    }
  });

  rule('reading may be restricted to types of events', async (log) => {
    const types = ['A', 'B', 'C'];
    const list = Array.from({ length: 60 }, (_, n) => event({ type: types[n % 3]! }));
    await appendTo(log, write('a', 'none', list));
    const { at } = await ranks(log);
    const places = async (options: Parameters<typeof log.readAll>[0]) =>
      ranksOf(log, await all(log.readAll(options)));
    expect(await places({ types: ['A', 'C'], batchSize: 7 })).toEqual(
      ranksTo(60).filter((n) => n % 3 !== 2),
    );
    expect(await places({ types: ['B'], after: at(30), limit: 4, batchSize: 3 })).toEqual([
      32, 35, 38, 41,
    ]);
    expect(await places({ types: ['D'] })).toEqual([]);
    expect(await places({ types: [] })).toEqual([]);
  });

  rule('of events that are asked for in part, that part is told as it is', async (log) => {
    const full = { occurredAt: '2026-01-01T00:00:00.120Z', causationId: 'c', correlationId: 'd' };
    await appendTo(log, write('a', 'none', [event(full), event({ consultationId: null })]));
    const read = await all(log.readAll());
    const members = [...new Set(read.flatMap((e) => Object.keys(e)))] as (keyof Recorded)[];
    for (const types of [undefined, read.map(({ type }) => type)]) {
      expect(await all(log.readAll({ only: members, types }))).toEqual(read);
      for (const member of members)
        for (const [i, part] of (await all(log.readAll({ only: [member], types }))).entries()) {
          expect([part.position, part.type]).toEqual([read[i]!.position, read[i]!.type]);
          expect(part[member]).toEqual(read[i]![member]);
        }
    }
  });

  rule('a log that is shorter than what was read from it before is corrupt', async (log) => {
    await appendTo(log, write('a', 'none', events(3)));
    const head = await log.head();
    const data = { missing: String(head + 1n), head: String(head) };
    const corrupt = { code: 'LOG_CORRUPT', data };
    for (const types of [undefined, ['VoteCast']])
      await expect(all(log.readAll({ after: head + 1n, types }))).rejects.toMatchObject(corrupt);
    const { signal } = new AbortController();
    const subscription = log.subscribe({ after: 2n ** 70n, signal });
    const next = taken(subscription, () => false);
    await expect(next).rejects.toMatchObject(corrupt);
  });
}
