import type { Projection } from '../../projections/projection.js';
import type { Position } from '../log/port.js';
import { apply, prepare, type Progress } from './advance.js';
import { Connection } from './connection.js';
import type { Queryable } from './fold.js';
import type { Lease } from './lease.js';
import type { Part } from './past.js';

/**
 * Views that are written together: over a connection of their own, in one transaction after the other. Other
 * lanes go on meanwhile.
 */
export class Lane {
  readonly #connection: Connection;
  #pid = 0;
  #running: Progress[] = [];
  /** Since when the connection is in use, so that answers of the database may be due. */
  #busySince = Infinity;

  constructor(
    url: string,
    private readonly lease: Lease,
    private readonly views: Projection[],
  ) {
    this.#connection = new Connection(url, { patienceMs: lease.ms });
  }

  /** Connects, and makes the tables that are missing. Throws LeaseLost. */
  async open(): Promise<void> {
    this.#pid = await open(this.#connection, this.lease.ms);
    const writer = { client: this.#connection, lease: this.lease };
    this.#running = await this.#whileBusy(() => prepare(writer, this.views));
  }

  /** How far the view that is behind all others has read the log; 0n where none goes on. */
  get position(): Position {
    return least(this.#running);
  }

  /** Brings its views forward by the parts of a batch. Throws LeaseLost. */
  async take(parts: readonly Part[]): Promise<void> {
    const writer = { client: this.#connection, lease: this.lease };
    for (const part of parts)
      this.#running = await this.#whileBusy(() => apply(writer, this.#running, part));
  }

  /**
   * Throws where an answer is due and the database is not at work on it; another connection tells. What is
   * asked may take as long as the database is at work.
   */
  async demandAnswers(watch: Queryable): Promise<void> {
    const since = this.#busySince;
    const isLate = performance.now() - since > this.lease.ms;
    if (isLate && !(await isAtWork(watch, this.#pid, this.lease.ms)) && since === this.#busySince)
      throw new Error('an answer of the database was lost');
  }

  /** Lets its connection go without waiting. */
  discard(): void {
    this.#connection.discard();
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

/** The first of some positions in the log; 0n of none. */
export const least = ([first, ...others]: readonly { position: Position }[]): Position =>
  others.reduce((min, { position }) => (position < min ? position : min), first?.position ?? 0n);

/** The lanes of views, in the order of the first view of each. */
export const lanesOf = (url: string, lease: Lease, views: readonly Projection[]): Lane[] => {
  const named = new Map<string | undefined, Projection[]>();
  for (const view of views) {
    const together = named.get(view.lane) ?? [];
    named.set(view.lane, together);
    together.push(view);
  }
  return [...named.values()].map((together) => new Lane(url, lease, together));
};

/**
 * Opens a connection whose transaction ends where we are silent in it for `ms` milliseconds, and tells the
 * process that serves it.
 */
const open = async (connection: Connection, ms: number): Promise<number> => {
  await connection.open();
  const setting = {
    text: `select pg_backend_pid() as pid, set_config('synchronous_commit', 'off', false),
      set_config('idle_in_transaction_session_timeout', $1, false),
      set_config('tcp_user_timeout', $1, false)`,
    values: [String(ms)],
    query_timeout: ms,
  };
  const { rows } = await connection.query<{ pid: number }>(setting);
  return rows[0]!.pid;
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
