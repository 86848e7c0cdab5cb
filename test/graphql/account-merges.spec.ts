import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { views } from '../../projections/views.js';
import { LOG } from '../../src/app.module.js';
import type { Log } from '../../src/log/port.js';
import { checkView } from '../../src/views/rebuild.js';
import { startServer, type TestServer } from '../support/server.js';
import { addPhase, foundTown, openBudget, vote, type Budget, type Town } from '../support/town.js';

let server: TestServer;
let town: Town;
let budget: Budget;
let support: string;
let agents: string[];

beforeAll(async () => {
  server = await startServer();
  town = await foundTown(server);
  budget = await openBudget(town, { tallyVisibility: 'always', ideas: 2 });
  agents = [await server.token('staff', 'sofia'), await server.token('staff', 'marc')];
  support = await addPhase(town, budget.consultation, 'support');
  await town.granted('configureVoting', {
    phaseId: support,
    ballotType: 'support',
    values: ['up', 'down'],
  });
  await town.granted('openPhase', { phaseId: support });
}, 60_000);
afterAll(() => server.close());

const log = () => server.running.app.get<Log>(LOG);
const codes = (payload: any): string[] => payload.userErrors.map((e: any) => e.code);

const counts = async (at: bigint, view = 'participants') => {
  const { data, errors } = await server.graphql(
    `query($vote: ID!, $support: ID!, $at: Position!) @asOf(position: $at) {
      vote: phase(id: $vote) { participation { ${view} }
        options(first: 5) { nodes { tally { picks } } } }
      support: phase(id: $support) { participation { ${view} } } }`,
    { vote: budget.vote, support, at: String(at) },
  );
  expect(errors).toBeUndefined();
  return {
    baskets: data.vote.participation.participants,
    picks: data.vote.options.nodes.map((o: any) => o.tally.picks).sort(),
    voters: data.support.participation.participants,
  };
};

const castVote = async (who: string): Promise<any> => {
  const input = { phaseId: support, ideaId: budget.ideas[0], value: 'up' };
  return town.act('castVote', input, '', await town.citizen(who));
};

/** Two agents merge two accounts; gives back when the log says that it is done. */
const merge = async (fromAccount: string, account: string): Promise<bigint> => {
  const before = await log().head();
  const statuses: string[] = [];
  for (const agent of agents) {
    const { merge } = await town.granted(
      'mergeAccounts',
      { fromAccount, account },
      'merge { status }',
      agent,
    );
    statuses.push(merge.status);
  }
  expect(statuses[0]).toBe('PROPOSED');
  for (let i = 0; i < 400; i++) {
    for await (const events of log().readAll({ after: before, types: ['AccountsMerged'] }))
      return events.at(-1)!.position;
    await sleep(25);
  }
  throw new Error('The merge was not carried out.');
};

test('E24b the ballot that was submitted last counts, and the other does not, from the merge on at every position', async () => {
  await vote(town, budget, 'anna', budget.ideas);
  await castVote('anna again');
  await vote(town, budget, 'anna again', [budget.ideas[0]!]);
  await castVote('anna');
  await vote(town, budget, 'zoe', [budget.ideas[1]!]);
  const before = await log().head();
  expect(await counts(before)).toEqual({ baskets: 3, picks: [2, 2], voters: 2 });

  const done = await merge('anna again', 'anna');
  await castVote('zoe');
  for (let at = done; at <= (await log().head()); at++)
    expect(await counts(at)).toMatchObject({ baskets: 2, picks: [1, 1] });
  expect(await counts(done)).toMatchObject({ voters: 1 });
  expect(await counts(before)).toEqual({ baskets: 3, picks: [2, 2], voters: 2 });

  const { data } = await server.graphql(
    'query($id: ID!) { phase(id: $id) { invalidations { reasonCode invalidated } } }',
    { id: budget.vote },
  );
  expect(data.phase.invalidations).toEqual([{ reasonCode: 'duplicate_identity', invalidated: 1 }]);
});

test('E24b who has two accounts goes on by the one, and on each ballot by the account that cast it', async () => {
  expect(codes(await vote(town, budget, 'anna', budget.ideas))).toEqual([
    'ALREADY_VOTED_IN_PHASE',
    'BALLOT_INVALIDATED',
  ]);
  expect(codes(await vote(town, budget, 'anna again', budget.ideas))).toEqual([]);
  expect(codes(await castVote('anna again'))).toContain('ACCOUNT_MERGED');
  const idea = { consultationId: budget.consultation, phaseId: budget.ideation };
  const submit = async (who: string) =>
    codes(
      await town.act(
        'submitIdea',
        { ...idea, text: { title: 'Un banc' } },
        '',
        await town.citizen(who),
      ),
    );
  expect(await submit('anna again')).toEqual(['ACCOUNT_MERGED']);
  expect(await submit('anna')).toEqual([]);
});

test('E24b who has voted by one account only does not vote again by the other', async () => {
  await vote(town, budget, 'ben', [budget.ideas[0]!]);
  await town.granted('registerParticipant', { locale: 'fr' }, '', await town.citizen('ben again'));
  const before = await counts(await log().head());
  await merge('ben', 'ben again');
  expect(codes(await vote(town, budget, 'ben again', budget.ideas))).toEqual([
    'ALREADY_VOTED_IN_PHASE',
  ]);
  expect(await counts(await log().head())).toEqual(before);
});

test('E24b nothing in the log ties a ballot to the accounts', async () => {
  const people = new Set<string>();
  const ballots: string[] = [];
  for await (const events of log().readAll())
    for (const { stream, data, commandId, causationId, correlationId } of events) {
      if (stream.startsWith('participant-')) people.add(stream.slice('participant-'.length));
      if (stream.startsWith('ballot-'))
        ballots.push(JSON.stringify([stream, data, commandId, causationId, correlationId]));
    }
  expect(people.size).toBeGreaterThanOrEqual(4);
  for (const text of ballots) for (const id of people) expect(text).not.toContain(id);
});

test('a merge is for agents whose token covers every organisation, and of accounts that are known', async () => {
  const input = { fromAccount: 'anna', account: 'nobody' };
  expect(codes(await town.act('mergeAccounts', input, '', agents[0]))).toEqual([
    'PARTICIPANT_UNKNOWN',
  ]);
  const query = `mutation($input: MergeAccountsInput!) { mergeAccounts(input: $input) { revision } }`;
  const { errors } = await server.graphql(query, { input }, town.staff);
  expect(errors![0]!.extensions['code']).toBe('FORBIDDEN');
});

test('all views are what a recount makes of the log', async () => {
  for (const view of views) {
    const { differences } = await checkView(server.databaseUrl, log(), view);
    expect([view.name, differences]).toEqual([view.name, []]);
  }
}, 60_000);
