import type { Fact, Id } from '../fact.js';

/** Roles that an organisation gives to those who act for it. */
export const grantedRoles = ['moderator', 'staff', 'registrar', 'admin'] as const;
export type GrantedRole = (typeof grantedRoles)[number];

/** Where a role holds: everywhere in the organisation, but for what is said here. */
export interface RoleScope {
  consultationId: Id | null;
  /** Ideas that this department handles, and consultations that it holds. */
  departmentId: Id | null;
  /** Ideas in this area or within it. */
  areaId: Id | null;
}

/** That somebody may act in a role. */
export interface RoleGrant {
  /** The pseudonym under which they act for the organisation. */
  subjectRef: string;
  role: GrantedRole;
  scope: RoleScope;
}

/** Who may act for an organisation, by its own word. */
export type RoleFact =
  Fact<'RoleGranted', RoleGrant, { account: string }> | Fact<'RoleRevoked', RoleGrant>;
