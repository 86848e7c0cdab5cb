import { setTimeout as sleep } from 'node:timers/promises';
import { LOG_CHANNEL } from './schema.js';
import { pause } from '../patience.js';
import { discard, type Connect } from './session.js';

export interface ListenerOptions {
  connect: Connect;
  /**
   * Called with the server's process that appended; with 0 whenever it begins to listen, for what
   * was appended before was not heard.
   */
  heard: (processId: number) => void;
  /** Aborts when the log closes. */
  closed: AbortSignal;
}

/**
 * Listens to what other processes append, on a connection of its own that it renews when it
 * breaks.
 */
export class Listener {
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
      const listened = await this.listen().catch(() => false);
      if (listened) attempt = 0;
      await sleep(pause(attempt + 1), undefined, { signal: closed }).catch(() => undefined);
    }
  }

  /** Listens until the connection breaks or the log closes; true if it ever listened. */
  private async listen(): Promise<boolean> {
    const { connect, heard, closed } = this.options;
    let end!: () => void;
    const over = new Promise<void>((resolve) => (end = resolve));
    const client = await connect(() => end());
    closed.addEventListener('abort', end);
    try {
      client.on('notification', ({ processId }) => heard(processId));
      await client.query(`listen ${LOG_CHANNEL}`);
      heard(0);
      await (closed.aborted || over);
      return true;
    } finally {
      closed.removeEventListener('abort', end);
      discard(client);
    }
  }
}
