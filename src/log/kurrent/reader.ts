import type { Filter, KurrentDBClient } from '@kurrent/kurrentdb-client';
import { LogError, type Batch, type Outcome, type Position, type Recorded } from '../port.js';
import { patiently } from '../patience.js';
import type { Source, Wanted } from '../tail.js';
import { isPassing, logError, type ClientError, type Kurrent } from './client.js';
import { memoryOf, type Memory } from './memory.js';
import { typeName, type Names } from './names.js';
import { metadataOf, positionOf, recordedOf, type KeptRecord } from './records.js';

export interface ReaderOptions {
  /** How long a question is repeated while the server is away, in milliseconds. */
  patience: number;
  /** How long one answer may take, in milliseconds. */
  answerMs: number;
  closed: AbortSignal;
}

const PAGE = 2_000;

type Reading = AsyncIterable<{ event?: KeptRecord }>;

/** What can be asked of the log in KurrentDB. */
export class KurrentReader implements Source {
  readonly capabilities = { densePositions: false };
  private readonly ours: Filter;

  constructor(
    private readonly client: KurrentDBClient,
    private readonly kurrent: Kurrent,
    readonly names: Names,
    private readonly options: ReaderOptions,
  ) {
    this.ours = kurrent.streamNameFilter({ prefixes: [names.events] });
  }

  async head(): Promise<Position> {
    const { BACKWARDS: direction, END: fromPosition } = this.kurrent;
    const last = { direction, fromPosition, maxCount: 1, filter: this.ours } as const;
    const [record] = await this.ask(() => this.client.readAll(last));
    return record ? positionOf(record) : 0n;
  }

  /**
   * The server begins with the record at the position itself, and may give events of others that
   * have one of the types; one record more than the limit tells whether any is left.
   */
  async page(after: Position, { limit, types }: Wanted): Promise<Batch> {
    const head = types ? await this.head() : after;
    if (types?.length === 0) return { events: [], scannedTo: later(after, head), caughtUp: true };
    const maxCount = limit + 2;
    const records = await this.from(after, maxCount, types ? this.ofTypes(types) : this.ours);
    const behind = records.filter((record) => positionOf(record) > after);
    const fresh = behind.filter(({ streamId }) => streamId.startsWith(this.names.events));
    const events = fresh.slice(0, limit).map((record) => recordedOf(record, this.names));
    if (fresh.length > limit)
      return { events, scannedTo: events.at(-1)!.position, caughtUp: false };
    const seen = behind.length > 0 ? positionOf(behind.at(-1)!) : after;
    const caughtUp = records.length < maxCount;
    return { events, scannedTo: caughtUp ? later(endOf(events, after), head) : seen, caughtUp };
  }

  /** The event at a position; undefined where there is none. */
  async at(position: Position): Promise<Recorded | undefined> {
    const [record] = position > 0n ? await this.from(position, 1, this.ours) : [];
    return record && positionOf(record) === position ? recordedOf(record, this.names) : undefined;
  }

  /** The records of our events and of our commands, in order, in batches of bounded memory. */
  async *everything(): AsyncGenerator<KeptRecord[]> {
    const filter = this.kurrent.streamNameFilter({
      prefixes: [this.names.events, this.names.commands],
    });
    for (let [at, more] = [0n, true]; more;) {
      const records = await this.from(at, PAGE, filter);
      const behind = records.filter((record) => positionOf(record) > at);
      if (behind.length > 0) yield behind;
      at = behind.length > 0 ? positionOf(behind.at(-1)!) : at;
      more = records.length === PAGE;
    }
  }

  /** The events of a stream from a revision on. */
  async stream(stream: string, from: number): Promise<Recorded[]> {
    const records = await this.records(this.names.ofStream(stream), { fromRevision: BigInt(from) });
    return records.map((record) => recordedOf(record, this.names));
  }

  /** The last revision of a stream; -1 where there is none. */
  async lastRevision(stream: string): Promise<number> {
    const { BACKWARDS: direction, END: fromRevision } = this.kurrent;
    const last = { direction, fromRevision, maxCount: 1 } as const;
    const [record] = await this.records(this.names.ofStream(stream), last);
    return record ? Number(record.revision) : -1;
  }

  /** What the stream of a command remembers, the oldest first. */
  async memories(commandId: string): Promise<{ memory: Memory; position: Position }[]> {
    const records = await this.records(this.names.ofCommand(commandId), {});
    return records.map((record) => ({ memory: memoryOf(record), position: positionOf(record) }));
  }

  /** What was recorded under a command id. */
  async outcome(commandId: string): Promise<Outcome | undefined> {
    const begun = new Set<string>();
    for (const { memory, position } of await this.memories(commandId)) {
      if (memory.type === 'CommandRecorded') return this.together(commandId, memory, position);
      begun.add(memory.stream);
    }
    for (const stream of begun) {
      const outcome = await this.within(stream, commandId);
      if (outcome) return outcome;
    }
    return undefined;
  }

  /** What a command recorded in one stream; nothing where it is not in it. */
  async within(stream: string, commandId: string): Promise<Outcome | undefined> {
    const records = await this.records(this.names.ofStream(stream), {});
    const last = records.findLast((record) => metadataOf(record).commandId === commandId);
    if (!last) return undefined;
    const { fingerprint, answer } = metadataOf(last);
    return {
      commandId,
      fingerprint: fingerprint!,
      position: positionOf(last),
      revisions: { [stream]: Number(last.revision) },
      answer: answer === undefined ? null : JSON.parse(answer),
    };
  }

  /** The events of a command that was recorded in one piece follow its memory. */
  private async together(
    commandId: string,
    { fingerprint, size, answer }: Extract<Memory, { type: 'CommandRecorded' }>,
    position: Position,
  ): Promise<Outcome> {
    const { events } = await this.page(position, { limit: size });
    if (events.length !== size) throw torn(commandId, position);
    const revisions = Object.fromEntries(events.map(({ stream, revision }) => [stream, revision]));
    return { commandId, fingerprint, position: events.at(-1)!.position, revisions, answer };
  }

  /** Records from a position on, the one at the position itself included. */
  private from(position: Position, maxCount: number, filter: Filter): Promise<KeptRecord[]> {
    const fromPosition = position ? { commit: position, prepare: position } : this.kurrent.START;
    return this.ask(() => this.client.readAll({ fromPosition, maxCount, filter }));
  }

  private ofTypes(types: readonly string[]): Filter {
    const names = types.map((type) => typeName(type).replaceAll('.', '\\.'));
    return this.kurrent.eventTypeFilter({ regex: `^(${names.join('|')})$` });
  }

  private async records(
    name: string,
    options: Parameters<KurrentDBClient['readStream']>[1],
  ): Promise<KeptRecord[]> {
    return this.ask(() => this.client.readStream(name, options), []);
  }

  /** All records of a reading; `absent` where the stream does not exist. */
  private ask(read: () => Reading, absent?: KeptRecord[]): Promise<KeptRecord[]> {
    const work = async () => {
      if (this.options.closed.aborted) throw new LogError('LOG_CLOSED', 'The log is closed.');
      try {
        return await collect(read(), this.options.answerMs);
      } catch (error) {
        if (absent && (error as ClientError).type === 'stream-not-found') return absent;
        throw error;
      }
    };
    return patiently(work, { ms: this.options.patience, isPassing, inWords: logError });
  }
}

/** Everything a reading gives, unless it falls silent. */
async function collect(reading: Reading, answerMs: number): Promise<KeptRecord[]> {
  const records: KeptRecord[] = [];
  const iterator = reading[Symbol.asyncIterator]();
  for (;;) {
    const { done, value } = await inTime(iterator.next(), answerMs);
    if (done) return records;
    if (value.event) records.push(value.event);
  }
}

async function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    const error = Object.assign(new Error(`no answer in ${ms} ms`), { type: 'deadline-exceeded' });
    timer = setTimeout(() => reject(error), ms);
  });
  try {
    return await Promise.race([work, silence]);
  } finally {
    clearTimeout(timer);
  }
}

const torn = (commandId: string, position: Position): LogError =>
  new LogError('LOG_CORRUPT', `The events of command ${commandId} do not follow ${position}.`, {
    commandId,
    missing: String(position),
  });

const endOf = (events: readonly Recorded[], after: Position): Position =>
  events.at(-1)?.position ?? after;

const later = (a: Position, b: Position): Position => (a > b ? a : b);
