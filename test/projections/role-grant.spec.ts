import { roleGrant } from '../../projections/role-grant.js';
import { fact } from '../arcueil.js';
import { seen, specsOf } from '../seen.js';

const everywhere = { consultationId: null, departmentId: null, areaId: null };
const data = { subjectRef: 'marc', role: 'staff', scope: everywhere } as const;
const granted = fact('RoleGranted', data, { account: 'marc@arcueil' });
const inParks = { ...data, scope: { ...everywhere, departmentId: 'parks' } };

specsOf(roleGrant, {
  RoleGranted: {
    'somebody has a role since a day, by the word of somebody': () =>
      seen(roleGrant, granted).rows({
        ...{ organisationId: 'arcueil', subjectRef: 'marc', role: 'staff' },
        ...everywhere,
        ...{ bounds: '[null,null,null]', sealed: { account: 'account@1' } },
        ...{ grantedAt: '2026-01-01T01:00:00.000Z', grantedBy: 'sofia', revokedAt: null },
      }),
    'the same role within bounds is another grant': () =>
      seen(roleGrant, granted, fact('RoleGranted', inParks, { account: 'marc@arcueil' })).rows(
        { departmentId: null },
        { departmentId: 'parks', bounds: '[null,"parks",null]' },
      ),
    'a role that was taken back and given again stands since then': () =>
      seen(roleGrant, granted, fact('RoleRevoked', data), granted).rows({
        grantedAt: '2026-01-01T03:00:00.000Z',
        revokedAt: null,
      }),
  },
  RoleRevoked: {
    'a role that was taken back stays, with the day; others do not change': () =>
      seen(
        roleGrant,
        granted,
        fact('RoleGranted', inParks, { account: 'marc@arcueil' }),
        fact('RoleRevoked', data),
      ).rows({ revokedAt: '2026-01-01T03:00:00.000Z' }, { revokedAt: null }),
  },
});
