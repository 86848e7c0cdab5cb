import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { participationPart } from '../../projections/participation-part.js';
import { LOG } from '../../src/app.module.js';
import type { Log } from '../../src/log/port.js';
import { checkView } from '../../src/views/rebuild.js';
import { startServer, type TestServer } from '../support/server.js';
import { addPhase, cityIdea, foundTown, inHours, rules, vote, type Town } from '../support/town.js';

let server: TestServer;
let town: Town;
let consultation: string;
let budgeting: string;
const ideas: Record<string, string> = {};

const head = async (): Promise<bigint> => server.running.app.get<Log>(LOG).head();
const day = (instant: string | Date): string =>
  new Date(instant).toLocaleDateString('sv-SE', { timeZone: 'Europe/Paris' });
const basketIn = (areaId: string, who: string) =>
  vote(town, { vote: budgeting }, who, [ideas[areaId]!], { envelopeAreaId: areaId });
const onPaper = async (input: object) =>
  town.granted(
    'recordOfflineVotes',
    input,
    '',
    await server.token('registrar', 'rosa', ['arcueil']),
  );

const seen = async (asOf = '', token?: string): Promise<any> => {
  const { data, errors } = await server.graphql(
    `query($id: ID!, $min: Position) ${asOf} { phase(id: $id, minPosition: $min) {
      talliesHidden
      participation {
        participants acts offlineVoters population turnout
        days { day acts began ended } channels { channel acts }
        areasHidden areas { area { areaId population populationYear } participants acts turnout } } } }`,
    { id: budgeting, min: String(await head()) },
    token,
  );
  expect(errors).toBeUndefined();
  return data.phase;
};
const sum = (rows: any[], of: (row: any) => number): number =>
  rows.reduce((all, row) => all + of(row), 0);

const populate = async () => {
  const within = { organisationId: 'arcueil' };
  const centre = { ...within, areaId: 'centre' };
  await town.granted('defineArea', { ...within, areaId: 'north', name: 'Nord', population: 40 });
  await town.granted('defineArea', { ...within, areaId: 'south', name: 'Sud' });
  await town.granted('statePopulation', {
    ...{ ...centre, population: 50, year: 2023, source: 'INSEE' },
  });
};

const created = async (): Promise<string> => {
  const wished = {
    ...{ organisationId: 'arcueil', title: 'Budget participatif', purpose: 'Choisir ensemble.' },
    ...{ initiator: 'La ville', temporalMode: 'recurring', policyStage: 'decision' },
    ...{ audience: 'Tous', areaIds: ['centre', 'north'] },
  };
  const { consultation } = await town.granted('createConsultation', wished, 'consultation { id }');
  await town.granted('publishRules', rules(consultation.id, 'hidden_until_close'));
  return consultation.id;
};

beforeAll(async () => {
  server = await startServer(undefined, { CAHIER_SMALLEST_CELL: '3' });
  town = await foundTown(server);
  await populate();
  consultation = await created();
  budgeting = await addPhase(town, consultation, 'budgeting');
  await town.granted('configureVoting', {
    ...{ phaseId: budgeting, ballotType: 'budget', allocationRule: { name: 'greedy' } },
    envelopes: ['centre', 'north', 'south'].map((areaId) => ({
      ...{ areaId, amount: 100_000, currency: 'EUR' },
    })),
  });
  await town.granted('publishConsultation', { consultationId: consultation });
  for (const areaId of ['centre', 'north', 'south']) {
    const ideaId = await cityIdea(town, consultation, `Pour ${areaId}`);
    await town.granted('setCost', { ideaId, amount: 100_000, currency: 'EUR' });
    await town.granted('admitToBallot', {
      ...{ ideaId, phaseId: budgeting, envelopeAreaId: areaId },
    });
    ideas[areaId] = ideaId;
  }
  await town.granted('publishCosts', { phaseId: budgeting });
  await town.granted('openPhase', { phaseId: budgeting });
  for (const who of ['a', 'b', 'c', 'd']) await basketIn('centre', `c-${who}`);
  for (const who of ['a', 'b', 'c']) await basketIn('north', `n-${who}`);
  await basketIn('south', 's-a');
  const leaving = await town.citizen('c-d');
  await town.granted('withdrawBasket', { phaseId: budgeting }, '', leaving);
  await basketIn('north', 'c-d');
}, 60_000);
afterAll(() => server.close());

test('how many live in an area is told with the year and the source; what is no count is refused', async () => {
  const { data } = await server.graphql(
    '{ organisation(organisationId: "arcueil") { areas { areaId population populationYear populationSource } } }',
  );
  expect(data.organisation.areas).toEqual([
    { areaId: 'centre', population: 50, populationYear: 2023, populationSource: 'INSEE' },
    { areaId: 'north', population: 40, populationYear: null, populationSource: null },
    { areaId: 'south', population: null, populationYear: null, populationSource: null },
  ]);
  const wished = { organisationId: 'arcueil', areaId: 'south', population: 3, source: ' ' };
  const { userErrors } = await town.act(
    'statePopulation',
    { ...wished, year: 3000 },
    'organisation { name }',
  );
  expect(userErrors).toMatchObject([
    { code: 'INVALID_YEAR', path: ['year'] },
    { code: 'TEXT_REQUIRED', path: ['source'] },
  ]);
});

test('E31 while counts are hidden nobody is told of days, channels or areas, auditors neither', async () => {
  for (const token of [undefined, await server.token('auditor', 'agathe')])
    for (const asOf of ['', `@asOf(position: "${await head()}")`])
      expect(await seen(asOf, token)).toEqual({
        talliesHidden: 'HIDDEN_UNTIL_CLOSE',
        participation: null,
      });
});

test('RM6 after the close days, channels and areas come to the whole', async () => {
  await town.granted('closePhase', { phaseId: budgeting, reason: 'Fini.' });
  const occurredAt = inHours(-0.5);
  await onPaper({
    ...{ phaseId: budgeting, voterCount: 5, evidenceHash: 'ab'.repeat(32), kind: 'booth' },
    ...{ place: 'Mairie', occurredAt, witnessedBy: 'Rosa' },
    lines: [{ ideaId: ideas['south'], votes: 5 }],
  });
  const { participation } = await seen();
  const { days, channels, ...told } = participation;
  expect(told).toMatchObject({ participants: 13, acts: 10, offlineVoters: 5, areasHidden: null });
  expect(channels).toEqual([{ channel: 'api', acts: 10 }]);
  expect(sum(days, (d) => d.acts)).toBe(10);
  expect(sum(days, (d) => d.began - d.ended)).toBe(13);
  expect(sum(days, (d) => d.ended)).toBe(1);
  expect(days.map((d: any) => d.day)).toEqual(
    [...new Set([day(occurredAt), day(new Date())])].sort(),
  );
});

test('E34 areas are told without small cells, with what share of their people it is where somebody counted them', async () => {
  const { participation } = await seen();
  const centre = { areaId: 'centre', population: 50, populationYear: 2023 };
  expect(participation.areas).toEqual([
    { area: centre, participants: null, acts: null, turnout: null },
    {
      area: { areaId: 'north', population: 40, populationYear: null },
      ...{ participants: 4, acts: 4, turnout: 0.1 },
    },
    {
      area: { areaId: 'south', population: null, populationYear: null },
      ...{ participants: null, acts: null, turnout: null },
    },
    { area: null, participants: 5, acts: 0, turnout: null },
  ]);
});

test('of the past areas are told to nobody: two counts would tell who came between them', async () => {
  const asOf = `@asOf(position: "${await head()}")`;
  for (const token of [undefined, await server.token('auditor', 'agathe')]) {
    const { participation } = await seen(asOf, token);
    expect(participation).toMatchObject({ areasHidden: 'NOT_AS_OF_THE_PAST', areas: [] });
    expect(participation.channels).toEqual([{ channel: 'api', acts: 10 }]);
  }
});

test('files tell the same: the share in the report, and areas without small cells', async () => {
  const id = Buffer.from(consultation, 'base64').toString().split(':').at(-1);
  const file = async (name: string) =>
    (await fetch(`${server.url}/consultations/${id}/exports/${name}`)).text();
  expect(await file('report.md')).toContain('13 people took part, 14.4 % of 90.');
  const [header, ...rows] = (await file('participation-areas.csv')).trim().split('\r\n');
  expect(header).toBe(
    'phase_id,area_id,area,participants,acts,population,population_year,population_source,turnout',
  );
  expect(rows.map((row) => row.split(',').slice(1).join())).toEqual([
    'centre,Centre,,,50,2023,INSEE,',
    'north,Nord,4,4,40,,,0.1',
    'south,Sud,,,,,,',
    ',,5,0,,,,',
  ]);
});

test('what share of those whom a vote is for took part is told, then as they had been counted by then', async () => {
  expect((await seen()).participation).toMatchObject({ population: 90, turnout: 13 / 90 });
  const then = await head();
  const north = { organisationId: 'arcueil', areaId: 'north' };
  await town.granted('statePopulation', {
    ...{ ...north, population: 80, year: 2024, source: 'INSEE' },
  });
  expect((await seen()).participation).toMatchObject({ population: 130, turnout: 0.1 });
  const past = await seen(`@asOf(position: "${then}")`);
  expect(past.participation).toMatchObject({ population: 90, turnout: 13 / 90 });
});

test('the view is what the log comes to when it is counted anew', async () => {
  await seen();
  const { app } = server.running;
  const checked = await checkView(server.databaseUrl, app.get<Log>(LOG), participationPart);
  expect(checked.differences).toEqual([]);
});
