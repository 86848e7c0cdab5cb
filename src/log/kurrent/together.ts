import type {
  AppendRecordInput,
  AppendStreamState,
  CurrentStreamState,
  KurrentDBClient,
  MultiAppendResult,
} from '@kurrent/kurrentdb-client';
import { appended, conflictsOf, NONE } from '../answer.js';
import type { Command, Line } from '../command.js';
import { LogError, type Expect } from '../port.js';
import type { Answer } from '../queue.js';
import type { ClientError } from './client.js';
import { memoryRecord, recorded } from './memory.js';
import type { KurrentReader } from './reader.js';
import { recordOf } from './records.js';
import { again, unsupported, type Writer } from './writer.js';

/**
 * Records a command and the memory of it in one append: the memory goes first, into a stream that
 * must not exist, so a command is recorded at most once whoever asks.
 */
export class Together implements Writer {
  constructor(
    private readonly client: KurrentDBClient,
    private readonly reader: KurrentReader,
    private readonly withChecks: boolean,
  ) {}

  append(command: Command): Promise<Answer> {
    if (!this.withChecks && command.lines.some(({ entries }) => entries.length === 0))
      throw unsupported('hold an append to a stream that it does not write', '26.1');
    return this.attempt(command, 'no_stream');
  }

  private async attempt(command: Command, memoryAt: AppendStreamState): Promise<Answer> {
    try {
      const { position, responses } = await this.send(command, memoryAt);
      const revisions = new Map(responses.map((r) => [r.streamName, Number(r.revision)]));
      const before = command.lines.map(
        ({ stream, entries }) =>
          (revisions.get(this.reader.names.ofStream(stream)) ?? NONE) - entries.length,
      );
      return appended(command, position, before);
    } catch (error) {
      const states = contradictions(error);
      if (!states) throw error;
      return this.refused(command, states);
    }
  }

  private send(command: Command, memoryAt: AppendStreamState): Promise<MultiAppendResult> {
    const memory = memoryRecord(recorded(command));
    const name = this.reader.names.ofCommand(command.id);
    if (!this.withChecks)
      return this.client.multiStreamAppend([
        { streamName: name, events: [memory], expectedState: memoryAt },
        ...command.lines.map((line) => ({
          streamName: this.reader.names.ofStream(line.stream),
          events: line.entries.map((entry) => recordOf(command, entry)),
          expectedState: stateOf(line.expect),
        })),
      ]);
    const records: AppendRecordInput[] = command.lines.flatMap(({ stream, entries }) =>
      entries.map((entry) => ({
        streamName: this.reader.names.ofStream(stream),
        record: recordOf(command, entry),
      })),
    );
    const held = command.lines.filter(({ expect }) => expect !== 'any');
    return this.client.appendRecords(
      [{ streamName: name, record: memory }, ...records],
      [
        check(name, memoryAt),
        ...held.map((l) => check(this.reader.names.ofStream(l.stream), stateOf(l.expect))),
      ],
    );
  }

  /** A server of 25.1 names one contradicted stream; the others are looked up for the answer. */
  private async refused(command: Command, states: States): Promise<Answer> {
    const known = await this.reader.outcome(command.id);
    if (known) return again(command, known);
    const begun = states.get(this.reader.names.ofCommand(command.id));
    if (begun !== undefined) return this.attempt(command, BigInt(begun));
    const last = await Promise.all(command.lines.map((line) => this.lastOf(line, states)));
    return { status: 'conflict', conflicts: conflictsOf(command.lines, last) };
  }

  private async lastOf({ stream, expect }: Line, states: States): Promise<number> {
    const told = states.get(this.reader.names.ofStream(stream));
    if (told !== undefined) return told;
    if (this.withChecks) return expect === 'none' || expect === 'any' ? NONE : expect;
    return this.reader.lastRevision(stream);
  }
}

const check = (stream: string, expectedState: AppendStreamState) => ({
  type: 'stream_state' as const,
  streamName: stream,
  expectedState,
});

const stateOf = (expect: Expect): AppendStreamState => {
  if (expect === 'any') return 'any';
  return expect === 'none' ? 'no_stream' : BigInt(expect);
};

/** The last revision of streams that were not as expected. */
type States = Map<string, number>;

/** What an error of the client says about streams that are not as expected; nothing of another error. */
function contradictions(error: unknown): States | undefined {
  const { type } = error as ClientError;
  if (type === 'append-consistency-violation') {
    const { violations } = error as unknown as { violations: Found[] };
    return new Map(violations.map(found));
  }
  if (type === 'wrong-expected-version') return new Map([found(error as Found)]);
  return undefined;
}

interface Found {
  streamName: string;
  actualState: CurrentStreamState;
}

function found({ streamName: name, actualState }: Found): [string, number] {
  if (actualState === 'no_stream') return [name, NONE];
  const revision = Number(actualState);
  if (revision >= 0) return [name, revision];
  throw new LogError('LOG_CORRUPT', `The stream ${name} was deleted in KurrentDB.`, {
    stream: name,
  });
}
