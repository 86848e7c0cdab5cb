import { createServer, connect, type AddressInfo, type Socket } from 'node:net';

/** A network between the log and PostgreSQL that fails on command. */
export interface Proxy {
  /** The address of the database through this network. */
  url: string;
  /** Lets the next append be committed and then loses its answer with the connection. */
  loseNextAnswer(): void;
  /** The same, and then no connection any more until `restore`. */
  loseNextAnswerAndGoDown(): void;
  /** Loses the next append, with its connection, on the way to the server. */
  loseNextAppend(): void;
  /** Lets the next append's connection fall silent without closing it. */
  silenceNextAppend(): void;
  /** Breaks every connection and takes no new one, until `restore`. */
  interrupt(): void;
  restore(): void;
  /** Sends new connections to another server. */
  redirect(url: string): void;
  close(): Promise<void>;
}

type Trick = 'lose the answer' | 'go down' | 'lose the append' | 'fall silent';

/** Opens a network to the database at an address. */
export async function openProxy(target: string): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let [upstream, trick, down] = [new URL(target), undefined as Trick | undefined, false];

  const breakAll = () => sockets.forEach((socket) => socket.destroy());
  const interrupt = () => ((down = true), breakAll());
  const server = createServer((client) => {
    const database = connect(Number(upstream.port), upstream.hostname);
    let fate: Trick | undefined;
    const drop = () => [client, database].forEach((socket) => socket.destroy());
    for (const socket of [client, database]) {
      sockets.add(socket);
      socket.on('error', drop).on('close', () => (sockets.delete(socket), drop()));
    }
    if (down) return drop();
    client.on('data', (chunk) => {
      if (trick && chunk.includes('log.append')) [fate, trick] = [trick, undefined];
      if (fate === 'lose the append') drop();
      else if (fate !== 'fall silent') database.write(chunk);
    });
    database.on('data', (chunk) => {
      if (fate === 'lose the answer') drop();
      else if (fate === 'go down') interrupt();
      else client.write(chunk);
    });
  });

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(target);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    loseNextAnswer: () => void (trick = 'lose the answer'),
    loseNextAppend: () => void (trick = 'lose the append'),
    silenceNextAppend: () => void (trick = 'fall silent'),
    loseNextAnswerAndGoDown: () => void (trick = 'go down'),
    interrupt,
    restore: () => void (down = false),
    redirect: (to) => void (upstream = new URL(to)),
    close: () => {
      breakAll();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
