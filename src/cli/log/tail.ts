import { Command, InvalidArgumentError } from 'commander';
import { lastEvents } from '../../log/last.js';
import type { Log, Position, Recorded } from '../../log/port.js';
import { withLog } from '../session.js';
import { enough, jsonLine, toStdout } from './out.js';

interface Options {
  after?: Position;
  type?: string[];
  stream?: string;
  lines?: number;
  follow?: boolean;
  json?: boolean;
}

const LINES = 10;

/** A position as it was printed by us. */
export const positionOf = (text: string): Position => {
  if (!/^\d{1,20}$/.test(text)) throw new InvalidArgumentError('A position is a whole number.');
  return BigInt(text);
};

const linesOf = (text: string): number => {
  if (!/^\d{1,6}$/.test(text))
    throw new InvalidArgumentError('It is a whole number, up to 999999.');
  return Number(text);
};

const wordsOf = ({ position, recordedAt, type, stream, revision, actor, channel }: Recorded) =>
  `${String(position).padStart(8)}  ${recordedAt}  ${type.padEnd(24)} ${stream} #${revision}  ${actor.role} by ${channel}\n`;

/** With a position what follows it; else the last ones, and with `follow` what comes. */
async function* eventsOf(log: Log, o: Options, signal: AbortSignal): AsyncGenerator<Recorded[]> {
  const { type: types, stream, lines = LINES, follow } = o;
  let after = o.after;
  if (after === undefined) {
    const last = stream ? await lastOfStream(log, stream, o) : await lastEvents(log, lines, types);
    yield last.events;
    after = last.head;
  } else if (!follow)
    yield* stream ? [await log.readStream(stream)] : log.readAll({ after, types });
  if (follow) for await (const { events } of log.subscribe({ after, types, signal })) yield events;
}

const lastOfStream = async (log: Log, stream: string, { type, lines = LINES }: Options) => {
  const head = await log.head();
  const known = (await log.readStream(stream)).filter(
    (e) => e.position <= head && (!type || type.includes(e.type)),
  );
  return { events: lines > 0 ? known.slice(-lines) : [], head };
};

async function* textsOf(log: Log, o: Options, signal: AbortSignal): AsyncGenerator<string> {
  const wanted = ({ position, stream, type }: Recorded) =>
    position > (o.after ?? 0n) &&
    (!o.stream || o.stream === stream) &&
    (!o.type || o.type.includes(type));
  let left = o.after === undefined ? Infinity : (o.lines ?? Infinity);
  for await (const events of eventsOf(log, o, signal)) {
    const shown = events.filter(wanted).slice(0, left);
    left -= shown.length;
    yield shown.map((e) => (o.json ? jsonLine(e) : wordsOf(e))).join('');
    if (left <= 0 || signal.aborted) return;
  }
}

/** `cahier log tail`: what was recorded last, and what is being recorded. */
export const tailCommand = (): Command =>
  new Command('tail')
    .description('the last events; with --follow those that come, too')
    .option('--after <position>', 'what follows this position, instead of the last', positionOf)
    .option('--type <type...>', 'only events of these types')
    .option('--stream <name>', 'only events of this stream')
    .option(
      '-n, --lines <number>',
      'how many: the last 10 if not said; all after a position',
      linesOf,
    )
    .option('-f, --follow', 'go on with what comes, until stopped')
    .option('--json', 'one JSON object an event')
    .action(async (options: Options) => {
      const signal = enough();
      await withLog((log) => toStdout(textsOf(log, options, signal)));
    });
