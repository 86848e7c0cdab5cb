import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { LOG } from '../../src/app.module.js';
import type { Log } from '../../src/log/port.js';
import { startServer, type TestServer } from '../support/server.js';
import {
  addPhase,
  cityIdea,
  draft,
  foundTown,
  inHours,
  rules,
  type Town,
} from '../support/town.js';
import { until } from '../support/until.js';

let server: TestServer;
let town: Town;
let phaseId: string;
let ideas: string[];

beforeAll(async () => {
  server = await startServer(undefined, {}, { reactions: true });
  town = await foundTown(server);
  const consultationId = await draft(town, 'always');
  await town.granted('publishRules', {
    ...{ ...rules(consultationId, 'always'), threshold: { thresholdId: 'deux', votes: 2 } },
  });
  phaseId = await addPhase(town, consultationId, 'support');
  await town.granted('configureVoting', {
    ...{ phaseId, ballotType: 'support', values: ['up', 'down'], lockSupportsAtThreshold: true },
  });
  await town.granted('publishConsultation', { consultationId });
  ideas = [];
  for (const title of ['Un banc', 'Une mare'])
    ideas.push(await cityIdea(town, consultationId, title));
  await until(async () => (await status()) === 'open');
}, 60_000);
afterAll(() => server.close());

const status = async () =>
  (await server.graphql('query($id: ID!) { phase(id: $id) { status } }', { id: phaseId })).data
    .phase.status;

const reached = async (id: string) => {
  const { data, errors } = await server.graphql(
    `query($id: ID!) { idea(id: $id) { thresholdReachedAt timeline(first: 50) { nodes { __typename
      ... on ThresholdReachedItem { thresholdId required counted cause } } } } }`,
    { id },
  );
  expect(errors).toBeUndefined();
  const { thresholdReachedAt, timeline } = data.idea;
  const items = timeline.nodes.filter((item: any) => item.__typename === 'ThresholdReachedItem');
  return thresholdReachedAt ? items : undefined;
};
const voter = (mutation: string, who: string, more: object = {}) =>
  town
    .citizen(who)
    .then((token) => town.act(mutation, { phaseId, ideaId: ideas[0], ...more }, '', token));

test('E17, T35 with enough votes the threshold is reached once, and its supports stay', async () => {
  await voter('castVote', 'ann', { value: 'up' });
  await voter('castVote', 'eve', { value: 'down' });
  const free = await voter('withdrawVote', 'ann');
  expect(free.userErrors).toEqual([]);
  for (const who of ['ann', 'bob']) await voter('castVote', who, { value: 'up' });
  await until(async () => (await reached(ideas[0]!)) !== undefined);
  await voter('castVote', 'carol', { value: 'up' });
  const kept = await voter('withdrawVote', 'ann');
  expect(kept.userErrors).toMatchObject([{ code: 'SUPPORT_LOCKED' }]);
  expect(await reached(ideas[0]!)).toEqual([
    {
      ...{ __typename: 'ThresholdReachedItem', thresholdId: 'deux' },
      ...{ required: 2, counted: expect.any(Number), cause: 'vote' },
    },
  ]);
});

test('E47 votes on paper reach it, too, and a correction below takes nothing back', async () => {
  const papers = (votes: number) => ({
    ...{ phaseId, voterCount: votes, evidenceHash: 'ab'.repeat(32) },
    lines: [{ ideaId: ideas[1], value: 'up', votes }],
  });
  const batch = { ...papers(3), kind: 'meeting', place: 'École', occurredAt: inHours(-0.5) };
  const shows = 'offlineBatch { batchId }';
  const { offlineBatch } = await town.granted('recordOfflineVotes', batch, shows);
  await until(async () => (await reached(ideas[1]!)) !== undefined);
  await town.granted('correctOfflineVotes', {
    ...{ ...papers(1), ...offlineBatch, reason: '3 pour 1.' },
  });
  expect(await reached(ideas[1]!)).toMatchObject([{ required: 2, counted: 3, cause: 'offline' }]);
});

test('E17, E23b, E24 a support that the rules lock stays when its voter leaves, who wished it back, and is spent', async () => {
  const supports = async () => {
    const min = String(await server.running.app.get<Log>(LOG).head());
    const { data } = await server.graphql(
      `query($id: ID!, $min: Position) { phase(id: $id, minPosition: $min) {
        participation { participants } } }`,
      { id: phaseId, min },
    );
    return data.phase.participation.participants;
  };
  const before = await supports();
  const bob = await town.citizen('bob');
  await town.granted('eraseParticipant', { votes: 'WITHDRAW' }, '', bob);
  const again = async () => (await voter('castVote', 'bob', { value: 'up' })).userErrors;
  await until(async () => (await again())[0]?.code === 'ALREADY_VOTED_IN_PHASE');
  expect(await supports()).toBe(before);
});
