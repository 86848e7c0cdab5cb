import { createPublicKey } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exportPKCS8, generateKeyPair, importPKCS8, type CryptoKey } from 'jose';

/** Where this machine's own signing key lies; made on first use, readable by its owner only. */
const pathIn = (dataFolder: string): string => join(dataFolder, 'development-signing-key.pem');

/** The key with which `cahier token` signs, for development only. */
export const developmentKey = async (dataFolder: string): Promise<CryptoKey> =>
  importPKCS8(await pem(dataFolder), 'ES256', { extractable: true });

/** The public half of the development key, as PEM. */
export const developmentPublicKey = async (dataFolder: string): Promise<string> =>
  createPublicKey(await pem(dataFolder))
    .export({ type: 'spki', format: 'pem' })
    .toString();

const pem = async (dataFolder: string): Promise<string> => {
  const path = pathIn(dataFolder);
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, await exportPKCS8(privateKey), { mode: 0o600, flag: 'wx' }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    },
  );
  return readFile(path, 'utf8');
};
