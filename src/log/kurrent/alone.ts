import type { KurrentDBClient } from '@kurrent/kurrentdb-client';
import { appended, conflictsOf, NONE } from '../answer.js';
import type { Command, Line } from '../command.js';
import type { Outcome, Position } from '../port.js';
import type { Answer } from '../queue.js';
import type { ClientError } from './client.js';
import { memoryRecord } from './memory.js';
import type { KurrentReader } from './reader.js';
import { recordOf, type NewRecord } from './records.js';
import { again, unsupported, type Writer } from './writer.js';

/**
 * Records a command where one append reaches one stream only. Whoever sets out to record it first
 * says so in the command's own stream. Then the target is looked at, and after that who else set
 * out: an append goes to the revision that was looked at, so one that was recorded before the look
 * is found, and one that is recorded after it wins. Only a command id that is used for two streams
 * at the same instant could be recorded in both.
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
    await this.begin(command, line!);
    return this.record(command, line!);
  }

  private async begin(command: Command, { stream }: Line): Promise<void> {
    const memory = memoryRecord({ type: 'CommandBegun', stream });
    const name = this.reader.names.ofCommand(command.id);
    const first = await this.write(name, [memory], NONE);
    if (!first) await this.client.appendToStream(name, memory, { streamState: 'any' });
  }

  private async record(command: Command, line: Line): Promise<Answer> {
    const name = this.reader.names.ofStream(line.stream);
    const records = line.entries.map((entry) => recordOf(command, entry));
    Object.assign(records.at(-1)!.metadata!, memoryBeside(command));
    for (;;) {
      const last = await this.reader.lastRevision(line.stream);
      const known = await this.recordedBefore(command);
      if (known) return again(command, known);
      const conflicts = conflictsOf([line], [last]);
      if (conflicts.length) return { status: 'conflict', conflicts };
      const position = await this.write(name, records, last);
      if (position) return appended(command, position, [last]);
    }
  }

  /** What another attempt recorded, if there was one. */
  private async recordedBefore({ id }: Command): Promise<Outcome | undefined> {
    const attempts = await this.reader.memories(id);
    return attempts.length > 1 ? this.reader.outcome(id) : undefined;
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
