import type { ViewEvent } from '../../projections/projection.js';
import type { Wish } from '../acts/act.js';
import type { Queryable } from '../views/fold.js';
import type { Change } from './reaction.js';

/** Something on an agenda. */
export interface Item {
  key: string;
  /** The event that put it there. */
  cause: string;
  wish: Wish;
  /** How often it was tried in vain. */
  attempts: number;
}

/** How long to leave alone what was tried in vain so many times, in milliseconds: from a second to an hour. */
const patienceMs = (attempts: number): number => Math.min(1_000 * 2 ** attempts, 3_600_000);

/** What one reaction will wish for, kept in the database. */
export class Agenda {
  constructor(private readonly reaction: string) {}

  /** Does what an event changes. */
  async change(change: Change, event: ViewEvent, db: Queryable): Promise<void> {
    if ('drop' in change)
      await db.query('delete from reactions.agenda where reaction = $1 and key = $2', [
        this.reaction,
        change.drop,
      ]);
    else if ('again' in change)
      await db.query(
        `update reactions.agenda set try_at = clock_timestamp(), attempts = 0, trouble = null
         where reaction = $1 and consultation_id = $2 and trouble is not null`,
        [this.reaction, change.again],
      );
    else await this.#set(change.set, event, db);
  }

  async #set(
    { key, at, wish }: Extract<Change, { set: object }>['set'],
    { eventId, consultationId }: ViewEvent,
    db: Queryable,
  ): Promise<void> {
    await db.query(
      `insert into reactions.agenda (reaction, key, try_at, consultation_id, cause, wish)
       values ($1, $2, $3, $4, $5, $6)
       on conflict (reaction, key) do update set try_at = excluded.try_at, cause = excluded.cause,
         wish = excluded.wish, attempts = 0, trouble = null`,
      [this.reaction, key, at, consultationId, eventId, JSON.stringify(wish)],
    );
  }

  /** What is due at an instant, in the order in which it fell due. */
  async due(now: Date, db: Queryable): Promise<Item[]> {
    const { rows } = await db.query(
      `select key, cause, wish, attempts from reactions.agenda where reaction = $1 and try_at <= $2
       order by try_at, key limit 100`,
      [this.reaction, now],
    );
    return rows as unknown as Item[];
  }

  /** When something is due next, in milliseconds since 1970; Infinity where nothing is. */
  async next(db: Queryable): Promise<number> {
    const { rows } = await db.query(
      'select min(try_at) as next from reactions.agenda where reaction = $1',
      [this.reaction],
    );
    const next = rows[0]!['next'] as Date | null;
    return next?.getTime() ?? Infinity;
  }

  /** Takes off what was done, unless another event has put something else in its place. */
  async done({ key, cause }: Item, db: Queryable): Promise<void> {
    await db.query('delete from reactions.agenda where reaction = $1 and key = $2 and cause = $3', [
      this.reaction,
      key,
      cause,
    ]);
  }

  /** Leaves what was tried in vain for later, with the reason. */
  async failed({ key, cause, attempts }: Item, trouble: string, now: Date, db: Queryable) {
    await db.query(
      `update reactions.agenda set attempts = attempts + 1, trouble = $4, try_at = $5
       where reaction = $1 and key = $2 and cause = $3`,
      [this.reaction, key, cause, trouble, new Date(now.getTime() + patienceMs(attempts))],
    );
  }
}
