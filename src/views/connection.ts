import { Socket } from 'node:net';
import pg from 'pg';

/** A connection to the database that can be let go at any moment, whoever is silent at its other end. */
export class Connection extends pg.Client {
  readonly #socket: Socket;
  #letGo!: () => void;
  readonly #gone = new Promise<never>((_resolve, reject) => {
    this.#letGo = () => reject(new Error('the connection was let go of'));
  });

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
    this.#gone.catch(() => {});
  }

  /** Connects; throws as soon as it is let go of, which `connect` alone would not hear of. */
  async open(): Promise<void> {
    await Promise.race([this.connect(), this.#gone]);
  }

  /** Lets it go without waiting; whatever still waits for an answer fails. */
  discard(): void {
    this.#letGo();
    void this.end().catch(() => {});
    if (this.#socket.connecting) this.#socket.destroy();
    else this.#socket.destroySoon();
  }
}
