import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { migrate } from '../../src/database/migrate.js';
import { serve } from '../../src/database/embedded.js';

/** A database of a test's own. */
export interface TestDatabase {
  url: string;
  /** Removes it, whoever is still connected. */
  drop(): Promise<void>;
}

const TEMPLATE_LOCK = 4_207_900;

/** An empty database on the run's server: the embedded one, or that of `CAHIER_TEST_DATABASE_URL`. */
export async function freshDatabase(): Promise<TestDatabase> {
  return create((name) => `create database ${name}`);
}

/** A database with every migration applied; copied from a template that is migrated once per run. */
export async function migratedDatabase(): Promise<TestDatabase> {
  const template = await migratedTemplate();
  return create((name) => `create database ${name} template ${template}`);
}

async function create(sql: (name: string) => string): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const server = await testServer();
  await asAdmin((admin) => admin.query(sql(name)));
  return {
    url: server(name),
    drop: async () => {
      await asAdmin((admin) => admin.query(`drop database if exists ${name} with (force)`));
    },
  };
}

async function migratedTemplate(): Promise<string> {
  const name = process.env.CAHIER_TEST_TEMPLATE!;
  const server = await testServer();
  await asAdmin(async (admin) => {
    await admin.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const known = await admin.query('select 1 from pg_database where datname = $1', [name]);
    if (known.rowCount) return;
    await admin.query(`drop database if exists ${name}_unfinished with (force)`);
    await admin.query(`create database ${name}_unfinished`);
    await migrate(server(`${name}_unfinished`));
    await admin.query(`alter database ${name}_unfinished rename to ${name}`);
  });
  return name;
}

async function asAdmin<T>(work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: (await testServer())('postgres') });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

let server: Promise<(database: string) => string> | undefined;

function testServer(): Promise<(database: string) => string> {
  return (server ??= find());
}

async function find(): Promise<(database: string) => string> {
  const external = process.env.CAHIER_TEST_DATABASE_URL;
  if (!external) return serve({ folder: process.env.CAHIER_TEST_FOLDER!, durable: false });
  return (database) => {
    const url = new URL(external);
    url.pathname = `/${database}`;
    return url.href;
  };
}
