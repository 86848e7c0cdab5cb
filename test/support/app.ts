import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { NestFactory } from '@nestjs/core';
import { AppModule, LOG } from '../../src/app.module.js';
import type { Log } from '../../src/log/port.js';
import { MasterKeys } from '../../src/keys/master-keys.js';
import { migratedDatabase } from './database.js';
import { masterKey } from './master-key.js';

/** Cahier without HTTP, on a database of its own. */
export interface TestApp {
  app: INestApplicationContext;
  url: string;
  log: Log;
  commands: CommandBus;
  queries: QueryBus;
  close(): Promise<void>;
}

/** Starts Cahier without HTTP; views are kept unless told otherwise, and nothing happens by itself. */
export const startApp = async ({ projector = true, reactions = false } = {}): Promise<TestApp> => {
  const database = await migratedDatabase();
  const app = await NestFactory.createApplicationContext(
    AppModule.with({
      url: database.url,
      masterKeys: new MasterKeys(masterKey),
      projector,
      reactions,
    }),
    { logger: ['error', 'fatal'], abortOnError: false },
  );
  return {
    app,
    url: database.url,
    log: app.get<Log>(LOG),
    commands: app.get(CommandBus),
    queries: app.get(QueryBus),
    close: async () => {
      await app.close();
      await database.drop();
    },
  };
};
