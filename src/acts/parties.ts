import type { Person } from '../keys/person.js';
import type { Vault } from '../keys/vault.js';
import { Forbidden, type Act } from './act.js';
import type { ActingRole } from './principal.js';

/** The persons of one wish, with their keys; they last as long as the act. */
export interface Parties {
  /** Who acts; null for the system itself. */
  self: Person | null;
  /** On whose behalf, or whose account is erased; null where there is nobody. */
  other: Person | null;
}

/** Who acts, and for whom. An erasure makes no new keys for the account that is to have none. */
export const partiesOf = async (act: Act, role: ActingRole, vault: Vault): Promise<Parties> => {
  const { principal, onBehalfOf } = act.circumstance;
  if (role === 'system') return { self: null, other: null };
  if (act.wish.type === 'EraseParticipant') return erasing(act, role, vault);
  const [self, other] = await Promise.all([
    vault.person(principal.sub),
    onBehalfOf ? vault.person(onBehalfOf) : null,
  ]);
  return { self, other };
};

const erasing = async (
  { circumstance: { principal, onBehalfOf } }: Act,
  role: ActingRole,
  vault: Vault,
): Promise<Parties> => {
  if (!onBehalfOf || onBehalfOf === principal.sub) {
    const self = (await vault.known(principal.sub)) ?? null;
    return { self, other: self };
  }
  if (role === 'citizen') throw new Forbidden('You can have your own account erased only.');
  if (!principal.organisations.includes('*'))
    throw new Forbidden('An account belongs to no organisation: your token must cover them all.');
  const [self, other] = await Promise.all([vault.person(principal.sub), vault.known(onBehalfOf)]);
  return { self, other: other ?? null };
};
