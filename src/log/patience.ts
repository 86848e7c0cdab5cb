import { setTimeout as sleep } from 'node:timers/promises';
import type { LogError } from './port.js';

/** How long to try, and what is worth trying again. */
export interface Patience {
  ms: number;
  isPassing(error: unknown): boolean;
  /** The error that ends it, in the log's words. */
  inWords(error: unknown): LogError;
}

/** Repeats what fails for a passing reason, with growing pauses, as long as patience lasts. */
export async function patiently<T>(work: () => Promise<T>, patience: Patience): Promise<T> {
  const deadline = performance.now() + patience.ms;
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!patience.isPassing(error) || performance.now() > deadline) throw patience.inWords(error);
      await sleep(pause(attempt));
    }
  }
}

/** Milliseconds to wait before the next attempt: none at first, then doubling from 50 to 1,000. */
export const pause = (attempt: number): number =>
  attempt ? Math.min(1_000, 25 * 2 ** attempt) : 0;
