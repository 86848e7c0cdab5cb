import { createReadStream } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { foldEvent, type Projection, type ViewEvent } from '../../projections/projection.js';
import { upcast } from '../domain/upcast.js';
import type { Position } from '../log/port.js';
import { eventsOf } from '../log/transfer/events.js';
import { TransferError } from '../log/transfer/format.js';
import { linesOf } from '../log/transfer/lines.js';
import { scan } from '../log/transfer/scan.js';
import { chosenViews } from './chosen-views.js';
import { CliError } from './fail.js';
import { jsonLine } from './log/out.js';
import { positionOf } from './log/tail.js';

/** The views that count. */
const COUNTS = [
  'basket_tally',
  'vote_tally',
  'phase_participation',
  'participation_part',
  'results',
];

interface Options {
  view: string[];
  asOf?: Position;
  until?: string;
}

type Rows = Map<string, object | null>;

const read = (path: string) => linesOf(createReadStream(path, { highWaterMark: 1024 * 1024 }));

/** The rows of views after the events of a whole export, up to a position, and of what took place until a moment. */
const count = async (
  path: string,
  selected: Projection[],
  { asOf, until }: Pick<Options, 'asOf' | 'until'>,
) => {
  if (!(await scan(read(path))).ended) throw new CliError(`${path} has no end: it is not whole.`);
  const counted = selected.map((view): [Projection, Rows] => [view, new Map()]);
  for await (const event of eventsOf(read(path))) {
    if (asOf !== undefined && event.position > asOf) break;
    const at = event.occurredAt ?? event.recordedAt;
    if (until !== undefined && at > until) continue;
    const seen = { ...upcast(event), at } as ViewEvent;
    for (const [view, rows] of counted) foldEvent(view, rows, seen);
  }
  return counted;
};

const instantOf = (text: string): string => {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new InvalidArgumentError('Say an instant, as 2026-05-01T10:00:00Z.');
  return new Date(at).toISOString();
};

const recount = async (path: string, { view: names, ...upTo }: Options): Promise<void> => {
  const counted = await count(path, chosenViews(names), upTo).catch(
    (error: NodeJS.ErrnoException) => {
      if (error instanceof TransferError) throw new CliError(`${path}: ${error.message}`);
      throw error.syscall ? new CliError(`${path} cannot be read (${error.code}).`) : error;
    },
  );
  for (const [view, rows] of counted)
    for (const row of rows.values())
      if (row) process.stdout.write(jsonLine({ view: view.name, ...row }));
};

/** `cahier recount`: what an exported log comes to, by the code of the views and without a server. */
export const recountCommand = (): Command =>
  new Command('recount')
    .description('count an export of the log again, without any server; one JSON row a line')
    .argument('<file>', 'what `cahier log export` wrote')
    .option('--view <name...>', 'rows of these views', COUNTS)
    .option('--as-of <position>', 'only up to this position', positionOf)
    .option('--until <instant>', 'only what took place until then, inclusive', instantOf)
    .action(recount);
