import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Database } from '../keys/database.js';
import { isAway } from '../views/away.js';

/**
 * A pool whose single queries are asked again while the database is away, for so many milliseconds;
 * each must be one that may be run twice.
 */
export const patient = (pool: pg.Pool, ms = 15_000): Database => {
  const ask = pool.query.bind(pool) as (...args: unknown[]) => Promise<unknown>;
  const query = async (...args: unknown[]): Promise<unknown> => {
    const deadline = performance.now() + ms;
    for (;;) {
      try {
        return await ask(...args);
      } catch (error) {
        if (!isAway(error) || performance.now() > deadline) throw error;
        await sleep(50);
      }
    }
  };
  return {
    query: query as pg.Pool['query'],
    connect: pool.connect.bind(pool) as pg.Pool['connect'],
  };
};
