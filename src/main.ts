import 'reflect-metadata';
import type { Server } from 'node:http';
import { join } from 'node:path';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Request, Response } from 'express';
import helmet from 'helmet';
import { AppModule, LEDGER, LOG, POOL, type AppOptions } from './app.module.js';
import type { Config } from './config.js';
import { openDatabase, type Database } from './database/database.js';
import { migrate } from './database/migrate.js';
import { graphiql } from './graphql/graphiql.js';
import { openTokenReader } from './identity/tokens.js';
import type { Log } from './log/port.js';
import { folderMailer } from './notifications/folder.js';
import { smtpMailer } from './notifications/smtp.js';
import { OpenData } from './open-data/exports.js';
import { serveOpenData } from './open-data/serve.js';
import { keysFor } from './open-keys.js';
import { ledgerOptions } from './open-ledger.js';
import type { Queryable } from './sealing/records.js';
import { demandContinuity, type Ledger } from './sealing/ledger.js';
import { serveLedger } from './sealing/serve.js';
import { LedgerError } from './ledger/ledger-error.js';
import { StartError, listenError } from './start-error.js';
import { loggerOf } from './stderr-logger.js';

/** Largest request body. */
const bodyLimit = '100kb';

/** How long a connection may keep us waiting, in milliseconds: for headers, a whole request, an answer; and how often we look. */
const patience = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  timeout: 30_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
};

/** A running Cahier. */
export interface Running {
  app: INestApplication;
  database: Database;
  /** Base URL of the HTTP server, once it listens. */
  listen(): Promise<string>;
  close(): Promise<void>;
}

/**
 * Opens and migrates the database and wires the application; nothing listens yet. Without `reactions` nothing
 * happens that nobody wished for. Throws StartError.
 */
export const prepare = async (
  config: Config,
  { reactions = config.role !== 'api' } = {},
): Promise<Running> => {
  const database = await openDatabase(config);
  try {
    await migrate(database.url);
    const app = await NestFactory.create<NestExpressApplication>(
      AppModule.with({
        url: database.url,
        kurrentUrl: config.kurrentUrl,
        masterKeys: await keysFor(database.url, config),
        contestationDays: config.contestationDays,
        smallestCell: config.smallestCell,
        projector: config.role !== 'api',
        reactions,
        mail: mailOf(config),
        ledger: await ledgerOptions(config),
        ...(config.role !== 'projector' && { readToken: (await openTokenReader(config)).read }),
      }),
      { logger: loggerOf(config), bodyParser: false, abortOnError: false },
    );
    harden(app);
    if (config.role === 'all') await demandLedger(app);
    await app.init();
    return running(app, database, config);
  } catch (error) {
    await database.close();
    throw error;
  }
};

/** Where messages go: to a mail server, or where nobody could mistake them for real into a folder. */
const mailOf = ({ mail: { smtpUrl, from }, environment, data }: Config): AppOptions['mail'] => {
  const host = from.slice(from.indexOf('@') + 1);
  if (smtpUrl) return { mailer: smtpMailer(smtpUrl, from), host };
  return environment === 'production'
    ? undefined
    : { mailer: folderMailer(join(data, 'mail')), host };
};

const demandLedger = async (app: INestApplication): Promise<void> => {
  try {
    await demandContinuity(app.get<Ledger>(LEDGER));
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    await app.close();
    throw new StartError(
      'LEDGER_BROKEN',
      error.message,
      'Nothing more is signed until the log, the key and the folder of the ledger belong together again: restore what is missing.',
      { cause: error },
    );
  }
};

const harden = (app: NestExpressApplication): void => {
  app.disable('x-powered-by');
  app.use('/graphiql', graphiql());
  app.use(helmet());
  app.enableCors({ origin: '*', credentials: false, methods: ['GET', 'POST'], maxAge: 600 });
  app.use(serveLedger({ tiles: app.get<Ledger>(LEDGER).tiles, db: app.get<Queryable>(POOL) }));
  app.use(serveOpenData(app.get(OpenData)));
  app.useBodyParser('json', { limit: bodyLimit });
  app.use('/health', async (_request: Request, response: Response) => {
    const up = await app
      .get<Log>(LOG)
      .head()
      .then(
        () => true,
        () => false,
      );
    response.status(up ? 200 : 503).json({ status: up ? 'up' : 'down' });
  });
};

const running = (
  app: NestExpressApplication,
  database: Database,
  { host, port }: Config,
): Running => {
  let closed: Promise<void> | undefined;
  return {
    app,
    database,
    listen: async () => {
      const server: Server = Object.assign(app.getHttpServer(), patience);
      await app.listen(port, host).catch((error: unknown) => {
        throw listenError(error, host, port);
      });
      const address = server.address() as { port: number };
      return `http://${host === '0.0.0.0' || host === '::' ? 'localhost' : host}:${address.port}`;
    },
    close: () =>
      (closed ??= (async () => {
        await app.close();
        await database.close();
      })()),
  };
};
