import type { Appended, Log } from '../port.js';
import { requestOf, TransferError, type CommandLine, type EndLine, type Header } from './format.js';
import type { TextLine } from './lines.js';
import { eventsIn } from './scan.js';

/** How much is under way at once. */
const MOST = { commands: 256, bytes: 4 * 1024 * 1024 };

/** What came of an import. */
export interface Imported {
  commands: number;
  events: number;
  /** Commands that were not on record before. */
  added: number;
  /** Commands that stand at another position than where they came from. */
  moved: number;
}

interface Sent {
  line: number;
  command: CommandLine;
  answer: Promise<Appended>;
}

/**
 * Records an export again, in its order: each command under its id, exactly behind what its streams
 * held before it. What is on record already is left alone. The lines must have been scanned.
 * Throws TransferError CONFLICT with the first line that contradicts the log; nothing is ever
 * overwritten.
 */
export async function importLog(
  log: Log,
  lines: AsyncIterable<TextLine>,
  progress: (events: number) => void = () => undefined,
): Promise<Imported> {
  const imported: Imported = { commands: 0, events: 0, added: 0, moved: 0 };
  let underway: Sent[] = [];
  for await (const window of windows(lines)) {
    await settle(underway, imported);
    progress(imported.events);
    underway = window.map(([line, command]) => send(log, line, command));
  }
  await settle(underway, imported);
  progress(imported.events);
  return imported;
}

type Numbered = [line: number, command: CommandLine];

/** Neighbouring commands of which no two touch one stream, so that they may be sent together. */
async function* windows(lines: AsyncIterable<TextLine>): AsyncGenerator<Numbered[]> {
  let [window, bytes] = [[] as Numbered[], 0];
  const streams = new Set<string>();
  for await (const { bytes: text, number } of lines) {
    const command = JSON.parse(String(text)) as CommandLine | EndLine | Header;
    if (!('commandId' in command)) continue;
    const clash = command.writes.some(({ stream }) => streams.has(stream));
    if (clash || window.length === MOST.commands || bytes > MOST.bytes) {
      yield window;
      [window, bytes] = [[], 0];
      streams.clear();
    }
    window.push([number, command]);
    bytes += text.length;
    for (const { stream } of command.writes) streams.add(stream);
  }
  if (window.length > 0) yield window;
}

function send(log: Log, line: number, command: CommandLine): Sent {
  const answer = log.append(requestOf(command));
  answer.catch(() => undefined);
  return { line, command, answer };
}

async function settle(sent: Sent[], imported: Imported): Promise<void> {
  for (const { line, command, answer } of sent) {
    const position = recorded(await answer, command, line);
    imported.commands++;
    imported.events += eventsIn(command);
    if ((await answer).status === 'appended') imported.added++;
    if (String(position) !== command.position) imported.moved++;
  }
}

/** The position at which a command is on record. Throws TransferError CONFLICT where it is not. */
function recorded(answer: Appended, command: CommandLine, line: number): bigint {
  const conflict = (what: string) =>
    new TransferError('CONFLICT', line, `command ${command.commandId} ${what}.`);
  if (answer.status === 'idempotency_conflict')
    throw conflict('is on record here with another content');
  if (answer.status === 'conflict') {
    const { stream, expected, actual } = answer.conflicts[0]!;
    throw conflict(`expects ${stream} to end at ${expected}, but it ends at ${actual}`);
  }
  for (const { stream, revision, events } of command.writes)
    if (answer.revisions[stream] !== revision + events.length - 1)
      throw conflict(`is on record here with other events of ${stream}`);
  return answer.position;
}
