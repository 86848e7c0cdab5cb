import { Socket } from 'node:net';
import pg from 'pg';

/** A connection to the database that can be let go at any moment, whoever is silent at its other end. */
export class Connection extends pg.Client {
  readonly #socket: Socket;

  /** `answerMs` is how long anything may go unanswered, in milliseconds; `patienceMs` how long connecting may last. */
  constructor(url: string, { patienceMs, answerMs }: { patienceMs: number; answerMs?: number }) {
    const socket = new Socket();
    super({
      connectionString: url,
      application_name: 'cahier projector',
      stream: () => socket,
      connectionTimeoutMillis: patienceMs,
      ...(answerMs && { query_timeout: answerMs }),
      keepAlive: true,
      keepAliveInitialDelayMillis: patienceMs,
    });
    this.#socket = socket;
    this.on('error', () => {});
  }

  /** Lets it go without waiting; whatever still waits for an answer fails. */
  discard(): void {
    void this.end().catch(() => {});
    if (this.#socket.connecting) this.#socket.destroy();
    else this.#socket.destroySoon();
  }
}
