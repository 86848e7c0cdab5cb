import type { Database } from './database.js';

/** Two accounts that agents wish to merge, and which agents. */
export interface PendingMerge {
  from: string;
  into: string;
  agents: string[];
}

/** Notes that an agent is about to wish for a merge, so that it can be carried out in their name. */
export const intendMerge = async (
  pool: Database,
  { from, into }: Omit<PendingMerge, 'agents'>,
  agent: string,
): Promise<void> => {
  await pool.query(
    `insert into keys.account_merge (from_person, into_person, agents) values ($1, $2, array[$3::uuid])
     on conflict (from_person, into_person) do update set agents = account_merge.agents || excluded.agents
     where not account_merge.agents @> excluded.agents`,
    [from, into, agent],
  );
};

/** Merges that are not told to their end. */
export const pendingMerges = async (pool: Database): Promise<PendingMerge[]> => {
  const { rows } = await pool.query<PendingMerge>(
    `select from_person as "from", into_person as into, agents from keys.account_merge
     order by from_person, into_person`,
  );
  return rows;
};

/** Forgets a merge of which the log has told all. */
export const forgetMerge = async (
  pool: Database,
  { from, into }: Pick<PendingMerge, 'from' | 'into'>,
): Promise<void> => {
  await pool.query('delete from keys.account_merge where from_person = $1 and into_person = $2', [
    from,
    into,
  ]);
};
