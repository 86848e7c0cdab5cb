import type { QueryArrayConfig } from 'pg';
import { appended, conflictsOf, NONE } from '../answer.js';
import type { Command, Entry, Line } from '../command.js';
import type { Expect } from '../port.js';
import type { Answer } from '../queue.js';
import { RAW } from './rows.js';

/**
 * What `log.append` says of a batch: whether it was appended, the last position before it, the last
 * revision of each line before it, and the command ids that were known, one in each row.
 */
export type Verdict = [appended: string, before: string, lastRevisions: string, known: string];

const ANY = -2;
const FIELD = '\x1f';
const TEXT = 'select * from log.append($1, $2, $3, $4)';

/** A batch as `log.append` takes it; what several commands expect of one stream is asked once. */
export class Batch {
  private readonly asked = new Map<string, number>();
  private readonly lines: Line[] = [];
  /** Of each command, where its lines stand among those asked. */
  private readonly places: number[][];
  /** Of each command, how many events there are up to its end. */
  private readonly ends: number[] = [];
  private readonly sizes: number[];

  constructor(private readonly commands: readonly Command[]) {
    this.places = commands.map(({ lines }) => lines.map((line) => this.ask(line)));
    this.sizes = commands.map(({ lines }) =>
      lines.reduce((events, { entries }) => events + entries.length, 0),
    );
    this.sizes.reduce((events, size) => (this.ends.push(events + size), events + size), 0);
  }

  private ask(line: Line): number {
    const key = `${line.expect}:${line.stream}`;
    const place = this.asked.get(key) ?? this.lines.push(line) - 1;
    this.asked.set(key, place);
    return place;
  }

  /**
   * The call of `log.append`. Rows are parted by line feeds and fields by unit separators, which no
   * stored text holds.
   */
  query(): QueryArrayConfig {
    const { commands, lines } = this;
    const values = [
      rows(commands.map(({ id }) => id)),
      rows(lines.map(({ stream }) => stream)),
      numbers(lines.map(({ expect }) => expectCode(expect))),
      rows(this.events()),
    ];
    return { name: 'log.append', text: TEXT, values, rowMode: 'array', types: RAW };
  }

  /**
   * One row of each event: its rank in the batch, its command, its line, its rank there, what it is,
   * and with the last of a command what is kept of that.
   */
  private events(): string[] {
    const found: string[] = [];
    this.commands.forEach((command, c) => {
      command.lines.forEach(({ entries }, l) => {
        const place = `${c + 1}${FIELD}${this.places[c]![l]! + 1}`;
        entries.forEach((entry, rank) => {
          const at = `${found.length + 1}${FIELD}${place}${FIELD}${rank + 1}`;
          const kept = found.length + 1 === this.ends[c] ? memory(command, this.sizes[c]!) : '';
          found.push(`${at}${FIELD}${fields(entry)}${FIELD}${kept}`);
        });
      });
    });
    return found;
  }

  /**
   * What a verdict means for each command; nothing for one that stands in the way of nobody and was
   * kept back by others. A repeat is answered from what was recorded then.
   */
  answers([done, before, lastRevisions, known]: Verdict): (Answer | undefined)[] {
    const last = lastRevisions.slice(1, -1).split(',').map(Number);
    const repeated = new Set(known.split('\n'));
    return this.commands.map((command, c) => {
      const revisions = this.places[c]!.map((place) => last[place]!);
      if (done === 't') return appended(command, BigInt(before) + BigInt(this.ends[c]!), revisions);
      if (repeated.has(command.id)) return 'repeated';
      const conflicts = conflictsOf(command.lines, revisions);
      return conflicts.length > 0 ? { status: 'conflict', conflicts } : undefined;
    });
  }
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

const memory = ({ fingerprint, answer }: Command, size: number): string =>
  [size, fingerprint, answer].join(FIELD);

const rows = (texts: readonly string[]): string => texts.join('\n');

const numbers = (list: readonly number[]): string => `{${list.join()}}`;

const expectCode = (expect: Expect): number =>
  expect === 'any' ? ANY : expect === 'none' ? NONE : expect;
