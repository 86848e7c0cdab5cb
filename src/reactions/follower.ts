import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { versions, type Versions } from '../domain/upcast.js';
import type { Batch, Log } from '../log/port.js';
import { Lease } from '../views/lease.js';
import { prepare, take, type Reading } from './take.js';
import type { Subscriber } from './subscriber.js';

export interface FollowerOptions {
  /** How long a follower that fell silent keeps its place, in milliseconds. */
  leaseMs?: number;
  /** In which versions events can be read. */
  known?: Versions;
  /** Where the place stands of the one that works. */
  lease?: `reactions.${string}`;
}

/**
 * Lets subscribers take the log in and do what is due. One follower works at a time, others stand by; a
 * subscriber that throws on an event stops alone.
 */
export class Follower {
  readonly #logger = new Logger('Reactions');
  readonly #stop = new AbortController();
  readonly #lease: Lease;
  readonly #known: Versions;
  #running: Promise<void> | undefined;

  constructor(
    private readonly url: string,
    private readonly log: Log,
    private readonly subscribers: readonly Subscriber[],
    options: FollowerOptions = {},
  ) {
    const { leaseMs = 5_000, known = versions, lease = 'reactions.lease' } = options;
    this.#lease = new Lease(leaseMs, lease);
    this.#known = known;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Ends after what is at hand, and gives up its place. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  get #stopped(): boolean {
    return this.#stop.signal.aborted;
  }

  async #run(): Promise<void> {
    while (!this.#stopped)
      try {
        await this.#turn();
      } catch (error) {
        if (!this.#stopped) this.#logger.warn(`starting over: ${(error as Error).message}`);
        await this.#pause(500);
      }
  }

  async #pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#stop.signal }).catch(() => {});
  }

  /** Stands by until the place is free, and works for as long as it has it. */
  async #turn(): Promise<void> {
    const db = await connected(this.url, this.#lease.ms);
    try {
      while (!this.#stopped && !(await this.#lease.take(db))) await this.#pause(this.#lease.ms / 5);
      if (!this.#stopped) await this.#follow(db);
    } finally {
      await this.#lease.leave(db).catch(() => {});
      await db.end().catch(() => {});
    }
  }

  async #follow(db: pg.Client): Promise<void> {
    const writer = { client: db, lease: this.#lease };
    let reading: Reading[] = await prepare(writer, this.subscribers);
    const after = reading.reduce(
      (min, r) => (r.position < min ? r.position : min),
      reading[0]?.position ?? 0n,
    );
    const types = [...new Set(this.subscribers.flatMap((s) => s.types))];
    const over = new AbortController();
    const signal = AbortSignal.any([this.#stop.signal, over.signal]);
    const batches = this.log.subscribe({ after, types, signal })[Symbol.asyncIterator]();
    let [next, caughtUp, wakeAt] = [reads(batches), false, 0];
    try {
      while (!this.#stopped) {
        const batch = await within(next, Math.min(wakeAt - Date.now(), this.#lease.ms / 4), signal);
        if (batch?.done) return;
        if (batch) {
          reading = await take(writer, reading, batch.value, this.#known);
          [caughtUp, wakeAt, next] = [batch.value.caughtUp, 0, reads(batches)];
        } else await this.#lease.keep(db);
        if (caughtUp && wakeAt <= Date.now()) wakeAt = await work(reading, db);
      }
    } finally {
      over.abort();
      await batches.return?.();
    }
  }
}

/** Lets each subscriber do what is due; tells when something is due next. */
const work = async (reading: readonly Reading[], db: pg.Client): Promise<number> => {
  let next = Infinity;
  for (const { subscriber } of reading) next = Math.min(next, await subscriber.work(db));
  return next;
};

const reads = (batches: AsyncIterator<Batch>): Promise<IteratorResult<Batch>> => {
  const reading = batches.next();
  reading.catch(() => {});
  return reading;
};

/** The next batch, or nothing where it does not come in time. */
const within = async <T>(next: Promise<T>, ms: number, signal: AbortSignal) => {
  const late = new AbortController();
  const pause = { signal: AbortSignal.any([signal, late.signal]) };
  try {
    return await Promise.race([
      next,
      sleep(Math.max(0, ms), undefined, pause).catch(() => undefined),
    ]);
  } finally {
    late.abort();
  }
};

const connected = async (url: string, ms: number): Promise<pg.Client> => {
  const db = new pg.Client({
    connectionString: url,
    application_name: 'cahier reactions',
    connectionTimeoutMillis: ms,
    keepAlive: true,
    query_timeout: Math.max(ms, 30_000),
  });
  db.on('error', () => {});
  await db.connect();
  await db.query(`select set_config('idle_in_transaction_session_timeout', $1, false)`, [
    String(ms),
  ]);
  return db;
};
