import pg from 'pg';
import type { Config } from '../config.js';
import { StartError } from '../start-error.js';
import { acquire } from './embedded.js';

const OLDEST_MAJOR = 15;
const CONNECT_MS = 10_000;

/** The PostgreSQL we keep everything in. */
export interface Database {
  /** Connection address with its password: never to be logged. */
  url: string;
  embedded: boolean;
  /** Lets go of it; the embedded server stops when nobody else uses it. */
  close(): Promise<void>;
}

/** Opens the external database of `DATABASE_URL`, or the embedded one. Throws StartError where neither can be had. */
export async function openDatabase(
  config: Pick<Config, 'databaseUrl' | 'data'>,
): Promise<Database> {
  if (config.databaseUrl) {
    await ensureUsable(config.databaseUrl);
    return { url: config.databaseUrl, embedded: false, close: async () => undefined };
  }
  const { url, release } = await acquire({ folder: config.data });
  return { url, embedded: true, close: release };
}

async function ensureUsable(url: string): Promise<void> {
  const client = clientOf(url);
  try {
    await client.connect();
    const { rows } = await client.query('show server_version_num');
    const major = Math.floor(Number(rows[0].server_version_num) / 10_000);
    if (major < OLDEST_MAJOR) throw tooOld(place(url), major);
  } catch (error) {
    throw error instanceof StartError ? error : unreachable(place(url), error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

function clientOf(url: string): pg.Client {
  try {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS });
    return client.on('error', () => undefined);
  } catch (error) {
    throw unreachable(place(url), error);
  }
}

/** A database address without user, password and options. */
function place(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname || 'localhost'}:${port || 5432}${pathname}`;
}

const tooOld = (where: string, major: number) =>
  new StartError(
    'SERVER_TOO_OLD',
    `The database server at ${where} is PostgreSQL ${major}; Cahier needs ${OLDEST_MAJOR} or later.`,
    'Upgrade that server, or unset DATABASE_URL to use the embedded one.',
  );

function unreachable(where: string, error: unknown): StartError {
  const [reason, nextStep] = explain(error);
  const sentence = `The database at ${where} cannot be used: ${reason}.`;
  return new StartError('DATABASE_UNREACHABLE', sentence, nextStep, { cause: error });
}

function explain(error: unknown): [reason: string, nextStep: string] {
  const { code = '', message } = error as { code?: string; message: string };
  const known = REASONS[code];
  if (known) return known;
  if (/timeout/i.test(message)) return REASONS.ETIMEDOUT!;
  const reason = (message || code || 'it gave no reason').replace(/\.?\s*$/, '');
  return [reason, 'Correct DATABASE_URL, or unset it to use the embedded database.'];
}

const REASONS: Record<string, [reason: string, nextStep: string]> = {
  ECONNREFUSED: [
    'nothing listens there',
    'Start that server, correct DATABASE_URL, or unset it to use the embedded database.',
  ],
  ENOTFOUND: ['no such host is known', 'Correct the host in DATABASE_URL.'],
  EAI_AGAIN: ['its host name could not be looked up', 'Check DNS and the host in DATABASE_URL.'],
  ETIMEDOUT: [
    'it did not answer within 10 seconds',
    'Check that the network lets us reach it, then start again.',
  ],
  '28P01': ['it refused the password', 'Correct user and password in DATABASE_URL.'],
  '28000': ['it refused this user', 'Allow the user in pg_hba.conf, or correct DATABASE_URL.'],
  '3D000': [
    'it has no such database',
    'Create it (createdb), or correct the name at the end of DATABASE_URL.',
  ],
  '53300': ['it has no connection to spare', 'Raise max_connections there, or stop other clients.'],
  '57P03': ['it is starting or stopping', 'Wait a moment, then start again.'],
};
