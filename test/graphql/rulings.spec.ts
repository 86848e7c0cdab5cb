import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fromGlobalId } from 'graphql-relay';
import { startServer, type TestServer } from '../support/server.js';
import { foundTown, openBudget, vote, type Budget, type Town } from '../support/town.js';

let server: TestServer;
let town: Town;
let budget: Budget;
let marc: string;

beforeAll(async () => {
  server = await startServer();
  town = await foundTown(server);
  budget = await openBudget(town, { tallyVisibility: 'always', ideas: 2 });
  marc = await server.token('staff', 'marc', ['arcueil']);
}, 60_000);
afterAll(() => server.close());

const codes = (payload: any): string[] => payload.userErrors.map((e: any) => e.code);

/** The pseudonym of the latest voter, as an auditor reads it. */
const latestVoter = async (min: string): Promise<string> => {
  const { data } = await server.graphql(
    `query($min: Position) { auditTrail(first: 100, types: ["BasketSubmitted"], minPosition: $min) { nodes { stream } } }`,
    { min },
    await server.token('auditor', 'agathe'),
  );
  const { stream } = data.auditTrail.nodes.at(-1);
  return stream.slice(`ballot-${fromGlobalId(budget.vote).id}-`.length);
};

const seen = async (min: string, token?: string) => {
  const { data } = await server.graphql(
    `query($id: ID!, $min: Position) { phase(id: $id, minPosition: $min) {
      participation { participants acts } options { nodes { tally { picks } } }
      invalidations { reasonCode invalidated reinstated }
      ballotRulings { nodes { invalidated proposed reasonCode evidenceRef agents } } } }`,
    { id: budget.vote, min },
    token,
  );
  return data.phase;
};

test('E27, T49 two agents take a ballot out of the count, and the counts drop by exactly that one', async () => {
  await vote(town, budget, 'anna', budget.ideas);
  const spoiled = await vote(town, budget, 'eve', [budget.ideas[0]!]);
  const ruling = {
    phaseId: budget.vote,
    voterRef: await latestVoter(spoiled.position),
    reasonCode: 'fraud',
    evidenceRef: 'dossier 7',
  };
  const before = await seen(spoiled.position);
  expect(before).toMatchObject({
    participation: { participants: 2, acts: 2 },
    invalidations: [],
    ballotRulings: { nodes: [] },
  });

  const proposal = await town.granted('invalidateBallot', ruling);
  expect(proposal).toMatchObject({ alreadyApplied: false });
  expect(await town.act('invalidateBallot', ruling)).toMatchObject({ alreadyApplied: true });
  const proposed = await seen(proposal.position, marc);
  expect(proposed).toMatchObject({
    participation: { participants: 2 },
    invalidations: [],
    ballotRulings: {
      nodes: [
        {
          invalidated: false,
          proposed: 'BALLOT_INVALIDATED',
          reasonCode: 'fraud',
          evidenceRef: 'dossier 7',
        },
      ],
    },
  });

  const decided = await town.granted('invalidateBallot', ruling, '', marc);
  const after = await seen(decided.position);
  expect(after).toMatchObject({
    participation: { participants: 1, acts: 2 },
    invalidations: [{ reasonCode: 'fraud', invalidated: 1, reinstated: 0 }],
    ballotRulings: { nodes: [] },
  });
  const picks = (phase: any) => phase.options.nodes.map((o: any) => o.tally.picks).sort();
  expect([picks(before), picks(after)]).toEqual([
    [1, 2],
    [1, 1],
  ]);
  const { nodes } = (await seen(decided.position, marc)).ballotRulings;
  expect(new Set(nodes[0].agents).size).toBe(2);
  expect(codes(await vote(town, budget, 'eve', budget.ideas))).toEqual(['BALLOT_INVALIDATED']);

  await town.granted('closePhase', { phaseId: budget.vote, reason: 'Fini.' });
  const { results } = await town.granted(
    'closeTally',
    { phaseId: budget.vote },
    'results { baskets }',
  );
  expect(results.baskets).toBe(1);

  await town.granted('reinstateBallot', ruling, '', marc);
  const back = await town.granted('reinstateBallot', ruling);
  const again = await seen(back.position);
  expect(again).toMatchObject({
    participation: { participants: 2, acts: 2 },
    invalidations: [{ invalidated: 1, reinstated: 1 }],
  });
  expect(picks(again)).toEqual(picks(before));
  const closed = await town.granted('closeTally', { phaseId: budget.vote }, 'results { baskets }');
  expect(closed.results.baskets).toBe(2);
});

test('a ballot in which nothing stands is not ruled on', async () => {
  const nobody = { phaseId: budget.vote, voterRef: 'nobody', reasonCode: 'ineligible' };
  expect(codes(await town.act('invalidateBallot', nobody))).toEqual(['NO_BALLOT']);
});
