import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { rate, rateFor, sideBySide, withDatabase } from './harness.js';
import { appendFigures, memoryFigure, sizeFigure, subscriberFigures } from './log/figures.js';
import { measureSizes } from './log/sizes.js';
import { openBare, openCastore, openEmmett, openOurs } from './log/stores.js';
import { followEmmett, followOurs } from './log/subscribers.js';

const PARTS = ['memory', 'appends', 'streams', 'subscribers', 'sizes'];

const options = {
  quick: { type: 'boolean', default: false },
  huge: { type: 'boolean', default: false },
  rounds: { type: 'string', default: '5' },
  only: { type: 'string', default: PARTS.join() },
};

/** Seconds for a subject in a round, appends under a subscriber, appends in a stretch of memory, sizes of logs. */
const extent = ({ quick, huge }) =>
  quick
    ? { seconds: 0.3, followed: 2_000, stretch: 4_000, sizes: [1e4, 1e5] }
    : {
        seconds: 2,
        followed: 10_000,
        stretch: 40_000,
        sizes: [1e4, 1e5, 1e6, ...(huge ? [1e7] : [])],
      };

const times = (factor, run) => async () => {
  const { perSecond, ...rest } = await run();
  return { ...rest, perSecond: perSecond * factor };
};

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

/** What stays in memory after each stretch; garbage that waits for its collector is not counted. */
const measureMemory = async (url, stretch) => {
  const ours = await openOurs(url);
  const rows = [];
  for (let n = 0; n <= 5; n++) {
    await rate(stretch, 256, () => ours.append());
    collect();
    const { rss } = process.memoryUsage();
    rows.push({ name: `after ${(n + 1) * stretch} appends`, MiB: Math.round(rss / 2 ** 20) });
  }
  await ours.close();
  const figures = [memoryFigure(rows.slice(1).map(({ MiB }) => MiB))];
  return { groups: [{ title: 'resident memory, ours alone, 256 in flight', rows }], figures };
};

const openAll = async (url) => {
  const [ours, bare] = [await openOurs(url), await openBare(url)];
  const [emmett, castore] = [await openEmmett(url), await openCastore(url)];
  const close = () => Promise.all([ours, bare, emmett, castore].map((store) => store.close()));
  return { ours, bare, emmett, castore, close };
};

const measureAppends = async (url, { seconds, rounds }) => {
  const { ours, bare, emmett, castore, close } = await openAll(url);
  const appends = {};
  for (const n of [1, 32, 256]) {
    const by = (append) => () => rateFor(seconds, n, () => append());
    const batches = (connections) =>
      times(100, () => rateFor(seconds, connections, () => bare.unnest(100)));
    appends[n] = await sideBySide(rounds, {
      INSERT: by(bare.insert),
      ours: by(ours.append),
      Emmett: by(emmett.append),
      castore: by(castore.append),
      'unnest × 100, one connection': batches(1),
      'unnest × 100, two connections': batches(2),
    });
  }
  await close();
  const groups = Object.entries(appends).map(([n, rows]) => ({
    title: `one event to a new stream, ${n} in flight (INSERT: bare, one row, 16 connections)`,
    rows,
  }));
  return { groups, figures: appendFigures(appends) };
};

const measureStreams = async (url, { seconds, rounds }) => {
  const { ours, bare, emmett, castore, close } = await openAll(url);
  const by = (append) => times(100, () => rateFor(seconds, 16, () => append(100)));
  const rows = await sideBySide(rounds, {
    'unnest × 100': by(bare.unnest),
    ours: by(ours.append),
    Emmett: by(emmett.append),
    castore: by(castore.append),
  });
  await close();
  return { groups: [{ title: '100 events to one new stream an append, 16 in flight', rows }] };
};

const measureSubscribers = async (url, count) => {
  const rows = [await followOurs(url, count, 64), await followEmmett(url, count, 64)];
  const groups = [{ title: 'a subscriber while 64 appends are in flight', rows }];
  return { groups, figures: subscriberFigures(rows[0]) };
};

const measureGrowth = async (url, sizes, rounds) => {
  const groups = await measureSizes(url, sizes, rounds);
  return { groups, figures: [sizeFigure(groups.at(-1))] };
};

/** The log beside its peers, beside what PostgreSQL can do at all, and beside itself when it has grown; each part on a database of its own. */
export async function measure(flags) {
  const { values } = parseArgs({ args: flags, options });
  const { seconds, followed, stretch, sizes } = extent(values);
  const rounds = Number(values.rounds);
  const parts = {
    memory: (url) => measureMemory(url, stretch),
    appends: (url) => measureAppends(url, { seconds, rounds }),
    streams: (url) => measureStreams(url, { seconds, rounds }),
    subscribers: (url) => measureSubscribers(url, followed),
    sizes: (url) => measureGrowth(url, sizes, rounds),
  };
  const results = [];
  for (const part of PARTS.filter((name) => values.only.split(',').includes(name))) {
    process.stderr.write(`${part}…\n`);
    results.push(await withDatabase(parts[part]));
  }
  return {
    groups: results.flatMap(({ groups }) => groups),
    figures: results.flatMap(({ figures = [] }) => figures),
  };
}
