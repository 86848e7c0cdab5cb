import type pg from 'pg';
import { Bell } from '../bell.js';
import { isName, prepare } from '../command.js';
import { Committer } from '../committer.js';
import { Gather } from './gather.js';
import { PostgresLane } from './lane.js';
import { Listener } from './listener.js';
import type {
  Appended,
  AppendRequest,
  Batch,
  Log,
  Outcome,
  Position,
  ReadAllOptions,
  ReadStreamOptions,
  Recorded,
  SubscribeOptions,
} from '../port.js';
import type { Limits } from '../queue.js';
import { Reader, streamKey } from './reader.js';
import { connect, readers, type Connect } from './session.js';
import { firstRevision, follow, readInOrder } from '../tail.js';

export interface PostgresLogOptions {
  /** Connection address of a database that holds the log's schema. */
  url: string;
  /** Most connections that read at once; 4 by default. */
  readers?: number;
  /** Connections that commit; 2 by default. */
  lanes?: number;
  limits?: Limits;
  /** How long anything is tried while the database is away, in milliseconds; 15,000 by default. */
  patience?: number;
  /**
   * How long one question may go unanswered before its connection is given up, in milliseconds;
   * 15,000 by default.
   */
  answerMs?: number;
  /** How often a subscription looks without being woken, in milliseconds; 500 by default. */
  pollMs?: number;
}

const MIB = 1024 * 1024;

const LIMITS: Limits = {
  waiting: { commands: 10_000, bytes: 128 * MIB },
  batch: { commands: 256, bytes: MIB },
};

/**
 * Opens the log in PostgreSQL. Rejects with LOG_UNAVAILABLE where it is not there or not ours to
 * use.
 */
export async function openPostgresLog(options: PostgresLogOptions): Promise<Log> {
  const log = new PostgresLog(options);
  try {
    await log.head();
    return log;
  } catch (error) {
    await log.close();
    throw error;
  }
}

class PostgresLog implements Log {
  readonly capabilities = { severalStreams: true, checks: true, densePositions: true };
  private readonly bell = new Bell();
  private readonly closing = new AbortController();
  private readonly pollMs: number;
  private readonly pool: pg.Pool;
  private readonly reader: Reader;
  private readonly committer: Committer;
  private readonly listener: Listener;
  private readonly streams: Gather<Recorded[]>;
  private readonly known: Gather<Outcome>;
  private closed: Promise<void> | undefined;

  constructor(options: PostgresLogOptions) {
    const { url, patience = 15_000, answerMs = 15_000, limits = LIMITS, lanes = 2 } = options;
    const connected: Connect = (lost) => connect(url, lost);
    const appended = () => this.bell.ring();
    this.pollMs = options.pollMs ?? 500;
    this.pool = readers(url, options.readers ?? 4, answerMs);
    this.reader = new Reader(this.pool, patience, answerMs, this.closing.signal);
    const lane = () => new PostgresLane({ connect: connected, appended, answerMs });
    const committing = Array.from({ length: lanes }, lane);
    this.committer = new Committer({ lanes: committing, limits, patience });
    const ours = (id: number) => committing.some(({ processId }) => processId === id);
    const heard = (processId: number) => ours(processId) || this.bell.ring();
    this.listener = new Listener({ connect: connected, heard, closed: this.closing.signal });
    this.streams = new Gather((keys) => this.reader.streams(keys));
    this.known = new Gather((ids) => this.reader.outcomes(ids));
  }

  async append(request: AppendRequest): Promise<Appended> {
    const command = prepare(request);
    const answer = await this.committer.commit(command);
    if (answer !== 'repeated') return answer;
    const outcome = (await this.known.get(command.id))!;
    if (outcome.fingerprint !== command.fingerprint)
      return { status: 'idempotency_conflict', commandId: command.id };
    return { status: 'repeated', ...outcome };
  }

  async outcomes(commandIds: readonly string[]): Promise<Map<string, Outcome>> {
    const ids = commandIds.filter(isName);
    const found = await Promise.all(ids.map((id) => this.known.get(id)));
    return new Map(ids.flatMap((id, i) => (found[i] ? [[id, found[i]]] : [])));
  }

  async readStream(stream: string, options?: ReadStreamOptions): Promise<Recorded[]> {
    const from = firstRevision(options);
    const events = isName(stream) ? await this.streams.get(streamKey(stream, from)) : undefined;
    return events ? [...events] : [];
  }

  readAll(options?: ReadAllOptions): AsyncIterable<Recorded[]> {
    return readInOrder(this.reader, options);
  }

  readAt(positions: readonly Position[]): Promise<Recorded[]> {
    return this.reader.at(positions);
  }

  subscribe(options: SubscribeOptions): AsyncIterable<Batch> {
    if (!options.everyMs) this.listener.start();
    const { bell, pollMs, closing } = this;
    return follow(this.reader, { bell, pollMs, closed: closing.signal }, options);
  }

  head(): Promise<Position> {
    return this.reader.head();
  }

  close(): Promise<void> {
    return (this.closed ??= this.release());
  }

  private async release(): Promise<void> {
    await this.committer.close();
    this.closing.abort();
    await this.listener.stopped();
    await this.pool.end();
  }
}
