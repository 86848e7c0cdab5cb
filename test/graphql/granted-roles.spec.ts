import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Grants } from '../../src/acts/grants.js';
import { LOG } from '../../src/app.module.js';
import type { Log } from '../../src/log/port.js';
import { until } from '../support/until.js';
import { startServer, type TestServer } from '../support/server.js';
import { addPhase, cityIdea, draft, foundTown, mutationOf, type Town } from '../support/town.js';

let server: TestServer;
let town: Town;
let ours: string;
let theirs: string;

beforeAll(async () => {
  server = await startServer();
  town = await foundTown(server);
  const within = { organisationId: town.name };
  await town.granted('defineDepartment', { ...within, departmentId: 'parcs', label: 'Parcs' });
  await town.granted('defineArea', {
    ...within,
    areaId: 'moulin',
    parentAreaId: 'centre',
    name: 'M',
  });
  [ours, theirs] = [await draft(town), await draft(town)];
}, 60_000);
afterAll(() => server.close());

const shows = `grant { subjectRef account role departmentId areaId revokedAt consultation { id } }`;
const grant = async (account: string, over: object = {}) => {
  const input = { organisationId: town.name, account, role: 'staff', ...over };
  return (await town.granted('grantRole', input, shows, town.admin)).grant;
};
const revoke = (subjectRef: string, over: object = {}) =>
  town.act(
    'revokeRole',
    { organisationId: town.name, subjectRef, role: 'staff', ...over },
    shows,
    town.admin,
  );
/** A token that says who somebody is and nothing of what they may do. */
const tokenOf = (who: string) => server.token([], who, []);
const codeOf = async (mutation: string, input: object, token: string): Promise<string> => {
  const { data, errors } = await server.graphql(mutationOf(mutation), { input }, token);
  return errors?.[0]?.extensions['code'] ?? data[mutation].userErrors[0]?.code ?? 'granted';
};
const phase = (consultationId: string) => ({
  consultationId,
  ...{ title: 'Idées', method: 'ideation', participationLevel: 'co_create', parallel: true },
  ...{ opensAt: '2027-01-01T00:00:00Z', closesAt: null, timeZone: 'Europe/Paris' },
});

describe('a role for one consultation', () => {
  test('allows there what it allows, and nothing in another one', async () => {
    const scope = { consultationId: ours };
    const marc = await tokenOf('marc');
    expect(await codeOf('addPhase', phase(ours), marc)).toBe('FORBIDDEN');
    const granted = await grant('marc', { scope });
    expect(granted).toMatchObject({ account: 'marc', role: 'staff', consultation: { id: ours } });
    const added = await town.granted('addPhase', phase(ours), 'phase { title }', marc);
    expect(added.phase).toEqual({ title: 'Idées' });

    const before = await server.running.app.get<Log>(LOG).head();
    expect(await codeOf('addPhase', phase(theirs), marc)).toBe('FORBIDDEN');
    expect(
      await codeOf(
        'grantRole',
        { organisationId: town.name, account: 'marc', role: 'admin' },
        marc,
      ),
    ).toBe('FORBIDDEN');
    const area = { organisationId: town.name, areaId: 'nord', name: 'Nord' };
    expect(await codeOf('defineArea', area, marc)).toBe('FORBIDDEN');
    expect(await codeOf('addPhase', phase('Q29uc3VsdGF0aW9uOngueQ=='), marc)).toBe('FORBIDDEN');
    expect(await server.running.app.get<Log>(LOG).head()).toBe(before);
  });

  test('lets one read its draft, and no other', async () => {
    const asked = 'query($id: ID!) { consultation(id: $id) { title } }';
    const seen = async (id: string, token?: string) =>
      (await server.graphql(asked, { id }, token)).data.consultation;
    const marc = await tokenOf('marc');
    expect(await seen(ours, marc)).toEqual({ title: 'Budget participatif' });
    expect(await seen(theirs, marc)).toBeNull();
    expect(await seen(ours)).toBeNull();
    expect(await seen(ours, await tokenOf('lea'))).toBeNull();
  });

  test('acts under the pseudonym that it was given to, as the log says', async () => {
    const granted = await grant('marc', { scope: { consultationId: ours } });
    const consultation = Buffer.from(ours, 'base64').toString().split(':')[1]!;
    const events = await server.running.app
      .get<Log>(LOG)
      .readStream(`consultation-${consultation}`);
    expect(events.at(-1)).toMatchObject({
      type: 'PhaseAdded',
      actor: { kind: 'agent', role: 'staff', ref: granted.subjectRef },
    });
  });

  test('taken back it is gone at once', async () => {
    const marc = await tokenOf('marc');
    const { subjectRef } = await grant('marc', { scope: { consultationId: ours } });
    expect(await codeOf('addPhase', phase(ours), marc)).toBe('granted');
    const { grant: gone } = await revoke(subjectRef, { scope: { consultationId: ours } });
    expect(gone.revokedAt).not.toBeNull();
    expect(await codeOf('addPhase', phase(ours), marc)).toBe('FORBIDDEN');
  });
});

test('an act that rests on a role is not recorded once the role is taken back, whatever was known before', async () => {
  const scope = { consultationId: ours };
  const { subjectRef } = await grant('rita', { scope });
  const grants = server.running.app.get(Grants);
  const known = await grants.of('rita');
  grants.of = async () => known;
  try {
    const rita = await tokenOf('rita');
    expect(await codeOf('addPhase', phase(ours), rita)).toBe('granted');
    await revoke(subjectRef, { scope });
    expect(await codeOf('addPhase', phase(ours), rita)).toBe('FORBIDDEN');
  } finally {
    Reflect.deleteProperty(grants, 'of');
  }
});

describe('a role for a department or an area', () => {
  test('is for the ideas that the department handles, as long as it does', async () => {
    await grant('paula', { scope: { departmentId: 'parcs' } });
    const paula = await tokenOf('paula');
    const ideaId = await idea();
    const answer = { ideaId, text: 'Merci.', authorLabel: 'Parcs' };
    expect(await codeOf('giveOfficialFeedback', answer, paula)).toBe('FORBIDDEN');
    await town.granted('assignIdea', { ideaId, departmentId: 'parcs' });
    expect(await codeOf('giveOfficialFeedback', answer, paula)).toBe('granted');
    expect(await codeOf('mergeIdeas', await merge(ideaId), paula)).toBe('FORBIDDEN');
  });

  test('is for the consultations that the department holds', async () => {
    await grant('paula', { scope: { departmentId: 'parcs' } });
    const wished = {
      ...{ organisationId: town.name, title: 'Parcs', purpose: 'Des parcs.', initiator: 'Parcs' },
      ...{ temporalMode: 'one_off', policyStage: 'decision', audience: 'Tous' },
    };
    const paula = await tokenOf('paula');
    expect(await codeOf('createConsultation', wished, paula)).toBe('FORBIDDEN');
    const { consultation } = await town.granted(
      'createConsultation',
      { ...wished, departmentId: 'parcs' },
      'consultation { id department { label } }',
    );
    expect(consultation).toMatchObject({ department: { label: 'Parcs' } });
    expect(await codeOf('addPhase', phase(consultation.id), paula)).toBe('granted');
  });

  test('is for ideas in the area and within it', async () => {
    await grant('nils', { scope: { areaId: 'centre' } });
    const nils = await tokenOf('nils');
    const ideaId = await idea();
    expect(await codeOf('prescreenIdea', { ideaId, verdict: 'admissible' }, nils)).toBe(
      'FORBIDDEN',
    );
    await town.granted('classifyIdea', { ideaId, topicIds: [], areaId: 'moulin' });
    expect(await codeOf('prescreenIdea', { ideaId, verdict: 'admissible' }, nils)).toBe('granted');
  });
});

describe('who gives roles', () => {
  test('the last administrator that the town has named stays one', async () => {
    const first = await grant('ada', { role: 'admin' });
    const away = (subjectRef: string) => revoke(subjectRef, { role: 'admin' });
    expect((await away(first.subjectRef)).userErrors).toMatchObject([
      { __typename: 'LastAdministratorError', code: 'LAST_ADMINISTRATOR' },
    ]);
    const ada = await tokenOf('ada');
    const role = { organisationId: town.name, account: 'bea', role: 'admin' };
    await town.granted('grantRole', role, '', ada);
    expect((await away(first.subjectRef)).userErrors).toEqual([]);
    expect(await codeOf('grantRole', role, ada)).toBe('FORBIDDEN');
  });

  test('a role elsewhere and bounds that do not exist are refused', async () => {
    const input = { organisationId: town.name, account: 'x', role: 'staff' };
    const { userErrors } = await town.act(
      'grantRole',
      { ...input, scope: { departmentId: 'nulle', areaId: 'part' } },
      '',
      town.admin,
    );
    expect(userErrors).toMatchObject([
      { code: 'DEPARTMENT_UNKNOWN', path: ['scope', 'departmentId'] },
      { code: 'AREA_UNKNOWN', path: ['scope', 'areaId'] },
    ]);
    const unknown = await revoke('g_nobody');
    expect(unknown.userErrors).toMatchObject([{ __typename: 'RoleNotGrantedError' }]);
  });

  test('the list is for administrators, staff and auditors; an erased account has no name in it', async () => {
    await grant('zoe', { role: 'moderator' });
    const asked = `query($min: Position) { organisation(organisationId: "arcueil", minPosition: $min) {
      roleGrants(first: 100) { nodes { account role revokedAt } } } }`;
    const seen = async (token?: string, min = '0') =>
      (await server.graphql(asked, { min }, token)).data.organisation.roleGrants.nodes;
    const zoe = { account: 'zoe', role: 'moderator', revokedAt: null };
    expect(await seen(town.admin)).toContainEqual(zoe);
    expect(await seen(await server.token('auditor'))).toContainEqual(zoe);
    expect(await seen()).toEqual([]);
    expect(await seen(await town.citizen('claire'))).toEqual([]);
    expect(await seen(await tokenOf('zoe'))).toEqual([]);
    const { position } = await town.granted(
      'eraseParticipant',
      {},
      '',
      await server.token('citizen', 'zoe'),
    );
    await until(async () => {
      const list: { account: string | null; role: string }[] = await seen(town.admin, position);
      return list.some(({ account, role }) => account === null && role === 'moderator');
    });
    expect(
      await codeOf(
        'blockParticipant',
        { organisationId: town.name, account: 'x', reasonCode: 'spam', reason: 'x' },
        await tokenOf('zoe'),
      ),
    ).toBe('FORBIDDEN');
  });
});

const published = async () => {
  const consultationId = await draft(town);
  await addPhase(town, consultationId, 'ideation');
  await town.granted('publishConsultation', { consultationId });
  return consultationId;
};
const idea = async (): Promise<string> => cityIdea(town, await published(), 'Un banc');
const merge = async (ideaId: string) => ({
  ideaId,
  sourceIdeaIds: [await idea()],
  votePolicy: 'invite_revote',
  reason: 'La même.',
});
