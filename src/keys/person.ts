import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { MasterKeys } from './master-keys.js';
import { seal, unseal } from './seal.js';

/** A row of `keys.person`. */
export interface PersonRow {
  person: string;
  /** Null of a former participant: nobody can act by it, and nobody can be found by it. */
  account: string | null;
  /** What a verified identity comes to, sealed; null where none is known. */
  identity: Buffer | null;
  master_key_id: string;
  secret: Buffer;
  data_key: Buffer;
}

type Which = 'secret' | 'data_key';

const boundTo = (person: string, which: Which): string => `${person}\0${which}`;

/** A row with new keys for an account, or for what somebody leaves behind. */
export const newRow = (account: string | null, keys: MasterKeys): PersonRow => {
  const person = randomUUID();
  return {
    person,
    account,
    identity: null,
    master_key_id: keys.id,
    secret: keys.wrap(randomBytes(32), boundTo(person, 'secret')),
    data_key: keys.wrap(randomBytes(32), boundTo(person, 'data_key')),
  };
};

/** What the keys of a row are. Throws MASTER_KEY_WRONG or SEAL_BROKEN. */
const unwrapped = (row: PersonRow, which: Which, keys: MasterKeys): Buffer =>
  keys.unwrap({ masterKeyId: row.master_key_id, wrapped: row[which] }, boundTo(row.person, which));

/** A row with the same keys, wrapped by the present master key. Throws MASTER_KEY_WRONG or SEAL_BROKEN. */
export const rewrapped = (row: PersonRow, keys: MasterKeys): PersonRow => {
  const again = (which: Which) =>
    keys.wrap(unwrapped(row, which, keys), boundTo(row.person, which));
  return {
    ...row,
    master_key_id: keys.id,
    secret: again('secret'),
    data_key: again('data_key'),
  };
};

/**
 * A person with their keys, as long as one act takes and no longer: nothing may remember one, or an
 * erasure would not be the end of it. All that the log ever learns of a person comes from here.
 */
export class Person {
  #secret: Buffer | undefined;
  #dataKey: Buffer | undefined;

  constructor(
    private readonly row: PersonRow,
    private readonly keys: MasterKeys,
  ) {}

  /** Names the person in the log; random, so that no account can be guessed from it. */
  get id(): string {
    return this.row.person;
  }

  /** Null of a former participant. */
  get account(): string | null {
    return this.row.account;
  }

  /** What the person's verified identity comes to; null where none is known. */
  get identity(): string | null {
    return this.row.identity && this.unseal(this.row.identity, this.#identityBound);
  }

  /** A verified identity as it is kept. */
  sealIdentity(identity: string): Buffer {
    return this.seal(identity, this.#identityBound);
  }

  get #identityBound(): string {
    return `${this.id}\0identity`;
  }

  /** The person's pseudonym among the voters of one phase. */
  voterRef(phaseId: string): string {
    return this.#pseudonym('v_', `ballot\0${phaseId}`);
  }

  /** The person's pseudonym among the authors of one consultation. */
  authorRef(consultationId: string): string {
    return this.#pseudonym('a_', `talk\0${consultationId}`);
  }

  /** The person's pseudonym among those who flag one thing. */
  flaggerRef(thingId: string): string {
    return this.#pseudonym('f_', `flag\0${thingId}`);
  }

  /** The person's pseudonym among those who act for one organisation, or for none. */
  agentRef(organisationId: string | null): string {
    return this.#pseudonym('g_', organisationId === null ? 'staff' : `staff\0${organisationId}`);
  }

  /** An idempotency key of the person's as the log keeps it: nobody else can tell whose it is. */
  commandRef(commandId: string): string {
    return this.#hmac(`command\0${commandId}`).digest('base64url');
  }

  /** What tells two wishes of the person apart; nobody else can find out what was wished for. */
  fingerprint(wish: string): string {
    return this.#hmac(`wish\0${wish}`).digest('hex');
  }

  /** Seals an ASCII text; it opens only with the same `bound`. */
  seal(text: string, bound: string): Buffer {
    return seal(this.#keyOfWords, Buffer.from(text, 'ascii'), bound);
  }

  /** Opens what `seal` made. Throws SEAL_BROKEN where it is not what was sealed. */
  unseal(ciphertext: Buffer, bound: string): string {
    return unseal(this.#keyOfWords, ciphertext, bound).toString('ascii');
  }

  get #keyOfWords(): Buffer {
    return (this.#dataKey ??= unwrapped(this.row, 'data_key', this.keys));
  }

  #hmac(scope: string) {
    this.#secret ??= unwrapped(this.row, 'secret', this.keys);
    return createHmac('sha256', this.#secret).update(scope);
  }

  #pseudonym(prefix: string, scope: string): string {
    return prefix + this.#hmac(scope).digest('hex').slice(0, 32);
  }
}
