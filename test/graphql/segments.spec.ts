import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { voterProfile } from '../../projections/voter-profile.js';
import { LOG } from '../../src/app.module.js';
import type { Log } from '../../src/log/port.js';
import { checkView } from '../../src/views/rebuild.js';
import { startServer, type TestServer } from '../support/server.js';
import {
  addPhase,
  foundTown,
  inHours,
  openBudget,
  vote,
  type Budget,
  type Town,
} from '../support/town.js';

let server: TestServer;
let town: Town;
let budget: Budget;
let support: string;

const numbered = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_v, i) => `${prefix}${i + 1}`);
const young = numbered('young', 4);
const old = numbered('old', 4);

const describe = async (who: string, age: string) =>
  town.granted(
    'declareProfileSegments',
    { segments: [{ name: 'age', value: age }] },
    '',
    await town.citizen(who),
  );
const cast = async (who: string, ideaId: string, value: string) =>
  town.granted('castVote', { phaseId: support, ideaId, value }, '', await town.citizen(who));

const seen = async (id: string, asOf = '', token?: string): Promise<any> => {
  const min = String(await server.running.app.get<Log>(LOG).head());
  const { data, errors } = await server.graphql(
    `query($id: ID!, $min: Position) ${asOf} { phase(id: $id, minPosition: $min) {
      segmentsHidden smallestCell
      segmentedTallies(by: "age") {
        by segments { kind value } rows { idea { id } value total blanked cells } }
      voteTallies { nodes { idea { id } counted } }
      options { nodes { idea { id } tally { counted picks moneyPicked } } } } }`,
    { id, min },
    token,
  );
  expect(errors).toBeUndefined();
  return data.phase;
};
const lockBallots = 'begin; lock table views.my_ballot in share mode';
const connected = async (): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: server.databaseUrl });
  await client.connect();
  return client;
};
/** Resolves once so many wait to lock the ballots. */
const waiting = async (count: number): Promise<void> => {
  const client = await connected();
  const waits = `select from pg_locks where relation = 'views.my_ballot'::regclass and not granted`;
  while ((await client.query(waits)).rows.length < count) await sleep(5);
  await client.end();
};
/** Why a phase's counts by segment are not told. */
const hiddenBy = async (id: string): Promise<string | null> => {
  const query = 'query($id: ID!) { phase(id: $id) { segmentsHidden } }';
  return (await server.graphql(query, { id })).data.phase.segmentsHidden;
};
/** The rows of the one table, in the order in which the ideas were submitted. */
const rowsOf = ({ segmentedTallies: [{ rows }] }: any): any[] =>
  budget.ideas.flatMap((id) =>
    rows
      .filter(({ idea }: any) => idea.id === id)
      .map(({ idea, ...row }: any) => ({ idea: idea.id, ...row })),
  );

beforeAll(async () => {
  server = await startServer(undefined, { CAHIER_SMALLEST_CELL: '3' });
  town = await foundTown(server);
  budget = await openBudget(town, { ideas: 2, tallyVisibility: 'always' });
  support = await addPhase(town, budget.consultation, 'support');
  const rules = { phaseId: support, ballotType: 'support', values: ['up', 'down'] };
  await town.granted('configureVoting', rules);
  await town.granted('openPhase', { phaseId: support });
  for (const who of young) await describe(who, '18-24');
  for (const who of old) await describe(who, '65+');
  await describe('rare', 'canari-rare');
  const [park, bench] = budget.ideas as [string, string];
  for (const who of young) await vote(town, budget, who, [park, bench]);
  for (const who of [...old, 'rare', 'silent']) await vote(town, budget, who, [park]);
  await town.granted(
    'recordOfflineVotes',
    {
      ...{ phaseId: budget.vote, voterCount: 3, evidenceHash: 'ab'.repeat(32), kind: 'booth' },
      ...{ place: 'Mairie', occurredAt: inHours(-0.5), witnessedBy: 'Rosa' },
      lines: [{ ideaId: park, votes: 3 }],
    },
    '',
    await server.token('registrar', 'rosa', ['arcueil']),
  );
}, 60_000);
afterAll(() => server.close());

test('E31, E34 while people vote nobody is told counts by segment, auditors neither', async () => {
  for (const token of [undefined, await server.token('auditor', 'agathe')])
    expect(await seen(budget.vote, '', token)).toMatchObject({
      segmentsHidden: 'PHASE_NOT_CLOSED',
      segmentedTallies: [],
    });
});

test('E34, T34, T39 they come to the tally, of this phase alone, in voters and not in money', async () => {
  const [park, bench] = budget.ideas as [string, string];
  await cast('young1', park, 'up');
  for (const who of ['young9', 'young8', 'young7']) {
    await describe(who, '18-24');
    await cast(who, bench, 'down');
  }
  const open = String(await server.running.app.get<Log>(LOG).head());
  await town.granted('closePhase', { phaseId: budget.vote, reason: 'Fini.' });
  const closed = await seen(budget.vote);
  expect(closed).toMatchObject({ segmentsHidden: null, smallestCell: 3 });
  expect(closed.segmentedTallies[0].segments).toEqual([
    { kind: 'declared', value: '18-24' },
    { kind: 'declared', value: '65+' },
    { kind: 'other', value: null },
    { kind: 'unknown', value: null },
  ]);
  expect(rowsOf(closed)).toEqual([
    { idea: park, value: null, total: 13, blanked: 5, cells: [null, 4, null, 4] },
    { idea: bench, value: null, total: 4, blanked: 4, cells: [null, null, null, null] },
  ]);
  for (const { idea, tally } of closed.options.nodes)
    expect(rowsOf(closed).find((row: any) => row.idea === idea.id).total).toBe(tally.counted);
  expect(JSON.stringify(closed)).not.toContain('canari');
  expect(await seen(budget.vote, `@asOf(position: "${open}")`)).toMatchObject({
    segmentsHidden: 'NOT_AS_OF_THE_PAST',
    segmentedTallies: [],
  });
});

test('E34 votes on ideas that were merged count by segment as in the tally', async () => {
  const [park, bench] = budget.ideas as [string, string];
  for (const who of old) await cast(who, park, 'down');
  for (const who of ['young2', 'young3']) await cast(who, bench, 'up');
  await cast('young1', bench, 'down');
  const votePolicy = 'union_distinct_voters';
  const merge = { ideaId: park, sourceIdeaIds: [bench], votePolicy, reason: 'Le même banc.' };
  await town.granted('mergeIdeas', merge);
  await town.granted('closePhase', { phaseId: support, reason: 'Fini.' });
  const told = await seen(support);
  expect(rowsOf(told)).toEqual([
    { idea: park, value: 'down', total: 7, blanked: 0, cells: [3, 4] },
    { idea: park, value: 'up', total: 3, blanked: 3, cells: [null, null] },
  ]);
  for (const { idea, counted } of told.voteTallies.nodes)
    expect(
      rowsOf(told)
        .filter((row: any) => row.idea === idea.id)
        .reduce((all: number, { total }: any) => all + total, 0),
    ).toBe(counted);
});

test('E23, E34 who is erased is one of whom nothing is known, now and counted anew, and the sum stays', async () => {
  await town.granted('eraseParticipant', {}, '', await town.citizen('old4'));
  const client = new pg.Client({ connectionString: server.databaseUrl });
  await client.connect();
  for (let left = 1, i = 0; left && i < 400; i++) {
    const { rows } = await client.query('select count(*)::int as n from keys.erasure');
    left = rows[0].n;
    await sleep(25);
  }
  await client.end();
  const [park] = rowsOf(await seen(budget.vote));
  expect(park).toMatchObject({ total: 13, blanked: 4, cells: [4, null, null, 5] });
  const checked = await checkView(
    server.databaseUrl,
    server.running.app.get<Log>(LOG),
    voterProfile,
  );
  expect(checked.differences).toEqual([]);
});

test('E34 of a phase that is over they are not told while its last ballots are still to be counted', async () => {
  const late = await openBudget(town, { ideas: 1, tallyVisibility: 'always' });
  const lines = [{ ideaId: late.ideas[0] }];
  const submit = async (who: string) =>
    town.granted('submitBasket', { phaseId: late.vote, lines }, '', await town.citizen(who));
  for (const who of young) await submit(who);
  await seen(late.vote);
  const lockers = [await connected(), await connected(), await connected()] as const;
  try {
    await lockers[0].query(lockBallots);
    await submit('late1');
    await waiting(1);
    const second = lockers[1].query(lockBallots);
    await waiting(2);
    await submit('late2');
    // It is read while the first is written; what comes now is read together.
    await sleep(300);
    await submit('late3');
    await town.granted('closePhase', { phaseId: late.vote, reason: 'Fini.' });
    await lockers[0].query('commit');
    await second;
    await waiting(1);
    const third = lockers[2].query(lockBallots);
    await waiting(2);
    await lockers[1].query('commit');
    await third;
    while ((await hiddenBy(late.vote)) !== null) await sleep(25);
    const told = await server.graphql(
      'query($id: ID!) { phase(id: $id) { segmentedTallies(by: "age") { rows { total } } } }',
      { id: late.vote },
    );
    expect(told.errors).toMatchObject([{ extensions: { code: 'STALE_READ' } }]);
    await lockers[2].query('commit');
    expect((await seen(late.vote)).segmentedTallies[0].rows).toMatchObject([{ total: 7 }]);
  } finally {
    for (const client of lockers) await client.end();
  }
}, 30_000);
