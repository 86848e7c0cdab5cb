import type { KurrentDBClient } from '@kurrent/kurrentdb-client';
import { appended, conflictsOf, NONE } from '../answer.js';
import type { Command, Line } from '../command.js';
import type { Position } from '../port.js';
import type { Answer } from '../queue.js';
import type { ClientError } from './client.js';
import { memoryRecord } from './memory.js';
import type { KurrentReader } from './reader.js';
import { recordOf, type NewRecord } from './records.js';
import { again, unsupported, type Writer } from './writer.js';

/**
 * Records a command where one append reaches one stream only. That somebody sets out to record it
 * is remembered first; whoever finds such a memory looks into the stream it names before trying
 * again. Every append goes to the revision that was looked at, so of two that try at once one wins.
 * Only a command id that is used for two streams at the same instant could be recorded in both.
 */
export class Alone implements Writer {
  constructor(
    private readonly client: KurrentDBClient,
    private readonly reader: KurrentReader,
  ) {}

  async append(command: Command): Promise<Answer> {
    const [line, more] = command.lines;
    if (more?.entries.length === 0)
      throw unsupported('hold an append to a stream that it does not write', '26.1');
    if (more) throw unsupported('write several streams at once', '25.1');
    if (!(await this.begin(command, line!))) {
      const known = await this.reader.outcome(command.id);
      if (known) return again(command, known);
    }
    return this.record(command, line!);
  }

  /** Remembers the attempt; false where the command was attempted before. */
  private async begin(command: Command, { stream }: Line): Promise<boolean> {
    const memory = memoryRecord({ type: 'CommandBegun', stream });
    const name = this.reader.names.ofCommand(command.id);
    const first = await this.write(name, [memory], NONE);
    if (!first) await this.client.appendToStream(name, memory, { streamState: 'any' });
    return first !== undefined;
  }

  private async record(command: Command, line: Line): Promise<Answer> {
    const records = line.entries.map((entry) => recordOf(command, entry));
    Object.assign(records.at(-1)!.metadata!, memoryBeside(command));
    for (;;) {
      const last = await this.reader.lastRevision(line.stream);
      const conflicts = conflictsOf([line], [last]);
      const position =
        !conflicts.length &&
        (await this.write(this.reader.names.ofStream(line.stream), records, last));
      if (position) return appended(command, position, [last]);
      const known = await this.reader.within(line.stream, command.id);
      if (known) return again(command, known);
      if (conflicts.length) return { status: 'conflict', conflicts };
    }
  }

  /** The position of the last record; nothing where the stream is not at that revision. */
  private async write(
    name: string,
    records: NewRecord[],
    last: number,
  ): Promise<Position | undefined> {
    const streamState = last === NONE ? 'no_stream' : BigInt(last);
    try {
      const { position } = await this.client.appendToStream(name, records, { streamState });
      return position!.commit;
    } catch (error) {
      if ((error as ClientError).type === 'wrong-expected-version') return undefined;
      throw error;
    }
  }
}

const memoryBeside = ({ fingerprint, answer }: Command) =>
  answer ? { fingerprint, answer } : { fingerprint };
