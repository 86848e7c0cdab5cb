import pg from 'pg';
import type { Projection } from '../../projections/projection.js';

/** How long a connection may be silent while it holds the views up, in milliseconds. */
const SILENT_MS = 30_000;

/** Somebody else is counting that view again. */
export class BeingRebuilt extends Error {
  constructor(view: string) {
    super(`View ${view} is being counted again by somebody else.`);
    this.name = 'BeingRebuilt';
  }
}

/** Works on one view over two connections: one counts, the other one holds the projector up. Throws BeingRebuilt. */
export const withPair = async <T>(
  url: string,
  { name }: Projection,
  work: (work: pg.Client, hold: pg.Client) => Promise<T>,
): Promise<T> => {
  const clients = [0, 1].map(() => connection(url));
  try {
    await Promise.all(clients.map((client) => client.connect()));
    const [one, other] = clients as [pg.Client, pg.Client];
    await one.query(`select set_config('synchronous_commit', 'off', false)`);
    const { rows } = await one.query(
      `select pg_try_advisory_lock(hashtext('cahier view'), hashtext($1)) as mine`,
      [name],
    );
    if (!rows[0].mine) throw new BeingRebuilt(name);
    return await work(one, other);
  } finally {
    await Promise.all(clients.map((client) => client.end().catch(() => {})));
  }
};

const connection = (url: string): pg.Client => {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'cahier rebuild',
    connectionTimeoutMillis: SILENT_MS,
    idle_in_transaction_session_timeout: SILENT_MS,
    keepAlive: true,
  });
  client.on('error', () => {});
  return client;
};
