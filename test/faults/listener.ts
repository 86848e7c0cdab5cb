import { setTimeout as sleep } from 'node:timers/promises';
import type { Chance } from './chance.js';
import type { Door } from './door.js';
import type { Subscriber } from './history.js';
import type { Given } from './protocol.js';

/** A subscriber that goes on where it was, at another door, whenever its connection ends. */
export class Listener {
  readonly subscriber: Subscriber;

  constructor(
    name: string,
    type: string | undefined,
    private readonly chance: Chance,
  ) {
    this.subscriber = { name, ...(type && { type }), events: [], scannedTo: 0 };
  }

  /** Listens until the signal; what comes of a connection after that is not taken. */
  async run(doors: readonly Door[], over: AbortSignal): Promise<void> {
    const { events, type } = this.subscriber;
    const stopped = new Promise<void>((stop) => over.addEventListener('abort', () => stop()));
    while (!over.aborted) {
      let current = true;
      const take = (given: Given) => {
        if (!current) return;
        events.push(...given.events);
        this.subscriber.scannedTo = given.scannedTo;
      };
      const after = this.subscriber.scannedTo;
      const followed = this.chance.pick(doors).follow({ after, type }, take);
      await Promise.race([followed.catch(() => undefined), stopped]);
      current = false;
      await sleep(100);
    }
  }
}
