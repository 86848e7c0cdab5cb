import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseSkey, signer, skey } from '../ledger/note-key.js';

/** The seed of this machine's own signing key, made on first use, readable by its owner only; for development. */
export const developmentSeed = async (dataFolder: string): Promise<Buffer> => {
  const path = join(dataFolder, 'development-ledger-key.txt');
  const known = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  });
  if (known) return parseSkey(known.trim()).seed;
  await mkdir(dataFolder, { recursive: true });
  const text = `${skey(signer('development', 'note', randomBytes(32)))}\n`;
  await writeFile(path, text, { mode: 0o600, flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return parseSkey((await readFile(path, 'utf8')).trim()).seed;
};
