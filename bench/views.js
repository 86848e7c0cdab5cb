import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { views } from '../dist/projections/views.js';
import { openPostgresLog } from '../dist/src/log/postgres/log.js';
import { Past } from '../dist/src/views/as-of.js';
import { dropGeneration } from '../dist/src/views/generation.js';
import { Projector } from '../dist/src/views/projector.js';
import { rebuildView } from '../dist/src/views/rebuild.js';
import { median, withDatabase } from './harness.js';
import { fill } from './views/baskets.js';
import { consumeByEmmett, projectByTypeorm } from './views/peers.js';
import { measureSizes, toldOfSizes } from './views/sizes.js';

const options = {
  quick: { type: 'boolean', default: false },
  count: { type: 'string', default: '100000' },
  rounds: { type: 'string', default: '3' },
  sizes: { type: 'boolean', default: false },
  huge: { type: 'boolean', default: false },
};

const PAGE = 1_000;
const one = views.filter(({ name }) => name === 'basket_tally');
const since = (start) => (performance.now() - start) / 1_000;

/** The whole log by `pg`, in pages behind the last position, as rows with their JSON read. */
const readAll = async (sql, count) => {
  const start = performance.now();
  for (let at = '0', read = 0; read < count;) {
    const { rows } = await sql.query({
      name: 'page',
      text: 'select * from log.events where position > $1 order by position limit $2',
      values: [at, PAGE],
    });
    read += rows.length;
    at = rows.at(-1).position;
  }
  return count / since(start);
};

/** A COPY whose bytes are let go of as they come. */
class Copy {
  constructor(text, done) {
    Object.assign(this, { text, done });
  }
  submit(connection) {
    connection.query(this.text);
  }
  handleCopyData() {}
  handleCommandComplete() {}
  handleReadyForQuery() {
    this.done();
  }
  handleError(error) {
    this.done(error);
  }
}

/** What it costs at least that all the log leaves the database, to nowhere. */
const copyOut = async (sql, count) => {
  const start = performance.now();
  await new Promise((resolve, reject) =>
    sql.query(
      new Copy('copy log.events to stdout', (error) => (error ? reject(error) : resolve())),
    ),
  );
  return count / since(start);
};

/** Views from nothing to the end of the log. */
const project = async ({ url, log, sql, count }, selected) => {
  await sql.query('delete from views.checkpoint');
  const start = performance.now();
  const projector = new Projector(url, log, selected);
  projector.start();
  for (;;) {
    const { rows } = await sql.query(
      'select count(*)::int n from views.checkpoint where position >= $1',
      [count],
    );
    if (rows[0].n === selected.length) break;
    await sleep(5);
  }
  const perSecond = count / since(start);
  await projector.close();
  return perSecond;
};

/** The tally counted again beside the live one; the live one waits at the end of the log. */
const rebuild = async ({ url, log, sql, count }) => {
  const start = performance.now();
  const { differences } = await rebuildView(url, log, one[0], { anew: true });
  const perSecond = count / since(start);
  if (differences.length) throw new Error('The rebuilt view differs from the live one.');
  await dropGeneration(sql, one[0], 'old');
  return perSecond;
};

/** How long a tally and a ballot of the past take, in milliseconds: the longest of some. */
const lookBack = async ({ log, sql, count }) => {
  const past = new Past(log, sql);
  const took = [];
  for (let n = 1; n <= 10; n++) {
    const position = BigInt(Math.floor((count * n) / 10.3));
    for (const name of ['basket_tally', 'my_ballot']) {
      const view = views.find((v) => v.name === name);
      const keys = name === 'my_ballot' ? { voterRef: ['0'] } : {};
      const start = performance.now();
      const { sql: text, params } = await past.rowsAsOf(view, position, keys);
      const names = Object.keys(params);
      const asked = text.replace(/(?<!:):(\w+)/g, (_all, p) => `$${names.indexOf(p) + 1}`);
      await sql.query(`select count(*) from (${asked}) v`, Object.values(params));
      took.push(performance.now() - start);
    }
  }
  return Math.max(...took);
};

const few = 2_000;

const SIZES = [100_000, 1_000_000];

/**
 * How fast views follow the log and are counted again, beside what reading it costs and what others do; or
 * one view on logs of several sizes.
 */
export async function measure(flags) {
  const { values } = parseArgs({ args: flags, options });
  if (!values.sizes && !values.huge) return measureSpeed(values);
  const sizes = values.huge ? [...SIZES, 10_000_000] : SIZES;
  const follow = (place) => project(place, one);
  const { group, figures } = toldOfSizes(await measureSizes(sizes, { project: follow, rebuild }));
  return { groups: [group], figures };
}

const measureSpeed = async (values) => {
  const count = values.quick ? 20_000 : Number(values.count);
  const rounds = [];
  let [longest, rss, missed] = [0, 0, 0];
  await withDatabase(async (url) => {
    const sql = new pg.Client({ connectionString: url });
    await sql.connect();
    await fill(sql, count);
    const log = await openPostgresLog({ url });
    const place = { url, log, sql, count };
    const { rows: sample } = await sql.query(
      'select position, data from log.events order by position limit $1',
      [few],
    );
    for (let round = 0; round < (values.quick ? 1 : Number(values.rounds)); round++) {
      const read = await readAll(sql, count);
      const all = await project(place, views);
      longest = Math.max(longest, await lookBack(place));
      const tail = await project(place, one);
      const copy = await copyOut(sql, count);
      const rebuilt = await rebuild(place);
      rss = Math.max(rss, process.memoryUsage().rss);
      const typeorm = await projectByTypeorm(url, sample);
      rounds.push({ read, tail, all, copy, rebuilt, typeorm });
    }
    await log.close();
    await sql.end();
  });
  await withDatabase(async (url) => {
    for (const round of rounds) {
      const { perSecond, missed: lost } = await consumeByEmmett(url, few);
      round.emmett = perSecond;
      missed += lost;
    }
  });
  return told(count, rounds, { longest, rss, missed });
};

const told = (count, rounds, { longest, rss, missed }) => {
  const of = (name) => Math.round(median(rounds.map((round) => round[name])));
  const times = (a, b) => median(rounds.map((round) => round[a] / round[b]));
  const row = (name, key, more = {}) => ({ name, 'a second': of(key), ...more });
  const figure = (name, least, measured) => ({
    figure: name,
    wanted: `≥ ${least}`,
    measured: measured.toFixed(2),
    reached: measured >= least,
  });
  return {
    groups: [
      {
        title: `${count} baskets of three ideas, events a second`,
        rows: [
          row('read by pg in pages', 'read'),
          row('one view follows', 'tail'),
          row(`all ${views.length} views follow, one reader`, 'all'),
          row('COPY to nowhere', 'copy'),
          row('the tally is counted again', 'rebuilt'),
          row('a projector with TypeORM, an event at a time', 'typeorm'),
          row('Emmett’s consumer, doing nothing', 'emmett', { missed }),
        ],
      },
    ],
    figures: [
      figure('one view, of reading', 0.45, times('tail', 'read')),
      figure('all views, of reading', 0.2, times('all', 'read')),
      figure('the tally again, of COPY', 0.5, times('rebuilt', 'copy')),
      figure('one view, times Emmett’s consumer', 20, times('tail', 'emmett')),
      {
        ...{ figure: 'a tally or a ballot of the past, at most', wanted: '≤ 1000 ms' },
        ...{ measured: `${Math.round(longest)} ms`, reached: longest <= 1_000 },
      },
      {
        ...{ figure: 'resident memory', wanted: '< 1024 MiB' },
        ...{ measured: `${Math.round(rss / 2 ** 20)} MiB`, reached: rss < 2 ** 30 },
      },
    ],
  };
};
