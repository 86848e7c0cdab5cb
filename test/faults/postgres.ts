import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { serve } from '../../src/database/embedded.js';
import { running } from '../../src/database/postmaster.js';
import { family, signal } from './processes.js';

const LOOK_MS = 100;

/**
 * How long it may live and not answer before it is killed, in milliseconds: a server whose recovery
 * met a full disk may stay like that for ever.
 */
const HUNG_MS = 20_000;

/** A durable PostgreSQL of the campaign's own, started again whenever it ends, as a supervisor would. */
export class Postgres {
  private address: (database: string) => string = () => '';
  private wanted = true;
  private watching: Promise<void> | undefined;
  /** How often it had to be started again. */
  restarts = 0;

  private constructor(private readonly folder: string) {}

  static async start(folder: string): Promise<Postgres> {
    const postgres = new Postgres(folder);
    postgres.address = await serve({ folder, say: () => undefined });
    postgres.watching = postgres.watch();
    return postgres;
  }

  /** The address of a database at this moment; the port may change with a restart. */
  url(database: string): string {
    return this.address(database);
  }

  get port(): number {
    return Number(new URL(this.address('postgres')).port);
  }

  /** The postmaster and all its children; none while it is down. */
  async pids(): Promise<number[]> {
    const folder = await realpath(join(this.folder, 'postgres'));
    const server = await running(folder);
    return server ? family(server.pid) : [];
  }

  /** Sends a signal to the postmaster and all its children at once. */
  async signalAll(name: NodeJS.Signals): Promise<void> {
    signal(await this.pids(), name);
  }

  /** Sends a signal to the postmaster alone. */
  async signalOne(name: NodeJS.Signals): Promise<void> {
    signal((await this.pids()).slice(0, 1), name);
  }

  /** Runs statements on a connection of their own. */
  async sql<Row extends pg.QueryResultRow>(
    database: string,
    ...statements: string[]
  ): Promise<Row[]> {
    const client = await this.connect(database);
    try {
      let rows: Row[] = [];
      for (const statement of statements) ({ rows } = await client.query<Row>(statement));
      return rows;
    } finally {
      client.end().catch(() => undefined);
    }
  }

  /** A connection as somebody else's, who owns the database. */
  async connect(database: string): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.url(database),
      application_name: 'nemesis',
      connectionTimeoutMillis: 2_000,
      query_timeout: 5_000,
    });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  /** Resolves once it answers. */
  async ready(): Promise<void> {
    while (!(await this.answers())) await sleep(LOOK_MS);
  }

  /** Stops it and starts it no more. */
  async stop(): Promise<void> {
    this.wanted = false;
    await this.watching;
    await this.signalAll('SIGCONT');
    await this.signalOne('SIGINT');
    while ((await this.pids()).length > 0) await sleep(LOOK_MS);
  }

  private async watch(): Promise<void> {
    for (let lastSeen = performance.now(); this.wanted; await sleep(LOOK_MS)) {
      if ((await this.pids()).length === 0) {
        this.restarts++;
        lastSeen = performance.now();
        await this.startAgain();
      } else if (await this.answers()) lastSeen = performance.now();
      else if (performance.now() - lastSeen > HUNG_MS) await this.signalAll('SIGKILL');
    }
  }

  private async startAgain(): Promise<void> {
    const options = { folder: this.folder, say: () => undefined };
    await Promise.race([serve(options), sleep(HUNG_MS, undefined, { ref: false })]).then(
      (address) => (this.address = address ?? this.address),
      () => undefined,
    );
  }

  private answers(): Promise<boolean> {
    return this.sql('postgres', 'select 1').then(
      () => true,
      () => false,
    );
  }
}

/** Ends the server that a dead campaign left in a folder. */
export async function killLeft(folder: string): Promise<void> {
  const server = await running(await realpath(join(folder, 'postgres')));
  if (!server) return;
  signal(family(server.pid), 'SIGKILL');
  while (await running(join(folder, 'postgres'))) await sleep(LOOK_MS);
}
