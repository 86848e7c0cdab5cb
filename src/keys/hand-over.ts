import type { PoolClient } from 'pg';
import { parseDisclosure } from '../ledger/disclosure.js';
import { VaultFault } from './fault.js';
import type { MasterKeys } from './master-keys.js';
import { newRow, Person, type PersonRow } from './person.js';
import { boundTo } from './sealed.js';

/** What people write for others to read; all else that is sealed says who they are. */
const WORDS = new Set(['title', 'body', 'locale', 'altTexts', 'text', 'reason']);

interface Sealed {
  digest: Buffer;
  event_id: string;
  consultation_id: string | null;
  ciphertext: Buffer;
}

/**
 * Seals what a person wrote under new keys that are nobody's, others in each consultation, so that the
 * person's own can be destroyed. Nothing says any more whose it was.
 */
export const handOver = async (
  client: PoolClient,
  keys: MasterKeys,
  personId: string,
): Promise<void> => {
  const people = await client.query<PersonRow>('select * from keys.person where person = $1', [
    personId,
  ]);
  const person = new Person(people.rows[0]!, keys);
  const { rows } = await client.query<Sealed>(
    'select digest, event_id, consultation_id, ciphertext from keys.disclosure where person = $1',
    [personId],
  );
  const heirs = new Map<string | null, Person>();
  for (const row of rows) {
    const disclosure = wordsIn(row, person);
    if (disclosure === undefined) continue;
    const heir = heirs.get(row.consultation_id) ?? (await newHeir(client, keys));
    heirs.set(row.consultation_id, heir);
    await client.query(
      'update keys.disclosure set person = $2, ciphertext = $3 where digest = $1',
      [row.digest, heir.id, heir.seal(disclosure, boundOf(row))],
    );
  }
};

const boundOf = ({ digest, event_id }: Sealed): string =>
  boundTo(digest.toString('base64url'), event_id);

/** The disclosure of words that stay; undefined of what does not, and of what nobody can open. */
const wordsIn = (row: Sealed, person: Person): string | undefined => {
  try {
    const disclosure = person.unseal(row.ciphertext, boundOf(row));
    return WORDS.has(parseDisclosure(disclosure).name) ? disclosure : undefined;
  } catch (error) {
    if (error instanceof VaultFault && error.code === 'SEAL_BROKEN') return undefined;
    throw error;
  }
};

const newHeir = async (client: PoolClient, keys: MasterKeys): Promise<Person> => {
  const row = newRow(null, keys);
  await client.query(
    `insert into keys.person (person, account, master_key_id, secret, data_key)
     values ($1, null, $2, $3, $4)`,
    [row.person, row.master_key_id, row.secret, row.data_key],
  );
  return new Person(row, keys);
};
