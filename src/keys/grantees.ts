import type { Database } from './database.js';
import type { MasterKeys } from './master-keys.js';
import { PERSON } from './people.js';
import { Person, type PersonRow } from './person.js';

/** Somebody to whom organisations have given roles, or were about to. */
export interface Grantee {
  person: Person;
  organisationIds: string[];
}

/** Notes that an organisation is about to give a person a role. */
export const noteGrantee = async (
  pool: Database,
  person: string,
  organisationId: string,
): Promise<void> => {
  await pool.query(
    'insert into keys.grantee (person, organisation_id) values ($1, $2) on conflict do nothing',
    [person, organisationId],
  );
};

/** Who is behind an account, if an organisation has ever given them a role. */
export const granteeOf = async (
  pool: Database,
  keys: MasterKeys,
  account: string,
): Promise<Grantee | undefined> => {
  const { rows } = await pool.query<PersonRow & { organisation_id: string }>(
    `select ${PERSON}, organisation_id from keys.person join keys.grantee using (person)
     where account = $1 order by organisation_id`,
    [account],
  );
  return (
    rows[0] && {
      person: new Person(rows[0], keys),
      organisationIds: rows.map((row) => row.organisation_id),
    }
  );
};
