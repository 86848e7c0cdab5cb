import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { openConsultationSecrets } from '../dist/src/keys/consultation-secrets.js';
import { MasterKeys } from '../dist/src/keys/master-keys.js';
import { openFolder } from '../dist/src/sealing/folder.js';
import { signedTo } from '../dist/src/sealing/ledger.js';
import { Sealer } from '../dist/src/sealing/sealer.js';
import { median, rateFor, withDatabase } from './harness.js';
import { openOurs } from './log/stores.js';

const options = {
  quick: { type: 'boolean', default: false },
  rounds: { type: 'string', default: '3' },
};

const until = async (holds) => {
  while (!(await holds())) await sleep(5);
};

const openSealer = (url, log, pool, folder) => {
  const tiles = openFolder(folder);
  const secrets = openConsultationSecrets(pool, new MasterKeys('11'.repeat(32)));
  const ledger = { log, tiles, host: 'bench.example', seed: Buffer.alloc(32, 1), secrets };
  const sealer = new Sealer(url, ledger, { leaseMs: 2_000 });
  return { sealer, reached: async (position) => (await signedTo(ledger)) >= position };
};

/** How many events a second are appended, with the sealer off and on, and sealed when a backlog waits. */
export async function measure(flags) {
  const { values } = parseArgs({ args: flags, options });
  const seconds = values.quick ? 1 : 5;
  const rows = await withDatabase(async (url) => {
    const { log, append, close } = await openOurs(url);
    const pool = new pg.Pool({ connectionString: url, max: 2 });
    const folder = await mkdtemp(join(tmpdir(), 'cahier-bench-ledger-'));
    const rounds = { 'append, no sealer': [], 'append, sealer beside': [], 'seal a backlog': [] };
    for (let round = 0; round < Number(values.rounds); round++) {
      const from = await log.head();
      rounds['append, no sealer'].push(
        (await rateFor(seconds, 64, () => append(16))).perSecond * 16,
      );
      const to = await log.head();
      const { sealer, reached } = openSealer(url, log, pool, folder);
      const start = performance.now();
      sealer.start();
      await until(() => reached(to));
      rounds['seal a backlog'].push((Number(to - from) * 1000) / (performance.now() - start));
      const beside = await rateFor(seconds, 64, () => append(16));
      rounds['append, sealer beside'].push(beside.perSecond * 16);
      const head = await log.head();
      await until(() => reached(head));
      await sealer.close();
    }
    await close();
    await pool.end();
    await rm(folder, { recursive: true, force: true });
    return Object.entries(rounds).map(([name, all]) => ({
      name,
      'events a second': Math.round(median(all)),
    }));
  });
  return { groups: [{ title: 'events a second, 64 appends of 16 events in flight', rows }] };
}
