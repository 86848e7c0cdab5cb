import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { acquire } from '../dist/src/database/embedded.js';
import { migrate } from '../dist/src/database/migrate.js';

/** A durable PostgreSQL of the measurement's own, migrated. */
export const withDatabase = async (work) => {
  const folder = await mkdtemp(join(tmpdir(), 'cahier-bench-'));
  // Root starts a server as another user, whose data would lie elsewhere, and stay.
  await chmod(folder, 0o755);
  const server = await acquire({ folder, durable: true, say: () => {} });
  try {
    await migrate(server.url);
    return await work(server.url, folder);
  } finally {
    await server.release();
    await rm(folder, { recursive: true, force: true });
  }
};

const resident = () => process.memoryUsage().rss;

/** Runs tasks with a bounded number under way while `goesOn` says so. */
const clocked = async (goesOn, inFlight, task) => {
  const rss = [resident()];
  const took = [];
  let next = 0;
  const worker = async () => {
    while (goesOn(next)) {
      const n = next++;
      const start = performance.now();
      await task(n);
      took.push(performance.now() - start);
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: inFlight }, worker));
  const seconds = (performance.now() - start) / 1000;
  took.sort((a, b) => a - b);
  const at = (share) => took[Math.min(took.length - 1, Math.floor(took.length * share))];
  return {
    perSecond: took.length / seconds,
    p50: at(0.5),
    p99: at(0.99),
    rss: [...rss, resident()],
  };
};

/** Runs so many tasks, a bounded number at a time: how many a second, the 50th and 99th percentile in ms, resident bytes before and after. */
export const rate = (count, inFlight, task) => clocked((n) => n < count, inFlight, task);

/** The same for so many seconds. */
export const rateFor = (seconds, inFlight, task) => {
  const end = performance.now() + seconds * 1000;
  return clocked(() => performance.now() < end, inFlight, task);
};

/** The value below which that share of the values lies. */
export const quantile = (values, share) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * share)];

export const median = (values) => quantile(values, 0.5);

/** The median over the rounds of how many times faster one subject was than another in the same round. */
export const timesFaster = (one, other) =>
  median(one.rounds.map((perSecond, round) => perSecond / other.rounds[round]));

/** Runs subjects in turn, so that a drifting machine is unfair to none; gives each one's medians and its ratio to the first. */
export const sideBySide = async (rounds, subjects) => {
  const results = new Map(Object.keys(subjects).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const [name, run] of Object.entries(subjects)) results.get(name).push(await run(round));
  const rows = [...results].map(([name, runs]) => ({
    name,
    perSecond: median(runs.map((r) => r.perSecond)),
    p50: median(runs.map((r) => r.p50)),
    p99: median(runs.map((r) => r.p99)),
    rss: [runs[0].rss[0], runs.at(-1).rss[1]],
    rounds: runs.map((r) => r.perSecond),
  }));
  return rows.map((row) => ({ ...row, ratio: timesFaster(row, rows[0]) }));
};

/** The machine, as a figure needs it beside it. */
export const machine = () =>
  `${cpus().length} × ${cpus()[0].model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
