import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { migrate } from '../../src/database/migrate.js';
import type { Bug } from './broken.js';
import { Door } from './door.js';
import { Network } from './network.js';
import type { Place } from './place.js';
import type { Postgres } from './postgres.js';
import { ServerProcess } from './servers.js';
import type { Volume } from './volume.js';

/** Everything that can be hurt, and the doors to it. */
export interface Site {
  database: string;
  postgres: Postgres;
  servers: ServerProcess[];
  /** The network between each server and PostgreSQL. */
  networks: Network[];
  /** Our way to each server. */
  doors: Door[];
  volume: Volume | undefined;
}

/** Makes a database with the product's own migrations, and starts servers on it. Throws an Error where they do not start. */
export async function openSite(
  { postgres, volume }: Place,
  { servers: count, bug, folder }: { servers: number; bug?: Bug; folder: string },
): Promise<Site> {
  const database = `campaign_${randomUUID().replaceAll('-', '')}`;
  await postgres.sql('postgres', `create database ${database}`);
  await migrate(postgres.url(database));
  const networks = Array.from({ length: count }, () => new Network(() => postgres.port));
  const ports = await Promise.all(networks.map((network) => network.open()));
  const servers = ports.map((port, n) => {
    const options = () => ({ url: through(port, postgres.url(database)), bug });
    return new ServerProcess(options, join(folder, `server-${n + 1}.log`));
  });
  const doors = servers.map((server) => new Door(() => server.port));
  const site = { database, postgres, servers, networks, doors, volume };
  for (const server of servers) server.start();
  const ready = Promise.all(servers.map((server) => server.ready()));
  await ready.catch((error) => closeSite(site).finally(() => Promise.reject(error)));
  return site;
}

function through(port: number, url: string): string {
  const address = new URL(url);
  address.port = String(port);
  return address.href;
}

/**
 * Ends every fault that may still last, but tells nobody of connections that are half open, and resolves once
 * servers and database are back.
 */
export async function heal({ postgres, servers, networks }: Site): Promise<void> {
  for (const network of networks) network.heal();
  for (const server of servers) server.signal('SIGCONT');
  await postgres.signalAll('SIGCONT');
  await postgres.ready();
  await Promise.all(servers.map((server) => server.ready()));
}

/**
 * Lets the servers end in order and waits until nothing of theirs is under way in the database;
 * then starts one of them again.
 */
export async function quieten(site: Site): Promise<void> {
  const { postgres, database, servers, networks } = site;
  for (const network of networks) network.mend();
  await Promise.all(servers.map((server) => server.stop()));
  const busy = `select from pg_stat_activity
    where datname = '${database}' and application_name like 'cahier%'`;
  while ((await postgres.sql('postgres', busy).catch(() => [{}])).length > 0) await sleep(50);
  servers[0]!.start();
  await servers[0]!.ready();
}

export async function closeSite({ postgres, database, ...site }: Site): Promise<void> {
  for (const door of site.doors) door.close();
  await Promise.all(site.servers.map((server) => server.stop()));
  await Promise.all(site.networks.map((network) => network.close()));
  await postgres.ready();
  await postgres.sql('postgres', `drop database ${database} with (force)`);
}
