import { randomUUID } from 'node:crypto';
import type { Queryable } from './fold.js';

/** Another process has taken over: nothing more may be written. */
export class LeaseLost extends Error {
  constructor() {
    super('another process has taken over');
  }
}

const keyOf = (table: string): string => `hashtext('${table}')`;

/**
 * Waits in the caller's transaction until nobody shares the place of the projector, and keeps everybody from
 * it until that is over.
 */
export const haveAlone = async (db: Queryable): Promise<void> => {
  await db.query(`select pg_advisory_xact_lock(${keyOf('views.lease')})`);
  await db.query('select from views.lease for update');
};

/** The place of the one process that writes; who is not heard of for `ms` milliseconds loses it. */
export class Lease {
  readonly #holder = randomUUID();
  #epoch = 0n;

  constructor(
    readonly ms: number,
    private readonly table: 'views.lease' | 'ledger.lease' | `reactions.${string}` = 'views.lease',
  ) {}

  /** Takes the place where it is free; false where it is not, or somebody is busy with it just now. */
  async take(db: Queryable): Promise<boolean> {
    const { rows } = await db.query(
      `update ${this.table} set epoch = epoch + 1, holder = $1, expires_at = clock_timestamp() + $2::interval
       where one = (select one from ${this.table}
         where expires_at < clock_timestamp() or holder = $1 for update skip locked)
       returning epoch`,
      [this.#holder, this.#time],
    );
    if (rows[0]) this.#epoch = BigInt(rows[0]['epoch'] as string);
    return rows.length > 0;
  }

  /** Moves its end on, unless somebody fences it: then nobody can take it. Throws LeaseLost. */
  async keep(db: Queryable): Promise<void> {
    const { rows } = await db.query(
      `with free as (select epoch from ${this.table} for no key update skip locked),
       kept as (update ${this.table} l set expires_at = clock_timestamp() + $2::interval
         from free where free.epoch = $1 and l.epoch = $1)
       select epoch from free where epoch <> $1`,
      [this.#epoch.toString(), this.#time],
    );
    if (rows.length) throw new LeaseLost();
  }

  /** Moves its end on inside the caller's transaction: nobody takes it before that is over. Throws LeaseLost. */
  async fence(db: Queryable): Promise<void> {
    const { rows } = await db.query(
      `update ${this.table} set expires_at = clock_timestamp() + $2::interval
       where epoch = $1 returning epoch`,
      [this.#epoch.toString(), this.#time],
    );
    if (!rows.length) throw new LeaseLost();
  }

  /**
   * Holds the place inside the caller's transaction beside others that share it: nobody takes it before all of
   * them are over, and who asks to have it alone has it before those who ask later. Throws LeaseLost.
   */
  async share(db: Queryable): Promise<void> {
    const { rows } = await db.query(
      `select epoch from pg_advisory_xact_lock_shared(${keyOf(this.table)}), ${this.table} l
       where l.epoch = $1 for key share of l`,
      [this.#epoch.toString()],
    );
    if (!rows.length) throw new LeaseLost();
  }

  /** Gives the place up. */
  async leave(db: Queryable): Promise<void> {
    await db.query(`update ${this.table} set expires_at = '-infinity' where epoch = $1`, [
      this.#epoch.toString(),
    ]);
  }

  get #time(): string {
    return `${this.ms} milliseconds`;
  }
}
