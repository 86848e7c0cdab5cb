import { writeSync } from 'node:fs';
import pg from 'pg';
import { openConsultationSecrets } from '../../src/keys/consultation-secrets.js';
import { MasterKeys } from '../../src/keys/master-keys.js';
import { openPostgresLog } from '../../src/log/postgres/log.js';
import { openFolder } from '../../src/sealing/folder.js';
import { Sealer } from '../../src/sealing/sealer.js';
import { seed } from '../ledger/vectors.js';
import { masterKey } from '../support/master-key.js';
import { host } from './site.js';

/**
 * A sealer in a process of its own that is stopped at the worst moment: when it has made certain that it
 * may, and is about to put the first head in place. It says so. Where files are kept that cannot be told
 * `still`, it puts the head in place when it wakes.
 */
const [url, folder, leaseMs, how] = process.argv.slice(2) as [string, string, string, string];
const tiles = openFolder(folder);
let woken = false;
const log = await openPostgresLog({ url, pollMs: 50 });
const secrets = openConsultationSecrets(
  new pg.Pool({ connectionString: url, max: 1 }),
  new MasterKeys(masterKey),
);
const stopping = {
  ...tiles,
  write: async (...[files, still]: Parameters<typeof tiles.write>) => {
    if (!woken && files.some(([path]) => path.endsWith('/checkpoint'))) {
      woken = true;
      writeSync(1, 'stopped');
      process.kill(process.pid, 'SIGSTOP');
    }
    await tiles.write(files, how === 'blindly' ? undefined : still);
  },
};
const ledger = { log, tiles: stopping, secrets, host, seed: seed(9) };
new Sealer(url, ledger, { leaseMs: Number(leaseMs), intervalMs: 20 }).start();
