import { link, mkdir, open, readFile, readdir, rm, stat } from 'node:fs/promises';

/** What a witness does to files; each write is a moment at which it can die. */
export interface Disk {
  /** Makes a folder with those above it. */
  make(folder: string): Promise<void>;
  /** Writes a new file; it outlives a power cut under whatever name a folder keeps for it. */
  write(path: string, text: string): Promise<void>;
  /** Gives a file one more name; false where something else has that name already. */
  name(path: string, name: string): Promise<boolean>;
  /** Writes down which names a folder has. */
  settle(folder: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** The names in a folder; none where there is no folder. */
  names(folder: string): Promise<string[]>;
  /** Undefined where there is no file. */
  read(path: string): Promise<string | undefined>;
  /** Milliseconds since a file was written; infinite where it is gone. */
  age(path: string): Promise<number>;
}

const absent = (error: NodeJS.ErrnoException): undefined => {
  if (error.code !== 'ENOENT') throw error;
};

/** The files of this machine. */
export const disk: Disk = {
  make: async (folder) => void (await mkdir(folder, { recursive: true })),
  write: async (path, text) => {
    const file = await open(path, 'wx', 0o644);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
  },
  name: (path, name) =>
    link(path, name).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
        return false;
      },
    ),
  settle: async (folder) => {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  },
  remove: (path) => rm(path, { force: true }),
  names: async (folder) => (await readdir(folder).catch(absent)) ?? [],
  read: (path) => readFile(path, 'utf8').catch(absent),
  age: async (path) => {
    const found = await stat(path).catch(absent);
    return found ? Date.now() - found.mtimeMs : Infinity;
  },
};
