import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { toGlobalId } from 'graphql-relay';
import { impatient, startServer, type TestServer } from '../support/server.js';
import { cityIdea, foundTown, openBudget, type Budget, type Town } from '../support/town.js';

let server: TestServer;
let town: Town;
let budget: Budget;

beforeAll(async () => {
  server = await startServer();
  town = await foundTown(server);
  budget = await openBudget(town, { ideas: 2 });
}, 60_000);
afterAll(() => server.close());

const titleOf = 'query($id: ID!, $min: Position) { idea(id: $id, minPosition: $min) { title } }';
const revised = (ideaId: string, title: string, shows = '') =>
  town.granted(
    'reviseIdea',
    { ideaId, text: { title }, kind: 'editorial', reason: 'Faute' },
    shows,
  );

describe('who has just written', () => {
  test('E39, T16 reads it with the position that the write gave back, every time', async () => {
    const id = await cityIdea(town, budget.consultation, 'Idée 0');
    for (let n = 1; n <= 25; n++) {
      const { position } = await revised(id, `Idée ${n}`);
      const { data } = await server.graphql(titleOf, { id, min: position });
      expect(data.idea.title).toBe(`Idée ${n}`);
    }
  });

  test('reads it in the answer itself, in the thing and in everything else', async () => {
    const id = await cityIdea(town, budget.consultation, 'Idée 0');
    for (let n = 1; n <= 25; n++) {
      const title = `Idée ${n}`;
      const shows = `idea { title revision } query { idea(id: "${id}") { title } }`;
      const payload = await revised(id, title, shows);
      expect(payload).toMatchObject({ idea: { title, revision: n }, query: { idea: { title } } });
    }
  });

  test('reads both of two writes of one request', async () => {
    const ideas = budget.ideas.map((ideaId, i) => ({
      ideaId,
      text: { title: `Ensemble ${i}` },
      kind: 'editorial',
      reason: 'Faute',
    }));
    const { data } = await server.graphql(
      `mutation($a: ReviseIdeaInput!, $b: ReviseIdeaInput!) {
        a: reviseIdea(input: $a) { position }
        b: reviseIdea(input: $b) { query { consultation(id: "${budget.consultation}") { ideas { nodes { title } } } } } }`,
      { a: ideas[0], b: ideas[1] },
      town.staff,
    );
    const titles = data.b.query.consultation.ideas.nodes.map((idea: any) => idea.title);
    expect(titles).toEqual(expect.arrayContaining(['Ensemble 0', 'Ensemble 1']));
  });

  test('is told so where nothing was new, and reads on all the same', async () => {
    await cityIdea(town, budget.consultation, 'Une autre');
    const again = await town.granted('openPhase', { phaseId: budget.ideation }, 'phase { status }');
    expect(again).toMatchObject({ alreadyApplied: true, phase: { status: 'open' } });
    expect(BigInt(again.position)).toBeGreaterThan(0n);
  });

  test('E40, T05 is told that the answer would be stale rather than given an old one', async () => {
    impatient(server, 200);
    const { data, errors } = await server.graphql(titleOf, {
      id: budget.ideas[0],
      min: '4000000000',
    });
    expect(data).toEqual({ idea: null });
    expect(errors).toMatchObject([
      {
        path: ['idea'],
        extensions: {
          code: 'STALE_READ',
          requiredPosition: '4000000000',
          reachedPosition: expect.stringMatching(/^\d+$/),
          retryable: true,
        },
      },
    ]);
    impatient(server, 3_000);
  });

  test('hands back nothing but a position', async () => {
    for (const min of ['', 'abc', '-1', '01', '1.5', ' 1', '9'.repeat(20), 7, true, ['1']])
      expect(await server.graphql(titleOf, { id: budget.ideas[0], min })).toMatchObject({
        status: 400,
        errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
      });
  });
});

describe('a thing', () => {
  const node = `query($id: ID!, $min: Position) { node(id: $id, minPosition: $min) { __typename id
    ... on Organisation { name } ... on Consultation { title } ... on Phase { title } ... on Idea { words: title }
    ... on Decision { outcome } } }`;
  const nodeOf = async (id: string) => {
    const { data, errors, status } = await server.graphql(node, { id });
    expect({ errors, status }).toEqual({ errors: undefined, status: 200 });
    return data.node;
  };

  test('of any kind is found by its id', async () => {
    const { decision, position } = await town.granted(
      'publishDecision',
      {
        consultationId: budget.consultation,
        bodyId: 'cm',
        sessionDate: '2026-12-01',
        outcome: 'Adopté.',
        followsTally: 'yes',
      },
      'decision { id }',
    );
    const things = [
      ['Organisation', toGlobalId('Organisation', town.name), { name: 'Ville d’arcueil' }],
      ['Consultation', budget.consultation, { title: 'Budget participatif' }],
      ['Phase', budget.vote, { title: 'Phase de budgeting' }],
      ['Idea', budget.ideas[0]!, { words: 'Ensemble 0' }],
      ['Decision', decision.id, { outcome: 'Adopté.' }],
    ] as const;
    for (const [__typename, id, shows] of things) {
      const { data } = await server.graphql(node, { id, min: position });
      expect(data.node).toEqual({ __typename, id, ...shows });
    }
  });

  test('that does not exist, or under an id of another kind, is nothing, and no fault', async () => {
    const local = (id: string) => Buffer.from(id, 'base64').toString().split(':')[1]!;
    const [idea] = budget.ideas;
    const strange = [
      toGlobalId('Idea', '00000000-0000-8000-8000-000000000000'),
      toGlobalId('Idea', local(budget.consultation)),
      toGlobalId('Consultation', local(idea!)),
      toGlobalId('Ballot', local(idea!)),
      toGlobalId('__proto__', 'x'),
      toGlobalId('constructor', 'x'),
      toGlobalId('Idea', 'a\0b'),
      toGlobalId('Idea', "' or 1=1 --"),
      toGlobalId('Idea', 'x'.repeat(10_000)),
      local(idea!),
      '',
      'Idea:1',
      '%',
      '\ud800',
    ];
    for (const id of strange) expect([id, await nodeOf(id)]).toEqual([id, null]);
  });

  test('asked for by a field of another kind is refused with the kind that was expected', async () => {
    for (const [field, kind] of [
      ['consultation', 'Consultation'],
      ['phase', 'Phase'],
      ['idea', 'Idea'],
    ]) {
      const query = `query($id: ID!) { ${field}(id: $id) { id } }`;
      for (const id of [toGlobalId('Organisation', town.name), 'x', '']) {
        const { data, errors } = await server.graphql(query, { id });
        expect(data).toEqual({ [field!]: null });
        expect(errors![0]!.extensions).toEqual({ code: 'BAD_USER_INPUT', expected: kind });
      }
    }
  });

  test('named wrongly in a wish is refused with the place and the kind', async () => {
    const { data } = await server.graphql(
      `mutation($input: SubmitBasketInput!) { submitBasket(input: $input) { userErrors { code path
        ... on IdUnknownError { expected } } } }`,
      {
        input: {
          phaseId: budget.vote,
          lines: [{ ideaId: budget.ideas[0] }, { ideaId: budget.vote }],
        },
      },
      await town.citizen('ida'),
    );
    expect(data.submitBasket.userErrors).toEqual([
      { code: 'ID_UNKNOWN', path: ['lines', '1', 'ideaId'], expected: 'Idea' },
    ]);
  });
});
