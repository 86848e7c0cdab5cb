import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { serve } from '../../../src/database/embedded.js';
import { isAlive, recorded } from '../../../src/database/postmaster.js';
import type { Log } from '../../../src/log/port.js';
import { openPostgresLog } from '../../../src/log/postgres/log.js';
import { logSchema } from '../../../src/log/postgres/schema.js';
import { openProxy } from '../proxy.js';
import { all, appendTo, ranksTo, taken, write } from '../wishes.js';

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

/**
 * A database whose owner may create roles and is no superuser, with the log that this owner made.
 */
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

test('a server that never held a log is refused at opening', async () => {
  const server = await serve({ folder });
  await expect(openPostgresLog({ url: server('postgres') })).rejects.toMatchObject({
    code: 'LOG_UNAVAILABLE',
    message: expect.stringContaining('role'),
    data: { lasting: true },
  });
});

test('the log and its subscribers outlive a killed server and a restart', async () => {
  const network = await openProxy(await logOfAnOrdinaryOwner(await serve({ folder })));
  const log = await openPostgresLog({ url: network.url, patience: 60_000 });
  try {
    const { signal } = new AbortController();
    const seen = taken(log.subscribe({ signal }), (list) => list.at(-1)?.stream === 'last');
    const load = underLoad(log);
    for (const end of ['SIGKILL', 'SIGINT', 'SIGQUIT'] as const) {
      await sleep(300);
      await stop(end);
      network.redirect((await serve({ folder }))('kept'));
    }
    await sleep(300);
    const acknowledged = await load.stop();
    const last = await appendTo(log, write('last', 'none'));
    expect(last.position).toBe(BigInt(acknowledged + 1));
    expect((await seen).map(({ position }) => Number(position))).toEqual(ranksTo(acknowledged + 1));
    expect(await all(log.readAll())).toHaveLength(acknowledged + 1);
  } finally {
    await log.close();
    await network.close();
  }
}, 120_000);

/**
 * Appends from eight workers without a pause; `stop` resolves with the number of acknowledged
 * appends.
 */
function underLoad(log: Log): { stop(): Promise<number> } {
  let over = false;
  const worker = async (w: number) => {
    let n = 0;
    for (; !over; n++) {
      const { status } = await log.append(write(`w-${w}`, n === 0 ? 'none' : n - 1));
      if (status !== 'appended' && status !== 'repeated') throw new Error(status);
    }
    return n;
  };
  const workers = Promise.all(Array.from({ length: 8 }, (_, w) => worker(w)));
  return {
    stop: async () => {
      over = true;
      return (await workers).reduce((sum, n) => sum + n, 0);
    },
  };
}
