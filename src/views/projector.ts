import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Projection } from '../../projections/projection.js';
import { versions, type Versions } from '../domain/upcast.js';
import type { Log } from '../log/port.js';
import { apply, prepare } from './advance.js';
import { Connection } from './connection.js';
import { ahead } from './ahead.js';
import { eventsOf, type Queryable } from './fold.js';
import { Lease } from './lease.js';
import { parts } from './past.js';

/** Few enough events that what is read of them does not grow old before it is let go of. */
const BATCH = 2_000;

export interface ProjectorOptions {
  /** Told after each batch is written. */
  onAdvance?: () => void;
  /** How long a projector that fell silent keeps its place, and the database may be silent to it, in milliseconds. */
  leaseMs?: number;
  /** In which versions events can be read. */
  known?: Versions;
}

/**
 * Keeps every view up to the log: one reader, one transaction a batch that holds rows, checkpoints and
 * fence together. One projector writes at a time; others stand by. A view that throws stops alone.
 */
export class Projector {
  readonly #logger = new Logger('Projector');
  readonly #stop = new AbortController();
  readonly #lease: Lease;
  readonly #onAdvance: () => void;
  readonly #known: Versions;
  #running: Promise<void> | undefined;
  #connections: Connection[] = [];
  /** Since when the writing connection is in use, so that answers of the database may be due. */
  #busySince = Infinity;

  constructor(
    private readonly url: string,
    private readonly log: Log,
    private readonly views: Projection[],
    { onAdvance = () => {}, leaseMs = 5_000, known = versions }: ProjectorOptions = {},
  ) {
    this.#lease = new Lease(leaseMs);
    this.#onAdvance = onAdvance;
    this.#known = known;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Ends after the batch at hand, or without it if it lasts too long, and gives up the place. */
  async close(): Promise<void> {
    this.#stop.abort();
    const late = setTimeout(() => this.#discard(), this.#lease.ms);
    await this.#running;
    clearTimeout(late);
  }

  get #stopped(): boolean {
    return this.#stop.signal.aborted;
  }

  #discard(): void {
    for (const connection of this.#connections) connection.discard();
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      try {
        await this.#turn();
      } catch (error) {
        if (!this.#stopped) this.#logger.warn(`starting over: ${(error as Error).message}`);
        await this.#pause(500);
      }
    }
  }

  async #pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#stop.signal }).catch(() => {});
  }

  /**
   * Stands by until the place is free, and projects for as long as it has it. What is asked on the writing
   * connection may take as long as the database is at work on it; the other one watches over that.
   */
  async #turn(): Promise<void> {
    const patienceMs = this.#lease.ms;
    const watch = new Connection(this.url, { patienceMs, answerMs: patienceMs });
    const work = new Connection(this.url, { patienceMs });
    this.#connections = [watch, work];
    try {
      await watch.connect();
      while (!this.#stopped && !(await this.#lease.take(watch))) {
        await endSilent(watch, patienceMs);
        await this.#pause(patienceMs / 5);
      }
      if (!this.#stopped) await this.#project(work, watch);
    } finally {
      this.#discard();
    }
  }

  /** Projects until it is told to stop; throws as soon as the place or a connection is lost. */
  async #project(work: Connection, watch: Connection): Promise<void> {
    const pid = await open(work, this.#lease.ms);
    const over = new AbortController();
    const parts = [
      this.#follow(work, AbortSignal.any([this.#stop.signal, over.signal])),
      this.#watch(watch, pid, over.signal),
    ];
    try {
      await Promise.race(parts);
    } finally {
      over.abort();
      work.discard();
      await Promise.allSettled(parts);
      await this.#lease.leave(watch).catch(() => {});
    }
  }

  /** Keeps the place until the signal; throws, and asks no more, once it is lost or the database is silent. */
  async #watch(watch: Connection, pid: number, over: AbortSignal): Promise<void> {
    const { ms } = this.#lease;
    const pause = () => sleep(ms / 4, undefined, { signal: over }).catch(() => {});
    try {
      for (await pause(); !over.aborted; await pause()) {
        await this.#lease.keep(watch);
        const since = this.#busySince;
        const overdue = performance.now() - since > ms && !(await isAtWork(watch, pid, ms));
        if (overdue && since === this.#busySince)
          throw new Error('an answer of the database was lost');
      }
    } catch (error) {
      watch.discard();
      throw error;
    }
  }

  /** Reads on behind what the views have read, until the signal. */
  async #follow(client: Connection, signal: AbortSignal): Promise<void> {
    const writer = { client, lease: this.#lease };
    let running = await this.#whileBusy(() => prepare(writer, this.views));
    const after = running.reduce(
      (min, p) => (p.position < min ? p.position : min),
      running[0]?.position ?? 0n,
    );
    const subscription = this.log.subscribe({ after, signal, batchSize: () => BATCH });
    let from = after;
    for await (const { events, scannedTo: to } of ahead(subscription)) {
      for (const part of parts(eventsOf(events, this.#known), { from, to }))
        running = await this.#whileBusy(() => apply(writer, running, part));
      from = to;
      this.#onAdvance();
      if (this.#stopped) return;
    }
  }

  async #whileBusy<T>(work: () => Promise<T>): Promise<T> {
    this.#busySince = performance.now();
    try {
      return await work();
    } finally {
      this.#busySince = Infinity;
    }
  }
}

/**
 * Opens the writing connection, whose transaction ends where we are silent in it for `ms` milliseconds, and
 * tells the process that serves it.
 */
const open = async (work: Connection, ms: number): Promise<number> => {
  await work.connect();
  const setting = {
    text: `select pg_backend_pid() as pid, set_config('synchronous_commit', 'off', false),
      set_config('idle_in_transaction_session_timeout', $1, false),
      set_config('tcp_user_timeout', $1, false)`,
    values: [String(ms)],
    query_timeout: ms,
  };
  const { rows } = await work.query<{ pid: number }>(setting);
  return rows[0]!.pid;
};

/**
 * Ends the transaction of a projector that the database has waited for in the midst of a statement (a `copy`
 * whose lines do not come) for longer than `ms` milliseconds: no timeout of the database does.
 */
const endSilent = async (db: Queryable, ms: number): Promise<void> => {
  await db.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and application_name = 'cahier projector'
       and state = 'active' and wait_event = 'ClientRead'
       and query_start < clock_timestamp() - $1::interval`,
    [`${ms} milliseconds`],
  );
};

/** Whether a process of the database is at work, or was within the last `ms` milliseconds. */
const isAtWork = async (db: Queryable, pid: number, ms: number): Promise<boolean> => {
  const { rows } = await db.query(
    `select from pg_stat_activity where pid = $1
       and (state not like 'idle%' or state_change > clock_timestamp() - $2::interval)`,
    [pid, `${ms} milliseconds`],
  );
  return rows.length > 0;
};
