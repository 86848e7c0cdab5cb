import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import type { Projection, ViewEvent } from '../../projections/projection.js';
import type { Log, Position } from '../log/port.js';
import {
  foldBatch,
  PoisonEvent,
  viewEvent,
  write,
  type Changes,
  type Queryable,
} from './fold-batch.js';
import { fingerprint, statements } from './table.js';

/** How long a projector that fell silent keeps its place, in milliseconds. */
const leaseMs = 5_000;

interface Progress {
  view: Projection;
  position: Position;
}

/** Another projector has taken over: nothing more may be written. */
class LeaseLost extends Error {}

export const tableOf = (view: Projection): string => `views."${view.name}"`;

/**
 * Keeps every view up to the log: one reader, one transaction a batch that holds rows, checkpoints and
 * fence together. One projector writes at a time; others stand by. A view that throws stops alone.
 */
export class Projector {
  readonly #logger = new Logger('Projector');
  readonly #holder = randomUUID();
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  #epoch = 0n;

  constructor(
    private readonly url: string,
    private readonly log: Log,
    private readonly views: Projection[],
    /** Told after each batch is written. */
    private readonly onAdvance: () => void = () => {},
  ) {}

  start(): void {
    this.#running ??= this.#run();
  }

  /** Ends after the batch at hand and gives up the place. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  get #stopped(): boolean {
    return this.#stop.signal.aborted;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const pool = new pg.Pool({
        connectionString: this.url,
        application_name: 'cahier projector',
        max: 2,
      });
      pool.on('connect', (client) => client.on('error', () => {}));
      pool.on('error', () => {});
      try {
        if (await this.#acquire(pool)) await this.#project(pool);
        else await this.#pause(leaseMs / 5);
      } catch (error) {
        if (!this.#stopped) this.#logger.warn(`starting over: ${(error as Error).message}`);
        await this.#pause(500);
      } finally {
        await this.#release(pool);
      }
    }
  }

  async #pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#stop.signal }).catch(() => {});
  }

  async #acquire(db: Queryable): Promise<boolean> {
    const { rows } = await db.query(
      `update views.lease set epoch = epoch + 1, holder = $1, expires_at = clock_timestamp() + $2::interval
       where expires_at < clock_timestamp() or holder = $1 returning epoch`,
      [this.#holder, `${leaseMs} milliseconds`],
    );
    if (rows[0]) this.#epoch = BigInt(rows[0]['epoch'] as string);
    return rows.length > 0;
  }

  async #release(pool: pg.Pool): Promise<void> {
    await pool
      .query(`update views.lease set expires_at = '-infinity' where holder = $1`, [this.#holder])
      .catch(() => {});
    await pool.end().catch(() => {});
  }

  /** Moves the lease on inside the caller's transaction; fails if somebody else holds it. */
  async #fence(db: Queryable): Promise<void> {
    const { rows } = await db.query(
      `update views.lease set expires_at = clock_timestamp() + $2::interval
       where epoch = $1 returning epoch`,
      [this.#epoch.toString(), `${leaseMs} milliseconds`],
    );
    if (!rows.length) throw new LeaseLost('another projector has taken over');
  }

  async #project(pool: pg.Pool): Promise<void> {
    const client = await pool.connect();
    try {
      await client.query('set synchronous_commit = off');
      await this.#follow(client, pool);
    } finally {
      client.release();
    }
  }

  /** Reads on behind what the views have read, until it is told to stop or its place is lost. */
  async #follow(client: pg.ClientBase, pool: pg.Pool): Promise<void> {
    let running = await this.#prepare(client);
    const after = running.reduce(
      (min, p) => (p.position < min ? p.position : min),
      running[0]?.position ?? 0n,
    );
    const stop = new AbortController();
    const abort = () => stop.abort();
    this.#stop.signal.addEventListener('abort', abort, { once: true });
    const heartbeat = setInterval(() => void this.#fence(pool).catch(abort), leaseMs / 4);
    try {
      for await (const batch of this.log.subscribe({
        after,
        signal: stop.signal,
        batchSize: () => 4_000,
      })) {
        running = await this.#apply(client, running, batch.events.map(viewEvent), batch.scannedTo);
        this.onAdvance();
        if (this.#stopped) return;
      }
    } finally {
      clearInterval(heartbeat);
      this.#stop.signal.removeEventListener('abort', abort);
    }
  }

  /** Makes the tables that are missing, remakes those whose declaration changed, and tells where each view stands. */
  async #prepare(client: pg.ClientBase): Promise<Progress[]> {
    return inTransaction(client, async () => {
      await this.#fence(client);
      const { rows } = await client.query(
        'select name, fingerprint, position, stopped from views.checkpoint',
      );
      const known = new Map(rows.map((r) => [r.name as string, r]));
      const progress: Progress[] = [];
      for (const view of this.views) {
        const at = known.get(view.name);
        if (at?.stopped) this.#logger.error(`view ${view.name} stays stopped: ${at.stopped}`);
        else if (at?.fingerprint === fingerprint(view))
          progress.push({ view, position: BigInt(at.position) });
        else progress.push({ view, position: await remake(client, view) });
      }
      return progress;
    });
  }

  async #apply(
    client: pg.ClientBase,
    running: Progress[],
    events: ViewEvent[],
    scannedTo: Position,
  ): Promise<Progress[]> {
    const folded: { p: Progress; changes: Changes }[] = [];
    for (const p of running) {
      const fresh = p.position === 0n ? events : events.filter((e) => e.position > p.position);
      try {
        folded.push({ p, changes: await foldBatch(p.view, tableOf(p.view), fresh, client) });
      } catch (error) {
        if (!(error instanceof PoisonEvent)) throw error;
        await this.#halt(client, p, error);
      }
    }
    await inTransaction(client, async () => {
      await this.#fence(client);
      for (const { p, changes } of folded) await write(p.view, tableOf(p.view), changes, client);
      await client.query(
        'update views.checkpoint set position = $1 where name = any($2) and position < $1',
        [scannedTo.toString(), folded.map(({ p }) => p.view.name)],
      );
    });
    return folded.map(({ p }) => ({
      ...p,
      position: scannedTo > p.position ? scannedTo : p.position,
    }));
  }

  /** Stops one view by name, with the event it threw on; the others go on. */
  async #halt(client: pg.ClientBase, { view }: Progress, error: PoisonEvent): Promise<void> {
    this.#logger.error(`view ${view.name} stopped: ${error.message}`);
    await client.query('update views.checkpoint set stopped = $2 where name = $1', [
      view.name,
      error.message,
    ]);
  }
}

const remake = async (client: pg.ClientBase, view: Projection): Promise<Position> => {
  const sql = statements(view, tableOf(view));
  for (const statement of [sql.drop, ...sql.create]) await client.query(statement);
  await client.query(
    `insert into views.checkpoint (name, fingerprint) values ($1, $2)
     on conflict (name) do update set fingerprint = $2, position = 0, stopped = null`,
    [view.name, fingerprint(view)],
  );
  return 0n;
};

/** Runs statements as one transaction on a client. */
export const inTransaction = async <T>(
  client: pg.ClientBase,
  work: () => Promise<T>,
): Promise<T> => {
  await client.query('begin');
  try {
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  }
};
