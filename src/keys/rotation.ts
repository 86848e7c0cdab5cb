import type { Pool, PoolClient } from 'pg';
import type { MasterKeys } from './master-keys.js';
import { rewrapped, type PersonRow } from './person.js';

/** How many persons are wrapped anew in one transaction. */
const MOST = 500;

/**
 * Wraps every person's keys by the present master key; gives back how many were not before. It may be
 * killed and run again, beside servers that know both keys. Throws MASTER_KEY_WRONG where neither key
 * opens somebody's.
 */
export const rotate = async (
  pool: Pool,
  keys: MasterKeys,
  progress: (done: number) => void = () => {},
): Promise<number> => {
  let total = 0;
  for (let found = -1; found !== 0; total += found) {
    found = 0;
    for (let after: string | undefined = FIRST; after;) {
      const wrapped: string[] = await next(pool, keys, after);
      after = wrapped.at(-1);
      found += wrapped.length;
      progress(total + found);
    }
  }
  return total;
};

const FIRST = '00000000-0000-0000-0000-000000000000';

/** Wraps the next persons in the order of their ids; gives back who they were. */
const next = async (pool: Pool, keys: MasterKeys, after: string): Promise<string[]> => {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const people = await wrapNext(client, keys, after);
    await client.query('commit');
    return people;
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  } finally {
    client.release();
  }
};

const wrapNext = async (client: PoolClient, keys: MasterKeys, after: string): Promise<string[]> => {
  const { rows } = await client.query<PersonRow>(
    `select person, account, master_key_id, secret, data_key from keys.person
     where person > $1 and master_key_id <> $2 order by person limit ${MOST} for no key update`,
    [after, keys.id],
  );
  const again = rows.map((row) => rewrapped(row, keys));
  await client.query(
    `update keys.person p set master_key_id = $1, secret = n.secret, data_key = n.data_key
     from unnest($2::uuid[], $3::bytea[], $4::bytea[]) as n (person, secret, data_key)
     where p.person = n.person`,
    [keys.id, again.map((r) => r.person), again.map((r) => r.secret), again.map((r) => r.data_key)],
  );
  return again.map(({ person }) => person);
};
