import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { acquire } from '../dist/src/database/embedded.js';
import { migrate } from '../dist/src/database/migrate.js';

/** A durable PostgreSQL of the measurement's own, migrated. */
export const withDatabase = async (work) => {
  const folder = await mkdtemp(join(tmpdir(), 'cahier-bench-'));
  const server = await acquire({ folder, durable: true, say: () => {} });
  try {
    await migrate(server.url);
    return await work(server.url, folder);
  } finally {
    await server.release();
    await rm(folder, { recursive: true, force: true });
  }
};

/** Runs tasks with a bounded number under way; resolves with how many a second, and the 50th and 99th percentile in ms. */
export const rate = async (count, inFlight, task) => {
  const took = [];
  let next = 0;
  const worker = async () => {
    while (next < count) {
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
  return { perSecond: count / seconds, p50: at(0.5), p99: at(0.99) };
};

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Runs subjects in turn, so that a drifting machine is unfair to none; gives each one's median and its ratio to the first. */
export const sideBySide = async (rounds, subjects) => {
  const results = new Map(Object.keys(subjects).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const [name, run] of Object.entries(subjects)) results.get(name).push(await run(round));
  const rows = [...results].map(([name, runs]) => ({
    name,
    perSecond: median(runs.map((r) => r.perSecond)),
    p50: median(runs.map((r) => r.p50)),
    p99: median(runs.map((r) => r.p99)),
  }));
  return rows.map((row) => ({ ...row, ratio: row.perSecond / rows[0].perSecond }));
};

/** The machine, as a figure needs it beside it. */
export const machine = () =>
  `${cpus().length} × ${cpus()[0].model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
