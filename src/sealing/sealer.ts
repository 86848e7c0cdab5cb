import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { LedgerError } from '../ledger/ledger-error.js';
import type { Batch } from '../log/port.js';
import { Lease, LeaseLost } from '../views/lease.js';
import type { Ledger } from './ledger.js';
import { Scribe, type Fenced, type ScribeOptions } from './scribe.js';
import { witnessing } from './witnessing.js';
import type { WitnessesOptions } from './witnesses.js';

export interface SealerOptions extends ScribeOptions, WitnessesOptions {
  /** How long an act waits at most to be signed for, in milliseconds. */
  intervalMs?: number;
  /** How long a sealer that fell silent keeps its place, in milliseconds. */
  leaseMs?: number;
  /** Told each time heads were signed. */
  onPublish?: () => void;
}

/** Few enough that what is read does not grow old before it is let go of. */
const BATCH = 1_000;

/** A sealer looks for more events after twice as long, in milliseconds, and after ever longer while there are none. */
const SOON_MS = 20;

const nothing = new Int32Array(new SharedArrayBuffer(4));
/** Gives the processor away for 0.05 ms: who appends would otherwise wait for it for milliseconds. */
const rest = (): void => void Atomics.wait(nothing, 0, 0, 0.05);

/** Keeps the ledger up to the log. One sealer signs at a time; others stand by. */
export class Sealer {
  readonly #logger = new Logger('Sealer');
  readonly #stop = new AbortController();
  readonly #lease: Lease;
  #running: Promise<void> | undefined;

  constructor(
    private readonly url: string,
    private readonly ledger: Ledger,
    private readonly options: SealerOptions = {},
  ) {
    this.#lease = new Lease(options.leaseMs ?? 5_000, 'ledger.lease');
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Signs what was read, and gives up its place. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        await this.#turn();
      } catch (error) {
        const isFault = error instanceof LedgerError;
        if (isFault) this.#logger.error(`Nothing is signed: ${error.message}`);
        else if (!this.#stop.signal.aborted)
          this.#logger.warn(`starting over: ${(error as Error).message}`);
        await this.#pause(isFault ? 30_000 : 500);
      }
    }
  }

  async #pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#stop.signal }).catch(() => {});
  }

  /** Stands by until the place is free, and seals for as long as it has it. */
  async #turn(): Promise<void> {
    const db = await connected(this.url, this.#lease.ms);
    try {
      while (!this.#stop.signal.aborted && !(await this.#lease.take(db)))
        await this.#pause(this.#lease.ms / 5);
      if (!this.#stop.signal.aborted) await this.#seal(db);
    } finally {
      await this.#lease.leave(db).catch(() => {});
      await db.end().catch(() => {});
    }
  }

  async #seal(db: pg.Client): Promise<void> {
    const { intervalMs = 1_000, onPublish } = this.options;
    const witnesses = witnessing(this.url, this.ledger, this.options);
    const onHead = (place: string) => witnesses.note(place);
    const scribe = new Scribe(this.ledger, db, { ...this.options, onHead });
    const fenced = fence(db, this.#lease);
    const { signal } = this.#stop;
    const after = await scribe.begin();
    let lookMs = SOON_MS;
    const subscription = this.ledger.log.subscribe({
      ...{ after, signal, batchSize: () => BATCH, dataAsText: true },
      everyMs: () => (lookMs = Math.min(2 * lookMs, intervalMs / 4)),
    });
    const batches = subscription[Symbol.asyncIterator]();
    const read = (): Promise<IteratorResult<Batch>> => {
      const reading = batches.next();
      reading.catch(() => {});
      return reading;
    };
    let [published, kept, isBehind] = [-Infinity, performance.now(), false];
    /** Milliseconds until heads are to be signed; who has much to catch up with signs half as often. */
    const due = () => published + (isBehind ? 2 : 1) * intervalMs - performance.now();
    let next = read();
    witnesses.start();
    try {
      for (;;) {
        const patience = scribe.hasNews ? Math.max(0, due()) : intervalMs;
        const batch = await within(next, Math.min(patience, this.#lease.ms / 4));
        if (batch?.done) break;
        if (batch) {
          const { events, scannedTo, caughtUp } = batch.value;
          const mayRest = caughtUp || !isBehind;
          isBehind = !caughtUp;
          lookMs = SOON_MS;
          next = read();
          await scribe.take(events, scannedTo, mayRest ? rest : undefined);
        }
        if (performance.now() - kept > this.#lease.ms / 4) {
          await this.#lease.keep(db);
          kept = performance.now();
        }
        if (scribe.hasNews && due() <= 0) {
          await scribe.publish(fenced);
          published = performance.now();
          witnesses.wake();
          onPublish?.();
        }
      }
      if (scribe.hasNews) await scribe.publish(fenced);
    } finally {
      await witnesses.close();
      void batches.return?.();
    }
  }
}

/** The next batch, or nothing where it does not come in time. */
const within = async (
  next: Promise<IteratorResult<Batch>>,
  ms: number,
): Promise<IteratorResult<Batch> | undefined> => {
  const late = new AbortController();
  try {
    return await Promise.race([
      next,
      sleep(ms, undefined, { signal: late.signal }).catch(() => undefined),
    ]);
  } finally {
    late.abort();
  }
};

/** A transaction in which nobody else can take the place; it ends by itself where we fall silent in it. */
const fence =
  (db: pg.Client, lease: Lease): Fenced =>
  async (work) => {
    await db.query('begin');
    try {
      await lease.fence(db);
      const began = performance.now();
      const still = () => {
        if (performance.now() - began > lease.ms) throw new LeaseLost();
      };
      await work(still);
      still();
      await db.query('commit');
    } catch (error) {
      await db.query('rollback').catch(() => {});
      throw error;
    }
  };

const connected = async (url: string, ms: number): Promise<pg.Client> => {
  const db = new pg.Client({
    connectionString: url,
    application_name: 'cahier sealer',
    connectionTimeoutMillis: ms,
    keepAlive: true,
    query_timeout: Math.max(ms, 30_000),
  });
  db.on('error', () => {});
  await db.connect();
  await db.query(
    `select set_config('synchronous_commit', 'on', false),
       set_config('idle_in_transaction_session_timeout', $1, false)`,
    [String(ms)],
  );
  return db;
};
