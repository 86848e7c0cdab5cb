import type { KurrentDBClient } from '@kurrent/kurrentdb-client';
import { Bell } from '../bell.js';
import { isName, prepare } from '../command.js';
import { Committer } from '../committer.js';
import type {
  Appended,
  AppendRequest,
  Batch,
  Capabilities,
  Log,
  Outcome,
  Position,
  ReadAllOptions,
  ReadStreamOptions,
  Recorded,
  SubscribeOptions,
} from '../port.js';
import type { Limits } from '../queue.js';
import { firstRevision, follow, inOrder, readInOrder } from '../tail.js';
import { Alone } from './alone.js';
import { connect, loadClient, logError, modeOf, type Kurrent, type Mode } from './client.js';
import { KurrentLane } from './lane.js';
import { KurrentListener } from './listener.js';
import { Names, PREFIX } from './names.js';
import { KurrentReader } from './reader.js';
import { Together } from './together.js';
import type { Writer } from './writer.js';

export interface KurrentLogOptions {
  /** Connection string of a server, `kurrentdb://…` or `esdb://…`. */
  url: string;
  /** What the names of its streams begin with on the server; `cahier` by default. */
  prefix?: string;
  /** Appends under way at once; 64 by default. */
  lanes?: number;
  limits?: Limits;
  /** How long anything is tried while the server is away, in milliseconds; 15,000 by default. */
  patience?: number;
  /** How long one answer may take, in milliseconds; 15,000 by default. */
  answerMs?: number;
  /** How often a subscription looks without being woken, in milliseconds; 500 by default. */
  pollMs?: number;
}

const MIB = 1024 * 1024;

const LIMITS: Limits = {
  waiting: { commands: 10_000, bytes: 128 * MIB },
  batch: { commands: 1, bytes: MIB },
};

const MOST_READ_AT_ONCE = 32;

/**
 * Opens the log in EventStoreDB or KurrentDB, with what the server can be held to. Rejects with
 * LOG_UNAVAILABLE where it is not there or not ours to use.
 */
export async function openKurrentLog(options: KurrentLogOptions): Promise<Log> {
  const kurrent = await loadClient();
  const client = connect(kurrent, options.url);
  try {
    const log = new KurrentLog(client, kurrent, await modeOf(client), options);
    await log.head();
    return log;
  } catch (error) {
    await client.dispose();
    throw logError(error);
  }
}

const CAPABILITIES: Record<Mode, Capabilities> = {
  'one stream': { severalStreams: false, checks: false, densePositions: false },
  'several streams': { severalStreams: true, checks: false, densePositions: false },
  'several streams and checks': { severalStreams: true, checks: true, densePositions: false },
};

class KurrentLog implements Log {
  readonly capabilities: Capabilities;
  private readonly bell = new Bell();
  private readonly closing = new AbortController();
  private readonly pollMs: number;
  private readonly reader: KurrentReader;
  private readonly committer: Committer;
  private readonly listener: KurrentListener;
  private closed: Promise<void> | undefined;

  constructor(
    private readonly client: KurrentDBClient,
    kurrent: Kurrent,
    mode: Mode,
    options: KurrentLogOptions,
  ) {
    const { patience = 15_000, answerMs = 15_000, limits = LIMITS, lanes = 64 } = options;
    const heard = () => this.bell.ring();
    const closed = this.closing.signal;
    this.capabilities = CAPABILITIES[mode];
    this.pollMs = options.pollMs ?? 500;
    const names = new Names(options.prefix ?? PREFIX);
    this.reader = new KurrentReader(client, kurrent, names, { patience, answerMs, closed });
    const writer: Writer = this.capabilities.severalStreams
      ? new Together(client, this.reader, this.capabilities.checks)
      : new Alone(client, this.reader);
    const committing = Array.from({ length: lanes }, () => new KurrentLane(writer, heard));
    this.committer = new Committer({ lanes: committing, limits, patience });
    this.listener = new KurrentListener({ client, kurrent, names, heard, closed });
  }

  async append(request: AppendRequest): Promise<Appended> {
    const command = prepare(request);
    const answer = await this.committer.commit(command);
    if (answer !== 'repeated') return answer;
    const outcome = await this.reader.outcome(command.id);
    return { status: 'repeated', ...outcome! };
  }

  async outcomes(commandIds: readonly string[]): Promise<Map<string, Outcome>> {
    const ids = commandIds.filter(isName);
    const found = new Map<string, Outcome>();
    for (let n = 0; n < ids.length; n += MOST_READ_AT_ONCE) {
      const some = ids.slice(n, n + MOST_READ_AT_ONCE);
      const outcomes = await Promise.all(some.map((id) => this.reader.outcome(id)));
      outcomes.forEach((outcome, i) => outcome && found.set(some[i]!, outcome));
    }
    return found;
  }

  async readStream(stream: string, options?: ReadStreamOptions): Promise<Recorded[]> {
    const from = firstRevision(options);
    return isName(stream) ? this.reader.stream(stream, from) : [];
  }

  readAll(options?: ReadAllOptions): AsyncIterable<Recorded[]> {
    return readInOrder(this.reader, options);
  }

  async readAt(positions: readonly Position[]): Promise<Recorded[]> {
    const wanted = inOrder(positions);
    const found: Recorded[] = [];
    for (let n = 0; n < wanted.length; n += MOST_READ_AT_ONCE) {
      const some = wanted.slice(n, n + MOST_READ_AT_ONCE);
      const events = await Promise.all(some.map((position) => this.reader.at(position)));
      found.push(...events.flatMap((event) => event ?? []));
    }
    return found;
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
    await this.client.dispose();
  }
}
