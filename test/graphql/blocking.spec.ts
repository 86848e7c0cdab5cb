import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { LOG } from '../../src/app.module.js';
import type { Log } from '../../src/log/port.js';
import { startServer, type TestServer } from '../support/server.js';
import { foundTown, openBudget, vote, type Budget, type Town } from '../support/town.js';

let server: TestServer;
let town: Town;
let budget: Budget;
let eve: string;
let ideaId: string;

beforeAll(async () => {
  server = await startServer();
  town = await foundTown(server);
  budget = await openBudget(town, { tallyVisibility: 'always', ideas: 2 });
  eve = await town.citizen('eve');
  const idea = {
    consultationId: budget.consultation,
    phaseId: budget.ideation,
    text: { title: 'Achetez', body: 'Ici.' },
  };
  ideaId = (await town.granted('submitIdea', idea, 'idea { id }', eve)).idea.id;
}, 60_000);
afterAll(() => server.close());

const block = (over: object) => ({
  organisationId: town.name,
  reasonCode: 'spam',
  reason: 'Quarante publicités.',
  ...over,
});
const shows = 'block { participantId reasonCode reason blockedAt }';

test('E49 a blocked participant is refused whatever they wish, and what they voted stays', async () => {
  await vote(town, budget, 'eve', budget.ideas);
  const { block: blocked } = await town.granted('blockParticipant', block({ ideaId }), shows);
  expect(blocked).toMatchObject({ reasonCode: 'spam', reason: 'Quarante publicités.' });

  const { consultation: consultationId, ideation: phaseId } = budget;
  const wishes: [string, object][] = [
    ['submitBasket', { phaseId: budget.vote, lines: [{ ideaId: budget.ideas[0] }] }],
    ['withdrawBasket', { phaseId: budget.vote }],
    ['submitIdea', { consultationId, phaseId, text: { title: 'Encore' } }],
    ['flagContent', { ideaId: budget.ideas[0], reasonCode: 'spam' }],
    ['withdrawIdea', { ideaId }],
    ['postComment', { ideaId, text: 'Oui.' }],
  ];
  const head = await server.running.app.get<Log>(LOG).head();
  for (const [mutation, input] of wishes) {
    const { data, errors } = await server.graphql(
      `mutation($input: ${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input!) {
        ${mutation}(input: $input) { userErrors { code
          ... on ParticipantBlockedError { reasonCode blockedAt } } } }`,
      { input },
      eve,
    );
    expect([mutation, errors, data[mutation].userErrors[0]]).toEqual([
      mutation,
      undefined,
      { code: 'PARTICIPANT_BLOCKED', reasonCode: 'spam', blockedAt: blocked.blockedAt },
    ]);
  }
  expect(await server.running.app.get<Log>(LOG).head()).toBe(head);
  const { data } = await server.graphql(
    'query($id: ID!) { phase(id: $id) { participation { participants acts } } }',
    { id: budget.vote },
  );
  expect(data.phase.participation).toEqual({ participants: 1, acts: 1 });

  const { participantId } = blocked;
  const lifted = { organisationId: town.name, participantId, reason: 'C’était une erreur.' };
  await town.granted('unblockParticipant', lifted);
  const again = await vote(town, budget, 'eve', [budget.ideas[0]!]);
  expect(again).toMatchObject({ userErrors: [], myBallot: { basketRevision: 2 } });
});

test('E49 who is blocked is shown to those who moderate there, and to nobody else', async () => {
  const input = block({ account: 'eve', reasonCode: 'offensive' });
  const { position } = await town.granted('blockParticipant', input, shows);
  const seen = async (token?: string) => {
    const { data } = await server.graphql(
      `query($min: Position) { organisation(organisationId: "arcueil", minPosition: $min) {
        blockedParticipants(first: 10) { nodes { reasonCode reason } } } }`,
      { min: position },
      token,
    );
    return data.organisation.blockedParticipants.nodes;
  };
  const one = [{ reasonCode: 'offensive', reason: 'Quarante publicités.' }];
  expect(await seen(town.staff)).toEqual(one);
  expect(await seen(await server.token('auditor', 'agathe'))).toEqual(one);
  expect(await seen(await server.token('moderator', 'stan', ['bagneux']))).toEqual([]);
  expect(await seen(eve)).toEqual([]);
  expect(await seen()).toEqual([]);
});

test('nobody is blocked whom nobody knows', async () => {
  const codes = async (over: object) =>
    (await town.act('blockParticipant', block(over))).userErrors.map(
      ({ code, path }: any) => `${code} ${path}`,
    );
  expect(await codes({ account: 'nobody' })).toEqual(['PARTICIPANT_UNKNOWN account']);
  expect(await codes({ ideaId: budget.ideas[0] })).toEqual(['PARTICIPANT_UNKNOWN ideaId']);
  expect(await codes({ ideaId, commentId: 'none' })).toEqual(['PARTICIPANT_UNKNOWN commentId']);
});
