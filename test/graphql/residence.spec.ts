import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { LOG } from '../../src/app.module.js';
import type { Log } from '../../src/log/port.js';
import { exported } from '../log/transfer/files.js';
import { all } from '../log/wishes.js';
import { startServer, type TestServer } from '../support/server.js';
import { addPhase, cityIdea, draft, foundTown, type Town } from '../support/town.js';

let server: TestServer;
let town: Town;
let vote: string;
let ideas: Record<string, string>;

const area = (areaId: string, parentAreaId: string | null = null) => ({
  organisationId: town.name,
  areaId,
  parentAreaId,
  name: areaId,
});

/** A vote for residents of two areas, each with an envelope of its own, and one idea in each. */
const openVote = async (more: object = {}) => {
  const consultationId = await draft(town);
  const phaseId = await addPhase(town, consultationId, 'budgeting');
  await town.granted('configureVoting', {
    phaseId,
    ballotType: 'budget',
    envelopes: ['centre', 'nord'].map((areaId) => ({ areaId, amount: 300_000, currency: 'EUR' })),
    eligibleAreaIds: ['centre', 'nord'],
    allocationRule: { name: 'greedy' },
    ...more,
  });
  await town.granted('publishConsultation', { consultationId });
  const admitted: Record<string, string> = {};
  for (const envelopeAreaId of ['centre', 'nord']) {
    const ideaId = await cityIdea(town, consultationId, `Au ${envelopeAreaId}`);
    await town.granted('setCost', { ideaId, amount: 100_000, currency: 'EUR' });
    await town.granted('admitToBallot', { ideaId, phaseId, envelopeAreaId });
    admitted[envelopeAreaId] = ideaId;
  }
  await town.granted('publishCosts', { phaseId });
  await town.granted('openPhase', { phaseId });
  return { phaseId, ideas: admitted };
};

const submit = async (who: string, envelopeAreaId: string, phaseId = vote, choice = ideas) => {
  const lines = [{ ideaId: choice[envelopeAreaId] }];
  const { data, errors } = await server.graphql(
    `mutation($input: SubmitBasketInput!) { submitBasket(input: $input) { userErrors { code
      ... on NotEligibleError { areaIds } ... on EnvelopeLockedError { areaId } } } }`,
    { input: { phaseId, envelopeAreaId, lines } },
    await town.citizen(who),
  );
  expect(errors).toBeUndefined();
  return data.submitBasket.userErrors;
};
const notEligible = [{ code: 'NOT_ELIGIBLE', areaIds: ['centre', 'nord'] }];

const verify = async (account: string, areaId: string) =>
  town.granted(
    'verifyResidence',
    { organisationId: town.name, account, areaId, method: 'letter' },
    '',
    await server.token('registrar', 'rene', [town.name]),
  );
const declare = async (who: string, areaId: string) =>
  town.granted(
    'declareResidence',
    { organisationId: town.name, areaId },
    '',
    await town.citizen(who),
  );

beforeAll(async () => {
  server = await startServer();
  town = await foundTown(server);
  await town.granted('defineArea', area('nord'));
  await town.granted('defineArea', area('sud'));
  await town.granted('defineArea', area('place', 'centre'));
  ({ phaseId: vote, ideas } = await openVote());
}, 60_000);
afterAll(() => server.close());

test('who lives elsewhere, or nowhere that is known, votes once their residence is verified', async () => {
  expect(await submit('anna', 'centre')).toEqual(notEligible);
  await declare('anna', 'centre');
  expect(await submit('anna', 'centre')).toEqual(notEligible);
  await verify('anna', 'sud');
  expect(await submit('anna', 'centre')).toEqual(notEligible);
  await verify('anna', 'place');
  expect(await submit('anna', 'centre')).toEqual([]);
});

test('E33 who moves keeps the basket and has no second one elsewhere, but for withdrawing the first', async () => {
  await verify('ben', 'centre');
  expect(await submit('ben', 'centre')).toEqual([]);
  await verify('ben', 'nord');
  expect(await submit('ben', 'nord')).toEqual([{ code: 'ENVELOPE_LOCKED', areaId: 'centre' }]);
  await town.granted('withdrawBasket', { phaseId: vote }, '', await town.citizen('ben'));
  expect(await submit('ben', 'nord')).toEqual([]);

  const { position } = await declare('ben', 'sud');
  const { data } = await server.graphql(
    `query($id: ID!, $min: Position) { phase(id: $id, minPosition: $min) {
      myBallot { status envelopeAreaId } } }`,
    { id: vote, min: position },
    await town.citizen('ben'),
  );
  expect(data.phase.myBallot).toEqual({ status: 'submitted', envelopeAreaId: 'nord' });
  await town.granted('withdrawBasket', { phaseId: vote }, '', await town.citizen('ben'));
  expect(await submit('ben', 'nord')).toEqual(notEligible);
});

test('where the rules say so, what voters say of where they live is enough', async () => {
  const open = await openVote({ declaredResidence: true });
  expect(await submit('carla', 'nord', open.phaseId, open.ideas)).toEqual(notEligible);
  await declare('carla', 'nord');
  expect(await submit('carla', 'nord', open.phaseId, open.ideas)).toEqual([]);
});

test('E50 an area that is renamed during a vote keeps its residents; the past has its old name', async () => {
  await verify('gil', 'nord');
  const names = async (query: string) => {
    const { data } = await server.graphql(
      `${query} { organisation(organisationId: "arcueil") { areas { areaId name } } }`,
    );
    const areas: { areaId: string; name: string }[] = data.organisation.areas;
    return areas.find(({ areaId }) => areaId === 'nord')!.name;
  };
  const before = await names('query');
  const shows = 'organisation { areas { areaId name } }';
  const { position, organisation } = await town.granted(
    'renameArea',
    { organisationId: town.name, areaId: 'nord', name: 'Laplace' },
    shows,
  );
  expect(organisation.areas).toContainEqual({ areaId: 'nord', name: 'Laplace' });
  expect(before).not.toBe('Laplace');
  expect(await names(`query @asOf(position: "${BigInt(position) - 1n}")`)).toBe(before);
  expect(await submit('gil', 'nord')).toEqual([]);
});

test('E50 an area that is retired during a vote still makes its residents eligible', async () => {
  await verify('dora', 'nord');
  await town.granted('retireArea', { organisationId: town.name, areaId: 'nord' });
  expect(await submit('dora', 'nord')).toEqual([]);
  await verify('emil', 'nord');
  expect(await submit('emil', 'nord')).toEqual([]);
});

test('what voters say of themselves goes sealed with their baskets, and where they live stands nowhere', async () => {
  const input = { segments: [{ name: 'age', value: 'canari-age-41' }] };
  await town.granted('declareProfileSegments', input, '', await town.citizen('fred'));
  await verify('fred', 'centre');
  expect(await submit('fred', 'centre')).toEqual([]);
  const log = server.running.app.get<Log>(LOG);
  const text = await exported(log);
  expect(text).not.toContain('canari-age');
  const events: any[] = text
    .split('\n')
    .filter((line) => /"(Residence|Profile)/.test(line))
    .map((line) => JSON.parse(line));
  expect(events.length).toBeGreaterThan(5);
  for (const line of events) expect(JSON.stringify(line)).not.toMatch(/centre|nord|sud|place/);
  const baskets = await all(log.readAll({ types: ['BasketSubmitted'] }));
  const told = baskets.filter(({ sealed }) => sealed?.['segments']);
  expect(told).toHaveLength(1);
});
