import { Command } from 'commander';
import { views } from '../../projections/views.js';
import { LOG } from '../app.module.js';
import type { Log } from '../log/port.js';
import { Freshness } from '../views/freshness.js';
import { checkView, rebuildView, type Recount } from '../views/rebuild.js';
import { CliError, exitCodes } from './fail.js';
import { withSession } from './session.js';

interface Options {
  json?: boolean;
}

const chosen = (names: string[]) => {
  const unknown = names.find((n) => !views.some((v) => v.name === n));
  if (unknown)
    throw new CliError(
      `No view is called ${unknown}; there are ${views.map((v) => v.name).join(', ')}.`,
      exitCodes.usage,
    );
  return names.length ? views.filter((v) => names.includes(v.name)) : views;
};

const print = (options: Options, value: object, text: string): void => {
  if (options.json)
    process.stdout.write(
      `${JSON.stringify(value, (_k, v) => (typeof v === 'bigint' ? String(v) : v))}\n`,
    );
  else process.stderr.write(`${text}\n`);
};

const list = async (options: Options): Promise<void> =>
  withSession(async ({ app }) => {
    const head = await app.get<Log>(LOG).head();
    for (const { name } of views) {
      const position = await app.get(Freshness).positionOf(name);
      print(options, { view: name, position, head }, `${name.padEnd(24)} ${position} of ${head}`);
    }
  });

const recount = async (
  names: string[],
  options: Options,
  work: typeof checkView,
): Promise<void> => {
  const selected = chosen(names);
  await withSession(async ({ app, url }) => {
    for (const view of selected) tell(await work(url, app.get<Log>(LOG), view), options);
  });
};

const tell = (r: Recount, options: Options): void => {
  const same = r.differences.length === 0;
  if (!same) process.exitCode = exitCodes.mismatch;
  const text = `${r.view.padEnd(24)} ${r.rows} rows as of ${r.asOfPosition}: ${same ? 'equal' : 'DIFFERENT'}`;
  print(options, r, [text, ...r.differences.map((d) => `  only ${d.side}: ${d.row}`)].join('\n'));
};

/** `cahier views`: where each view stands, whether its rows follow from the log, and making them anew. */
export const viewsCommand = (): Command => {
  const command = new Command('views').description('look after the views');
  const json = ['--json', 'one JSON object a view on stdout'] as const;
  command
    .command('list')
    .description('where each view stands')
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
    .description('count again from the first event and put that in place; says what was different')
    .option(...json)
    .action((names: string[], options: Options) => recount(names, options, rebuildView));
  return command;
};
