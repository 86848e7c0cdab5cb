import { consultationStream, type Consultation } from '../consultation/state.js';
import { because, grant, reasons, refuse, unless, type Id, type Rule } from '../fact.js';
import {
  areaTrouble,
  departmentTrouble,
  organisationStream,
  unregistered,
  type Organisation,
} from '../organisation/state.js';
import type { GrantedRole, RoleFact, RoleGrant, RoleScope } from './events.js';
import { grantIn, rolesStream, type Roles } from './state.js';

interface OnRole<T extends string> {
  type: T;
  organisationId: Id;
  subjectRef: string;
  role: GrantedRole;
  /** Nothing is the whole organisation. */
  scope?: Partial<RoleScope> | null;
}

/** Lets somebody act in a role. */
export type GrantRole = OnRole<'GrantRole'> & {
  /** Their account, as whoever grants it knows them. */
  account: string;
};

/** Takes a role back. */
export type RevokeRole = OnRole<'RevokeRole'>;

export type RoleCommand = GrantRole | RevokeRole;

const grantOf = ({ subjectRef, role, scope }: OnRole<string>): RoleGrant => ({
  subjectRef,
  role,
  scope: {
    consultationId: scope?.consultationId ?? null,
    departmentId: scope?.departmentId ?? null,
    areaId: scope?.areaId ?? null,
  },
});

const consultationTrouble = (
  consultationId: Id,
  organisationId: Id,
  consultation: Consultation | undefined,
) =>
  consultation?.created?.organisationId !== organisationId &&
  because(
    'CONSULTATION_UNKNOWN',
    `No consultation ${consultationId} in this organisation.`,
    { consultationId },
    ['scope', 'consultationId'],
  );

/** What is wrong with the bounds of a role. */
const scopeTroubles = (
  { role, scope: { consultationId, departmentId, areaId } }: RoleGrant,
  organisationId: Id,
  { organisation, consultation }: GrantWorld,
) =>
  reasons(
    role === 'admin' &&
      (consultationId ?? departmentId ?? areaId) !== null &&
      because('ROLE_NOT_BOUNDED', 'An administrator is one of the whole organisation.', { role }, [
        'scope',
      ]),
    consultationId !== null && consultationTrouble(consultationId, organisationId, consultation),
    departmentId !== null &&
      departmentTrouble(organisation, departmentId, ['scope', 'departmentId']),
    areaId !== null && areaTrouble(organisation, areaId, ['scope', 'areaId']),
  );

interface GrantWorld {
  roles: Roles;
  organisation: Organisation;
  /** The one that the role is bound to. */
  consultation?: Consultation;
}

export const roleRules = {
  /** Lets somebody act in a role, in the whole organisation or within bounds that exist. */
  GrantRole: {
    writes: 'roles',
    streams: ({ organisationId, scope }) => ({
      roles: rolesStream(organisationId),
      organisation: organisationStream(organisationId),
      ...(scope?.consultationId && { consultation: consultationStream(scope.consultationId) }),
    }),
    decide(c, world) {
      const { organisationId, account } = c;
      if (!world.organisation.registered)
        return refuse(unregistered(organisationId, ['organisationId']));
      const wanted = grantOf(c);
      if (grantIn(world.roles, wanted)?.revoked === false) return grant();
      return unless(scopeTroubles(wanted, organisationId, world), () => ({
        type: 'RoleGranted',
        data: wanted,
        personal: { account },
      }));
    },
  } as Rule<GrantRole, GrantWorld, RoleFact>,

  /** Takes a role back; the last administrator that the organisation has named stays one. */
  RevokeRole: {
    writes: 'roles',
    streams: ({ organisationId }) => ({ roles: rolesStream(organisationId) }),
    decide(c, { roles }) {
      const wanted = grantOf(c);
      const { subjectRef, role } = wanted;
      const known = grantIn(roles, wanted);
      if (known?.revoked) return grant();
      const isOther = (g: Roles['grants'][number]) =>
        !g.revoked && g.role === 'admin' && g.subjectRef !== subjectRef;
      const refused = reasons(
        !known &&
          because(
            'ROLE_NOT_GRANTED',
            `${subjectRef} was not given the role ${role} there.`,
            { subjectRef, role },
            ['subjectRef'],
          ),
        known &&
          role === 'admin' &&
          !roles.grants.some(isOther) &&
          because('LAST_ADMINISTRATOR', 'Somebody has to be administrator.', { subjectRef }, [
            'subjectRef',
          ]),
      );
      return unless(refused, () => ({
        type: 'RoleRevoked',
        data: wanted,
      }));
    },
  } as Rule<RevokeRole, { roles: Roles }, RoleFact>,
};
