import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KurrentDBClient } from '@kurrent/kurrentdb-client';
import { pause } from '../patience.js';
import type { Kurrent } from './client.js';
import type { Names } from './names.js';

export interface ListenerOptions {
  client: KurrentDBClient;
  kurrent: Kurrent;
  names: Names;
  /** Called whenever somebody appended, and whenever it begins to listen. */
  heard: () => void;
  /** Aborts when the log closes. */
  closed: AbortSignal;
}

/**
 * Listens to what anybody appends, by a subscription from the end that it renews when it breaks. It
 * only rings; what was appended is read by position.
 */
export class KurrentListener {
  private listening: Promise<void> | undefined;

  constructor(private readonly options: ListenerOptions) {}

  start(): void {
    this.listening ??= this.keepListening();
  }

  /** Resolves when it has stopped, after the signal. */
  async stopped(): Promise<void> {
    await this.listening;
  }

  private async keepListening(): Promise<void> {
    const { closed } = this.options;
    for (let attempt = 0; !closed.aborted; attempt++) {
      if (await this.listen()) attempt = 0;
      await sleep(pause(attempt + 1), undefined, { signal: closed }).catch(() => undefined);
    }
  }

  /** Listens until the subscription breaks or the log closes; true if it ever listened. */
  private async listen(): Promise<boolean> {
    const { client, kurrent, names, heard, closed } = this.options;
    const filter = kurrent.streamNameFilter({ prefixes: [names.events] });
    const subscription = client.subscribeToAll({ fromPosition: kurrent.END, filter });
    let listened = false;
    subscription.on('confirmation', () => ((listened = true), heard()));
    subscription.on('data', heard);
    try {
      await once(subscription, 'end', { signal: closed });
    } catch {
      await subscription.unsubscribe().catch(() => undefined);
    }
    subscription.on('error', () => undefined).destroy();
    return listened;
  }
}
