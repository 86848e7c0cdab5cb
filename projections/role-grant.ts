import type { GrantedRole, RoleScope } from '../src/domain/roles/events.js';
import { change, digestsOf, one, type Projection, type Sealed } from './projection.js';

export interface RoleGrantRow extends RoleScope {
  organisationId: string;
  /** The pseudonym under which somebody acts for the organisation. */
  subjectRef: string;
  role: GrantedRole;
  /** The bounds as one text. */
  bounds: string;
  /** Digest of the account. */
  sealed: Sealed;
  grantedAt: string;
  /** Pseudonym of whoever gave the role. */
  grantedBy: string;
  revokedAt: string | null;
}

interface Told {
  organisationId: string | null;
  data: { subjectRef: string; role: GrantedRole; scope: RoleScope };
}

const key = ({ organisationId, data: { subjectRef, role, scope } }: Told) => ({
  organisationId: organisationId!,
  subjectRef,
  role,
  bounds: JSON.stringify([scope.consultationId, scope.departmentId, scope.areaId]),
});

/** Who may act for an organisation in which role and where, and who could? */
export const roleGrant: Projection<RoleGrantRow> = {
  name: 'role_grant',
  key: ['organisationId', 'subjectRef', 'role', 'bounds'],
  columns: {
    organisationId: 'text',
    subjectRef: 'text',
    role: 'text',
    bounds: 'text',
    consultationId: 'text?',
    departmentId: 'text?',
    areaId: 'text?',
    sealed: 'json',
    grantedAt: 'text',
    grantedBy: 'text',
    revokedAt: 'text?',
  },
  on: {
    RoleGranted: one(key, (_row, { data, sealed, at, actor }, of) => ({
      ...of,
      ...data.scope,
      sealed: digestsOf(sealed, 'account'),
      grantedAt: at,
      grantedBy: actor.ref,
      revokedAt: null,
    })),
    RoleRevoked: one(
      key,
      change((_row, { at }) => ({ revokedAt: at })),
    ),
  },
};
