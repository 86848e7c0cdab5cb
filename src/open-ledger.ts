import { join } from 'node:path';
import type pg from 'pg';
import type { Config } from './config.js';
import { openConsultationSecrets } from './keys/consultation-secrets.js';
import type { MasterKeys } from './keys/master-keys.js';
import type { Log } from './log/port.js';
import { openFolder } from './sealing/folder.js';
import type { Ledger } from './sealing/ledger.js';
import { developmentSeed } from './sealing/signing-key.js';

/** Where the ledger is, what names it, and who signs it; without a seed this process only shows it. */
export interface LedgerOptions {
  folder: string;
  host: string;
  seed?: Uint8Array;
  /** Who is asked to witness it. */
  witnesses?: string;
}

/** The ledger as the settings have it; who serves the API alone does not know the key. */
export const ledgerOptions = async ({ data, role, ledger }: Config): Promise<LedgerOptions> => ({
  folder: join(data, 'ledger'),
  host: ledger.host,
  ...(ledger.witnesses !== undefined && { witnesses: ledger.witnesses }),
  ...(role !== 'api' && {
    seed: ledger.seed ? Buffer.from(ledger.seed, 'base64') : await developmentSeed(data),
  }),
});

/** What the ledger is made from. */
export interface LedgerSources {
  log: Log;
  pool: pg.Pool;
  keys: MasterKeys;
}

/** The ledger of a log. */
export const openLedger = (
  { folder, seed = Buffer.alloc(0), ...named }: LedgerOptions,
  { log, pool, keys }: LedgerSources,
): Ledger => ({
  log,
  tiles: openFolder(folder),
  seed,
  ...named,
  secrets: openConsultationSecrets(pool, keys),
});
