import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import type { Position } from '../log/port.js';

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
  #wake: (() => void)[] = [];

  constructor(
    private readonly db: DataSource,
    private readonly patienceMs = 3_000,
  ) {}

  /** Wakes whoever waits, because a projector in this process has moved on. */
  advanced(): void {
    const waiting = this.#wake;
    this.#wake = [];
    for (const wake of waiting) wake();
  }

  /** Where a view stands; 0 if it has never run. */
  async positionOf(view: string): Promise<Position> {
    const rows: { position: string }[] = await this.db.query(
      'select position from views.checkpoint where name = $1 and stopped is null',
      [view],
    );
    return BigInt(rows[0]?.position ?? 0);
  }

  /** Resolves once a view has read up to a position; throws StaleRead after some seconds rather than lie. */
  async reach(view: string, required: Position): Promise<void> {
    const deadline = performance.now() + this.patienceMs;
    for (;;) {
      const reached = await this.positionOf(view);
      if (reached >= required) return;
      if (performance.now() > deadline) throw new StaleRead(view, required, reached);
      await Promise.race([sleep(25), new Promise<void>((wake) => this.#wake.push(wake))]);
    }
  }
}
