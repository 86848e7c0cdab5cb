import { execFile } from 'node:child_process';
import { readFile, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A server process that runs on a data folder. */
export interface Postmaster {
  pid: number;
  port: number;
}

/** What `postmaster.pid` says of a data folder, true or stale; undefined when there is no such file. */
export async function recorded(folder: string): Promise<Postmaster | undefined> {
  const text = await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => '');
  const [pid, , , port] = text.split('\n').map(Number);
  return pid ? { pid, port: port || 0 } : undefined;
}

/** The server that really runs on a data folder: not a dead one, nor another program under its old id. */
export async function running(folder: string): Promise<Postmaster | undefined> {
  const known = await recorded(folder);
  return known && (await serves(known.pid, folder)) ? known : undefined;
}

/** True when the process exists, whatever it is. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function serves(pid: number, folder: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  const [program = '', ...args] = await commandLine(pid);
  if (!basename(program).startsWith('postgres')) return false;
  const given = args[args.indexOf('-D') + 1] ?? '';
  const [theirs, ours] = await Promise.all([realpath(given).catch(() => given), realpath(folder)]);
  return theirs === ours;
}

async function commandLine(pid: number): Promise<string[]> {
  try {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0');
  } catch {
    const { stdout } = await run('ps', ['-o', 'args=', '-p', `${pid}`]).catch(() => ({
      stdout: '',
    }));
    return stdout.trim().split(' ');
  }
}
