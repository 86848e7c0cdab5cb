import { test } from '@jest/globals';
import type { Capabilities, Log } from '../../../src/log/port.js';
import type { Store } from '../contract.js';

/**
 * A rule of the contract, shown on a fresh log and, where it needs them, more doors to the same
 * log; kept by the stores that declare what it needs.
 */
export type Rule = (
  title: string,
  show: (log: Log, store: Store) => Promise<void>,
  needs?: keyof Capabilities,
) => void;

/** How to come by a fresh store, and what it declares to honour. */
export interface Fresh {
  (): Promise<Store>;
  honours: Capabilities;
}

/** Makes the test of a rule: a fresh store before, nothing left after. */
export const rules =
  (fresh: Fresh): Rule =>
  (title, show, needs) => {
    if (needs && !fresh.honours[needs]) return;
    test(title, async () => {
      const store = await fresh();
      try {
        await show(await store.open(), store);
      } finally {
        await store.remove();
      }
    });
  };
