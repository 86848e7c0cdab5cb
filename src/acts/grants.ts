import { rolesStream, type Roles } from '../domain/roles/state.js';
import type { Vault } from '../keys/vault.js';
import type { StreamStates } from './stream-states.js';

/** What one organisation has granted to somebody. */
export interface Granted {
  organisationId: string;
  /** Under which pseudonym. */
  subjectRef: string;
  roles: Roles;
}

/** Knows which roles organisations have given to whom. */
export class Grants {
  constructor(
    private readonly vault: Vault,
    private readonly states: StreamStates,
  ) {}

  /** What was granted to an account, as it is now; of most accounts one question says that it is nothing. */
  async of(account: string): Promise<Granted[]> {
    const grantee = await this.vault.grantee(account);
    if (!grantee) return [];
    const { person, organisationIds } = grantee;
    return Promise.all(
      organisationIds.map(async (organisationId) => ({
        organisationId,
        subjectRef: person.agentRef(organisationId),
        roles: (await this.states.load(rolesStream(organisationId), true)).state as Roles,
      })),
    );
  }
}
