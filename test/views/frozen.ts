import { openPostgresLog } from '../../src/log/postgres/log.js';
import { Projector } from '../../src/views/projector.js';
import { tallyOf } from './areas.js';

/** A projector in a process of its own that is stopped in the midst of the first transaction that writes rows. */
const [url, leaseMs] = process.argv.slice(2) as [string, string];
let woken = false;
const whileWriting = () => {
  if (!woken) process.kill(process.pid, 'SIGSTOP');
  woken = true;
};
const log = await openPostgresLog({ url, pollMs: 50 });
new Projector(url, log, [tallyOf('areas', { whileWriting })], { leaseMs: Number(leaseMs) }).start();
