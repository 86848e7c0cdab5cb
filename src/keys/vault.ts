import DataLoader from 'dataloader';
import { disclosureDigest, parseDisclosure } from '../ledger/disclosure.js';
import type { Database } from './database.js';
import {
  destroy,
  forget,
  intend,
  pending,
  survivors,
  type Erasure,
  type Leaving,
} from './erasure.js';
import { VaultFault } from './fault.js';
import { granteeOf, noteGrantee, type Grantee } from './grantees.js';
import type { MasterKeys } from './master-keys.js';
import { forgetMerge, intendMerge, pendingMerges, type PendingMerge } from './merges.js';
import { erased, People, PERSON } from './people.js';
import { Person, type PersonRow } from './person.js';
import { boundTo } from './sealed.js';
import { identityHash } from './spent.js';
import { sweep } from './sweep.js';

/** A disclosure to be kept: what it says, whose words they are, and the event that commits to them. */
export interface Kept {
  person: Person;
  disclosure: string;
  digest: string;
  eventId: string;
  consultationId: string | null;
  /** Whether the log says so when it is erased; of a secret ballot it must not. */
  listed: boolean;
}

interface DisclosureRow {
  digest: string;
  event_id: string;
  person: string;
  consultation_id: string | null;
  listed: boolean;
  ciphertext: Buffer;
}

/**
 * Keeps what opens the digests of the log, encrypted under the keys of whoever wrote it, and the
 * secrets from which their pseudonyms come. What is wanted together is one query. Nothing that was
 * decrypted is remembered: who is erased is gone with the next question.
 */
export class Vault {
  readonly #people: People;
  readonly #keeping: DataLoader<DisclosureRow, void>;

  constructor(
    private readonly pool: Database,
    private readonly keys: MasterKeys,
  ) {
    this.#people = new People(pool, keys);
    this.#keeping = new DataLoader((rows) => this.#insert(rows), {
      cache: false,
      maxBatchSize: 250,
    });
  }

  /** Throws MASTER_KEY_WRONG where somebody's keys are wrapped by a master key that is not at hand. */
  check(): Promise<void> {
    return this.#people.check();
  }

  /** The person behind an account, with keys that are made on first use. */
  person(account: string): Promise<Person> {
    return this.#people.person(account);
  }

  /** The person behind an account, known again by a verified identity from now on. */
  async identified(account: string, identity: string): Promise<Person> {
    const person = await this.person(account);
    const hash = identityHash(identity);
    if (person.identity === hash) return person;
    await this.#people.identify(person, hash);
    return this.person(account);
  }

  /** Those of these digests that stand for words of a former participant. */
  former(digests: readonly string[]): Promise<Set<string>> {
    return this.#people.former(digests);
  }

  /** The person behind an account, if there is one. */
  known(account: string): Promise<Person | undefined> {
    return this.#people.known(account);
  }

  /** Notes that an organisation is about to give a person a role. */
  noteGrantee(person: string, organisationId: string): Promise<void> {
    return noteGrantee(this.pool, person, organisationId);
  }

  /** Who is behind an account, if an organisation has ever given them a role. */
  grantee(account: string): Promise<Grantee | undefined> {
    return granteeOf(this.pool, this.keys, account);
  }

  /** Those of these persons who are not erased. */
  people(ids: readonly string[]): Promise<Person[]> {
    return this.#people.byIds(ids);
  }

  /** The person whose words a digest stands for, as long as they are not erased. */
  ownerOf(digest: string): Promise<Person | undefined> {
    return this.#people.ownerOf(digest);
  }

  /** Keeps disclosures; durable once it resolves. Throws PERSON_ERASED where one has nobody left to keep it for. */
  async keep(disclosures: readonly Kept[]): Promise<void> {
    await Promise.all(disclosures.map((kept) => this.#keeping.load(rowOf(kept))));
  }

  /**
   * What each digest stands for: null where that is erased or never was here, a VaultFault where it
   * cannot be told. Values in the order of the digests.
   */
  async open(digests: readonly string[]): Promise<unknown[]> {
    const texts = await this.#texts(digests);
    return digests.map((digest) => {
      const text = texts.get(digest) ?? null;
      return typeof text === 'string' ? parseDisclosure(text).value : text;
    });
  }

  /** The disclosures behind digests, as whoever holds the digests can check them; throws a VaultFault where one cannot be told. */
  async disclose(digests: readonly string[]): Promise<Map<string, string>> {
    const texts = await this.#texts(digests);
    for (const text of texts.values()) if (typeof text !== 'string') throw text;
    return texts as Map<string, string>;
  }

  async #texts(digests: readonly string[]): Promise<Map<string, string | VaultFault>> {
    const { rows } = await this.pool.query<DisclosureRow & PersonRow>(OPEN, [
      digests.map((digest) => Buffer.from(digest, 'base64url')),
    ]);
    const people = new Map(rows.map((row) => [row.person, new Person(row, this.keys)]));
    return new Map(rows.map((row) => [row.digest, opened(row, people.get(row.person)!)]));
  }

  /** Notes that a person's erasure is about to be asked for, so that it is found wherever it is cut short. */
  intend(person: string): Promise<void> {
    return intend(this.pool, person);
  }

  /** Persons whose erasure was about to be asked for and is not told to its end. */
  pending(): Promise<string[]> {
    return pending(this.pool);
  }

  /**
   * Destroys a person's keys, words and account name at once, but for what stays of them; says what the
   * log is to tell of it. Done twice it says the same.
   */
  destroy(person: string, leaving?: Leaving): Promise<Erasure> {
    return destroy(this.pool, this.keys, person, leaving);
  }

  /** Forgets an erasure of which the log has told all. */
  forget(person: string): Promise<void> {
    return forget(this.pool, person);
  }

  /** Which of these persons still have keys. */
  survivors(people: readonly string[]): Promise<string[]> {
    return survivors(this.pool, people);
  }

  /** Notes that an agent is about to wish for a merge of two accounts. */
  intendMerge(merge: Omit<PendingMerge, 'agents'>, agent: string): Promise<void> {
    return intendMerge(this.pool, merge, agent);
  }

  /** Merges that are not told to their end. */
  pendingMerges(): Promise<PendingMerge[]> {
    return pendingMerges(this.pool);
  }

  /** Forgets a merge of which the log has told all. */
  forgetMerge(merge: Omit<PendingMerge, 'agents'>): Promise<void> {
    return forgetMerge(this.pool, merge);
  }

  /** Removes what no event commits to, given the ids of all events; gives back how many went. */
  sweep(recorded: AsyncIterable<readonly string[]>, minutes?: number): Promise<number> {
    return sweep(this.pool, recorded, minutes);
  }

  async #insert(rows: readonly DisclosureRow[]): Promise<(void | Error)[]> {
    const { rows: kept } = await this.pool.query<{ digest: string }>(KEEP, [
      rows.map((r) => Buffer.from(r.digest, 'base64url')),
      rows.map((r) => r.event_id),
      rows.map((r) => r.person),
      rows.map((r) => r.consultation_id),
      rows.map((r) => r.listed),
      rows.map((r) => r.ciphertext),
    ]);
    const digests = new Set(kept.map(({ digest }) => digest));
    return rows.map(({ digest }) => (digests.has(digest) ? undefined : erased()));
  }
}

const rowOf = ({ person, disclosure, digest, eventId, ...rest }: Kept): DisclosureRow => {
  const ciphertext = person.seal(disclosure, boundTo(digest, eventId));
  return {
    digest,
    event_id: eventId,
    person: person.id,
    consultation_id: rest.consultationId,
    listed: rest.listed,
    ciphertext,
  };
};

const opened = (
  { digest, event_id, ciphertext }: DisclosureRow,
  person: Person,
): string | VaultFault => {
  try {
    const disclosure = person.unseal(ciphertext, boundTo(digest, event_id));
    if (disclosureDigest(disclosure) === digest) return disclosure;
    return new VaultFault('SEAL_BROKEN', 'Another digest.');
  } catch (error) {
    if (error instanceof VaultFault) return error;
    throw error;
  }
};

/** A digest in base64url, as the log has it. */
const TEXT = `translate(rtrim(encode(digest, 'base64'), '='), '+/', '-_') as digest`;

const OPEN = `
  select ${TEXT}, event_id, ciphertext, ${PERSON}
  from keys.disclosure join keys.person using (person) where digest = any($1)`;

/** Holds each person, so that nothing is kept for one who is being erased; run twice it keeps once. */
const KEEP = `
  insert into keys.disclosure (digest, event_id, person, consultation_id, listed, ciphertext)
  select d.*
  from unnest($1::bytea[], $2::uuid[], $3::uuid[], $4::text[], $5::boolean[], $6::bytea[])
    as d (digest, event_id, person, consultation_id, listed, ciphertext)
  join keys.person p on p.person = d.person
  for key share of p
  on conflict (digest) do update set event_id = excluded.event_id
  returning ${TEXT}`;
