import { readFileSync } from 'node:fs';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '../start-error.js';

const PATIENCE_MS = 120_000;
const POLL_MS = 50;
const HALF_WRITTEN_MS = 5_000;

/**
 * Runs `work` while no other process does so under the same lock file. A lock whose owner is dead, or
 * whose process id now belongs to another program, is taken over; a live owner is waited for (120 s).
 */
export async function exclusively<T>(path: string, work: () => Promise<T>): Promise<T> {
  await take(path);
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function take(path: string): Promise<void> {
  const me = incarnation(process.pid)!;
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await create(path, me))) {
    const owner = await readFile(path, 'utf8').catch(() => undefined);
    if (owner === undefined) continue;
    if (await isStale(path, owner)) await remove(path, owner);
    else await sleep(POLL_MS);
    if (Date.now() > deadline) throw stillLocked(path, owner);
  }
}

async function create(path: string, content: string): Promise<boolean> {
  try {
    await writeFile(path, content, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function isStale(path: string, owner: string): Promise<boolean> {
  const pid = Number.parseInt(owner, 10);
  if (pid > 0) return incarnation(pid) !== owner;
  const age = await stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
  return age > HALF_WRITTEN_MS;
}

/** Only one process may remove the lock of a given dead owner, so that nobody removes its successor's. */
async function remove(path: string, owner: string): Promise<void> {
  const claim = `${path}.${owner.replaceAll(/\W/g, '-')}`;
  if (!(await create(claim, ''))) return void (await sleep(POLL_MS));
  try {
    if ((await readFile(path, 'utf8').catch(() => undefined)) === owner) await rm(path);
  } finally {
    await rm(claim, { force: true });
  }
}

/** Tells one process from every other that ever had its id, where /proc knows; undefined when it is dead. */
function incarnation(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return undefined;
  }
  return `${pid} ${startedAt(pid)}`;
}

function startedAt(pid: number): string {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return line.slice(line.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

const stillLocked = (path: string, owner: string) =>
  new StartError(
    'DATA_LOCKED',
    `Process ${Number.parseInt(owner, 10) || '(unknown)'} has been holding ${path} for two minutes.`,
    `Wait for it or stop it; if it is gone, delete ${path} and start again.`,
  );
