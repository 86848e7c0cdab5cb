import type { Command } from './command.js';
import { LogError, type Appended } from './port.js';

/** The answer to a command; of a repeat only that it is one, for its outcome is on record. */
export type Answer = Appended | 'repeated';

/** A command that waits for its answer. */
export interface Waiting {
  command: Command;
  /** When to give up, on the clock of `performance.now()`. */
  deadline: number;
  /** True once a connection broke under it: it may have been recorded, or may still be. */
  inDoubt: boolean;
  resolve(answer: Answer): void;
  reject(error: LogError): void;
}

/** What can be told of a command that ends without an answer. */
export const fateOf = ({ command, inDoubt }: Waiting): Record<string, unknown> => ({
  commandId: command.id,
  outcome: inDoubt ? 'unknown' : 'unrecorded',
});

/** How much may wait, and how much goes into one batch. */
export interface Limits {
  waiting: { commands: number; bytes: number };
  batch: { commands: number; bytes: number };
}

/**
 * A crowd is shared among idle connections, so that one flushes while another computes, but not in
 * smaller shares.
 */
const LEAST_SHARE = 64;

/** How many waiting commands are looked at for one batch when many of them clash. */
const LOOKAHEAD = 4;

/**
 * Commands in the order they came, handed out in batches in which no command touches what another
 * writes. What clashes with a batch that is still on its way waits too, so that commands on one
 * stream keep their order.
 */
export class Queue {
  private waiting: Waiting[] = [];
  private bytes = 0;
  private readonly underway = new Set<Waiting[]>();

  constructor(private readonly limits: Limits) {}

  get isEmpty(): boolean {
    return this.waiting.length === 0 && this.underway.size === 0;
  }

  /** Lets a command wait its turn. Throws OVERLOADED where too many wait already. */
  add(waiting: Waiting): void {
    const { commands, bytes } = this.limits.waiting;
    const full = this.bytes > 0 && this.bytes + waiting.command.bytes > bytes;
    if (full || this.waiting.length >= commands) throw overloaded(this.waiting.length);
    this.waiting.push(waiting);
    this.bytes += waiting.command.bytes;
  }

  /** Takes the next batch, for one of so many idle connections; empty where nothing can go now. */
  take(idle: number): Waiting[] {
    const fair = Math.max(LEAST_SHARE, Math.ceil(this.waiting.length / idle));
    const limit = { ...this.limits.batch, commands: Math.min(this.limits.batch.commands, fair) };
    const claims = new Claims(this.underway);
    const batch: Waiting[] = [];
    const passed: Waiting[] = [];
    let [looked, bytes] = [0, 0];
    for (const waiting of this.waiting.slice(0, LOOKAHEAD * limit.commands)) {
      if (isFull(batch.length, bytes + waiting.command.bytes, limit)) break;
      looked++;
      const free = claims.add(waiting.command);
      (free ? batch : passed).push(waiting);
      if (free) bytes += waiting.command.bytes;
    }
    this.waiting.splice(0, looked, ...passed);
    this.bytes -= bytes;
    if (batch.length) this.underway.add(batch);
    return batch;
  }

  /** Says that every command of a batch has its answer. */
  done(batch: Waiting[]): void {
    this.underway.delete(batch);
  }
}

const isFull = (commands: number, bytes: number, limit: Limits['batch']): boolean =>
  commands === limit.commands || (commands > 0 && bytes > limit.bytes);

const overloaded = (waiting: number): LogError =>
  new LogError('OVERLOADED', `The log has ${waiting} commands waiting; try again in a moment.`, {
    waiting,
    outcome: 'unrecorded',
  });

/** Which ids and streams are spoken for by earlier commands, and how. */
class Claims {
  private readonly written = new Set<string>();
  private readonly checked = new Set<string>();
  private readonly ids = new Set<string>();

  constructor(underway: Iterable<Waiting[]>) {
    for (const batch of underway) for (const { command } of batch) this.add(command);
  }

  /** Notes what a command touches; true where it clashes with none before it. */
  add({ id, lines }: Command): boolean {
    let free = !this.ids.has(id);
    for (const { stream, entries } of lines) {
      const writes = entries.length > 0;
      if (this.written.has(stream) || (writes && this.checked.has(stream))) free = false;
    }
    this.ids.add(id);
    for (const { stream, entries } of lines)
      (entries.length > 0 ? this.written : this.checked).add(stream);
    return free;
  }
}
