import pg from 'pg';

/** Advisory lock of the database `postgres` that every process using the embedded server shares. */
const IN_USE = 4_207_001;
const RETRY_MS = 1_000;

/** A connection that tells the server that its process still needs it; the kernel takes it back from a dead one. */
export interface Hold {
  leave(): Promise<void>;
}

/** Marks the server at `url` as needed by this process, across restarts of the server, until we leave. */
export async function hold(url: string): Promise<Hold> {
  let left = false;
  let client: pg.Client;
  const enter = async () => {
    client = new pg.Client({ connectionString: url, application_name: 'cahier in use' });
    client.once('end', () => !left && again());
    client.on('error', () => undefined);
    await client.connect();
    await client.query('select pg_advisory_lock_shared($1)', [IN_USE]);
  };
  const again = () =>
    setTimeout(() => !left && void enter().catch(() => undefined), RETRY_MS).unref();
  await enter().catch((error) => {
    left = true;
    throw error;
  });
  return {
    async leave() {
      left = true;
      await client.query('select pg_advisory_unlock_shared($1)', [IN_USE]).catch(() => undefined);
      await client.end().catch(() => undefined);
    },
  };
}

/** True when no process holds the server any more; false when that cannot be known. */
export async function isLastOut(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query('select pg_try_advisory_lock($1) as free', [IN_USE]);
    return rows[0].free;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
