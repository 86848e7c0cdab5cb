import pg from 'pg';
import { LogError } from '../port.js';
import { LOG_ROLE } from './schema.js';

const CONNECT_MS = 5_000;

/**
 * Settings the log relies on whatever the server's say: the role that cannot change history; a
 * commit that answers once it is durable; each statement seeing what was committed before it;
 * times written one way; and index walks, which are right for each of its queries even before the
 * first statistics are gathered.
 */
const SETTINGS = `
  select set_config('role', '${LOG_ROLE}', false),
    set_config('synchronous_commit', case when current_setting('synchronous_commit') = 'off'
      then 'on' else current_setting('synchronous_commit') end, false),
    set_config('default_transaction_isolation', 'read committed', false),
    set_config('timezone', 'UTC', false), set_config('datestyle', 'ISO', false),
    set_config('enable_seqscan', 'off', false), set_config('jit', 'off', false)`;

/** Is told which connection broke, perhaps more than once. */
export type Lost = (client: pg.Client) => void;

/** Opens a connection of the log's own. */
export type Connect = (lost: Lost) => Promise<pg.Client>;

const options = (url: string) => ({
  connectionString: url,
  application_name: 'cahier log',
  connectionTimeoutMillis: CONNECT_MS,
  keepAlive: true,
});

/** A connection of the log's own; `lost` is called when it breaks. */
export async function connect(url: string, lost: Lost): Promise<pg.Client> {
  const client = new pg.Client(options(url));
  client.on('error', () => lost(client)).on('end', () => lost(client));
  try {
    await client.connect();
    await settle(client);
    return client;
  } catch (error) {
    discard(client);
    throw error;
  }
}

/** Connections for reading, opened as needed, and made fit within `answerMs` milliseconds. */
export function readers(url: string, most: number, answerMs: number): pg.Pool {
  const pool = new pg.Pool({
    ...options(url),
    max: most,
    verify: (client, done) => void settle(client, answerMs).then(() => done(), done),
  });
  return pool
    .on('connect', (client) => client.on('error', () => undefined))
    .on('error', () => undefined);
}

/** Makes a connection fit for the log. Rejects with LOG_UNAVAILABLE where there is no such role. */
async function settle(client: pg.ClientBase, answerMs?: number): Promise<void> {
  try {
    await client.query(Object.assign({ text: SETTINGS }, answerMs && { query_timeout: answerMs }));
  } catch (error) {
    throw faultOf(error) === 'refused' ? logError(error) : error;
  }
}

/** Lets a connection go without waiting for it. */
export const discard = (client: pg.Client): void => void client.end().catch(() => undefined);

/**
 * What an error of PostgreSQL means to an append: the connection is `lost` and the outcome
 * unknown; the server is `busy` and nothing was recorded; the values are `refused`; or something
 * is `broken` that no retry mends.
 */
export type Fault = 'lost' | 'busy' | 'refused' | 'broken';

const LOST = /^(08|57P0)/;
const BUSY = /^(40|53|55|57|58|25006)/;
const REFUSED = /^(22|23|54)/;
const OURS = 'log';

/** Which fault an error is. */
export function faultOf(error: unknown): Fault {
  const code = error instanceof LogError ? OURS : sqlState(error);
  if (code === undefined || LOST.test(code)) return 'lost';
  if (BUSY.test(code)) return 'busy';
  return REFUSED.test(code) ? 'refused' : 'broken';
}

const sqlState = (error: unknown): string | undefined =>
  error instanceof pg.DatabaseError ? error.code : undefined;

/** An error of PostgreSQL in the log's words; `lasting` where trying again cannot help. */
export function logError(error: unknown, data: Record<string, unknown> = {}): LogError {
  const options = { cause: error };
  if (error instanceof LogError)
    return new LogError(error.code, error.message, { ...error.data, ...data }, options);
  const code = /^XX00[12]/.test(sqlState(error) ?? '') ? 'LOG_CORRUPT' : 'LOG_UNAVAILABLE';
  const lasting = !isPassing(error);
  return new LogError(code, saying(error), { ...data, lasting }, options);
}

/** A command whose values PostgreSQL does not take. */
export const refusedBy = (error: unknown, data: Record<string, unknown>): LogError =>
  new LogError('INVALID_APPEND', saying(error), data, { cause: error });

const saying = (error: unknown): string => `PostgreSQL: ${(error as Error).message}`;

/** Whether an error is gone once the connection or the room it wanted is there. */
export const isPassing = (error: unknown): boolean => ['lost', 'busy'].includes(faultOf(error));
