import { writeSync } from 'node:fs';
import { openPostgresLog } from '../../src/log/postgres/log.js';
import { Projector } from '../../src/views/projector.js';
import { tallyOf } from './areas.js';

/**
 * A projector in a process of its own that is stopped in the midst of the first transaction that writes
 * rows, and says so.
 */
const [url, leaseMs] = process.argv.slice(2) as [string, string];
let woken = false;
const whileWriting = () => {
  if (woken) return;
  woken = true;
  writeSync(1, 'stopped');
  process.kill(process.pid, 'SIGSTOP');
};
const log = await openPostgresLog({ url, pollMs: 50 });
new Projector(url, log, [tallyOf('areas', { whileWriting })], { leaseMs: Number(leaseMs) }).start();
