import { test } from '@jest/globals';
import type { Log } from '../../../src/log/port.js';
import type { Store } from '../contract.js';

/**
 * A rule of the contract, shown on a fresh log and, where it needs them, more doors to the same
 * log.
 */
export type Rule = (title: string, show: (log: Log, store: Store) => Promise<void>) => void;

/** Makes the test of a rule: a fresh store before, nothing left after. */
export const rules =
  (fresh: () => Promise<Store>): Rule =>
  (title, show) =>
    test(title, async () => {
      const store = await fresh();
      try {
        await show(await store.open(), store);
      } finally {
        await store.remove();
      }
    });
