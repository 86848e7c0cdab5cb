import pg from 'pg';
import { DataSource } from 'typeorm';
import { migrations } from './migrations/list.js';

const LOCK = 4_207_002;

/**
 * Brings the log's and the operations' tables up to date. Of several processes that start at once one
 * does it, and the others wait for it. Resolves with the names of what was applied.
 */
export async function migrate(url: string): Promise<string[]> {
  const guard = new pg.Client({ connectionString: url, application_name: 'cahier migrate' });
  guard.on('error', () => undefined);
  await guard.connect();
  try {
    await guard.query('select pg_advisory_lock($1)', [LOCK]);
    return await applyPending(url);
  } finally {
    await guard.end();
  }
}

async function applyPending(url: string): Promise<string[]> {
  const source = new DataSource({
    type: 'postgres',
    url,
    applicationName: 'cahier migrate',
    installExtensions: false,
    migrations,
    migrationsTableName: 'cahier_migration',
    migrationsTransactionMode: 'each',
    extra: { max: 2 },
  });
  await source.initialize();
  try {
    return (await source.runMigrations()).map(({ name }) => name);
  } finally {
    await source.destroy();
  }
}
