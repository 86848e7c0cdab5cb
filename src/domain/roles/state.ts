import type { Fold, Id } from '../fact.js';
import { same } from '../plain.js';
import type { GrantedRole, RoleFact, RoleGrant, RoleScope } from './events.js';

export interface Roles {
  /** Every grant there has been, in the order in which it was first made. */
  grants: (RoleGrant & { revoked: boolean })[];
}

/** Name of the stream of the roles that one organisation gives. */
export const rolesStream = (organisationId: Id): string => `roles-${organisationId}`;

const isOf = (grant: RoleGrant, other: RoleGrant): boolean =>
  grant.subjectRef === other.subjectRef &&
  grant.role === other.role &&
  same(grant.scope, other.scope);

/** A grant as it stands, revoked or not; undefined where it was never made. */
export const grantIn = (
  { grants }: Roles,
  wanted: RoleGrant,
): Roles['grants'][number] | undefined => grants.find((grant) => isOf(grant, wanted));

const withGrant = ({ grants }: Roles, grant: RoleGrant, revoked: boolean): Roles => ({
  grants: grantIn({ grants }, grant)
    ? grants.map((known) => (isOf(known, grant) ? { ...known, revoked } : known))
    : [...grants, { ...grant, revoked }],
});

export const roles: Fold<Roles, RoleFact> = {
  initial: { grants: [] },
  evolve: {
    RoleGranted: (r, grant) => withGrant(r, grant, false),
    RoleRevoked: (r, grant) => withGrant(r, grant, true),
  },
};

/** What an act concerns, as far as a grant can be bound to it. */
export interface Concern {
  consultationId: Id | null;
  /** The departments that handle it. */
  departmentIds: Id[];
  /** Where it lies: an area and those around it. */
  areaIds: Id[];
}

const covers = ({ consultationId, departmentId, areaId }: RoleScope, concern: Concern): boolean =>
  (consultationId === null || consultationId === concern.consultationId) &&
  (departmentId === null || concern.departmentIds.includes(departmentId)) &&
  (areaId === null || concern.areaIds.includes(areaId));

/** The first of these roles that somebody was granted for all that an act concerns. */
export const grantedRole = (
  { grants }: Roles,
  subjectRef: string,
  wanted: readonly string[],
  concerns: readonly Concern[],
): GrantedRole | undefined =>
  grants.find(
    (grant) =>
      !grant.revoked &&
      grant.subjectRef === subjectRef &&
      wanted.includes(grant.role) &&
      concerns.every((concern) => covers(grant.scope, concern)),
  )?.role;
