import { Command } from 'commander';
import pg from 'pg';
import { views } from '../../projections/views.js';
import { LOG } from '../app.module.js';
import type { Log } from '../log/port.js';
import { Freshness } from '../views/freshness.js';
import { dropGeneration, generations } from '../views/generation.js';
import { checkView, rebuildView, type Recount } from '../views/rebuild.js';
import { chosenViews } from './chosen-views.js';
import { exitCodes } from './fail.js';
import { tell } from './log/out.js';
import { barOf } from './progress.js';
import { withSession } from './session.js';

interface Options {
  json?: boolean;
  anew?: boolean;
}

const withClient = async <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: url, application_name: 'cahier views' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

const list = async (options: Options): Promise<void> =>
  withSession(async ({ app, url }) => {
    const head = await app.get<Log>(LOG).head();
    const beside = await withClient(url, generations);
    for (const { name } of views) {
      const position = await app.get(Freshness).positionOf(name);
      const others = beside.filter(({ view }) => view === name);
      const about = others.map((g) => `, ${g.kind} generation at ${g.position}`).join('');
      const value = {
        view: name,
        position,
        head,
        generations: others.map(({ view: _view, ...generation }) => generation),
      };
      tell(options, value, `${name.padEnd(24)} ${position} of ${head}${about}`);
    }
  });

const recount = async (
  names: string[],
  options: Options,
  work: typeof checkView,
): Promise<void> => {
  const selected = chosenViews(names);
  await withSession(async ({ app, url }) => {
    const log = app.get<Log>(LOG);
    for (const view of selected) {
      const { progress, stop } = barOf(view.name);
      const onProgress = (position: bigint, head: bigint) =>
        progress(Number(position), Number(head));
      const began = performance.now();
      const counted = await work(url, log, view, { anew: options.anew, onProgress }).finally(stop);
      say(counted, (performance.now() - began) / 1000, options);
    }
  });
};

const say = (counted: Recount, seconds: number, options: Options): void => {
  const { view, rows, asOfPosition, differences, stoodStillMs } = counted;
  const isSame = differences.length === 0;
  if (!isSame) process.exitCode = exitCodes.mismatch;
  const text = `${view.padEnd(24)} ${rows} rows as of ${asOfPosition} in ${seconds.toFixed(1)} s, of which the view stood still for ${Math.round(stoodStillMs)} ms: ${isSame ? 'equal' : 'DIFFERENT'}`;
  const lines = [text, ...differences.map((d) => `  only ${d.side}: ${d.row}`)];
  tell(options, { ...counted, seconds: Number(seconds.toFixed(3)) }, lines.join('\n'));
};

const drop = async (names: string[], options: Options): Promise<void> => {
  const selected = chosenViews(names);
  await withSession(({ url }) =>
    withClient(url, async (client) => {
      for (const view of selected) {
        const dropped = await dropGeneration(client, view, 'old');
        if (!dropped && names.length === 0) continue;
        const text = dropped ? 'its old generation is dropped' : 'it has no old generation';
        tell(options, { view: view.name, dropped }, `${view.name.padEnd(24)} ${text}`);
      }
    }),
  );
};

/** `cahier views`: where each view stands, whether its rows follow from the log, and making them anew. */
export const viewsCommand = (): Command => {
  const command = new Command('views').description('look after the views');
  const json = ['--json', 'one JSON object a view on stdout'] as const;
  command
    .command('list')
    .description('where each view stands, and which generations are beside it')
    .option(...json)
    .action(list);
  command
    .command('check [view...]')
    .description(
      'count again from the first event and compare every row; exit code 3 on a difference',
    )
    .option(...json)
    .action((names: string[], options: Options) => recount(names, options, checkView));
  command
    .command('rebuild [view...]')
    .description(
      'count again from the first event while the view goes on, put that in place, and keep the old one; goes on where it was broken off',
    )
    .option('--anew', 'begin anew where an earlier one was broken off')
    .option(...json)
    .action((names: string[], options: Options) => recount(names, options, rebuildView));
  command
    .command('drop [view...]')
    .description('drop the old generation that a rebuild has kept')
    .option(...json)
    .action(drop);
  return command;
};
