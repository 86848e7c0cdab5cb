import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { openConsultationSecrets } from '../../src/keys/consultation-secrets.js';
import { MasterKeys } from '../../src/keys/master-keys.js';
import { openCheckpoint } from '../../src/ledger/checkpoint.js';
import { decodeBundle } from '../../src/ledger/entry-bundle.js';
import { leafHash } from '../../src/ledger/merkle.js';
import { signer } from '../../src/ledger/note-key.js';
import { originOf } from '../../src/ledger/origin.js';
import { tilePath, tilesOf } from '../../src/ledger/tiles.js';
import { openPostgresLog } from '../../src/log/postgres/log.js';
import type { Log, NewEvent } from '../../src/log/port.js';
import { openFolder } from '../../src/sealing/folder.js';
import type { Ledger } from '../../src/sealing/ledger.js';
import { Sealer, type SealerOptions } from '../../src/sealing/sealer.js';
import type { Tiles } from '../../src/sealing/tiles.js';
import { naiveRoot } from '../ledger/tree.js';
import { seed } from '../ledger/vectors.js';
import { appendTo, event, write } from '../log/wishes.js';
import { migratedDatabase, type TestDatabase } from '../support/database.js';
import { masterKey } from '../support/master-key.js';

export const host = 'consult.example.fr';

/** A log of events, and a folder in which it is sealed. */
export interface Site {
  url: string;
  log: Log;
  pool: pg.Pool;
  folder: string;
  tiles: Tiles;
  ledger: Ledger;
  /** Records events of a consultation (null for none), each a command of its own; gives back the last position. */
  happen(consultationId: string | null, ...parts: Partial<NewEvent>[]): Promise<bigint>;
  /** A sealer with little patience, on these files or others. */
  start(options?: SealerOptions, tiles?: Tiles): Sealer;
  /** Waits until everything that was recorded is signed. */
  sealed(): Promise<void>;
  /** The head of a log, its signature verified, and its leaves, from which its root is computed anew. */
  read(place: string): Promise<{ size: number; root: Buffer; leaves: Buffer[]; note: string }>;
  close(): Promise<void>;
}

/** Opens a site; on the folder of another one, and with witnesses, where these are given. */
export const openSite = async (given?: { folder?: string; witnesses?: string }): Promise<Site> => {
  const database: TestDatabase = await migratedDatabase();
  const folder = given?.folder ?? (await mkdtemp(join(tmpdir(), 'cahier-ledger-')));
  const log = await openPostgresLog({ url: database.url });
  const pool = new pg.Pool({ connectionString: database.url, max: 4 });
  pool.on('error', () => {});
  const tiles = openFolder(folder);
  const secrets = openConsultationSecrets(pool, new MasterKeys(masterKey));
  const named = { host, seed: seed(9), witnesses: given?.witnesses };
  const ledger: Ledger = { log, tiles, secrets, ...named };
  const sealers: Sealer[] = [];
  return {
    url: database.url,
    log,
    pool,
    folder,
    tiles,
    ledger,
    happen: async (consultationId, ...parts) => {
      const list = (parts.length ? parts : [{}]).map((part) => event({ consultationId, ...part }));
      const stream = `things of ${consultationId}`;
      return (await appendTo(log, write(stream, 'any', list))).position;
    },
    start: (options, on = tiles) => {
      const patience = { intervalMs: 20, leaseMs: 400, ...options };
      const sealer = new Sealer(database.url, { ...ledger, tiles: on }, patience);
      sealers.push(sealer);
      sealer.start();
      return sealer;
    },
    sealed: async () => {
      const head = await log.head();
      for (let i = 0; i < 1_000; i++) {
        if (BigInt((await tiles.read('cursor'))?.toString().trim() ?? '0') >= head) return;
        await sleep(10);
      }
      throw new Error(`not everything is signed up to ${head}`);
    },
    read: (place) => readLog(tiles, place),
    close: async () => {
      await Promise.all(sealers.map((sealer) => sealer.close()));
      await log.close();
      await pool.end();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

/** Reads a log as a stranger does: root and signature from what is published, and nothing taken on trust. */
export const readLog = async (tiles: Pick<Tiles, 'read'>, place: string) => {
  const note = (await tiles.read(`${place}/checkpoint`))!.toString();
  const { checkpoint } = openCheckpoint(note, [signer(originOf(host, place), 'note', seed(9))]);
  const names = tilesOf(checkpoint.size).filter(({ level }) => level === 'entries');
  const leaves: Buffer[] = [];
  for (const name of names)
    leaves.push(...decodeBundle((await tiles.read(`${place}/${tilePath(name)}`))!, name.width));
  const root = naiveRoot(leaves.map(leafHash));
  if (!root.equals(checkpoint.root)) throw new Error(`${place} has another root than was signed`);
  return { ...checkpoint, leaves, note };
};

/** All files under a folder. */
export const filesIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
