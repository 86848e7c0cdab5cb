import { readFile, realpath, rename, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { StartError } from '../start-error.js';
import { serverAccount } from './account.js';
import { findBinaries, runProgram } from './binaries.js';
import { ensureCluster, ensureWritable, places, type Places, type Server } from './cluster.js';
import { exclusively } from './file-lock.js';
import { hold, isLastOut } from './hold.js';
import { isAlive, recorded, running } from './postmaster.js';
import { portOfLastStart, writeSettings } from './tuning.js';

const DATABASE = 'cahier';
const START_ATTEMPTS = 6;
const READY_MS = 600_000;

export interface EmbeddedOptions {
  /** Folder of everything we keep, `CAHIER_DATA`; the cluster is in its `postgres`. */
  folder: string;
  /** False only where a power cut may cost everything, as in tests. */
  durable?: boolean;
  /** Receives one line when something unusual was done. */
  say?: (line: string) => void;
}

/** Our share of the embedded server; every process that uses it has one of its own. */
export interface Lease {
  /** Connection address of the database `cahier`, with its password. */
  url: string;
  /** Gives the share back; the last one out stops the server. */
  release(): Promise<void>;
}

/** The address of any database on a server. */
type Address = (database: string) => string;

/**
 * Shares the PostgreSQL server of a data folder: starts it, or attaches to the one that runs there already.
 * It outlives Ctrl-C and the death of any one process. Throws StartError.
 */
export async function acquire(options: EmbeddedOptions): Promise<Lease> {
  const where = places(options.folder);
  await ensureWritable(where);
  return exclusively(where.lock, async () => {
    const server = await prepare(where, options);
    const address = await attachOrStart(server);
    await ensureDatabase(address('postgres'));
    const held = await hold(address('postgres'));
    const leave = () =>
      exclusively(where.lock, async () => {
        await held.leave();
        if (await isLastOut(address('postgres'))) await stop(server);
      });
    let left: Promise<void> | undefined;
    return { url: address(DATABASE), release: () => (left ??= leave()) };
  });
}

/** Starts the server of a folder, or finds it running, and leaves it running. */
export async function serve(options: EmbeddedOptions): Promise<Address> {
  const where = places(options.folder);
  await ensureWritable(where);
  return exclusively(where.lock, async () => attachOrStart(await prepare(where, options)));
}

async function prepare(where: Places, options: EmbeddedOptions): Promise<Server> {
  const say = options.say ?? ((line) => process.stderr.write(`${line}\n`));
  const account = await serverAccount(where.data);
  const binaries = await findBinaries(account, say);
  return { places: where, account, binaries, durable: options.durable ?? true, say };
}

async function attachOrStart(server: Server): Promise<Address> {
  const { user, password } = await ensureCluster(server);
  const folder = await realpath(server.places.data);
  const { port } = (await running(folder)) ?? (await start(server, folder));
  const address = (database: string) =>
    `postgres://${user}:${password}@127.0.0.1:${port}/${database}?sslmode=disable`;
  await untilReady(address('postgres'), folder);
  return address;
}

async function start({ account, binaries, durable }: Server, folder: string) {
  const stale = await recorded(folder);
  if (stale && isAlive(stale.pid)) await rm(join(folder, 'postmaster.pid'));
  const lastPort = await portOfLastStart(folder);
  const log = join(folder, 'server.log');
  await rename(log, `${log}.1`).catch(() => undefined);
  for (let attempt = 1; ; attempt++) {
    await writeSettings(folder, await freePort(lastPort), durable);
    const args = ['start', '-w', '-t', '60', '-s', '-D', folder, '-l', log];
    const error = await runProgram(binaries, 'pg_ctl', args, account).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    const server = await running(folder);
    if (server?.port) return server;
    if (attempt === START_ATTEMPTS) throw await notStarted(log, error);
    await sleep(1_000);
  }
}

async function stop({ account, binaries, places }: Server): Promise<void> {
  const folder = await realpath(places.data);
  if (!(await running(folder))) return;
  const args = ['stop', '-m', 'fast', '-w', '-t', '120', '-s', '-D', folder];
  await runProgram(binaries, 'pg_ctl', args, account);
}

/** Waits while the server recovers from a crash, as long as it lives. */
async function untilReady(url: string, folder: string): Promise<void> {
  const deadline = Date.now() + READY_MS;
  for (;;) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await client.end();
    } catch (error) {
      const { code } = error as { code?: string };
      const coming = code === '57P03' || code === 'ECONNREFUSED' || code === 'ECONNRESET';
      const log = join(folder, 'server.log');
      if (!coming || Date.now() > deadline || !(await running(folder)))
        throw await notStarted(log, error);
      await sleep(200);
    }
  }
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const known = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (known.rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}

/** A port of this machine that nobody listens on; the preferred one if it is free. */
async function freePort(preferred = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => (preferred ? resolve(freePort()) : reject(error)));
    probe.listen(preferred, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

async function notStarted(log: string, cause: unknown): Promise<StartError> {
  const text = await readFile(log, 'utf8').catch(() => '');
  const fatal = text.match(/(?:FATAL|PANIC|ERROR): +(.*)/g)?.at(-1);
  const reason = fatal ?? (cause as Error | undefined)?.message ?? 'it gave no reason';
  return new StartError(
    'SERVER_NOT_STARTED',
    `The embedded PostgreSQL did not start: ${reason.replace(/\.?\s*$/, '')}.`,
    `Its whole story is in ${log}. An external server can be used instead: set DATABASE_URL.`,
    { cause },
  );
}
