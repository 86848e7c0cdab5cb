import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { migrate } from '../dist/src/database/migrate.js';
import { keepSealing } from '../dist/src/keep-sealing.js';
import { openFolder } from '../dist/src/sealing/folder.js';
import { signedTo } from '../dist/src/sealing/ledger.js';
import { median, quantile, rateFor, withDatabase } from './harness.js';
import { openOurs } from './log/stores.js';

const options = {
  quick: { type: 'boolean', default: false },
  rounds: { type: 'string', default: '9' },
};

const LOADS = [
  { inFlight: 256, events: 1 },
  { inFlight: 64, events: 16 },
];

/** A load and the backlog that it leaves are sealed into folders of their own, from one database. */
const CAHIER_MASTER_KEY = '11'.repeat(32);

/** How long a load runs before it is measured, and then, in seconds; and how often. */
const extent = ({ quick, rounds }) =>
  quick
    ? { before: 0.2, seconds: 0.5, rounds: 1 }
    : { before: 1.5, seconds: 5, rounds: Number(rounds) };

/** How long the sealer may need after the last append, in seconds: it signs once a second. */
const LAG = 2;

/** The product's own sealer, in the process in which the product runs it. */
const withSealer = async (url, data, work) => {
  Object.assign(process.env, { CAHIER_DATA: data, CAHIER_MASTER_KEY, LOG_LEVEL: 'warn' });
  const tiles = openFolder(join(data, 'ledger'));
  const sealing = keepSealing(url);
  try {
    return await work(async (position) => {
      while ((await signedTo({ tiles })) < position) await sleep(5);
    });
  } finally {
    await sealing.close();
  }
};

const since = (start) => (performance.now() - start) / 1000;

/** A database of that name on the same server, migrated. */
const another = async (url, name) => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`create database ${name}`).finally(() => client.end());
  const address = new URL(url);
  address.pathname = name;
  await migrate(address.href);
  return address.href;
};

/**
 * Two logs on one server, of which one has a sealer that is at work all the time; they are appended to
 * in turn. What is measured of a load begins when the sealer is in step with it.
 */
const measureLoad = async (url, data, { inFlight, events }, { before, seconds, rounds }) => {
  const bare = await openOurs(await another(url, 'bare'));
  const kept = await openOurs(url);
  const load = async ({ append }) => {
    const run = (time) => rateFor(time, inFlight, () => append(events));
    await run(before);
    return (await run(seconds)).perSecond * events;
  };
  const pairs = await withSealer(url, data, async (sealed) => {
    const beside = async () => {
      const perSecond = await load(kept);
      const last = performance.now();
      await sealed(await kept.log.head());
      return { perSecond, lag: since(last) };
    };
    await load(bare);
    await beside();
    const measured = [];
    for (let round = 0; round < rounds; round++) {
      const first = round % 2 ? await beside() : undefined;
      const alone = await load(bare);
      measured.push({ alone, ...(first ?? (await beside())) });
    }
    return measured;
  });
  await bare.close();
  await kept.close();
  const of = (name) => median(pairs.map((pair) => pair[name]));
  const costs = pairs.map(({ alone, perSecond }) => 100 * (1 - perSecond / alone));
  const [least, cost, most] = [0.25, 0.5, 0.75].map((share) => quantile(costs, share).toFixed(1));
  const lag = Math.max(...pairs.map((pair) => pair.lag));
  const title = `${inFlight} appends of ${events} in flight`;
  return {
    group: {
      title: `events a second, ${title}`,
      rows: [
        { name: 'without a sealer', 'a second': Math.round(of('alone')) },
        { name: 'beside the sealer', 'a second': Math.round(of('perSecond')) },
      ],
    },
    figures: [
      {
        figure: `cost of the sealer, ${title}`,
        wanted: '< 10 %',
        measured: `${cost} % (half of the rounds: ${least} to ${most})`,
        reached: cost < 10,
      },
      {
        figure: `all is signed after the last append, ${title}`,
        wanted: `≤ ${LAG} s`,
        measured: `${lag.toFixed(2)} s`,
        reached: lag <= LAG,
      },
    ],
  };
};

/** How many events a second a sealer takes that has a log before it, and nobody beside it. */
const measureBacklog = (url, head) =>
  withDataFolder((data) =>
    withSealer(url, data, async (sealed) => {
      await sealed(1n);
      const start = performance.now();
      const from = await signedTo({ tiles: openFolder(join(data, 'ledger')) });
      await sealed(head);
      return Number(head - from) / since(start);
    }),
  );

const withDataFolder = async (work) => {
  const data = await mkdtemp(join(tmpdir(), 'cahier-bench-ledger-'));
  try {
    return await work(data);
  } finally {
    await rm(data, { recursive: true, force: true });
  }
};

/** What the sealer costs who appends, whether it keeps up, and how fast it is alone; each load on a database of its own. */
export async function measure(flags) {
  const { values } = parseArgs({ args: flags, options });
  const [groups, figures] = [[], []];
  for (const load of LOADS)
    await withDatabase((url) =>
      withDataFolder(async (data) => {
        const result = await measureLoad(url, data, load, extent(values));
        const { log, close } = await openOurs(url);
        const alone = await measureBacklog(url, await log.head());
        await close();
        result.group.rows.push({
          name: 'sealed, with a log before it',
          'a second': Math.round(alone),
        });
        groups.push(result.group);
        figures.push(...result.figures);
      }),
    );
  return { groups, figures };
}
