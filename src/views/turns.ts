import { finished } from 'node:stream/promises';
import type pg from 'pg';
import { from } from 'pg-copy-streams';

/** A connection that many may ask at once; what they ask is sent in turn. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  constructor(private readonly client: pg.ClientBase) {}

  /** Runs one statement. */
  query(sql: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[] }> {
    return this.#inTurn(() => this.client.query(sql, values));
  }

  /** Runs one `copy … from stdin` with all its lines. */
  copy(sql: string, lines: string): Promise<void> {
    return this.#inTurn(() => finished(this.client.query(from(sql)).end(lines)));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {});
    return done;
  }
}
