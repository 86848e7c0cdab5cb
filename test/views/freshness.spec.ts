import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { Freshness, StaleRead } from '../../src/views/freshness.js';

/** A database that knows how far views have read, and counts how often it is asked. */
const database = () => {
  const db = {
    asked: 0,
    position: 0,
    failing: undefined as Error | undefined,
    query: async () => {
      db.asked++;
      await sleep(2);
      if (db.failing) throw db.failing;
      return [{ name: 'tally', position: String(db.position) }];
    },
  };
  return db;
};
const freshness = (db: object, patienceMs = 2_000) =>
  new Freshness(db as unknown as DataSource, patienceMs);

describe('who waits for a view', () => {
  test('goes on as soon as it has read that far, and not before', async () => {
    const db = database();
    const fresh = freshness(db);
    let reached = false;
    const waiting = fresh.reach('tally', 5n).then(() => (reached = true));
    db.position = 4;
    fresh.advanced();
    await sleep(60);
    expect(reached).toBe(false);
    db.position = 5;
    fresh.advanced();
    await waiting;
    expect(await fresh.positionOf('tally')).toBe(5n);
  });

  test('learns of it even where another process keeps the view', async () => {
    const db = database();
    const waiting = freshness(db).reach('tally', 1n);
    await sleep(30);
    db.position = 1;
    await waiting;
  });

  test('asks together with everybody else who waits', async () => {
    const db = database();
    const fresh = freshness(db);
    const crowd = Promise.all(Array.from({ length: 500 }, () => fresh.reach('tally', 1n)));
    await sleep(100);
    expect(db.asked).toBeLessThan(20);
    db.position = 1;
    fresh.advanced();
    await crowd;
  });

  test('is told after a while what was wanted and what was there', async () => {
    const db = database();
    db.position = 3;
    const refused = freshness(db, 50).reach('tally', 9n);
    await expect(refused).rejects.toThrow(StaleRead);
    await expect(refused).rejects.toMatchObject({ view: 'tally', required: 9n, reached: 3n });
  });

  test('of a view that never ran, or stopped, is told that nothing was read', async () => {
    await expect(freshness(database(), 20).reach('unknown', 1n)).rejects.toMatchObject({
      reached: 0n,
    });
  });
});

describe('a read', () => {
  const failing = (times: number, error: object) => {
    let left = times;
    return async () => {
      if (left-- > 0) throw Object.assign(new Error('no'), error);
      return 'rows';
    };
  };

  test('is made again while the database is away or a table still to be made', async () => {
    const fresh = freshness(database());
    for (const code of ['57P01', '08006', '53300', 'ECONNRESET', 'ECONNREFUSED', '42P01'])
      expect(await fresh.patiently('tally', failing(2, { code }))).toBe('rows');
  });

  test('is not made again for a fault of ours', async () => {
    for (const code of ['42703', '22P02', undefined]) {
      const read = failing(1, { code });
      await expect(freshness(database()).patiently('tally', read)).rejects.toThrow('no');
      expect(await read()).toBe('rows');
    }
  });

  test('is given up after a while: stale where the table is not made, away where the database is', async () => {
    const fresh = freshness(database(), 60);
    const unmade = fresh.patiently('tally', failing(99, { code: '42P01' }));
    await expect(unmade).rejects.toThrow(StaleRead);
    const away = fresh.patiently('tally', failing(99, { code: '57P01' }));
    await expect(away).rejects.toMatchObject({ code: '57P01' });
  });
});
