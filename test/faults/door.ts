import { connect, type Socket } from 'node:net';
import { line, lines, type Given, type Question, type Questions, type Reply } from './protocol.js';

/** No answer came: the server is away, was lost, or took too long; or it answered that it could not. */
export class Unanswered extends Error {
  constructor(
    message: string,
    /** What that means to an append. */
    readonly outcome: 'unknown' | 'unrecorded',
  ) {
    super(message);
  }
}

interface Waiting {
  take(reply: Reply): void;
  lose(error: Unanswered): void;
}

/** One process's connection to one server, renewed when it breaks; many questions share it. */
export class Door {
  private socket: Socket | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;

  /** `port` is asked at each new connection; none while the server is away. */
  constructor(private readonly port: () => number | undefined) {}

  /** The answer to one question. Rejects with Unanswered, after so many milliseconds at the latest. */
  ask<Q extends keyof Questions>(
    ask: Q,
    given: Questions[Q]['with'],
    patience: number,
  ): Promise<Questions[Q]['is']> {
    return new Promise((resolve, reject) => {
      const id = ++this.lastId;
      const over = (act: () => void) => {
        clearTimeout(timer);
        this.waiting.delete(id);
        act();
      };
      const late = () => over(() => reject(new Unanswered('no answer in time', 'unknown')));
      const timer = setTimeout(late, patience);
      const take = (reply: Reply) =>
        over(() =>
          'is' in reply ? resolve(reply.is as Questions[Q]['is']) : reject(failed(reply)),
        );
      this.send({ id, ask, with: given } as Question, {
        take,
        lose: (error) => over(() => reject(error)),
      });
    });
  }

  /** Hands over batch after batch; rejects when the connection or the subscription ends. */
  follow(given: { after: number; type?: string }, take: (batch: Given) => void): Promise<never> {
    return new Promise((_, reject) => {
      const id = ++this.lastId;
      const taken = (reply: Reply) =>
        'is' in reply ? take(reply.is as Given) : reject(failed(reply));
      this.send({ id, ask: 'follow', with: given }, { take: taken, lose: reject });
    });
  }

  /** Breaks the connection, as a client that goes away. */
  close(): void {
    this.socket?.destroy();
  }

  private send(question: Question, waiting: Waiting): void {
    const socket = (this.socket ??= this.open());
    if (!socket) return waiting.lose(new Unanswered('the server is away', 'unrecorded'));
    this.waiting.set(question.id, waiting);
    socket.write(line(question));
  }

  private open(): Socket | undefined {
    const port = this.port();
    if (!port) return undefined;
    const socket = connect(port, '127.0.0.1').setEncoding('utf8').setNoDelay();
    let reached = false;
    socket.once('connect', () => (reached = true));
    socket.on('error', () => undefined);
    socket.on(
      'data',
      lines<Reply>((reply) => this.waiting.get(reply.id)?.take(reply)),
    );
    return socket.once('close', () => {
      this.socket = undefined;
      const lost = new Unanswered('the connection was lost', reached ? 'unknown' : 'unrecorded');
      for (const { lose } of [...this.waiting.values()]) lose(lost);
      this.waiting.clear();
    });
  }
}

const failed = (reply: Extract<Reply, { failed: string }>): Unanswered =>
  new Unanswered(reply.failed, reply.outcome ?? 'unknown');
