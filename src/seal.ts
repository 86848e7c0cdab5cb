import pg from 'pg';
import type { Config } from './config.js';
import { ledgerOptions, openLedger } from './open-ledger.js';
import { keysFor } from './open-keys.js';
import { openLog } from './open-log.js';
import { Sealer } from './sealing/sealer.js';

/** A sealer at work. */
export interface Sealing {
  /** Signs what was read, and lets go of everything. */
  close(): Promise<void>;
}

/** Seals the log in the database at that address, until closed. Throws StartError, or LogError where there is no log. */
export const startSealing = async (config: Config, url: string): Promise<Sealing> => {
  const log = await openLog({ databaseUrl: url, kurrentUrl: config.kurrentUrl });
  const pool = new pg.Pool({ connectionString: url, max: 1, application_name: 'cahier sealer' });
  pool.on('connect', (client) => client.on('error', () => {}));
  pool.on('error', () => {});
  const keys = await keysFor(url, config);
  const ledger = openLedger(await ledgerOptions(config), { log, pool, keys });
  const sealer = new Sealer(url, ledger);
  sealer.start();
  return {
    close: async () => {
      await sealer.close();
      await log.close();
      await pool.end();
    },
  };
};
