import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startServer, type TestServer } from '../support/server.js';
import { foundTown, inHours, openBudget, vote, type Budget, type Town } from '../support/town.js';

let server: TestServer;
let town: Town;
let budget: Budget;
let registrar: string;

beforeAll(async () => {
  server = await startServer();
  town = await foundTown(server);
  budget = await openBudget(town, { tallyVisibility: 'always', ideas: 2 });
  registrar = await server.token('registrar', 'rosa', ['arcueil']);
}, 60_000);
afterAll(() => server.close());

const codes = (payload: any): string[] => payload.userErrors.map((e: any) => e.code);
const papers = (votes: number) => ({
  phaseId: budget.vote,
  ...{ voterCount: votes, evidenceHash: 'ab'.repeat(32) },
  lines: [{ ideaId: budget.ideas[0], votes }],
});
const booth = (votes: number, place = 'Mairie') => ({
  ...papers(votes),
  ...{ kind: 'booth', place, occurredAt: inHours(-0.5), witnessedBy: 'Rosa' },
});

const seen = async (min: string) => {
  const { data, errors } = await server.graphql(
    `query($id: ID!, $min: Position) { phase(id: $id, minPosition: $min) {
      participation { participants offlineVoters acts }
      options(orderBy: picks) { nodes { tally { picks offlinePicks offlineVotes counted } } }
      offlineSubtotals { nodes { place batches voterCount picks votes } }
      offlineBatches { nodes { batchId offlineRevision kind place voterCount status reason voidReason
        evidenceHash witnessedBy recordedBy lines { ideaId value picks votes } } } } }`,
    { id: budget.vote, min },
  );
  expect(errors).toBeUndefined();
  return data.phase;
};

test('E25, E25b, T25, T26, T42 a booth typed 120 for 102: the last revision counts everywhere, and both stay on record', async () => {
  await vote(town, budget, 'anna', budget.ideas);
  const shows = 'offlineBatch { batchId offlineRevision }';
  const typed = await town.granted('recordOfflineVotes', booth(120), shows, registrar);
  const { batchId } = typed.offlineBatch;
  expect(await seen(typed.position)).toMatchObject({
    participation: { participants: 121, offlineVoters: 120, acts: 1 },
    options: {
      nodes: [
        { tally: { picks: 1, offlinePicks: 120, offlineVotes: 120, counted: 121 } },
        { tally: { picks: 1, offlinePicks: 0, counted: 1 } },
      ],
    },
    offlineSubtotals: { nodes: [{ place: 'Mairie', batches: 1, voterCount: 120, votes: 120 }] },
  });

  const correction = { ...papers(102), batchId, reason: '120 tapé pour 102.' };
  const right = await town.granted('correctOfflineVotes', correction, shows, registrar);
  expect(right.offlineBatch).toEqual({ batchId, offlineRevision: 2 });
  const twice = await town.granted('recordOfflineVotes', booth(3, 'École'), shows);
  const voided = await town.granted('voidOfflineVotes', {
    ...{ phaseId: budget.vote, batchId: twice.offlineBatch.batchId, reason: 'Compté deux fois.' },
  });
  const after = await seen(voided.position);
  expect(after).toMatchObject({
    participation: { participants: 103, offlineVoters: 102 },
    options: { nodes: [{ tally: { offlinePicks: 102, counted: 103 } }, {}] },
  });
  expect(after.offlineSubtotals.nodes).toEqual([
    { place: 'Mairie', batches: 1, voterCount: 102, picks: 102, votes: 102 },
    { place: 'École', batches: 0, voterCount: 0, picks: 0, votes: 0 },
  ]);
  const revisions = after.offlineBatches.nodes.filter((b: any) => b.batchId === batchId);
  expect(revisions).toMatchObject([
    {
      offlineRevision: 1,
      status: 'superseded',
      voterCount: 120,
      witnessedBy: 'Rosa',
      reason: null,
    },
    { offlineRevision: 2, status: 'effective', voterCount: 102, reason: '120 tapé pour 102.' },
  ]);
  const line = { ideaId: budget.ideas[0], value: null, picks: 102, votes: 102 };
  expect(revisions[1].lines).toEqual([line]);
  expect(revisions[1].recordedBy).toBe(revisions[0].recordedBy);

  await town.granted('closePhase', { phaseId: budget.vote, reason: 'Fini.' });
  const fixed =
    'results { baskets offlineVoters countsHash envelopes { selected { idea { id } } } }';
  const { results } = await town.granted('closeTally', { phaseId: budget.vote }, fixed);
  expect(results).toMatchObject({ baskets: 1, offlineVoters: 102 });
  const hash = 'results { resultHash }';
  const computed = await town.granted('computeAllocation', { phaseId: budget.vote }, hash);
  const { resultHash } = computed.results;
  await town.granted('certifyResults', {
    ...{ phaseId: budget.vote, resultHash, signatories: [{ name: 'Zoé', office: 'Maire' }] },
  });
  const late = { ...papers(101), batchId, reason: 'Encore une.' };
  expect(codes(await town.act('correctOfflineVotes', late))).toEqual(['RESULTS_CERTIFIED']);
  await town.granted('reopenResults', {
    ...{ phaseId: budget.vote, reason: 'Une erreur.', decisionRef: '2026-17' },
  });
  await town.granted('correctOfflineVotes', late);
  const again = await town.granted('closeTally', { phaseId: budget.vote }, fixed);
  expect(again.results).toMatchObject({ baskets: 1, offlineVoters: 101 });
  expect(again.results.countsHash).not.toBe(results.countsHash);
});

test('I7 nothing is said of votes on paper while counts are hidden', async () => {
  const hidden = await openBudget(town, { ideas: 1 });
  const batch = {
    ...booth(2),
    phaseId: hidden.vote,
    lines: [{ ideaId: hidden.ideas[0], votes: 2 }],
  };
  expect(codes(await town.act('recordOfflineVotes', batch))).toEqual(['COUNTS_HIDDEN']);
  await town.granted('closePhase', { phaseId: hidden.vote, reason: 'Fini.' });
  await town.granted('recordOfflineVotes', batch);
});

test('citizens write no votes down for others', async () => {
  await expect(
    town.act('recordOfflineVotes', booth(1), '', await town.citizen('eve')),
  ).rejects.toThrow(/FORBIDDEN/);
});
