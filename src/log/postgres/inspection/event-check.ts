import { checksumOf, COVERED } from '../../checksum.js';
import type { Position } from '../../port.js';
import { instantOf } from '../rows.js';
import { commandKeyOf, keyOf } from '../schema.js';
import type { FaultList } from '../../inspection/fault-list.js';

/**
 * The events behind a position, each with what is looked up for it: the command it names, how many
 * events stand at its place in the stream, and where the one before it stands. Lookups are fenced,
 * so that they walk an index under every plan.
 */
export const EVENTS = `
  select e.position, e.revision, encode(e.checksum, 'hex'), c.position, c.command_size, p.here,
    p.before,
    ${COVERED.map((column) => `e.${column}`).join(', ')}
  from (
    select * from log.events where position > $1 and position <= $2 order by position limit $3
  ) e
  left join lateral (
    select position, command_size from log.events
    where (${commandKeyOf('command_id')}) = (${commandKeyOf('e.command_id')})
      and command_id = e.command_id
      and command_size is not null offset 0
  ) c on true
  left join lateral (
    select count(*) filter (where revision = e.revision) as here,
      max(position) filter (where revision = e.revision - 1) as before
    from log.events
    where ${keyOf('stream')} = ${keyOf('e.stream')} and stream = e.stream
      and revision in (e.revision, e.revision - 1)
  ) p on true
  order by e.position`;

/** One row of `EVENTS` as text. */
export type CheckedRow = (string | null)[];

const LOOKED_UP = 7;
const INSTANTS = [COVERED.indexOf('recorded_at'), COVERED.indexOf('occurred_at')];

interface Run {
  commandId: string;
  first: Position;
  last: Position;
  size: number;
  /** Where its command says that it ends, and how long it is; null where there is no command. */
  said: { position: Position; size: number } | null;
  /** True where the event before it could not be read, and may be of the same command. */
  torn: boolean;
}

/** Looks at every event in order; remembers no more than the last one and its command's run. */
export class EventCheck {
  private at: Position;
  private run: Run | undefined;
  private torn = false;
  events = 0;
  commands = 0;

  constructor(
    private readonly faults: FaultList,
    after: Position = 0n,
  ) {
    this.at = after;
  }

  see(row: CheckedRow): void {
    const position = BigInt(row[0]!);
    this.positions(position);
    this.revisions(row, position);
    this.checksums(row, position);
    this.runs(row, position);
    this.at = position;
    this.events++;
  }

  /** Goes on behind a position whose event cannot be read. */
  skip(position: Position, says: string): void {
    this.positions(position);
    this.faults.add({ kind: 'unreadable', says, position });
    this.run = undefined;
    this.torn = true;
    this.at = position;
  }

  /** Says that there are no more events. */
  end(): void {
    this.endRun();
  }

  private positions(position: Position): void {
    const missing = this.at + 1n;
    if (position === missing) return;
    const says = `Position ${missing} is missing; ${position} follows.`;
    this.faults.add({ kind: 'position_missing', says, position: missing });
  }

  private revisions(row: CheckedRow, position: Position): void {
    const [revision, stream] = [Number(row[1]), row[LOOKED_UP]!];
    const before = row[6] == null ? undefined : BigInt(row[6]);
    const fault = (what: string) =>
      this.faults.add({
        kind: 'revision_out_of_line',
        says: `Revision ${revision} of ${stream} at position ${position} ${what}.`,
        ...{ position, stream, revision },
      });
    if (row[5] !== '1') fault('stands there more than once');
    else if (revision < 0) fault('is below 0');
    else if (revision > 0 && before === undefined) fault('has none before it');
    else if (before !== undefined && before >= position) fault(`comes before its forerunner`);
  }

  private checksums(row: CheckedRow, position: Position): void {
    const texts = row.slice(LOOKED_UP);
    for (const i of INSTANTS) if (texts[i] != null) texts[i] = instantOf(texts[i]);
    if (checksumOf(texts) === row[2]) return;
    const [stream, revision] = [row[LOOKED_UP]!, Number(row[1])];
    const says = `The event at position ${position} is not what its checksum was made of.`;
    this.faults.add({ kind: 'checksum_differs', says, position, stream, revision });
  }

  private runs(row: CheckedRow, position: Position): void {
    const commandId = row[LOOKED_UP + 1]!;
    if (this.run?.commandId === commandId && this.run.last === position - 1n) {
      this.run.last = position;
      this.run.size++;
      return;
    }
    this.endRun();
    const said = row[3] == null ? null : { position: BigInt(row[3]), size: Number(row[4]) };
    this.run = { commandId, first: position, last: position, size: 1, said, torn: this.torn };
    this.torn = false;
  }

  private endRun(): void {
    const run = this.run;
    this.run = undefined;
    if (run && run.said?.position === run.last) this.commands++;
    if (!run || (run.torn && run.said)) return;
    const { commandId, first, last, size, said } = run;
    const place = { position: first, commandId };
    const events = `the events at ${first} to ${last}`;
    if (!said) {
      const says = `No command ${commandId} is on record for ${events}.`;
      this.faults.add({ kind: 'command_missing', says, ...place });
    } else if (said.position !== last || said.size !== size) {
      const says = `Command ${commandId} should have ${said.size} events up to ${said.position}, not ${events}.`;
      this.faults.add({ kind: 'command_range_differs', says, ...place });
    }
  }
}
