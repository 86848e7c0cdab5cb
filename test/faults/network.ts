import { setTimeout as sleep } from 'node:timers/promises';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** What becomes of the connection over which the next append goes, once it reached the database. */
export type Fate = 'lost' | 'torn';

/** How bytes travel, in both directions. */
export interface Weather {
  /** Milliseconds that each piece is late. */
  late?: number;
  /** Bytes that pass at a time, one such drop every 10 ms. */
  drop?: number;
}

interface Link {
  client: Socket;
  database: Socket;
  /** Nothing passes any more, and nobody is told. */
  silent: boolean;
  fate?: Fate;
}

/** The network between one server and PostgreSQL, which fails on command. */
export class Network {
  private readonly links = new Set<Link>();
  private readonly server: Server;
  private weather: Weather = {};
  private fates: Fate[] = [];

  /** `target` is asked for the database's port at each new connection. */
  constructor(private readonly target: () => number) {
    this.server = createServer((client) => this.join(client));
  }

  /** Begins to listen, and resolves with the port. */
  async open(): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return (this.server.address() as AddressInfo).port;
  }

  /**
   * Lets the next appends reach the database and breaks their connections before the answer is
   * through: `lost` whole, or `torn` in its middle.
   */
  cut(fates: Fate[]): void {
    this.fates.push(...fates);
  }

  /** Lets connections fall silent without closing them: neither side learns what becomes of the other. */
  silence(chosen: () => boolean): void {
    for (const link of this.links) if (chosen()) link.silent = true;
  }

  turn(weather: Weather): void {
    this.weather = weather;
  }

  /** Breaks what is silent, at last. */
  mend(): void {
    for (const link of this.links) if (link.silent) this.leave(link);
  }

  /** Nothing fails any more, but what is silent stays so. */
  heal(): void {
    [this.weather, this.fates] = [{}, []];
  }

  async close(): Promise<void> {
    for (const link of this.links) part(link);
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(client: Socket): void {
    const link: Link = { client, database: connect(this.target(), '127.0.0.1'), silent: false };
    this.links.add(link);
    for (const socket of [client, link.database])
      socket
        .setNoDelay()
        .on('error', () => part(link))
        .on('close', () => link.silent || this.leave(link));
    const [out, back] = [this.way(link, link.database), this.way(link, client)];
    client.on('data', (chunk) => {
      if (chunk.includes('log.append')) link.fate ??= this.fates.shift();
      out(chunk);
    });
    link.database.on('data', (chunk) => {
      if (!link.fate) return back(chunk);
      if (link.fate === 'torn') client.write(chunk.subarray(0, chunk.length >> 1));
      setImmediate(() => part(link));
    });
  }

  private leave(link: Link): void {
    part(link);
    this.links.delete(link);
  }

  /** Carries pieces in their order through the weather of the moment. */
  private way(link: Link, to: Socket): (chunk: Buffer) => void {
    let last: Promise<void> | undefined;
    return (chunk) => {
      const { late, drop } = this.weather;
      if (!last && !late && !drop) return void (link.silent || to.write(chunk));
      const mine = (last ?? Promise.resolve()).then(() => travel(chunk, link, to, { late, drop }));
      last = mine;
      void mine.then(() => last === mine && (last = undefined));
    };
  }
}

async function travel(chunk: Buffer, link: Link, to: Socket, weather: Weather): Promise<void> {
  const { late = 0, drop = chunk.length } = weather;
  if (late) await sleep(late);
  for (let at = 0; at < chunk.length && !to.destroyed; at += drop) {
    if (at > 0) await sleep(10);
    if (!link.silent) to.write(chunk.subarray(at, at + drop));
  }
}

function part({ client, database }: Link): void {
  client.destroy();
  database.destroy();
}
