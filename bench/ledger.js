import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { keepSealing } from '../dist/src/keep-sealing.js';
import { openFolder } from '../dist/src/sealing/folder.js';
import { signedTo } from '../dist/src/sealing/ledger.js';
import { median, rateFor, withDatabase } from './harness.js';
import { openOurs } from './log/stores.js';

const options = {
  quick: { type: 'boolean', default: false },
  rounds: { type: 'string', default: '5' },
};

const LOADS = [
  { inFlight: 256, events: 1 },
  { inFlight: 64, events: 16 },
];

/** Each round has a folder of its own, and all have one database. */
const CAHIER_MASTER_KEY = '11'.repeat(32);

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

const measureLoad = async ({ url, log, append, data }, { inFlight, events }, seconds, rounds) => {
  const load = async () =>
    (await rateFor(seconds, inFlight, () => append(events))).perSecond * events;
  const beside = () =>
    withSealer(url, data, async (sealed) => {
      await sealed(await log.head());
      const perSecond = await load();
      const last = performance.now();
      await sealed(await log.head());
      return { perSecond, lag: since(last) };
    });
  await load();
  const pairs = [];
  for (let round = 0; round < rounds; round++) {
    const first = round % 2 ? await beside() : undefined;
    const alone = await load();
    pairs.push({ alone, ...(first ?? (await beside())) });
  }
  const of = (name) => median(pairs.map((pair) => pair[name]));
  const cost = median(pairs.map(({ alone, perSecond }) => 100 * (1 - perSecond / alone)));
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
        measured: `${cost.toFixed(1)} %`,
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
const measureBacklog = ({ url, log }) =>
  withDataFolder((data) =>
    withSealer(url, data, async (sealed) => {
      const head = await log.head();
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
  const [seconds, rounds] = values.quick ? [2, 1] : [8, Number(values.rounds)];
  const [groups, figures] = [[], []];
  for (const load of LOADS)
    await withDatabase((url) =>
      withDataFolder(async (data) => {
        const { log, append, close } = await openOurs(url);
        const result = await measureLoad({ url, log, append, data }, load, seconds, rounds);
        const alone = await measureBacklog({ url, log });
        result.group.rows.push({
          name: 'sealed, with a log before it',
          'a second': Math.round(alone),
        });
        groups.push(result.group);
        figures.push(...result.figures);
        await close();
      }),
    );
  return { groups, figures };
}
