import { createHash, createHmac } from 'node:crypto';
import DataLoader from 'dataloader';
import type { ConsultationSecrets } from './consultation-secrets.js';
import type { Database } from './database.js';
import type { Person } from './person.js';

/** Where somebody votes. */
export interface Vote {
  consultationId: string;
  phaseId: string;
}

/** That somebody who is erased has a ballot in a phase, as it is kept. */
export interface SpentCredential {
  phaseId: string;
  /** Until when it is kept; null until the result is certified. */
  until: string | null;
  /** One for each name by which the person may come back. */
  credentials: Buffer[];
}

/** What a verified identity comes to, so that it stands nowhere as it is. */
export const identityHash = (identity: string): string =>
  createHash('sha256').update(`identity\0${identity}`).digest('hex');

/**
 * Tells whether somebody has a ballot in a phase that an erasure cut them off from. It is known by a hash
 * of their account and of their identity, keyed by a secret of the consultation: whoever has the hashes
 * alone can try no name.
 */
export class SpentCredentials {
  readonly #used: DataLoader<string, boolean>;

  constructor(
    private readonly pool: Database,
    private readonly secrets: ConsultationSecrets,
  ) {
    this.#used = new DataLoader((phases) => this.#areUsed(phases), { cache: false });
  }

  /** Whether a person has voted in a phase by an account that is erased. */
  async isSpent(vote: Vote, person: Person): Promise<boolean> {
    if (!(await this.#used.load(vote.phaseId))) return false;
    const { rowCount } = await this.pool.query(
      'select from keys.spent_credential where credential = any($1)',
      [await this.credentialsOf(vote, person)],
    );
    return rowCount! > 0;
  }

  /** The credentials of a person in one phase: as nobody can make them without the consultation's secret. */
  async credentialsOf({ consultationId, phaseId }: Vote, person: Person): Promise<Buffer[]> {
    const secret = await this.secrets.secretOf(consultationId);
    const names = [`account\0${person.account}`, person.identity];
    return names.flatMap((name) =>
      name === null
        ? []
        : [createHmac('sha256', secret).update(`spent\0${phaseId}\0${name}`).digest()],
    );
  }

  /** Phases of which credentials are kept. */
  async phases(): Promise<string[]> {
    const { rows } = await this.pool.query<{ phase: string }>(
      'select distinct phase_id as phase from keys.spent_credential',
    );
    return rows.map(({ phase }) => phase);
  }

  /** Forgets who has voted in these phases. */
  async release(phases: readonly string[]): Promise<void> {
    await this.pool.query('delete from keys.spent_credential where phase_id = any($1)', [phases]);
  }

  async #areUsed(phases: readonly string[]): Promise<boolean[]> {
    const { rows } = await this.pool.query<{ phase: string }>(
      `select phase from unnest($1::text[]) as phase
       where exists (select from keys.spent_credential where phase_id = phase)`,
      [[...new Set(phases)]],
    );
    const used = new Set(rows.map(({ phase }) => phase));
    return phases.map((phase) => used.has(phase));
  }
}
