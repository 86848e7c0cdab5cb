import type { QueryArrayConfig } from 'pg';
import { appended, conflictsOf, NONE } from './answer.js';
import type { Command, Entry } from './command.js';
import type { Appended, Expect } from './port.js';
import type { Answer } from './queue.js';
import { RAW } from './rows.js';

/**
 * The answer of `log.append` to a batch: the status of each command, the position where it ends, and
 * the last revision of each line before the batch.
 */
export type Verdict = [statuses: string, lastPositions: string, lastRevisions: string];

const ANY = -2;
const PARAMETERS = 24;
const TEXT = `select * from log.append(${Array.from({ length: PARAMETERS }, (_, i) => `$${i + 1}`)})`;

/**
 * The call of `log.append` for a batch. Values are joined by line feeds, which no stored text
 * holds.
 */
export function appendQuery(commands: readonly Command[]): QueryArrayConfig {
  const values = [...commandColumns(commands), ...lineColumns(commands), ...eventColumns(commands)];
  return { name: 'log.append', text: TEXT, values, rowMode: 'array', types: RAW };
}

function commandColumns(commands: readonly Command[]): string[] {
  return [
    rows(commands, ({ id }) => id),
    rows(commands, ({ fingerprint }) => fingerprint),
    rows(commands, ({ answer }) => answer),
  ];
}

function lineColumns(commands: readonly Command[]): string[] {
  const lines = commands.flatMap(({ lines }) => lines);
  return [
    numbers(commands.flatMap(({ lines }, c) => lines.map(() => c + 1))),
    rows(lines, ({ stream }) => stream),
    numbers(lines.map(({ expect }) => expectCode(expect))),
    numbers(lines.map(({ entries }) => entries.length)),
  ];
}

function eventColumns(commands: readonly Command[]): string[] {
  const lines = commands.flatMap(({ lines }) => lines);
  const all = lines.flatMap(({ entries }) => entries);
  const field = (of: (entry: Entry) => string | null | undefined) => rows(all, of);
  return [
    numbers(lines.flatMap(({ entries }, l) => entries.map(() => l + 1))),
    numbers(lines.flatMap(({ entries }) => entries.map((_, rank) => rank + 1))),
    field(({ event }) => event.eventId),
    field(({ event }) => event.type),
    numbers(all.map(({ event }) => event.schemaVersion)),
    field(({ event }) => event.organisationId),
    field(({ event }) => event.consultationId),
    field(({ event }) => event.recordedAt),
    field(({ event }) => event.occurredAt),
    field(({ actor }) => actor),
    field(({ event }) => event.channel),
    field(({ event }) => event.causationId),
    field(({ event }) => event.correlationId),
    field(({ event }) => event.visibility),
    field(({ data }) => data),
    field(({ personal }) => personal),
    field(({ checksum }) => checksum),
  ];
}

const rows = <T>(of: readonly T[], text: (item: T) => string | null | undefined): string =>
  of.map((item) => text(item) ?? '').join('\n');

const numbers = (list: readonly number[]): string => `{${list.join()}}`;

const expectCode = (expect: Expect): number =>
  expect === 'any' ? ANY : expect === 'none' ? NONE : expect;

/**
 * What a verdict means for each command of its batch; a repeat is answered from what was recorded
 * then.
 */
export function answersOf(commands: readonly Command[], verdict: Verdict): Answer[] {
  const [statuses, positions, revisions] = verdict.map(items) as [string[], string[], string[]];
  let line = 0;
  return commands.map((command, c) => {
    const last = revisions.slice(line, (line += command.lines.length)).map(Number);
    return answerOf(command, statuses[c] as Appended['status'], positions[c]!, last);
  });
}

const items = (array: string): string[] => array.slice(1, -1).split(',');

function answerOf(
  command: Command,
  status: Appended['status'],
  position: string,
  last: readonly number[],
): Answer {
  if (status === 'repeated') return status;
  if (status === 'idempotency_conflict') return { status, commandId: command.id };
  if (status === 'conflict') return { status, conflicts: conflictsOf(command.lines, last) };
  return appended(command, BigInt(position), last);
}
