import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { LOG } from '../../src/app.module.js';
import type { Log } from '../../src/log/port.js';
import { startServer, type TestServer } from '../support/server.js';
import { foundTown, openBudget, rules, vote, type Budget, type Town } from '../support/town.js';

let server: TestServer;
let town: Town;
let budget: Budget;

const history = async (): Promise<any[]> => {
  const min = String(await server.running.app.get<Log>(LOG).head());
  const { data, errors } = await server.graphql(
    `query($id: ID!, $min: Position) { consultation(id: $id, minPosition: $min) {
      rulesHistory(first: 50) { nodes { kind phase { id } idea { id }
        versions { version votes content phases { id } changes { path before after } } } } } }`,
    { id: budget.consultation, min },
  );
  expect(errors).toBeUndefined();
  return data.consultation.rulesHistory.nodes;
};

beforeAll(async () => {
  server = await startServer();
  town = await foundTown(server);
  budget = await openBudget(town, { ideas: 2 });
  await vote(town, budget, 'anna', [budget.ideas[0]!]);
  await vote(town, budget, 'ben', budget.ideas);
}, 60_000);
afterAll(() => server.close());

test('rules that are published anew say what has changed, and which phases opened under the earlier ones', async () => {
  const text = 'Chacun deux paniers.';
  await town.granted('publishRules', { ...rules(budget.consultation), text });
  const [first, second] = (await history()).find(({ kind }) => kind === 'rules').versions;
  expect(second).toMatchObject({
    version: 2,
    phases: [],
    changes: [{ path: 'text', before: '"Chacun un panier."', after: JSON.stringify(text) }],
  });
  expect(first.version).toBe(1);
  expect(first.phases.map(({ id }: any) => id).sort()).toEqual(
    [budget.ideation, budget.vote].sort(),
  );
  expect(JSON.parse(second.content)).toMatchObject({ text, bindingness: 'binding' });
});

test('E31 how many voted under them is not told while counts are hidden', async () => {
  const [{ versions }] = (await history()).filter(({ kind }) => kind === 'rules');
  expect(versions).toMatchObject([{ votes: null }, { votes: 0 }]);
  const ofVote = (await history()).filter(({ phase }) => phase?.id === budget.vote);
  expect(ofVote.map(({ kind }) => kind)).toEqual(['voting', 'costs']);
  for (const { versions } of ofVote) expect(versions).toMatchObject([{ votes: null }]);
});

test('E21 prices of an idea that is hidden are not told', async () => {
  const [park] = budget.ideas as [string];
  const hidden = { ideaId: park, reasonCode: 'spam', publicNote: 'Publicité.' };
  await town.granted('hideIdea', hidden, '', await server.token('moderator', 'mo', ['arcueil']));
  const told = JSON.stringify(await history());
  expect(told).not.toContain(park);
  expect(told).toContain(budget.ideas[1]);
  const shownAgain = { ideaId: park, publicNote: 'Ce n’en était pas.' };
  const moderator = await server.token('moderator', 'mo', ['arcueil']);
  await town.granted('restoreIdea', shownAgain, '', moderator);
});

const earlierVotes = async (): Promise<(number | null)[]> => {
  const min = String(await server.running.app.get<Log>(LOG).head());
  const { data, errors } = await server.graphql(
    `query($id: ID!, $min: Position) { idea(id: $id, minPosition: $min) { timeline(first: 50) { nodes {
      ... on IdeaRevisedItem { ideaVersion earlierVotes } } } } }`,
    { id: budget.ideas[0], min },
  );
  expect(errors).toBeUndefined();
  return data.idea.timeline.nodes.flatMap(
    (item: any) => item.earlierVotes ?? (item.ideaVersion ? [null] : []),
  );
};

test('E16, T14 words that were changed after votes say how many there were, once that may be told', async () => {
  const mended = { ideaId: budget.ideas[0], text: { title: 'Mieux dit' }, reason: 'Une faute.' };
  await town.granted('reviseIdea', { ...mended, kind: 'editorial' });
  expect(await earlierVotes()).toEqual([null]);
  await vote(town, budget, 'carol', budget.ideas);
});

test('once the phase is closed, each version says how many baskets were submitted under it', async () => {
  await town.granted('closePhase', { phaseId: budget.vote, reason: 'Fini.' });
  const found = await history();
  const votesOf = (kind: string, subject?: string) =>
    found
      .filter((h) => h.kind === kind && (!subject || h.idea?.id === subject))
      .flatMap(({ versions }) => versions.map(({ votes }: any) => votes));
  expect(votesOf('rules')).toEqual([3, 0]);
  expect(votesOf('voting')).toEqual([3]);
  expect(votesOf('costs')).toEqual([3]);
  expect(votesOf('cost', budget.ideas[0])).toEqual([3]);
  expect(votesOf('cost', budget.ideas[1])).toEqual([2]);
});

test('E16 … baskets name the version whose price was published, also those that come later', async () => {
  expect(await earlierVotes()).toEqual([3]);
});
