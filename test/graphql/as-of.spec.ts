import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Past } from '../../src/views/as-of.js';
import { startServer, type TestServer } from '../support/server.js';
import { foundTown, openBudget, vote, type Budget, type Town } from '../support/town.js';

const FIELDS = `
  consultation(id: $consultation) {
    title asOfPosition
    phases {
      title openedAt closedAt
      options(first: 10, orderBy: picks) { nodes { idea { title } tally { picks votes moneyPicked } } }
      myBallot { status lines { idea { title } } totalCost asOfPosition }
      results { baskets resultHash publishedAt asOfPosition envelopes { spent } }
    }
    ideas(first: 10) { nodes { title status { label } asOfPosition } }
    timeline(first: 50) { nodes { __typename position at } }
  }
  idea(id: $idea) { title revision timeline(first: 50) { nodes { __typename position } } }`;
const now = (min: string) => `
  query($consultation: ID!, $idea: ID!) {
    ${FIELDS.replace('id: $consultation', `id: $consultation, minPosition: "${min}"`)} }`;
const PAST = `
  query($consultation: ID!, $idea: ID!, $position: Position, $instant: Instant)
    @asOf(position: $position, instant: $instant) { ${FIELDS} }`;

let server: TestServer;
let town: Town;
let budget: Budget;
let voter: string;
/** What was answered after each act, by its position, and when. */
const answers: { position: string; data: unknown; instant: string }[] = [];

const ids = () => ({ consultation: budget.consultation, idea: budget.ideas[0] });
const ask = (query: string, more: object = {}) =>
  server.graphql(query, { ...ids(), ...more }, voter);

const afterwards = async ({ position }: { position: string }): Promise<void> => {
  const { data, errors } = await ask(now(position));
  expect(errors).toBeUndefined();
  answers.push({ position, data, instant: new Date().toISOString() });
  await new Promise((resolve) => setTimeout(resolve, 20));
};

beforeAll(async () => {
  server = await startServer();
  town = await foundTown(server);
  budget = await openBudget(town, { tallyVisibility: 'always' });
  voter = await town.citizen('camille');
  const [one, two, three] = budget.ideas as [string, string, string];
  const { vote: phaseId, consultation: consultationId } = budget;
  await afterwards(await vote(town, budget, 'camille', [one, two]));
  await afterwards(await vote(town, budget, 'bilal', [two]));
  await afterwards(await vote(town, budget, 'camille', [three]));
  const editorial = { ideaId: one, text: { title: 'Mieux dit' }, kind: 'editorial', reason: 'x' };
  await afterwards(await town.granted('reviseIdea', editorial));
  await afterwards(await town.granted('withdrawBasket', { phaseId }, '', voter));
  await afterwards(await town.granted('closePhase', { phaseId, reason: 'Fini' }));
  await afterwards(await town.granted('closeTally', { phaseId }));
  await afterwards(await town.granted('computeAllocation', { phaseId }));
  const decision = {
    ...{ consultationId, bodyId: 'cm', sessionDate: '2026-12-01', outcome: 'Adopté' },
    ...{ concernsIdeaIds: [two], followsTally: 'yes' },
  };
  await afterwards(await town.granted('publishDecision', decision));
}, 120_000);
afterAll(() => server.close());

describe('a query of the past', () => {
  test('answers at each position what was answered then: counts, ballots, results, ideas, timelines', async () => {
    for (const { position, data } of answers) {
      const past = await ask(PAST, { position });
      expect(past.errors).toBeUndefined();
      expect(past.data).toEqual(data);
    }
  });

  test('answers at an instant what was answered then', async () => {
    for (const { instant, data } of answers)
      expect((await ask(PAST, { instant })).data).toEqual(data);
  });

  test('before everything finds nothing', async () => {
    const { data } = await ask(PAST, { position: '0' });
    expect(data).toEqual({ consultation: null, idea: null });
    expect((await ask(PAST, { instant: '2020-01-01T00:00:00Z' })).data).toEqual(data);
  });

  test('names a position or an instant, and none that is still to come', async () => {
    const codes = async (more: object) => (await ask(PAST, more)).errors?.[0]?.extensions;
    expect(await codes({})).toMatchObject({ code: 'BAD_USER_INPUT' });
    const both = { position: '1', instant: '2026-01-01T00:00:00Z' };
    expect(await codes(both)).toMatchObject({ code: 'BAD_USER_INPUT' });
    const head = await server.running.app.get(Past).head();
    expect(await codes({ position: '999999' })).toMatchObject({
      code: 'AS_OF_NOT_YET',
      head: String(head),
    });
  });

  test('shows nothing that may not be seen now', async () => {
    const hidden = await openBudget(town);
    const { position } = await vote(town, hidden, 'camille', [hidden.ideas[0]!]);
    const { data } = await server.graphql(
      `query($id: ID!) @asOf(position: "${position}") {
        consultation(id: $id) { phases { options { nodes { tally { picks } } } } } }`,
      { id: hidden.consultation },
    );
    const [, phase] = data.consultation.phases;
    expect(phase.options.nodes.map(({ tally }: any) => tally)).toEqual([null, null, null, null]);
  });
});
