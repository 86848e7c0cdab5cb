import { appended, conflictsOf, NONE } from './answer.js';
import { Bell } from './bell.js';
import { prepare, type Command, type Entry } from './command.js';
import {
  LogError,
  type Appended,
  type AppendRequest,
  type Batch,
  type Log,
  type Outcome,
  type Position,
  type ReadAllOptions,
  type ReadStreamOptions,
  type Recorded,
  type SubscribeOptions,
} from './port.js';
import { firstRevision, follow, inOrder, readInOrder, type Source, type Wanted } from './tail.js';

/**
 * Opens an empty log that lives as long as the process; the same contract as in PostgreSQL,
 * without the durability.
 */
export const openMemoryLog = (): Log => new MemoryLog();

/** An event as JSON, so that each reader is given a copy of its own, and its place. */
interface Kept {
  type: string;
  text: string;
  place: Pick<Recorded, 'position' | 'stream' | 'revision' | 'commandId'>;
}

class MemoryLog implements Log, Source {
  readonly capabilities = { severalStreams: true, checks: true, densePositions: true };
  private readonly events: Kept[] = [];
  private readonly streams = new Map<string, Kept[]>();
  private readonly commands = new Map<string, Outcome>();
  private readonly bell = new Bell();
  private readonly closing = new AbortController();

  async append(request: AppendRequest): Promise<Appended> {
    const command = prepare(request);
    this.mustBeOpen();
    const { id: commandId, fingerprint, lines } = command;
    const known = this.commands.get(commandId);
    if (known?.fingerprint === fingerprint)
      return { status: 'repeated', ...structuredClone(known) };
    if (known) return { status: 'idempotency_conflict', commandId };
    const last = lines.map(({ stream }) => this.lastRevision(stream));
    const conflicts = conflictsOf(lines, last);
    return conflicts.length ? { status: 'conflict', conflicts } : this.keep(command, last);
  }

  async outcomes(commandIds: readonly string[]): Promise<Map<string, Outcome>> {
    this.mustBeOpen();
    const known = commandIds.filter((id) => this.commands.has(id));
    return new Map(known.map((id) => [id, structuredClone(this.commands.get(id)!)]));
  }

  async readStream(stream: string, options?: ReadStreamOptions): Promise<Recorded[]> {
    const from = firstRevision(options);
    this.mustBeOpen();
    return (this.streams.get(stream) ?? []).slice(from).map(recordedOf);
  }

  readAll(options?: ReadAllOptions): AsyncIterable<Recorded[]> {
    return readInOrder(this, options);
  }

  async readAt(positions: readonly Position[]): Promise<Recorded[]> {
    this.mustBeOpen();
    const kept = inOrder(positions).flatMap((position) => this.events[Number(position) - 1] ?? []);
    return kept.map(recordedOf);
  }

  subscribe(options: SubscribeOptions): AsyncIterable<Batch> {
    const { bell, closing } = this;
    return follow(this, { bell, pollMs: 500, closed: closing.signal }, options);
  }

  async page(after: Position, { limit, types }: Wanted): Promise<Batch> {
    this.mustBeOpen();
    const events: Recorded[] = [];
    let at = Number(after);
    for (; at < this.events.length && events.length < limit; at++) {
      const kept = this.events[at]!;
      if (!types || types.includes(kept.type)) events.push(recordedOf(kept));
    }
    const scannedTo = at > after ? BigInt(at) : after;
    return { events, scannedTo, caughtUp: at >= this.events.length };
  }

  async head(): Promise<Position> {
    this.mustBeOpen();
    return BigInt(this.events.length);
  }

  async close(): Promise<void> {
    this.closing.abort();
  }

  private lastRevision(stream: string): number {
    return this.streams.get(stream)?.at(-1)?.place.revision ?? NONE;
  }

  private keep(command: Command, last: readonly number[]): Appended {
    for (const { stream, entries } of command.lines)
      for (const entry of entries) this.add(stream, entry, command.id);
    const answer = appended(command, BigInt(this.events.length), last);
    const { status: _, ...outcome } = structuredClone(answer);
    this.commands.set(command.id, outcome);
    this.bell.ring();
    return answer;
  }

  private add(stream: string, { event, ...parts }: Entry, commandId: string): void {
    const position = BigInt(this.events.length + 1);
    const place = { position, stream, revision: this.lastRevision(stream) + 1, commandId };
    const [actor, data] = [JSON.parse(parts.actor), JSON.parse(parts.data)];
    const sealed = parts.sealed ? JSON.parse(parts.sealed) : undefined;
    const text = JSON.stringify({ ...event, actor, data, sealed });
    const kept = { type: event.type, text, place };
    this.events.push(kept);
    if (!this.streams.has(stream)) this.streams.set(stream, []);
    this.streams.get(stream)!.push(kept);
  }

  private mustBeOpen(): void {
    if (this.closing.signal.aborted)
      throw new LogError('LOG_CLOSED', 'The log is closed.', { outcome: 'unrecorded' });
  }
}

const recordedOf = ({ text, place }: Kept): Recorded => ({ ...JSON.parse(text), ...place });
