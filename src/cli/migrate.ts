import { Command } from 'commander';
import { loadConfig } from '../config.js';
import { openDatabase } from '../database/database.js';
import { migrate } from '../database/migrate.js';

/** `cahier migrate`: brings the database up to date and ends. */
export const migrateCommand = (): Command =>
  new Command('migrate').description('bring the database up to date, and end').action(async () => {
    const database = await openDatabase(loadConfig(process.env));
    try {
      const applied = await migrate(database.url);
      process.stderr.write(applied.length ? `applied ${applied.join(', ')}\n` : 'up to date\n');
    } finally {
      await database.close();
    }
  });
