import pg from 'pg';
import { openPostgresLog, type PostgresLogOptions } from '../../src/log/postgres/log.js';
import type { Log } from '../../src/log/port.js';
import { logSchema } from '../../src/log/postgres/schema.js';
import { freshDatabase } from '../support/database.js';
import type { Store } from './contract.js';

/** A database that holds an empty log, and what a test does to it behind the log's back. */
export interface LogDatabase extends Store {
  url: string;
  open(options?: Partial<PostgresLogOptions>): Promise<Log>;
  /** Runs SQL as the owner of the log. */
  sql<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
}

/** A new database with the log's schema. */
export async function freshLog(): Promise<LogDatabase> {
  const { url, drop } = await freshDatabase();
  const owner = new pg.Client({ connectionString: url });
  owner.on('error', () => undefined);
  await owner.connect();
  await owner.query(logSchema);
  const doors: Log[] = [];
  return {
    url,
    open: async (options) => {
      const log = await openPostgresLog({ url, ...options });
      doors.push(log);
      return log;
    },
    sql: async (text, values) => (await owner.query(text, values)).rows,
    remove: async () => {
      await Promise.all(doors.map((log) => log.close()));
      await owner.end();
      await drop();
    },
  };
}
