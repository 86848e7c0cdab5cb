import { writeSync } from 'node:fs';
import { openPostgresLog } from '../../src/log/postgres/log.js';
import { Projector } from '../../src/views/projector.js';
import { tallyOf } from './areas.js';

/**
 * A projector of two views in a process of its own that a signal strikes in the midst of a transaction:
 * where it writes that row of the second view, when those of the first one are written; it says so before.
 */
const [url, leaseMs, signal, atRow, lane] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
];
let row = 0;
const whileWriting = () => {
  if (++row !== Number(atRow)) return;
  writeSync(1, 'struck');
  process.kill(process.pid, signal);
};
const log = await openPostgresLog({ url, pollMs: 50 });
const views = [tallyOf('areas'), tallyOf('others', { whileWriting, lane })];
new Projector(url, log, views, { leaseMs: Number(leaseMs) }).start();
