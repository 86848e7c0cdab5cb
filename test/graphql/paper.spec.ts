import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startServer, type TestServer } from '../support/server.js';
import {
  addPhase,
  cityIdea,
  draft,
  foundTown,
  inHours,
  vote,
  type Budget,
  type Town,
} from '../support/town.js';

let server: TestServer;
let town: Town;
let registrar: string;

const ballot = async (more: object): Promise<Budget> => {
  const consultation = await draft(town, 'always');
  const phaseId = await addPhase(town, consultation, 'budgeting');
  await town.granted('configureVoting', {
    ...{ phaseId, ballotType: 'budget', envelopes: [{ amount: 300_000, currency: 'EUR' }] },
    ...{ allocationRule: { name: 'greedy' }, ...more },
  });
  await town.granted('publishConsultation', { consultationId: consultation });
  const ideas = [];
  for (const title of ['Un banc', 'Une mare']) {
    const ideaId = await cityIdea(town, consultation, title);
    await town.granted('setCost', { ideaId, amount: 100_000, currency: 'EUR' });
    await town.granted('admitToBallot', { ideaId, phaseId });
    ideas.push(ideaId);
  }
  await town.granted('publishCosts', { phaseId });
  await town.granted('openPhase', { phaseId });
  return { consultation, ideation: '', vote: phaseId, ideas };
};

beforeAll(async () => {
  server = await startServer();
  town = await foundTown(server);
  registrar = await server.token('registrar', 'rosa', ['arcueil']);
}, 60_000);
afterAll(() => server.close());

const codes = (payload: any): string[] => payload.userErrors.map((e: any) => e.code);
const paper = ({ vote: phaseId, ideas }: Budget, account: string, serial: string) => ({
  ...{ phaseId, account, serial, boothId: 'mairie', occurredAt: inHours(-0.5) },
  lines: [{ ideaId: ideas[1] }],
});
const record = (budget: Budget, account: string, serial: string) =>
  town.act('recordPaperBallot', paper(budget, account, serial), '', registrar);
const seen = async ({ vote: id }: Budget, min: string) =>
  (
    await server.graphql(
      `query($id: ID!, $min: Position) { phase(id: $id, minPosition: $min) {
        participation { participants acts } invalidations { reasonCode invalidated }
        options(orderBy: picks) { nodes { tally { picks } idea { id } } } } }`,
      { id, min },
    )
  ).data.phase;

test('E26, T33 who votes at the booth does not vote online, and who voted online does not at the booth', async () => {
  const budget = await ballot({});
  const first = await record(budget, 'anna', 'P-1');
  expect(codes(first)).toEqual([]);
  expect(codes(await vote(town, budget, 'anna', [budget.ideas[0]!]))).toEqual([
    'ALREADY_VOTED_OFFLINE',
  ]);
  await vote(town, budget, 'bob', [budget.ideas[0]!]);
  expect(codes(await record(budget, 'bob', 'P-2'))).toEqual(['ALREADY_VOTED_ONLINE']);
  expect(codes(await record(budget, 'carol', 'P-1'))).toEqual(['PAPER_SERIAL_USED']);
  const both = await Promise.all(['dan', 'eve'].map((who) => record(budget, who, 'P-3')));
  expect(both.map((payload) => codes(payload).join()).sort()).toEqual(['', 'PAPER_SERIAL_USED']);
  const { position } = both.find((payload) => payload.position !== null)!;
  expect(await seen(budget, position)).toMatchObject({
    participation: { participants: 3, acts: 3 },
    invalidations: [],
  });
});

test('E26 where the rules say so paper takes the place of the basket, and nobody counts twice', async () => {
  const budget = await ballot({ paperReplacesOnline: true });
  await vote(town, budget, 'anna', [budget.ideas[0]!]);
  const { position } = await record(budget, 'anna', 'P-1');
  expect(await seen(budget, position)).toMatchObject({
    participation: { participants: 1, acts: 2 },
    invalidations: [{ reasonCode: 'replaced_by_paper', invalidated: 1 }],
    options: {
      nodes: [
        { tally: { picks: 1 }, idea: { id: budget.ideas[1] } },
        { tally: { picks: 0 }, idea: { id: budget.ideas[0] } },
      ],
    },
  });
  await town.granted('closePhase', { phaseId: budget.vote, reason: 'Fini.' });
  const shows = 'results { baskets offlineVoters }';
  const { results } = await town.granted('closeTally', { phaseId: budget.vote }, shows);
  expect(results).toEqual({ baskets: 1, offlineVoters: 0 });
});
