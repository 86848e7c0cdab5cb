import { execFile } from 'node:child_process';
import { statfs } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MIB = 2 ** 20;
const SIZE = 2_048 * MIB;

/** A disk of the campaign's own that can be filled: a file system in memory, of which only what is used is taken. */
export interface Volume {
  /** Leaves only some kilobytes of room. */
  fill(): Promise<void>;
  /** Gives the room back. */
  free(): Promise<void>;
}

/** Mounts a volume on a folder; nothing where this user or system may not. */
export async function mountVolume(folder: string): Promise<Volume | undefined> {
  const mount = (...options: string[]) =>
    run('mount', ['-t', 'tmpfs', '-o', [...options, 'mode=0755'].join(), 'tmpfs', folder]);
  const resize = (bytes: number) => run('mount', ['-o', `remount,size=${bytes}`, folder]);
  try {
    await mount(`size=${SIZE}`);
  } catch {
    return undefined;
  }
  return {
    fill: async () => {
      const { blocks, bfree, bsize } = await statfs(folder);
      await resize((blocks - bfree) * bsize + 128 * 1024);
    },
    free: async () => void (await resize(SIZE)),
  };
}

/** Takes a volume away again. */
export async function unmount(folder: string): Promise<void> {
  await run('umount', [folder]);
}
