import { chmod, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from '../../src/database/postmaster.js';
import { killLeft, Postgres } from './postgres.js';
import { mountVolume, unmount, type Volume } from './volume.js';

const PREFIX = 'cahier-faults-';

/** Settings of a small disk: as little kept of the write-ahead log as can be, and none of it reused. */
const LITTLE_ROOM = [
  `alter system set max_wal_size = '128MB'`,
  `alter system set min_wal_size = '32MB'`,
  'alter system set wal_recycle = off',
  'select pg_reload_conf()',
];

/** Where campaigns take place: a PostgreSQL, on a disk that can be filled where one was asked for and may be had. */
export interface Place {
  folder: string;
  postgres: Postgres;
  volume: Volume | undefined;
  /** Stops PostgreSQL and removes everything. */
  remove(): Promise<void>;
}

/** Makes a place with a new, empty PostgreSQL; fsync is on. */
export async function makePlace(fillable: boolean): Promise<Place> {
  await clearDeadPlaces();
  const folder = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  await chmod(folder, 0o755);
  const data = join(folder, 'data');
  await mkdir(data);
  const volume = fillable ? await mountVolume(data) : undefined;
  const postgres = await Postgres.start(data);
  if (volume) await postgres.sql('postgres', ...LITTLE_ROOM);
  return {
    folder,
    postgres,
    volume,
    remove: async () => {
      await postgres.stop();
      if (volume) await unmount(data);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Takes away what campaigns left that were killed themselves. */
async function clearDeadPlaces(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : NaN;
    if (Number.isNaN(pid) || isAlive(pid)) continue;
    const folder = join(tmpdir(), name);
    await killLeft(join(folder, 'data')).catch(() => undefined);
    await unmount(join(folder, 'data')).catch(() => undefined);
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}
