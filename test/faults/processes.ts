import { readdirSync, readFileSync } from 'node:fs';

/** Every process of the system and its parent, where /proc tells them; none elsewhere. */
function parents(): Map<number, number> {
  const found = new Map<number, number>();
  for (const name of entries('/proc')) {
    const stat = /^\d+$/.test(name) && read(`/proc/${name}/stat`);
    if (stat) found.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  return found;
}

/** A process and its children. */
export const family = (pid: number): number[] => [
  pid,
  ...[...parents()].filter(([, parent]) => parent === pid).map(([child]) => child),
];

/** Sends a signal to processes, of which some may be gone. */
export function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids)
    try {
      process.kill(pid, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
