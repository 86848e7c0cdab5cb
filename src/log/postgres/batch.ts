import type { QueryArrayConfig } from 'pg';
import { appended, conflictsOf, NONE } from '../answer.js';
import type { Command, Entry } from '../command.js';
import type { Appended, Expect } from '../port.js';
import type { Answer } from '../queue.js';
import { RAW } from './rows.js';

/**
 * The answer of `log.append` to a batch: the status of each command, the position where it ends, and
 * the last revision of each line before the batch.
 */
export type Verdict = [statuses: string, lastPositions: string, lastRevisions: string];

const ANY = -2;
const FIELD = '\x1f';
const TEXT = 'select * from log.append($1, $2, $3, $4, $5, $6, $7, $8)';

/**
 * The call of `log.append` for a batch. Rows are parted by line feeds and fields by unit separators,
 * which no stored text holds.
 */
export function appendQuery(commands: readonly Command[]): QueryArrayConfig {
  const lines = commands.flatMap(({ lines }) => lines);
  const values = [
    rows(commands.map(({ id }) => id)),
    rows(commands.map(({ fingerprint }) => fingerprint)),
    rows(commands.map(({ answer }) => answer)),
    numbers(commands.flatMap(({ lines }, c) => lines.map(() => c + 1))),
    rows(lines.map(({ stream }) => stream)),
    numbers(lines.map(({ expect }) => expectCode(expect))),
    numbers(lines.map(({ entries }) => entries.length)),
    rows(eventRows(commands)),
  ];
  return { name: 'log.append', text: TEXT, values, rowMode: 'array', types: RAW };
}

/** One row of each event: its command, how many of that come after it, its line, its rank there. */
function eventRows(commands: readonly Command[]): string[] {
  const found: string[] = [];
  let line = 0;
  commands.forEach(({ lines }, c) => {
    let after = lines.reduce((sum, { entries }) => sum + entries.length, 0);
    for (const { entries } of lines) {
      line++;
      entries.forEach((entry, rank) => {
        found.push(
          `${c + 1}${FIELD}${--after}${FIELD}${line}${FIELD}${rank + 1}${FIELD}${fields(entry)}`,
        );
      });
    }
  });
  return found;
}

const fields = ({ event, actor, data, sealed, checksum }: Entry): string =>
  [
    event.eventId,
    event.type,
    event.schemaVersion,
    event.organisationId,
    event.consultationId,
    event.recordedAt,
    event.occurredAt,
    actor,
    event.channel,
    event.causationId,
    event.correlationId,
    event.visibility,
    data,
    sealed,
    checksum,
  ].join(FIELD);

const rows = (texts: readonly string[]): string => texts.join('\n');

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
