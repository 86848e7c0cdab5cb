import { grantedRole, rolesStream, type Roles } from '../domain/roles/state.js';
import { Act, Forbidden, type Wish } from './act.js';
import type { Sources } from './addition.js';
import { concernsOf } from './concerns.js';
import { mayWish, roleFor, within, type ActingRole } from './principal.js';
import type { StreamState } from './stream-states.js';

/** In which role a wish is made, and whether that is an organisation's word and not the token's. */
export interface Standing {
  act: Act;
  role: ActingRole;
  /** Under which pseudonym the role was granted; absent where the token says it. */
  grantedTo?: string;
}

/**
 * In which role a wish is made: that of the token where it allows the wish, else one that the
 * organisation has granted for what the wish concerns. Throws Forbidden where there is none.
 */
export const standingOf = async (act: Act, from: Sources): Promise<Standing> => {
  const { wish, circumstance: c } = act;
  const role = roleFor(c.principal, wish.type);
  if (role && (role === 'citizen' || c.principal.organisations.includes('*'))) return { act, role };
  return (await byGrant(act, role, from)) ?? byToken(act, role);
};

const byToken = (act: Act, role: ActingRole | undefined): Standing => {
  if (!role) throw new Forbidden(`None of your roles allows ${act.wish.type}.`);
  return { act, role };
};

const byGrant = async (
  act: Act,
  role: ActingRole | undefined,
  from: Sources,
): Promise<Standing | undefined> => {
  const { wish, circumstance: c } = act;
  const known = await concernsOf(wish, from, false);
  if (role && known && within(c.principal, known.organisationId)) return undefined;
  const granted = await from.grants.of(c.principal.sub);
  const concerned = granted.length ? await concernsOf(wish, from, true) : undefined;
  const own = granted.find(({ organisationId }) => organisationId === concerned?.organisationId);
  if (!own || !concerned) return undefined;
  const { organisationId, subjectRef, roles } = own;
  const found = grantedRole(roles, subjectRef, mayWish[wish.type], concerned.concerns);
  if (!found) return undefined;
  const principal = { ...c.principal, roles: [found], organisations: [organisationId] };
  return { act: new Act(wish, { ...c, principal }), role: found, grantedTo: subjectRef };
};

/** The roles that an organisation has granted, where somebody still has one of them for a wish; undefined where not. */
export const stillGranted = async (
  wish: Wish,
  { role, grantedTo }: { role: ActingRole; grantedTo: string },
  from: Sources,
  fresh: boolean,
): Promise<StreamState | undefined> => {
  const concerned = await concernsOf(wish, from, fresh);
  if (!concerned) return undefined;
  const { organisationId, concerns } = concerned;
  const held = await from.states.load(rolesStream(organisationId), fresh);
  return grantedRole(held.state as Roles, grantedTo, [role], concerns) && held;
};
