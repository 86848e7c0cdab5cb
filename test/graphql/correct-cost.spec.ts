import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startServer, type TestServer } from '../support/server.js';
import { foundTown, openBudget, vote, type Budget, type Town } from '../support/town.js';

let server: TestServer;
let town: Town;
let budget: Budget;
let marc: string;

beforeAll(async () => {
  server = await startServer();
  town = await foundTown(server);
  budget = await openBudget(town, { tallyVisibility: 'always', ideas: 3 });
  marc = await server.token('staff', 'marc', ['arcueil']);
}, 60_000);
afterAll(() => server.close());

const codes = (payload: any): string[] => payload.userErrors.map((e: any) => e.code);

const seen = async (min: string, token?: string) => {
  const { data, errors } = await server.graphql(
    `query($id: ID!, $min: Position) { phase(id: $id, minPosition: $min) {
      options { nodes { idea { id } cost { amount } costVersion
        earlierPrices { amount costVersion until } tally { picks moneyPicked } } }
      myBallot { status totalCost costChangedSince
        lines { unitCost costVersion costChangedSince idea { id } } } } }`,
    { id: budget.vote, min },
    token,
  );
  expect(errors).toBeUndefined();
  const { options, myBallot } = data.phase;
  return { of: (id: string) => options.nodes.find((o: any) => o.idea.id === id), myBallot };
};

/** The items of a type on the timeline of an idea or a consultation. */
const items = async (of: 'idea' | 'consultation', id: string, min: string, item: string) => {
  const { data } = await server.graphql(
    `query($id: ID!, $min: Position) { thing: ${of}(id: $id, minPosition: $min) { timeline(first: 100) {
      nodes { __typename ... on ${item.replace(/ .*/, '')} ${item.replace(/^\w+ /, '')} } } } }`,
    { id, min },
  );
  const name = item.replace(/ .*/, '');
  return data.thing.timeline.nodes.filter((n: any) => n.__typename === name);
};

test('E14, T40 two agents correct a price during the vote: baskets stand, and who submits again does so at the new price', async () => {
  const [fountain, bench, lamps] = budget.ideas as [string, string, string];
  const anna = await town.citizen('anna');
  await vote(town, budget, 'anna', [fountain, bench, lamps]);
  await vote(town, budget, 'bob', [bench]);
  const set = { ideaId: fountain, amount: 150_000, currency: 'EUR' };
  expect(codes(await town.act('setCost', set))).toEqual(['COST_FROZEN']);

  const wish = {
    ...{ ideaId: fountain, phaseId: budget.vote, amount: 150_000 },
    ...{ reason: 'Une canalisation passe dessous.', decisionRef: '2026-21' },
  };
  const proposal = await town.granted('correctCost', wish);
  expect(await town.act('correctCost', wish)).toMatchObject({ alreadyApplied: true });
  expect((await seen(proposal.position)).of(fountain)).toMatchObject({
    ...{ cost: { amount: 100_000 }, costVersion: 1, earlierPrices: [] },
  });
  const [proposed] = await items(
    'idea',
    fountain,
    proposal.position,
    'IdeaCostCorrectionProposedItem { old new reason decisionRef proposedBy }',
  );
  expect(proposed).toMatchObject({ old: 100_000, new: 150_000, decisionRef: '2026-21' });

  const decided = await town.granted('correctCost', wish, 'idea { cost { amount } }', marc);
  expect(decided.idea.cost.amount).toBe(150_000);
  const after = await seen(decided.position, anna);
  expect(after.of(fountain)).toMatchObject({
    ...{ cost: { amount: 150_000 }, costVersion: 2, tally: { picks: 1, moneyPicked: 100_000 } },
    earlierPrices: [{ amount: 100_000, costVersion: 1 }],
  });
  const since = after.of(fountain).earlierPrices[0].until;
  expect(after.myBallot).toMatchObject({
    ...{ status: 'submitted', totalCost: 300_000, costChangedSince: since },
  });
  const line = (of: string) => after.myBallot.lines.find((l: any) => l.idea.id === of);
  expect(line(fountain)).toMatchObject({ unitCost: 100_000, costChangedSince: since });
  expect(line(bench)).toMatchObject({ unitCost: 100_000, costChangedSince: null });
  const bob = await seen(decided.position, await town.citizen('bob'));
  expect(bob.myBallot).toMatchObject({ costChangedSince: null });

  const [corrected] = await items(
    'idea',
    fountain,
    decided.position,
    'IdeaCostCorrectedItem { old new reason decisionRef proposedBy approvedBy }',
  );
  expect(corrected).toMatchObject({ old: 100_000, new: 150_000, proposedBy: proposed.proposedBy });
  expect(corrected.approvedBy).not.toBe(corrected.proposedBy);
  expect(
    await items(
      'consultation',
      budget.consultation,
      decided.position,
      'BallotOptionRepricedItem { previous amount }',
    ),
  ).toMatchObject([{ previous: 100_000, amount: 150_000 }]);

  expect(codes(await vote(town, budget, 'anna', [fountain, bench, lamps]))).toEqual([
    'BASKET_OVER_BUDGET',
  ]);
  const again = await vote(town, budget, 'anna', [fountain, bench]);
  expect(again.myBallot).toMatchObject({ basketRevision: 2, totalCost: 250_000 });
  expect((await seen(again.position, anna)).myBallot).toMatchObject({ costChangedSince: null });
});

test('E14 the result names the price before and after, and funds at the one in force when the counts were fixed', async () => {
  const [fountain] = budget.ideas as [string];
  const phase = { phaseId: budget.vote };
  await town.granted('closePhase', { ...phase, reason: 'Fini.' });
  const prices = 'results { prices { published amount idea { id } } }';
  const { results } = await town.granted('closeTally', phase, prices);
  expect(results.prices).toEqual([{ published: 100_000, amount: 150_000, idea: { id: fountain } }]);
  const funded = await town.granted(
    'computeAllocation',
    phase,
    'results { envelopes { spent selected { cost idea { id } } } }',
  );
  const [{ spent, selected }] = funded.results.envelopes;
  expect(spent).toBe(250_000);
  expect(selected.find((o: any) => o.idea.id === fountain).cost).toBe(150_000);
});

test('a price is corrected by agents of the town, and by nobody else', async () => {
  const wish = {
    ...{ ideaId: budget.ideas[1]!, phaseId: budget.vote, amount: 1 },
    ...{ reason: 'x', decisionRef: 'x' },
  };
  for (const token of [await town.citizen('anna'), await server.token('auditor', 'agathe')])
    await expect(town.act('correctCost', wish, '', token)).rejects.toThrow();
});
