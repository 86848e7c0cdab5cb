import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import pg from 'pg';
import { views } from '../../projections/views.js';
import { AppModule, LOG } from '../app.module.js';
import { loadConfig, type Config } from '../config.js';
import { openDatabase } from '../database/database.js';
import { migrate } from '../database/migrate.js';
import type { Inspection } from '../log/inspection/inspection.js';
import type { Log, Position } from '../log/port.js';
import { keysFor } from '../open-keys.js';
import { ledgerOptions } from '../open-ledger.js';
import { inspectLog, openLog } from '../open-log.js';
import { loggerOf } from '../stderr-logger.js';
import { Freshness } from '../views/freshness.js';
import { Projector } from '../views/projector.js';

/** How long views may take to come up to a large import, in milliseconds. */
const patienceMs = 3_600_000;

/** What a command works with: the application without HTTP, on the same data as `npm start`. */
export interface Session {
  app: INestApplicationContext;
  url: string;
}

/**
 * Opens the data, whether or not a server is running on it, does the work, and lets go of it. Views are kept meanwhile unless it is
 * said otherwise. `inOrder` makes what is sent together stand in the log in the order in which it was sent.
 */
export const withSession = async <T>(
  work: (session: Session) => Promise<T>,
  { projector = true, inOrder = false } = {},
): Promise<T> =>
  withDatabase(async (url, config) => {
    const app = await NestFactory.createApplicationContext(
      AppModule.with({
        url,
        kurrentUrl: config.kurrentUrl,
        masterKeys: await keysFor(url, config),
        contestationDays: config.contestationDays,
        smallestCell: config.smallestCell,
        projector,
        inOrder,
        ledger: await ledgerOptions(config),
      }),
      { logger: loggerOf(config), abortOnError: false },
    );
    try {
      return await work({ app, url });
    } finally {
      await app.close();
    }
  });

/** Keeps the views while a work lasts, in a session that does not keep them; the work is told how to wait for them. */
export const keepingViews = async <T>(
  { app, url }: Session,
  work: (reach: (position: Position) => Promise<void>) => Promise<T>,
): Promise<T> => {
  const freshness = app.get(Freshness);
  const projector = new Projector(url, app.get<Log>(LOG), views, {
    onAdvance: () => freshness.advanced(),
  });
  projector.start();
  try {
    return await work(async (position) => {
      for (const { name } of views) await freshness.reach(name, position, patienceMs);
    });
  } finally {
    await projector.close();
  }
};

/**
 * The log alone: no views are kept meanwhile. `inOrder` makes what is sent together stand in the
 * order in which it was sent.
 */
export const withLog = async <T>(
  work: (log: Log) => Promise<T>,
  { inOrder = false } = {},
): Promise<T> =>
  withDatabase(async (databaseUrl, { kurrentUrl }) => {
    const log = await openLog({ databaseUrl, kurrentUrl }, { inOrder });
    try {
      return await work(log);
    } finally {
      await log.close();
    }
  });

/** The database alone, for what looks after keys. */
export const withPool = async <T>(
  work: (pool: pg.Pool, config: Config) => Promise<T>,
): Promise<T> =>
  withDatabase(async (connectionString, config) => {
    const pool = new pg.Pool({ connectionString, max: 1, application_name: 'cahier keys' });
    pool.on('connect', (client) => client.on('error', () => {}));
    try {
      return await work(pool, config);
    } finally {
      await pool.end();
    }
  });

/** What the store tells of itself. */
export const withInspection = async <T>(work: (store: Inspection) => Promise<T>): Promise<T> =>
  withDatabase(async (databaseUrl, { kurrentUrl }) => {
    const store = await inspectLog({ databaseUrl, kurrentUrl });
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  });

const withDatabase = async <T>(work: (url: string, config: Config) => Promise<T>): Promise<T> => {
  const config = loadConfig(process.env);
  return withMigrated(config, (url) => work(url, config));
};

/** A database that is migrated, and let go of afterwards. */
export const withMigrated = async <T>(
  config: Config,
  work: (url: string) => Promise<T>,
): Promise<T> => {
  const database = await openDatabase(config);
  try {
    await migrate(database.url);
    return await work(database.url);
  } finally {
    await database.close();
  }
};
