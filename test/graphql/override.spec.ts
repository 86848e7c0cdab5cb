import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startServer, type TestServer } from '../support/server.js';
import { foundTown, openBudget, vote, type Budget, type Town } from '../support/town.js';

let server: TestServer;
let town: Town;
let budget: Budget;

beforeAll(async () => {
  server = await startServer();
  town = await foundTown(server);
  budget = await openBudget(town, { ideas: 4 });
  const [first, second, third] = budget.ideas as [string, string, string];
  await vote(town, budget, 'anna', [first, second, third]);
  await vote(town, budget, 'bob', [first, second]);
  const phase = { phaseId: budget.vote };
  await town.granted('closePhase', { ...phase, reason: 'Fini.' });
  await town.granted('closeTally', phase);
  await town.granted('computeAllocation', phase);
}, 60_000);
afterAll(() => server.close());

const shown = `results { status resultHash
  envelopes { amount spent selected { idea { id } } notSelected { idea { id } why } }
  outcome { amount spent selected { rank by cost idea { id } } notSelected { why idea { id } } }
  overrides { to cost amount spent reason decisionRef at idea { id } } }`;
const ids = (list: any[]): string[] => list.map((o) => o.idea.id);
const decision = { reason: 'Le conseil en a décidé ainsi.', decisionRef: '2026-30' };

test('E37, T30 a decision stands beside the computed result: both are shown, and what is signed is both', async () => {
  const [first, second, third, fourth] = budget.ideas as [string, string, string, string];
  const drop = { phaseId: budget.vote, ideaId: third, to: 'not_selected', ...decision };
  const { results } = await town.granted('overrideAllocation', drop, shown);
  const [computed] = results.envelopes;
  expect(ids(computed.selected)).toEqual([first, second, third]);
  expect(computed).toMatchObject({ amount: 300_000, spent: 300_000 });
  const [outcome] = results.outcome;
  expect(ids(outcome.selected)).toEqual([first, second]);
  expect(outcome).toMatchObject({ amount: 300_000, spent: 200_000 });
  expect(outcome.notSelected).toContainEqual({ why: 'overridden', idea: { id: third } });
  expect(results.overrides).toMatchObject([
    { to: 'not_selected', cost: 100_000, spent: 200_000, ...decision, idea: { id: third } },
  ]);
  expect(await town.act('overrideAllocation', drop)).toMatchObject({ alreadyApplied: true });

  const fund = { phaseId: budget.vote, ideaId: fourth, to: 'selected', ...decision };
  const added = await town.granted('overrideAllocation', fund, shown);
  expect(added.results.outcome[0].selected.at(-1)).toEqual({
    ...{ rank: 3, by: 'override', cost: 100_000, idea: { id: fourth } },
  });

  const { data } = await server.graphql(
    `query($id: ID!, $consultation: ID!, $min: Position) {
      consultation(id: $consultation, minPosition: $min) { timeline(first: 100) { nodes {
        ... on AllocationOverriddenItem { ideaId to reason decisionRef } } } }
      idea(id: $id, minPosition: $min) { timeline(first: 50) { nodes {
        ... on AllocationComputedItem { funded why }
        ... on AllocationOverriddenItem { ideaId to cost spent } } } } }`,
    { id: third, consultation: budget.consultation, min: added.position },
  );
  expect(data.idea.timeline.nodes.slice(-2)).toEqual([
    { funded: true, why: null },
    { ideaId: third, to: 'not_selected', cost: 100_000, spent: 200_000 },
  ]);
  expect(data.consultation.timeline.nodes.slice(-2)).toEqual([
    { ideaId: third, to: 'not_selected', ...decision },
    { ideaId: fourth, to: 'selected', ...decision },
  ]);
});

test('E15, T30 more than the envelope holds is spent only where the decision says how much it comes to', async () => {
  const over = { phaseId: budget.vote, ideaId: budget.ideas[2], to: 'selected', ...decision };
  const refused = await town.act(
    'overrideAllocation',
    over,
    'errors: userErrors { ... on AllocationOverEnvelopeError { envelope spent excess path } }',
  );
  expect(refused.errors).toEqual([
    { envelope: 300_000, spent: 400_000, excess: 100_000, path: ['envelopeAmount'] },
  ]);
  const larger = { ...over, envelopeAmount: 400_000 };
  const { results } = await town.granted('overrideAllocation', larger, shown);
  expect(results.envelopes[0]).toMatchObject({ amount: 300_000, spent: 300_000 });
  expect(results.outcome[0]).toMatchObject({ amount: 400_000, spent: 400_000 });

  const { resultHash } = results;
  const signatories = [{ name: 'Claire Petit', office: 'Greffe' }];
  const signed = { phaseId: budget.vote, resultHash, signatories };
  await town.granted('certifyResults', signed);
  const late = await town.act('overrideAllocation', { ...over, to: 'not_selected' });
  expect(late.userErrors.map((e: any) => e.code)).toEqual(['RESULTS_CERTIFIED']);
});

test('nobody but an agent of the town overrides a result', async () => {
  const wish = { phaseId: budget.vote, ideaId: budget.ideas[0], to: 'not_selected', ...decision };
  for (const token of [await town.citizen('anna'), await server.token('auditor', 'agathe')])
    await expect(town.act('overrideAllocation', wish, '', token)).rejects.toThrow();
});
