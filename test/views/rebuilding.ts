import pg from 'pg';
import { openPostgresLog } from '../../src/log/postgres/log.js';
import { rebuildView } from '../../src/views/rebuild.js';
import { indexed } from './rebuild-killing.js';

/**
 * A rebuild in a process of its own that is killed once it has counted so many batches, or when it asks the
 * database what matches the last of some patterns, the others having been matched in turn before: before it
 * asks, or once it is answered.
 */
const { url, batches, asked, answered } = JSON.parse(process.argv[2]!);
const die = () => process.kill(process.pid, 'SIGKILL');

const patterns = ((asked ?? answered ?? []) as string[]).map((text) => new RegExp(text, 'i'));
const query = pg.Client.prototype.query as (...all: unknown[]) => any;
pg.Client.prototype.query = function (this: pg.Client, ...all: any[]) {
  if (patterns[0]?.test(all[0]?.text ?? all[0])) {
    patterns.shift();
    if (patterns.length === 0 && asked) die();
    if (patterns.length === 0) return query.apply(this, all).finally(die);
  }
  return query.apply(this, all);
} as typeof pg.Client.prototype.query;

const log = await openPostgresLog({ url, pollMs: 50 });
let left = batches ?? Infinity;
await rebuildView(url, log, indexed, { onProgress: () => void (left-- === 0 && die()) });
await log.close();
