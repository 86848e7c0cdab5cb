import { randomUUID } from 'node:crypto';
import { closeSync, fsync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { REGISTRY } from '../ledger/origin.js';
import type { LedgerFile, Still, Tiles } from './tiles.js';

/** How many files are written at once. */
const AT_ONCE = 16;

/** The files of the ledger in a folder of this machine, laid out as they are served. */
export const openFolder = (root: string): Tiles => {
  const made = new Set<string>();
  const at = (path: string) => join(root, path);
  return {
    read: (path) => readFile(at(path)).catch(absent),
    write: async (files, still) => {
      const parents = new Set<string>();
      for (const [path] of files) await prepare(dirname(at(path)), made, parents);
      for (let i = 0; i < files.length; i += AT_ONCE)
        await Promise.all(files.slice(i, i + AT_ONCE).map(([path, b]) => put(at(path), b, still)));
      await Promise.all([...parents].map(settle));
    },
    remove: (path) => rm(at(path), { recursive: true, force: true }),
    logs: async () => {
      const names = (await readdir(at('c')).catch(absent)) ?? [];
      const known = (await readdir(root).catch(absent)) ?? [];
      const places = names.sort().map((name) => `c/${name}`);
      return known.includes(REGISTRY) ? [...places, REGISTRY] : places;
    },
  };
};

const absent = (error: NodeJS.ErrnoException): undefined => {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
};

/** Makes a folder with those above it; notes which folders have to be written down. */
const prepare = async (folder: string, made: Set<string>, parents: Set<string>): Promise<void> => {
  parents.add(folder);
  if (made.has(folder)) return;
  const first = await mkdir(folder, { recursive: true });
  for (let at = folder; first && at.length >= first.length; at = dirname(at))
    parents.add(dirname(at));
  made.add(folder);
};

/** Only to make a file durable is handed to another thread: each time costs more than the step itself. */
const put = async (path: string, bytes: LedgerFile[1], still?: Still): Promise<void> => {
  const beside = join(dirname(path), `.${randomUUID()}`);
  const file = openSync(beside, 'wx', 0o644);
  try {
    writeFileSync(file, bytes);
    await durable(file);
  } finally {
    closeSync(file);
  }
  if (still) putInTime(beside, path, still);
  else renameSync(beside, path);
};

const durable = promisify(fsync);

/** Nothing else happens in this process between the question and the deed. */
const putInTime = (beside: string, path: string, still: Still): void => {
  try {
    still();
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
};

/** Writes down which files a folder has. */
const settle = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
};
