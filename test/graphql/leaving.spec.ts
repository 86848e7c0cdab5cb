import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { views } from '../../projections/views.js';
import { Erasures } from '../../src/acts/erasures.js';
import { LOG } from '../../src/app.module.js';
import { signDevelopmentToken } from '../../src/identity/tokens.js';
import type { Log } from '../../src/log/port.js';
import { checkView } from '../../src/views/rebuild.js';
import { startServer, type TestServer } from '../support/server.js';
import { addPhase, foundTown, openBudget, vote, type Budget, type Town } from '../support/town.js';

let server: TestServer;
let town: Town;
let budget: Budget;
let support: string;

const sql = async (text: string): Promise<any[]> => {
  const client = new pg.Client({ connectionString: server.databaseUrl });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
};

/** Has an account erased, and waits until that is done. */
const erase = async (token: string, wished: object = {}): Promise<void> => {
  await town.granted('eraseParticipant', wished, 'erasure { votes texts }', token);
  for (let i = 0; i < 400; i++) {
    const [left] = await sql('select count(*)::int as n from keys.erasure');
    if (!left.n) return;
    await sleep(25);
  }
  throw new Error('The erasure was not carried out.');
};

const counts = async () => {
  const min = String(await server.running.app.get<Log>(LOG).head());
  const { data, errors } = await server.graphql(
    `query($vote: ID!, $support: ID!, $min: Position) {
      vote: phase(id: $vote, minPosition: $min) {
        participation { participants totalSpend }
        options(first: 10) { nodes { tally { picks } } } }
      support: phase(id: $support) { participation { participants } } }`,
    { vote: budget.vote, support, min },
  );
  expect(errors).toBeUndefined();
  return data;
};

/** A token of somebody whom the identity provider knows again whatever their account. */
const known = (sub: string, identity: string): Promise<string> =>
  signDevelopmentToken(server.config, { sub, roles: ['citizen'], organisations: [], identity });

const submit = (token: string): Promise<any> => {
  const lines = [{ ideaId: budget.ideas[0] }];
  return town.act('submitBasket', { phaseId: budget.vote, lines }, '', token);
};
const codes = ({ userErrors }: any): string[] => userErrors.map((e: any) => e.code);

const castVote = (token: string): Promise<any> =>
  town.act('castVote', { phaseId: support, ideaId: budget.ideas[0], value: 'up' }, '', token);

const trail = async (type: string): Promise<any[]> => {
  const { data } = await server.graphql(
    `query($types: [String!]) { auditTrail(first: 100, types: $types) {
      nodes { stream data actorKind commandId } } }`,
    { types: [type] },
    await server.token('auditor', 'agathe'),
  );
  return data.auditTrail.nodes.map(({ data, ...node }: any) => ({
    ...node,
    data: JSON.parse(data),
  }));
};

beforeAll(async () => {
  server = await startServer(undefined, { CAHIER_CONTESTATION_DAYS: '0' });
  town = await foundTown(server);
  budget = await openBudget(town, { ideas: 2, tallyVisibility: 'always' });
  support = await addPhase(town, budget.consultation, 'support');
  await town.granted('configureVoting', {
    phaseId: support,
    ballotType: 'support',
    values: ['up', 'down'],
  });
  await town.granted('openPhase', { phaseId: support });
}, 60_000);
afterAll(() => server.close());

describe('E23b, T41 who is erased while people vote', () => {
  test('E23b, T48 leaves their votes as they are unless they say otherwise', async () => {
    const anna = await town.citizen('anna');
    expect(codes(await submit(anna))).toEqual([]);
    expect(codes(await castVote(anna))).toEqual([]);
    const before = await counts();
    await erase(anna);
    expect(await counts()).toEqual(before);
    expect(before).toMatchObject({
      vote: { participation: { participants: 1 } },
      support: { participation: { participants: 1 } },
    });
    const [erased] = await trail('AccountErased');
    expect(erased.data.keysDestroyed).toEqual([erased.data.personId]);
    expect(erased.data.spentCredentialsKept).toEqual(
      expect.arrayContaining([expect.objectContaining({ until: null })]),
    );
    expect(erased.data.spentCredentialsKept).toHaveLength(2);
  });

  test('E24, T45 does not vote once more by the same account', async () => {
    const anna = await town.citizen('anna');
    const before = await counts();
    expect(codes(await submit(anna))).toEqual(['ALREADY_VOTED_IN_PHASE']);
    expect(codes(await castVote(anna))).toEqual(['ALREADY_VOTED_IN_PHASE']);
    expect(await counts()).toEqual(before);
  });

  test('E24, T45 does not vote once more by another account of the same identity', async () => {
    const first = await known('berta', 'citoyenne 17');
    expect(codes(await submit(first))).toEqual([]);
    await erase(first);
    const second = await known('berta again', 'citoyenne 17');
    expect(codes(await submit(second))).toEqual(['ALREADY_VOTED_IN_PHASE']);
    expect(codes(await submit(await known('carla', 'citoyenne 18')))).toEqual([]);
  });

  test('E23b, T46 takes back each vote by an act that says why, where they wish so', async () => {
    const before = await counts();
    const dora = await town.citizen('dora');
    await submit(dora);
    await castVote(dora);
    await erase(dora, { votes: 'WITHDRAW' });
    expect(await counts()).toEqual(before);
    const [basket] = await trail('BasketWithdrawn');
    const [support] = await trail('VoteWithdrawn');
    for (const { data, actorKind } of [basket, support])
      expect([data.reason, actorKind]).toEqual(['erasure', 'system']);
    const erased = (await trail('AccountErased')).at(-1);
    expect(erased.data.spentCredentialsKept).toEqual([]);
    for (const { stream, commandId, data } of [basket, support])
      expect(stream + commandId + JSON.stringify(data)).not.toContain(erased.data.personId);
  });

  test('E24 may vote again after taking it back', async () => {
    const dora = await town.citizen('dora');
    expect(codes(await submit(dora))).toEqual([]);
    expect(codes(await castVote(dora))).toEqual([]);
  });
});

describe('E46 what somebody wrote who is erased', () => {
  const shown = async (id: string) => {
    const { data } = await server.graphql(
      `query($id: ID!) { idea(id: $id) { title erased byFormerParticipant
        comments(first: 5) { nodes { text erased byFormerParticipant } } } }`,
      { id },
    );
    return data.idea;
  };
  const idea = async (token: string) => {
    const wished = {
      consultationId: budget.consultation,
      phaseId: budget.ideation,
      text: { title: 'Un banc', body: 'Ici.' },
    };
    const { id } = (await town.granted('submitIdea', wished, 'idea { id }', token)).idea;
    await town.granted('postComment', { ideaId: id, text: 'Deux, même.' }, '', token);
    return id as string;
  };

  test('stays as that of a former participant, whom nobody can find', async () => {
    const emil = await town.citizen('emil');
    const id = await idea(emil);
    const before = await shown(id);
    expect(before).toMatchObject({ title: 'Un banc', byFormerParticipant: false });
    await erase(emil);
    expect(await shown(id)).toEqual({
      title: 'Un banc',
      erased: false,
      byFormerParticipant: true,
      comments: { nodes: [{ text: 'Deux, même.', erased: false, byFormerParticipant: true }] },
    });
    const people = await sql(`select account from keys.person where account like 'emil%'`);
    expect(people).toEqual([]);
    const block = { organisationId: town.name, ideaId: id, reasonCode: 'spam', reason: 'Non.' };
    expect(codes(await town.act('blockParticipant', block))).toEqual(['PARTICIPANT_UNKNOWN']);
  });

  test('is not theirs any more, if they come back', async () => {
    const emil = await town.citizen('emil');
    const id = await idea(emil);
    await erase(emil);
    const again = await town.citizen('emil');
    const revised = { ideaId: id, text: { title: 'Deux', body: '' }, kind: 'editorial' };
    expect(codes(await town.act('reviseIdea', revised, '', again))).toContain('NOT_THE_AUTHOR');
  });

  test('goes with them where they wish so, and their votes stay', async () => {
    const fred = await town.citizen('fred');
    const id = await idea(fred);
    await submit(fred);
    const before = await counts();
    await erase(fred, { texts: 'ERASE' });
    expect(await shown(id)).toEqual({
      title: null,
      erased: true,
      byFormerParticipant: false,
      comments: { nodes: [{ text: null, erased: true, byFormerParticipant: false }] },
    });
    expect(await counts()).toEqual(before);
  });
});

test('all views are what a recount makes of the log', async () => {
  const log = server.running.app.get<Log>(LOG);
  for (const view of views) {
    const { differences } = await checkView(server.databaseUrl, log, view);
    expect([view.name, differences]).toEqual([view.name, []]);
  }
}, 60_000);

test('E23, T44, T48 a result stays as it is when a voter is erased after the close', async () => {
  const gina = 'gina';
  await vote(town, budget, gina, budget.ideas);
  const { vote: phaseId } = budget;
  await town.granted('closePhase', { phaseId, reason: 'Fini.' });
  const closed = await town.granted('closeTally', { phaseId }, 'results { countsHash baskets }');
  const before = await counts();
  await erase(await town.citizen(gina), { votes: 'WITHDRAW' });
  expect(await counts()).toEqual(before);
  const again = await town.granted('closeTally', { phaseId }, 'results { countsHash baskets }');
  expect(again).toMatchObject({ alreadyApplied: true, results: closed.results });
  const erased = (await trail('AccountErased')).at(-1);
  expect(erased.data.spentCredentialsKept).toHaveLength(1);
});

test('E24 who has voted is forgotten once nobody can contest the result', async () => {
  const { vote: phaseId } = budget;
  const { results } = await town.granted(
    'computeAllocation',
    { phaseId },
    'results { resultHash }',
  );
  const kept = async () =>
    (
      await sql(`select count(*)::int as n from keys.spent_credential
      where phase_id = (select "phaseId" from views.results)`)
    )[0].n;
  const erasures = server.running.app.get(Erasures);
  await erasures.release();
  expect(await kept()).toBeGreaterThan(2);
  await town.granted('certifyResults', {
    phaseId,
    resultHash: results.resultHash,
    signatories: [{ name: 'Une élue', office: 'Maire' }],
  });
  await erasures.release();
  expect(await kept()).toBe(0);
  const [others] = await sql('select count(*)::int as n from keys.spent_credential');
  expect(others.n).toBeGreaterThan(0);
});
