import { openPostgresLog } from '../../src/log/postgres/log.js';
import { rebuildView } from '../../src/views/rebuild.js';
import { tallyOf } from './areas.js';

/** A rebuild in a process of its own that is killed once it has counted so many batches. */
const [url, batches] = process.argv.slice(2) as [string, string];
const log = await openPostgresLog({ url, pollMs: 50 });
let left = Number(batches);
await rebuildView(url, log, tallyOf('areas'), {
  onProgress: () => {
    if (left-- === 0) process.kill(process.pid, 'SIGKILL');
  },
});
await log.close();
