import { describe, expect, test } from '@jest/globals';
import type { GrantRole, RevokeRole } from '../../src/domain/roles/decide.js';
import type { RoleScope } from '../../src/domain/roles/events.js';
import {
  grantedRole,
  rolesStream,
  type Concern,
  type Roles,
} from '../../src/domain/roles/state.js';
import {
  area,
  consultationId,
  created,
  department,
  fact,
  organisationId,
  registered,
  town,
} from '../arcueil.js';
import { given } from '../given.js';

const everywhere: RoleScope = { consultationId: null, departmentId: null, areaId: null };
const account = 'marc@arcueil';
const grant = (over: Partial<GrantRole> = {}): GrantRole => ({
  ...{ type: 'GrantRole', organisationId, subjectRef: 'marc', role: 'staff', account },
  ...over,
});
const revoke = (over: Partial<RevokeRole> = {}): RevokeRole => ({
  ...{ type: 'RevokeRole', organisationId, subjectRef: 'marc', role: 'staff' },
  ...over,
});
const granted = (over: Partial<RoleScope> = {}, role: GrantRole['role'] = 'staff') =>
  fact('RoleGranted', { subjectRef: 'marc', role, scope: { ...everywhere, ...over } }, { account });
const revoked = fact('RoleRevoked', { subjectRef: 'marc', role: 'staff', scope: everywhere });
const parks = department('parks');

describe('giving a role', () => {
  test('an organisation says under which pseudonym somebody acts for it, and their account is sealed', () =>
    given(...town)
      .when(grant())
      .then(granted()));

  test('a role may be bound to a consultation, a department and an area', () =>
    given(...town, parks, created)
      .when(grant({ scope: { consultationId, departmentId: 'parks', areaId: 'north' } }))
      .then(granted({ consultationId, departmentId: 'parks', areaId: 'north' })));

  test('the same role in the same bounds is no news; in other bounds it is', () => {
    const before = given(...town, created, grant({ scope: { consultationId } }));
    before.when(grant({ scope: { consultationId } })).then();
    before.when(grant()).then(granted());
  });

  test('a role that was taken back can be given again', () =>
    given(...town, grant(), revoke())
      .when(grant())
      .then(granted()));

  test('bounds that do not exist are refused together', () =>
    given(...town)
      .when(grant({ scope: { consultationId: 'x', departmentId: 'y', areaId: 'z' } }))
      .refusedTogether(
        ['CONSULTATION_UNKNOWN', { consultationId: 'x' }, 'scope.consultationId'],
        ['DEPARTMENT_UNKNOWN', { departmentId: 'y' }, 'scope.departmentId'],
        ['AREA_UNKNOWN', { areaId: 'z' }, 'scope.areaId'],
      ));

  test('a consultation of another organisation bounds no role', () =>
    given(
      { ...registered, data: { ...registered.data, organisationId: 'bagneux' } },
      ...[{ ...created, data: { ...created.data, organisationId: 'bagneux' } }],
      ...town,
    )
      .when(grant({ scope: { consultationId } }))
      .refused('CONSULTATION_UNKNOWN', { consultationId }));

  test('an administrator is one of the whole organisation', () =>
    given(...town)
      .when(grant({ role: 'admin', scope: { areaId: 'north' } }))
      .refused('ROLE_NOT_BOUNDED', { role: 'admin' }, 'scope'));

  test('an organisation that nobody registered gives no roles', () =>
    given().when(grant()).refused('ORGANISATION_UNKNOWN', { organisationId }));
});

describe('taking a role back', () => {
  test('it is taken back once', () => {
    given(...town, grant())
      .when(revoke())
      .then(revoked);
    given(...town, grant(), revoke())
      .when(revoke())
      .then();
  });

  test('a role that was never given there is refused by name', () => {
    const data = { subjectRef: 'marc', role: 'staff' };
    const before = given(...town, created, grant());
    before.when(revoke({ scope: { consultationId } })).refused('ROLE_NOT_GRANTED', data);
    before
      .when(revoke({ role: 'registrar' }))
      .refused('ROLE_NOT_GRANTED', { ...data, role: 'registrar' });
  });

  test('the last administrator stays one', () => {
    const one = given(...town, grant({ role: 'admin' }));
    const away = revoke({ role: 'admin' });
    one.when(away).refused('LAST_ADMINISTRATOR', { subjectRef: 'marc' });
    const two = one.and(grant({ role: 'admin', subjectRef: 'lea' }));
    two.when(away).then({ ...revoked, data: { ...revoked.data, role: 'admin' } });
    two
      .and(revoke({ role: 'admin', subjectRef: 'lea' }))
      .when(away)
      .refused('LAST_ADMINISTRATOR', { subjectRef: 'marc' });
  });
});

describe('where a role holds', () => {
  const inNorth: Concern = {
    consultationId,
    departmentIds: ['parks'],
    areaIds: ['mill', 'north'],
  };
  const roleIn = (scope: Partial<RoleScope>, ...concerns: Concern[]) =>
    grantedRole(
      given(...town, parks, area('mill', 'north'), created, grant({ scope })).state<Roles>(
        rolesStream(organisationId),
      ),
      ...(['marc', ['moderator', 'staff'], concerns] as const),
    );

  test('without bounds it holds in the whole organisation', () =>
    expect(roleIn({}, { consultationId: null, departmentIds: [], areaIds: [] })).toBe('staff'));

  test('bound to a consultation, a department or an area it holds there only', () => {
    expect(roleIn({ consultationId }, inNorth)).toBe('staff');
    expect(roleIn({ consultationId }, { ...inNorth, consultationId: 'other' })).toBeUndefined();
    expect(roleIn({ departmentId: 'parks' }, inNorth)).toBe('staff');
    expect(roleIn({ departmentId: 'parks' }, { ...inNorth, departmentIds: [] })).toBeUndefined();
    expect(roleIn({ areaId: 'north' }, inNorth)).toBe('staff');
    expect(roleIn({ areaId: 'north' }, { ...inNorth, areaIds: ['centre'] })).toBeUndefined();
  });

  test('every bound holds, and for everything that is concerned', () => {
    const scope = { consultationId, departmentId: 'parks' };
    expect(roleIn(scope, inNorth)).toBe('staff');
    expect(roleIn(scope, { ...inNorth, departmentIds: [] })).toBeUndefined();
    expect(roleIn(scope, inNorth, { ...inNorth, departmentIds: ['roads'] })).toBeUndefined();
  });

  test('nobody has the role of another, nor one that was taken back', () => {
    const state = given(...town, grant(), revoke()).state<Roles>(rolesStream(organisationId));
    expect(grantedRole(state, 'marc', ['staff'], [inNorth])).toBeUndefined();
    const other = given(...town, grant()).state<Roles>(rolesStream(organisationId));
    expect(grantedRole(other, 'lea', ['staff'], [inNorth])).toBeUndefined();
    expect(grantedRole(other, 'marc', ['registrar'], [inNorth])).toBeUndefined();
  });
});
