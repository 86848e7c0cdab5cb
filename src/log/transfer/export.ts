import { own } from '../command.js';
import { LogError, type Log, type Outcome, type Position, type Recorded } from '../port.js';
import { headerText, lineText, TransferError, type CommandLine } from './format.js';
import { endOf, eventsIn, type Written } from './scan.js';

/**
 * Writes a log out, or goes on behind what is written already: pieces of whole lines, the end line
 * last; notes in `written` how far it came. Rejects before anything is written: with INVALID_READ
 * where it would begin inside a command, with TransferError CONFLICT where what is written is of
 * another log.
 */
export async function exportLog(log: Log, written: Written): Promise<AsyncGenerator<string>> {
  if (written.last) await belongs(log, written);
  else await beginsBetweenCommands(log, written.after);
  return pieces(log, written);
}

async function* pieces(log: Log, written: Written): AsyncGenerator<string> {
  if (written.lines === 0) yield note(written, headerText(written.after), 1);
  for await (const commands of commandsBehind(log, written.position)) {
    const text = commands.map(lineText).join('');
    written.commands += commands.length;
    written.events += commands.reduce((sum, command) => sum + eventsIn(command), 0);
    written.position = BigInt(commands.at(-1)!.position);
    yield note(written, text, commands.length);
  }
  yield lineText(endOf(written));
}

function note(written: Written, text: string, lines: number): string {
  written.hash.update(text);
  written.lines += lines;
  written.bytes += Buffer.byteLength(text);
  return text;
}

async function belongs(log: Log, { last, position, lines }: Written): Promise<void> {
  const { commandId, fingerprint } = last!;
  const known = (await log.outcomes([commandId])).get(commandId);
  if (known?.position === position && known.fingerprint === fingerprint) return;
  throw new TransferError('CONFLICT', lines, `command ${commandId} is not at ${position} here.`);
}

/** What each command behind a position recorded, many at a time; no command is torn. */
async function* commandsBehind(log: Log, after: Position): AsyncGenerator<CommandLine[]> {
  let open: Recorded[] = [];
  for await (const batch of log.readAll({ after })) {
    const groups = byCommand(open, batch);
    open = groups.pop()!;
    if (groups.length > 0) yield await told(log, groups);
  }
  if (open.length > 0) yield await told(log, [open]);
}

/** Neighbours of one command stand in one group. */
function byCommand(open: Recorded[], batch: readonly Recorded[]): Recorded[][] {
  const groups = open.length > 0 ? [open] : [];
  for (const event of batch) {
    const group = groups.at(-1);
    if (group?.[0]!.commandId === event.commandId) group.push(event);
    else groups.push([event]);
  }
  return groups;
}

async function told(log: Log, groups: Recorded[][]): Promise<CommandLine[]> {
  const outcomes = await log.outcomes(groups.map(([first]) => first!.commandId));
  return groups.map((events) => commandOf(events, outcomes.get(events[0]!.commandId)));
}

function commandOf(events: Recorded[], outcome: Outcome | undefined): CommandLine {
  const [first, last] = [events[0]!, events.at(-1)!];
  const revisions = new Map(events.map(({ stream, revision }) => [stream, revision]));
  if (outcome?.position !== last.position || !areSame(revisions, outcome.revisions))
    throw notWhole(first);
  const { commandId, fingerprint, answer, position } = outcome;
  const writes: CommandLine['writes'] = [];
  for (const event of events) {
    if (writes.at(-1)?.stream !== event.stream)
      writes.push({ stream: event.stream, revision: event.revision, events: [] });
    writes.at(-1)!.events.push(own(event));
  }
  return { commandId, fingerprint, answer, position: String(position), writes };
}

const areSame = (found: Map<string, number>, said: Record<string, number>): boolean =>
  found.size === Object.keys(said).length &&
  Object.entries(said).every(([stream, revision]) => found.get(stream) === revision);

const notWhole = ({ commandId, position }: Recorded): LogError =>
  new LogError('LOG_CORRUPT', `Command ${commandId} at ${position} is not as it was recorded.`, {
    commandId,
    position: String(position),
  });

/** A command of which only a part is exported could not be recorded again as it was. */
async function beginsBetweenCommands(log: Log, after: Position): Promise<void> {
  if (after === 0n) return;
  for await (const [first] of log.readAll({ after, limit: 1 })) {
    const { commandId, stream, revision, position } = first!;
    const outcome = (await log.outcomes([commandId])).get(commandId);
    for (const [name, last] of Object.entries(outcome?.revisions ?? {})) {
      const from = name === stream ? Math.max(0, revision - 1) : last;
      const [event] = await log.readStream(name, { from });
      if (event?.commandId === commandId && event.position < position)
        throw new LogError('INVALID_READ', `Position ${after} is inside command ${commandId}.`);
    }
  }
}
