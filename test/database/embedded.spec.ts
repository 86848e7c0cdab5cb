import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { mkdir, readdir, readFile, readlink, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { serverAccount } from '../../src/database/account.js';
import { acquire } from '../../src/database/embedded.js';
import { running } from '../../src/database/postmaster.js';
import { packageRoot } from '../../src/package-root.js';

const isRoot = process.getuid?.() === 0;
const folder = temporary();
const data = join(folder, 'postgres');
const children: ChildProcess[] = [];

beforeAll(async () => (await acquire({ folder })).release());
afterAll(async () => {
  children.forEach((child) => child.kill('SIGKILL'));
  await (await acquire({ folder })).release();
  rmSync(folder, { recursive: true });
});

function temporary(mode = 0o755): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'cahier-embedded-')));
  chmodSync(path, mode);
  return path;
}

/** Another process of ours that uses the server of `where`; SIGTERM makes it leave. */
async function neighbour(
  where = folder,
  account = {},
): Promise<{ child: ChildProcess; url: string }> {
  const args = ['--import', './test/support/typescript.js', 'test/database/lease.ts', where];
  const stdio = ['ignore', 'pipe', 'inherit'] as const;
  const child = spawn(process.execPath, args, { cwd: packageRoot, stdio: [...stdio], ...account });
  children.push(child);
  const [url] = await once(createInterface(child.stdout!), 'line');
  return { child, url };
}

async function leave(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  child.kill(signal);
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

async function killServer(): Promise<void> {
  const { pid } = (await running(data))!;
  process.kill(pid, 'SIGKILL');
  while (await running(data)) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Takes a port as soon as the kernel has closed what a killed process held. */
function listen(port: number): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer().listen(port, '127.0.0.1');
    server.once('listening', () => resolve(server));
    server.once('error', () => setTimeout(() => resolve(listen(port)), 20));
  });
}

describe('the embedded server', () => {
  test('keeps its data in the data folder, on this machine only, durable, in UTF-8 and UTC', async () => {
    const { url, release } = await acquire({ folder });
    expect((await readFile(join(data, 'PG_VERSION'), 'utf8')).trim()).toBe('18');
    const settings = ['listen_addresses', 'fsync', 'synchronous_commit', 'full_page_writes'];
    const shown = await Promise.all(
      [...settings, 'server_encoding', 'timezone', 'unix_socket_directories'].map((name) =>
        ask(url, `show ${name}`),
      ),
    );
    expect(shown.flat()).toEqual(['127.0.0.1', 'on', 'on', 'on', 'UTF8', 'UTC', '']);
    await release();
  });

  test('asks for a password that only we can read', async () => {
    const { url, release } = await acquire({ folder });
    const stranger = new URL(url);
    stranger.password = 'guess';
    await expect(ask(stranger.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    expect((await stat(join(folder, 'postgres.json'))).mode & 0o777).toBe(0o600);
    await release();
  });

  test('is shared by our processes and stopped by the last one out', async () => {
    const ours = await acquire({ folder });
    const { child, url } = await neighbour();
    expect(url).toBe(ours.url);
    await ours.release();
    expect(await ask(url, 'select 1')).toEqual([1]);
    await leave(child);
    expect(await running(data)).toBeUndefined();
  });

  test('is started once by processes that start at the same time', async () => {
    const both = await Promise.all([neighbour(), neighbour(), acquire({ folder })]);
    expect(new Set(both.map(({ url }) => url)).size).toBe(1);
    await Promise.all([leave(both[0].child), leave(both[1].child), both[2].release()]);
    expect(await running(data)).toBeUndefined();
  });

  test('does not stop at Ctrl-C in the terminal before we have let go of it', async () => {
    const { release } = await acquire({ folder });
    const { pid } = (await running(data))!;
    const groupOf = (id: number) => execFileSync('ps', ['-o', 'pgid=', '-p', `${id}`]).toString();
    expect(groupOf(pid)).not.toBe(groupOf(process.pid));
    await release();
  });

  test('left behind by a killed process is used again, and stopped when that use ends', async () => {
    const { child } = await neighbour();
    const orphan = (await running(data))!;
    await leave(child, 'SIGKILL');
    const { release } = await acquire({ folder });
    expect(await running(data)).toEqual(orphan);
    await release();
    expect(await running(data)).toBeUndefined();
  });

  test('recovers what was committed when everything was killed, even in the middle of a start', async () => {
    const { child, url } = await neighbour();
    await ask(url, 'create table act as select 42 as kept');
    await leave(child, 'SIGKILL');
    await killServer();
    await writeFile(join(folder, 'postgres.lock'), `${child.pid} 1`);
    const { url: again, release } = await acquire({ folder });
    expect(await ask(again, 'select kept from act')).toEqual([42]);
    await release();
  });

  test('stays for a process whose connection to it was cut', async () => {
    const { url, release } = await acquire({ folder });
    const cut = `select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'cahier in use'`;
    expect(await ask(url, cut)).toEqual([true]);
    const back = `select count(*)::int from pg_locks where locktype = 'advisory' and granted`;
    while ((await ask(url, back))[0] === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    await leave((await neighbour()).child);
    expect(await ask(url, 'select 1')).toEqual([1]);
    await release();
    expect(await running(data)).toBeUndefined();
  });

  test('is not fooled when its old process id belongs to another program', async () => {
    const account = await serverAccount(data);
    const other = spawn('sleep', ['60'], { ...account, stdio: 'ignore' });
    children.push(other);
    const pidFile = join(data, 'postmaster.pid');
    await writeFile(pidFile, `${other.pid}\n${data}\n1\n5432\n\n127.0.0.1\n\nready\n`);
    await writeFile(join(folder, 'postgres.lock'), `${other.pid} 1`);
    const { url, release } = await acquire({ folder });
    expect(await ask(url, 'select 1')).toEqual([1]);
    await release();
    expect(other.exitCode ?? other.signalCode).toBeNull();
  });

  test('keeps its port from one start to the next', async () => {
    const first = await acquire({ folder });
    await first.release();
    const second = await acquire({ folder });
    expect(second.url).toBe(first.url);
    await second.release();
  });

  test('goes on when its old port was taken by another program', async () => {
    const before = new URL((await neighbour()).url).port;
    await leave(children.at(-1)!, 'SIGKILL');
    await killServer();
    const squatter = await listen(Number(before));
    const { url, release } = await acquire({ folder });
    expect(new URL(url).port).not.toBe(before);
    await release();
    squatter.close();
  });
});

describe('a data folder that cannot be used is told in one sentence with the next step', () => {
  test('written by another version of PostgreSQL', async () => {
    await rename(join(data, 'PG_VERSION'), join(data, 'kept'));
    await writeFile(join(data, 'PG_VERSION'), '17\n');
    await expect(acquire({ folder })).rejects.toMatchObject({
      code: 'DATA_OTHER_VERSION',
      sentence: `The data in ${data} was written by PostgreSQL 17; this Cahier brings PostgreSQL 18.`,
      nextStep: expect.stringContaining('DATABASE_URL'),
    });
    await rename(join(data, 'kept'), join(data, 'PG_VERSION'));
  });

  test('whose password was lost', async () => {
    const secret = join(folder, 'postgres.json');
    await rename(secret, `${secret}.kept`);
    await expect(acquire({ folder })).rejects.toMatchObject({ code: 'DATA_PASSWORD_LOST' });
    await rename(`${secret}.kept`, secret);
  });

  test('that cannot be written', async () => {
    const file = join(folder, 'a-file');
    await writeFile(file, '');
    await expect(acquire({ folder: join(file, 'data') })).rejects.toMatchObject({
      code: 'DATA_NOT_WRITABLE',
      sentence: expect.stringContaining(join(file, 'data')),
    });
  });

  test('that holds something else', async () => {
    const other = temporary();
    await mkdir(join(other, 'postgres'));
    await writeFile(join(other, 'postgres', 'notes.txt'), 'mine');
    await expect(acquire({ folder: other })).rejects.toMatchObject({ code: 'DATA_UNKNOWN' });
    expect(await readdir(other)).toEqual(['postgres']);
    expect(await readFile(join(other, 'postgres', 'notes.txt'), 'utf8')).toBe('mine');
    await rm(other, { recursive: true });
  });
});

(isRoot ? describe : describe.skip)('started by root', () => {
  test('the server runs as another user', async () => {
    const { release } = await acquire({ folder });
    const { pid } = (await running(data))!;
    expect((await stat(`/proc/${pid}`)).uid).not.toBe(0);
    await release();
  });

  test('the data goes where that user can enter, and we say so', async () => {
    const closed = temporary(0o700);
    const said: string[] = [];
    const { release } = await acquire({ folder: closed, say: (line) => said.push(line) });
    const target = await readlink(join(closed, 'postgres'));
    expect(said).toEqual([expect.stringContaining(target)]);
    await release();
    await rm(dirname(target), { recursive: true });
    await rm(closed, { recursive: true });
  });

  const { uid, gid } = { uid: 65_534, gid: 65_534 };
  const mayRead = () =>
    spawnSync('test', ['-r', join(packageRoot, 'package.json')], { uid, gid }).status === 0;
  (isRoot && mayRead() ? test : test.skip)('an ordinary user has one of their own', async () => {
    const theirs = temporary();
    chownSync(theirs, uid, gid);
    const { child, url } = await neighbour(theirs, { uid, gid });
    expect(await ask(url, 'select 1')).toEqual([1]);
    expect((await stat(join(theirs, 'postgres'))).uid).toBe(uid);
    await leave(child);
    expect(existsSync(join(theirs, 'postgres', 'postmaster.pid'))).toBe(false);
    await rm(theirs, { recursive: true });
  });
});
