import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MasterKeys } from './master-keys.js';

/** The master keys of the settings, in hexadecimal; this machine's own where there is none. */
export const openMasterKeys = async (
  { current, old }: { current?: string; old?: string },
  dataFolder: string,
): Promise<MasterKeys> => new MasterKeys(current ?? (await developmentMasterKey(dataFolder)), old);

/**
 * This machine's own master key in hexadecimal, for development only; made on first use, readable by
 * its owner only. It is durable before anybody sees it: what it wraps is lost without it.
 */
const developmentMasterKey = async (dataFolder: string): Promise<string> => {
  const path = join(dataFolder, 'development-master-key');
  const known = await read(path);
  if (known) return known;
  await mkdir(dataFolder, { recursive: true });
  const draft = `${path}.${randomUUID()}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(randomBytes(32).toString('hex'));
    await file.sync();
  } finally {
    await file.close();
  }
  await link(draft, path).catch(unless('EEXIST'));
  await rm(draft);
  return (await read(path))!;
};

const read = async (path: string): Promise<string | void> =>
  readFile(path, 'utf8').catch(unless('ENOENT'));

const unless =
  (code: string) =>
  (error: NodeJS.ErrnoException): void => {
    if (error.code !== code) throw error;
  };
