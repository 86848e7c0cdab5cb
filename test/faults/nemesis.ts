import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { chanceOf, type Chance } from './chance.js';
import type { Network } from './network.js';
import type { Fault, Planned } from './plan.js';
import type { ServerProcess } from './servers.js';
import type { Site } from './site.js';

/** What a fault did: how often it struck, and how often it found nothing to strike. */
export type Struck = Partial<Record<Fault, { done: number; inVain: number }>>;

interface Blow {
  site: Site;
  server: ServerProcess;
  network: Network;
  chance: Chance;
  /** Lets the fault last. */
  pass: () => Promise<void>;
  /** Aborts when the campaign's load is over. */
  over: AbortSignal;
}

/**
 * Does what was planned until the signal, undoes it but for connections that are half open then, and
 * resolves with what was done.
 */
export async function strike(
  site: Site,
  plan: readonly Planned[],
  seed: number,
  over: AbortSignal,
): Promise<Struck> {
  const struck: Struck = {};
  const wait = (ms: number) => sleep(ms, undefined, { signal: over }).catch(() => undefined);
  const one = async ({ fault, at, lasts, server: n }: Planned, i: number) => {
    await wait(at);
    if (over.aborted) return;
    const blow: Blow = {
      site,
      server: site.servers[n]!,
      network: site.networks[n]!,
      chance: chanceOf(seed, `fault ${i}`),
      pass: () => wait(lasts),
      over,
    };
    const count = (struck[fault] ??= { done: 0, inVain: 0 });
    await BLOWS[fault](blow).then(
      () => count.done++,
      () => count.inVain++,
    );
  };
  await Promise.all(plan.map(one));
  return struck;
}

const BLOWS: Record<Fault, (blow: Blow) => Promise<void>> = {
  'kill-server': async ({ server }) => server.signal('SIGKILL'),
  'kill-postgres': ({ site }) => site.postgres.signalAll('SIGKILL'),
  'kill-both': async ({ site }) => {
    for (const server of site.servers) server.signal('SIGKILL');
    await site.postgres.signalAll('SIGKILL');
  },
  'stop-postgres': ({ site, chance }) =>
    site.postgres.signalOne(chance.pick(['SIGINT', 'SIGQUIT'] as const)),
  terminate: async ({ site, chance }) => {
    for (let n = chance.between(1, 6); n > 0; n--) {
      await terminateSome(site, chance.next());
      await sleep(chance.between(5, 60));
    }
  },
  'pause-server': async ({ server, pass }) => {
    server.signal('SIGSTOP');
    await pass();
    server.signal('SIGCONT');
  },
  'pause-postgres': async ({ site, pass }) => {
    await site.postgres.signalAll('SIGSTOP');
    await pass();
    await site.postgres.signalAll('SIGCONT');
  },
  cut: async ({ network, chance }) =>
    network.cut(Array.from({ length: chance.between(1, 8) }, () => chance.pick(['lost', 'torn']))),
  delay: ({ network, chance, pass }) => weather(network, { late: chance.between(20, 2_000) }, pass),
  drip: ({ network, chance, pass }) => weather(network, { drop: chance.between(5, 200) }, pass),
  'half-open': async ({ network, chance, pass, over }) => {
    network.silence(() => chance.happens(0.6));
    await pass();
    if (!over.aborted) network.mend();
  },
  hold: async ({ site, pass }) => {
    const idle = await site.postgres.connect(site.database);
    await held(
      idle,
      'begin isolation level repeatable read; select count(*) from log.events',
      pass,
    );
  },
  stall: async ({ site, pass }) => {
    const idle = await site.postgres.connect(site.database);
    await held(idle, 'begin; lock table log.turn in share update exclusive mode', pass);
  },
  'disk-full': async ({ site, chance, pass }) => {
    await site.volume!.fill();
    try {
      if (chance.happens(0.5)) await switchWal(site);
      await pass();
    } finally {
      await site.volume!.free();
    }
  },
};

const terminateSome = (site: Site, share: number): Promise<unknown> =>
  site.postgres.sql(
    'postgres',
    `select pg_terminate_backend(pid) from pg_stat_activity
     where application_name like 'cahier%' and datname = '${site.database}' and random() < ${share}`,
  );

/** Asks for new files of the write-ahead log, for which there is no room: PostgreSQL panics. */
const switchWal = ({ postgres, database }: Site): Promise<unknown> =>
  postgres
    .sql(database, ...Array.from({ length: 4 }, () => 'select pg_switch_wal(), txid_current()'))
    .catch(() => undefined);

async function weather(
  network: Network,
  how: Parameters<Network['turn']>[0],
  pass: () => Promise<void>,
): Promise<void> {
  network.turn(how);
  await pass();
  network.turn({});
}

async function held(idle: pg.Client, statement: string, pass: () => Promise<void>): Promise<void> {
  try {
    await idle.query(statement);
    await pass();
  } finally {
    void idle.end().catch(() => undefined);
  }
}
