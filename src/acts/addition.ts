import type { DataSource } from 'typeorm';
import type { Command, CommandType } from '../domain/commands.js';
import type { Refusal } from '../domain/fact.js';
import type { Person } from '../keys/person.js';
import type { SpentCredentials } from '../keys/spent.js';
import type { Vault } from '../keys/vault.js';
import type { Log } from '../log/port.js';
import type { Freshness } from '../views/freshness.js';
import type { Account } from './account.js';
import type { Circumstance } from './act.js';
import type { Erasures } from './erasures.js';
import type { Grants } from './grants.js';
import type { Parties } from './parties.js';
import type { ActingRole } from './principal.js';
import type { StreamStates } from './stream-states.js';

export interface Sources {
  log: Log;
  states: StreamStates;
  vault: Vault;
  spent: SpentCredentials;
  db: DataSource;
  freshness: Freshness;
  erasures: Erasures;
  grants: Grants;
}

/**
 * A wish with everything the server adds, the organisation it concerns, the pseudonym of the citizen
 * who makes it, and whose words it holds where these are not of who acts.
 */
export interface Completed {
  command: Command;
  organisationId: string | null;
  consultationId: string | null;
  pseudonym?: string;
  author?: Person;
  /** The account of whoever takes part by it; absent where nobody does, and in imports. */
  account?: Account;
  /** The reason why it concerns nobody, if that is so. */
  refused?: Refusal;
}

/** A wish while it is completed. */
export type Fields = Record<string, unknown> & { type: CommandType };

/** Who makes a wish, in which role, and the persons concerned. */
export interface Who {
  c: Circumstance;
  role: ActingRole;
  parties: Parties;
}

/** What the server adds to a wish, in place. */
export type Addition = (
  fields: Fields,
  who: Who,
  from: Sources,
  fresh: boolean,
) => Promise<Of | void>;

/** What is to be known of the persons whom a wish concerns. */
export type Of = Omit<Completed, 'command' | 'organisationId' | 'consultationId'>;

/** What a stream has become, anew from the log if asked so. */
export const stateOf = async <S>(from: Sources, stream: string, fresh: boolean): Promise<S> =>
  (await from.states.load(stream, fresh)).state as S;
