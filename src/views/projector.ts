import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Projection } from '../../projections/projection.js';
import { versions, type Versions } from '../domain/upcast.js';
import type { Log } from '../log/port.js';
import { ahead } from '../ahead.js';
import { Connection } from './connection.js';
import { eventsOf, type Queryable } from './fold.js';
import { lanesOf, least, type Lane } from './lane.js';
import { Lease } from './lease.js';
import { parts, type Part } from './past.js';

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
 * Keeps every view up to the log: one reader, and for each lane of views one transaction a batch that holds
 * rows, checkpoints and fence together. One projector writes at a time; others stand by. A view that throws
 * stops alone.
 */
export class Projector {
  readonly #logger = new Logger('Projector');
  readonly #stop = new AbortController();
  readonly #lease: Lease;
  readonly #onAdvance: () => void;
  readonly #known: Versions;
  #running: Promise<void> | undefined;
  #connections: { discard(): void }[] = [];

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

  /** Stands by until the place is free, and projects for as long as it has it. */
  async #turn(): Promise<void> {
    const { ms } = this.#lease;
    const watch = new Connection(this.url, { patienceMs: ms, answerMs: ms });
    const lanes = lanesOf(this.url, this.#lease, this.views);
    this.#connections = [watch, ...lanes];
    try {
      await watch.open();
      while (!this.#stopped && !(await this.#lease.take(watch))) {
        await endSilent(watch, ms);
        await this.#pause(ms / 5);
      }
      if (!this.#stopped) await this.#project(lanes, watch);
    } finally {
      this.#discard();
    }
  }

  /** Projects until it is told to stop; throws as soon as the place or a connection is lost. */
  async #project(lanes: Lane[], watch: Connection): Promise<void> {
    const over = new AbortController();
    const parts = [
      this.#follow(lanes, AbortSignal.any([this.#stop.signal, over.signal])),
      this.#watch(lanes, watch, over.signal),
    ];
    try {
      await Promise.race(parts);
    } finally {
      over.abort();
      for (const lane of lanes) lane.discard();
      await Promise.allSettled(parts);
      await this.#lease.leave(watch).catch(() => {});
    }
  }

  /** Keeps the place until the signal; throws, and asks no more, once it is lost or the database is silent. */
  async #watch(lanes: Lane[], watch: Connection, over: AbortSignal): Promise<void> {
    const pause = () => sleep(this.#lease.ms / 4, undefined, { signal: over }).catch(() => {});
    try {
      for (await pause(); !over.aborted; await pause()) {
        await this.#lease.keep(watch);
        for (const lane of lanes) await lane.demandAnswers(watch);
      }
    } catch (error) {
      watch.discard();
      throw error;
    }
  }

  /** Reads on behind what the views have read, until the signal; no lane is more than a batch ahead of another. */
  async #follow(lanes: Lane[], signal: AbortSignal): Promise<void> {
    for (const lane of lanes) await lane.open();
    const after = least(lanes);
    const subscription = this.log.subscribe({ after, signal, batchSize: () => BATCH });
    let from = after;
    let written = lanes.map(() => Promise.resolve());
    for await (const { events, scannedTo: to, caughtUp } of ahead(subscription)) {
      const batch = [...parts(eventsOf(events, this.#known), { from, to })];
      const before = written;
      written = lanes.map((lane, i) => this.#write(lane, batch, before[i]!));
      for (const writing of written) writing.catch(() => {});
      await Promise.all(caughtUp ? written : before);
      from = to;
      if (this.#stopped) break;
    }
    await Promise.all(written);
  }

  /** Lets a lane write a batch once it has written the one before. */
  async #write(lane: Lane, batch: readonly Part[], before: Promise<void>): Promise<void> {
    await before;
    await lane.take(batch);
    this.#onAdvance();
  }
}

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
