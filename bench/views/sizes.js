import { clearInterval, setInterval } from 'node:timers';
import pg from 'pg';
import { openPostgresLog } from '../../dist/src/log/postgres/log.js';
import { median, withDatabase } from '../harness.js';
import { fill } from './baskets.js';

/** So many events are counted at least, in rounds where the log has fewer. */
const LEAST = 1_000_000;

/** The most memory that this process holds while it works, in bytes. */
const most = async (work) => {
  let rss = 0;
  const look = () => (rss = Math.max(rss, process.memoryUsage().rss));
  const looking = setInterval(look, 100);
  try {
    return [await work(), (look(), rss)];
  } finally {
    clearInterval(looking);
  }
};

/** How fast a view follows logs of these sizes and is counted again, in events a second, and with how much memory. */
export const measureSizes = async (counts, { project, rebuild }) => {
  const found = [];
  for (const count of counts)
    await withDatabase(async (url) => {
      const sql = new pg.Client({ connectionString: url });
      await sql.connect();
      await fill(sql, count);
      const log = await openPostgresLog({ url });
      const place = { url, log, sql, count };
      const rounds = Array.from({ length: Math.max(1, LEAST / count) });
      const [tail, again, memory] = [[], [], []];
      for (const _ of rounds) {
        tail.push(await project(place));
        const [perSecond, rss] = await most(() => rebuild(place));
        again.push(perSecond);
        memory.push(rss);
      }
      found.push({ count, tail: median(tail), again: median(again), rss: Math.max(...memory) });
      await log.close();
      await sql.end();
    });
  return found;
};

const MIB = 2 ** 20;

/** What of it is shown, and the figures that it reaches or does not. */
export const toldOfSizes = (found) => {
  const [first, last] = [found[0], found.at(-1)];
  const flat = (name, key) => {
    const measured = last[key] / first[key];
    return {
      ...{ figure: `${name}, ${last.count} of ${first.count}`, wanted: '≥ 0.9' },
      ...{ measured: measured.toFixed(2), reached: measured >= 0.9 },
    };
  };
  return {
    group: {
      title: 'one view on logs of these sizes, events a second',
      rows: found.map(({ count, tail, again, rss }) => ({
        name: `${count} events`,
        follows: Math.round(tail),
        'counted again': Math.round(again),
        'MiB, again': Math.round(rss / MIB),
      })),
    },
    figures: [
      flat('one view follows', 'tail'),
      flat('the tally again', 'again'),
      {
        ...{ figure: `memory of a rebuild of ${last.count}`, wanted: '< 1024 MiB' },
        ...{ measured: `${Math.round(last.rss / MIB)} MiB`, reached: last.rss < 1024 * MIB },
      },
    ],
  };
};
