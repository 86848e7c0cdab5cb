import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { serve } from '../../src/database/embedded.js';
import { isAlive, recorded } from '../../src/database/postmaster.js';
import { openPostgresLog } from '../../src/log/postgres.js';
import { logSchema } from '../../src/log/schema.js';
import { openProxy } from './proxy.js';
import { all, positionsTo, taken, write } from './wishes.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cahier-log-restart-'));
  await chmod(folder, 0o755);
});
afterAll(async () => {
  await stop('SIGINT');
  await rm(folder, { recursive: true, force: true });
});

async function stop(signal: NodeJS.Signals): Promise<void> {
  const server = await recorded(join(folder, 'postgres'));
  if (!server) return;
  process.kill(server.pid, signal);
  while (isAlive(server.pid)) await sleep(20);
}

/** A database whose owner may create roles and is no superuser, with the log that this owner made. */
async function logOfAnOrdinaryOwner(server: (database: string) => string): Promise<string> {
  const admin = new pg.Client({ connectionString: server('postgres') });
  await admin.connect();
  await admin.query(`create role keeper login createrole password 'x'`);
  await admin.query('create database kept owner keeper');
  await admin.end();
  const url = new URL(server('kept'));
  [url.username, url.password] = ['keeper', 'x'];
  const owner = new pg.Client({ connectionString: url.href });
  await owner.connect();
  await owner.query(logSchema);
  await owner.end();
  return url.href;
}

test('an ordinary owner makes the log; it outlives a killed and a restarted server, and so do its subscribers', async () => {
  const options = { folder, say: () => undefined };
  const url = await logOfAnOrdinaryOwner(await serve(options));
  const network = await openProxy(url);
  const log = await openPostgresLog({ url: network.url, patience: 60_000 });
  const { signal } = new AbortController();
  let acknowledged = 0;
  let over = false;
  const seen = taken(log.subscribe({ signal }), (list) => over && list.length >= acknowledged);
  const workers = Array.from({ length: 8 }, async (_, w) => {
    for (let n = 0; !over; n++) {
      const { status } = await log.append(write(`w-${w}`, n === 0 ? 'none' : n - 1));
      if (status !== 'appended' && status !== 'repeated') throw new Error(status);
      acknowledged++;
    }
  });
  for (const signal of ['SIGKILL', 'SIGINT', 'SIGQUIT'] as const) {
    await sleep(300);
    await stop(signal);
    const server = await serve(options);
    network.redirect(server('kept'));
  }
  await sleep(300);
  over = true;
  await Promise.all(workers);
  await log.append(write('last', 'none'));
  acknowledged++;
  expect((await seen).map(({ position }) => position)).toEqual(positionsTo(acknowledged));
  expect(await all(log.readAll())).toHaveLength(acknowledged);
  await log.close();
  await network.close();
}, 120_000);
