import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import type { Position } from '../log/port.js';
import { isAway, isUnmade } from './away.js';

/** A view had not reached the position asked for in time; what it could have said would have been old. */
export class StaleRead extends Error {
  constructor(
    readonly view: string,
    readonly required: Position,
    readonly reached: Position,
  ) {
    super(`View ${view} has read up to ${reached}, not yet to ${required}.`);
    this.name = 'StaleRead';
  }
}

/** Knows how far each view has read the log, and waits for it. */
export class Freshness {
  #advance = signal();
  #reading: Promise<Map<string, Position>> | undefined;

  constructor(
    private readonly db: DataSource,
    private readonly patienceMs = 3_000,
  ) {}

  /** Wakes whoever waits, because a projector in this process has moved on. */
  advanced(): void {
    this.#advance.give();
    this.#advance = signal();
  }

  /** Where a view stands; 0 if it has never run, or has stopped. */
  async positionOf(view: string): Promise<Position> {
    return (await this.#positions()).get(view) ?? 0n;
  }

  /** Resolves once a view has read up to a position; throws StaleRead after so many milliseconds rather than lie. */
  async reach(
    view: string,
    required: Position,
    patienceMs: number = this.patienceMs,
  ): Promise<void> {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const advanced = this.#advance.given;
      const reached = await this.patiently(view, () => this.positionOf(view));
      if (reached >= required) return;
      if (performance.now() > deadline) throw new StaleRead(view, required, reached);
      await Promise.race([sleep(25), advanced]);
    }
  }

  /**
   * Reads from a view; again while the database is away for a moment, or the view's table is still to be made by
   * a projector that starts. Throws StaleRead if it is not made within some seconds.
   */
  async patiently<T>(view: string, read: () => Promise<T>): Promise<T> {
    const deadline = performance.now() + this.patienceMs;
    for (;;) {
      try {
        return await read();
      } catch (error) {
        if (!isAway(error) && !isUnmade(error)) throw error;
        if (performance.now() > deadline) throw isAway(error) ? error : new StaleRead(view, 1n, 0n);
        await sleep(50);
      }
    }
  }

  /** Where all views stand; everybody who asks at once is answered by one query. */
  #positions(): Promise<Map<string, Position>> {
    return (this.#reading ??= this.#read().finally(() => (this.#reading = undefined)));
  }

  async #read(): Promise<Map<string, Position>> {
    const rows: { name: string; position: string }[] = await this.db.query(
      'select name, position from views.checkpoint where stopped is null',
    );
    return new Map(rows.map(({ name, position }) => [name, BigInt(position)]));
  }
}

const signal = () => {
  let give = (): void => {};
  const given = new Promise<void>((resolve) => (give = resolve));
  return { give, given };
};
