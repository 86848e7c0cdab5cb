import pg from 'pg';
import type { Config } from './config.js';
import { VaultFault } from './keys/fault.js';
import type { MasterKeys } from './keys/master-keys.js';
import { openMasterKeys } from './keys/open-master-keys.js';
import { Vault } from './keys/vault.js';
import { StartError } from './start-error.js';

/** The master keys of the settings. Throws StartError where they do not open the keys of a database. */
export async function keysFor(url: string, { masterKeys, data }: Config): Promise<MasterKeys> {
  const keys = await openMasterKeys(masterKeys, data);
  const pool = new pg.Pool({ connectionString: url, max: 1, application_name: 'cahier keys' });
  pool.on('connect', (client) => client.on('error', () => {}));
  try {
    await new Vault(pool, keys).check();
    return keys;
  } catch (error) {
    throw error instanceof VaultFault ? masterKeyWrong(error) : error;
  } finally {
    await pool.end();
  }
}

const masterKeyWrong = (cause: VaultFault): StartError =>
  new StartError(
    'MASTER_KEY_WRONG',
    cause.message,
    'Set CAHIER_MASTER_KEY to the key that was used before, or CAHIER_MASTER_KEY_OLD beside a new one; nothing is lost.',
    { cause },
  );
