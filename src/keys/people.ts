import DataLoader from 'dataloader';
import type { Database } from './database.js';
import { VaultFault } from './fault.js';
import type { MasterKeys } from './master-keys.js';
import { newRow, Person, type PersonRow } from './person.js';

/** The columns of a person. */
export const PERSON = 'person, account, identity, master_key_id, secret, data_key';

/** The persons behind accounts; those who are asked for together are found by one query. */
export class People {
  readonly #wanted: DataLoader<string, Person>;

  constructor(
    private readonly pool: Database,
    private readonly keys: MasterKeys,
  ) {
    this.#wanted = new DataLoader((accounts) => this.#peopleOf(accounts), {
      cache: false,
      maxBatchSize: 1_000,
    });
  }

  /** Throws MASTER_KEY_WRONG where somebody's keys are wrapped by a master key that is not at hand. */
  async check(): Promise<void> {
    const { rows } = await this.pool.query<{ id: string }>(MASTER_KEYS);
    const unknown = rows.find(({ id }) => !this.keys.has(id));
    if (unknown)
      throw new VaultFault(
        'MASTER_KEY_WRONG',
        `Keys are wrapped by master key ${unknown.id}, which is not at hand.`,
      );
  }

  /** The person behind an account, with keys that are made on first use. */
  person(account: string): Promise<Person> {
    return this.#wanted.load(account);
  }

  /** The person behind an account, if there is one. */
  async known(account: string): Promise<Person | undefined> {
    return (await this.#read([account]))[0];
  }

  /** Those of these persons who are not erased. */
  async byIds(ids: readonly string[]): Promise<Person[]> {
    const { rows } = await this.pool.query<PersonRow>(
      `select ${PERSON} from keys.person where person = any($1::uuid[])`,
      [ids],
    );
    return rows.map((row) => new Person(row, this.keys));
  }

  /** The person whose words a digest stands for, as long as they are not erased. */
  async ownerOf(digest: string): Promise<Person | undefined> {
    const { rows } = await this.pool.query<PersonRow>(
      `select ${PERSON} from keys.person where person =
         (select person from keys.disclosure where digest = $1)`,
      [Buffer.from(digest, 'base64url')],
    );
    return rows[0] && new Person(rows[0], this.keys);
  }

  /** Notes the verified identity behind an account. */
  async identify(person: Person, identity: string): Promise<void> {
    await this.pool.query('update keys.person set identity = $2 where person = $1', [
      person.id,
      person.sealIdentity(identity),
    ]);
  }

  /** Those of these digests that stand for words of somebody who is no participant any more. */
  async former(digests: readonly string[]): Promise<Set<string>> {
    const { rows } = await this.pool.query<{ digest: Buffer }>(
      `select digest from keys.disclosure join keys.person using (person)
       where digest = any($1) and account is null`,
      [digests.map((digest) => Buffer.from(digest, 'base64url'))],
    );
    return new Set(rows.map(({ digest }) => digest.toString('base64url')));
  }

  async #peopleOf(accounts: readonly string[]): Promise<(Person | Error)[]> {
    const unique = [...new Set(accounts)];
    const known = new Map<string, Person>();
    const note = (people: Person[]) => people.forEach((p) => known.set(p.account!, p));
    note(await this.#read(unique));
    const missing = unique.filter((account) => !known.has(account)).sort();
    if (missing.length) {
      await this.#create(missing);
      note(await this.#read(missing));
    }
    return accounts.map((account) => known.get(account) ?? erased());
  }

  async #create(accounts: string[]): Promise<void> {
    const rows = accounts.map((account) => newRow(account, this.keys));
    await this.pool.query(CREATE, [
      rows.map((r) => r.person),
      rows.map((r) => r.account),
      this.keys.id,
      rows.map((r) => r.secret),
      rows.map((r) => r.data_key),
    ]);
  }

  async #read(accounts: string[]): Promise<Person[]> {
    const { rows } = await this.pool.query<PersonRow>(
      `select ${PERSON} from keys.person where account = any($1)`,
      [accounts],
    );
    return rows.map((row) => new Person(row, this.keys));
  }
}

/** The fault of an account that was erased while somebody acted by it. */
export const erased = (): VaultFault =>
  new VaultFault('PERSON_ERASED', 'This account has been erased meanwhile.');

const CREATE = `
  insert into keys.person (person, account, master_key_id, secret, data_key)
  select person, account, $3, secret, data_key
  from unnest($1::uuid[], $2::text[], $4::bytea[], $5::bytea[])
    as p (person, account, secret, data_key)
  on conflict do nothing`;

/** Each master key in use, found by walking the index from one to the next. */
const MASTER_KEYS = `
  with recursive used as (
    (select master_key_id from keys.person order by 1 limit 1)
    union all
    select (select master_key_id from keys.person where master_key_id > used.master_key_id
      order by 1 limit 1)
    from used where used.master_key_id is not null
  )
  select master_key_id as id from used where master_key_id is not null`;
