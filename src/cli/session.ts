import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import { loadConfig } from '../config.js';
import { openDatabase } from '../database/database.js';
import { migrate } from '../database/migrate.js';
import { loggerOf } from '../main.js';

/** What a command works with: the application without HTTP, on the same data as `npm start`. */
export interface Session {
  app: INestApplicationContext;
  url: string;
}

/** Opens the data, whether or not a server is running on it, does the work, and lets go of it. */
export const withSession = async <T>(work: (session: Session) => Promise<T>): Promise<T> => {
  const config = loadConfig(process.env);
  const database = await openDatabase(config);
  try {
    await migrate(database.url);
    const app = await NestFactory.createApplicationContext(
      AppModule.with({ url: database.url, projector: true }),
      { logger: loggerOf(config), abortOnError: false },
    );
    try {
      return await work({ app, url: database.url });
    } finally {
      await app.close();
    }
  } finally {
    await database.close();
  }
};
