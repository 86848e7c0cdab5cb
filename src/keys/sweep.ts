import type { Database } from './database.js';

/**
 * Removes disclosures that no event commits to: of wishes that were refused by the log, or whose server
 * died before it answered. `recorded` gives the ids of every event of the log, many at a time; what is
 * younger than so many minutes may still be on its way to the log and stays. Gives back how many went.
 */
export const sweep = async (
  pool: Database,
  recorded: AsyncIterable<readonly string[]>,
  minutes = 60,
): Promise<number> => {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ before: string }>(
      `select (clock_timestamp() - $1 * interval '1 minute')::text as before`,
      [minutes],
    );
    await client.query('create temp table recorded (event_id uuid)');
    for await (const ids of recorded)
      await client.query('insert into recorded select unnest($1::uuid[])', [ids]);
    await client.query('analyze recorded');
    const { rowCount } = await client.query(
      `delete from keys.disclosure d where created_at < $1::timestamptz
       and not exists (select from recorded r where r.event_id = d.event_id)`,
      [rows[0]!.before],
    );
    return rowCount ?? 0;
  } finally {
    await client.query('drop table if exists recorded').catch(() => {});
    client.release();
  }
};
