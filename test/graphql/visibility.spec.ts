import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Role } from '../../src/acts/principal.js';
import { startServer, type TestServer } from '../support/server.js';
import {
  addPhase,
  draft,
  foundTown,
  openBudget,
  rules,
  vote,
  type Budget,
  type Town,
} from '../support/town.js';

let server: TestServer;
let town: Town;

beforeAll(async () => {
  server = await startServer();
  town = await foundTown(server);
}, 60_000);
afterAll(() => server.close());

describe('a draft', () => {
  let hidden: { consultation: string; phase: string };
  let budget: Budget;
  let position: string;

  beforeAll(async () => {
    budget = await openBudget(town, { ideas: 1 });
    const consultation = await draft(town);
    const phase = await addPhase(town, consultation, 'ideation');
    hidden = { consultation, phase };
    position = (await town.granted('publishRules', rules(consultation))).position;
  });

  const paths: [string, string][] = [
    ['consultation by id', 'consultation(id: $consultation, minPosition: $min) { title }'],
    [
      'phase by id',
      'phase(id: $phase, minPosition: $min) { title results { status } options { nodes { idea { title } } } }',
    ],
    ['consultation as a node', 'node(id: $consultation, minPosition: $min) { id }'],
    ['phase as a node', 'node(id: $phase, minPosition: $min) { id }'],
  ];
  const ask = async (field: string, token?: string) => {
    const used = ['consultation', 'phase'].filter((name) => field.includes(`$${name}`));
    const query = `query(${used.map((name) => `$${name}: ID!`).join()}, $min: Position) { found: ${field} }`;
    return server.graphql(query, { ...hidden, min: position }, token);
  };
  const list = `{ consultations(first: 100) { nodes { id title ideas { nodes { title } } } edges { node { id } } }
    organisation(organisationId: "arcueil") { consultations(first: 100) { nodes { id } edges { node { id } } } } }`;

  const outsiders: [string, () => Promise<string | undefined>][] = [
    ['the public', async () => undefined],
    ['a citizen', () => town.citizen('claire')],
    ['a moderator', () => server.token('moderator', 'moussa', ['arcueil'])],
    ['staff of another town', () => server.token('staff', 'stan', ['bagneux'])],
    ['staff of no town', () => server.token('staff', 'stan', [])],
    ['an admin of another town', () => server.token('admin', 'adele', ['bagneux'])],
  ];

  test.each(outsiders)(
    'is unknown to %s by every path, like what does not exist',
    async (_who, token) => {
      for (const [, field] of paths)
        expect(await ask(field, await token())).toEqual({ status: 200, data: { found: null } });
      const { data } = await server.graphql(list, {}, await token());
      expect(JSON.stringify(data)).toContain(budget.consultation);
      expect(JSON.stringify(data)).not.toContain(hidden.consultation);
    },
  );

  test.each<[Role, string[]]>([
    ['staff', ['arcueil']],
    ['staff', ['*']],
    ['admin', ['arcueil']],
    ['auditor', []],
  ])('is read by %s of %j', async (role, organisations) => {
    const token = await server.token(role, 'sofia', organisations);
    for (const [, field] of paths) {
      const { data, errors } = await ask(field, token);
      expect({ errors, found: data.found }).toEqual({
        errors: undefined,
        found: expect.anything(),
      });
    }
    expect(JSON.stringify((await server.graphql(list, {}, token)).data)).toContain(
      hidden.consultation,
    );
  });

  test('takes no idea and no vote, as if it did not exist', async () => {
    const citizen = await town.citizen('claire');
    const codes = async (name: string, input: object) =>
      (await town.act(name, input, '', citizen)).userErrors.map((e: any) => e.code);
    const { consultation: consultationId, phase: phaseId } = hidden;
    const text = { title: 'Un banc' };
    expect(await codes('submitIdea', { consultationId, phaseId, text })).toEqual([
      'CONSULTATION_UNKNOWN',
    ]);
    expect(await codes('submitBasket', { phaseId, lines: [] })).toEqual(['CONSULTATION_UNKNOWN']);
  });

  test('is known to everybody from the moment it is published', async () => {
    const { position: min } = await town.granted('publishConsultation', {
      consultationId: hidden.consultation,
    });
    position = min;
    for (const [, field] of paths) expect((await ask(field)).data.found).toEqual(expect.anything());
  });
});

describe('counts that are hidden until the close', () => {
  let budget: Budget;
  let position: string;
  const everywhere = `query($id: ID!, $idea: ID!, $c: ID!, $min: Position) {
    phase(id: $id, minPosition: $min) { talliesHidden participation { participants acts totalSpend }
      options { nodes { idea { id } tally { picks votes moneyPicked asOfPosition } } }
      chosen: options(orderBy: picks) { nodes { idea { id } } edges { cursor } pageInfo { hasNextPage endCursor } }
      results { status baskets countsHash } }
    idea(id: $idea, minPosition: $min) { ballotOptions { tally { picks } } timeline(first: 100) { nodes { __typename } } }
    consultation(id: $c, minPosition: $min) { timeline(first: 100) { nodes { __typename } } phases { participation { participants } } } }`;
  const ask = async (token?: string) =>
    (
      await server.graphql(
        everywhere,
        { id: budget.vote, idea: budget.ideas[0], c: budget.consultation, min: position },
        token,
      )
    ).data;

  beforeAll(async () => {
    budget = await openBudget(town, { ideas: 3 });
    for (const who of ['ana', 'bob'])
      position = (await vote(town, budget, who, [budget.ideas[0]!])).position;
  });

  test.each(['public', 'citizen', 'moderator', 'staff', 'registrar', 'auditor', 'admin'])(
    'E31, T06, T07, T08 are told to nobody, in no field: %s',
    async (role) => {
      const token = role === 'public' ? undefined : await server.token(role as Role, 'ana');
      const { phase, idea, consultation } = await ask(token);
      expect(phase).toMatchObject({
        talliesHidden: 'HIDDEN_UNTIL_CLOSE',
        participation: null,
        results: null,
        chosen: { nodes: [], edges: [], pageInfo: { hasNextPage: false, endCursor: null } },
      });
      expect(phase.options.nodes.map((o: any) => o.tally)).toEqual([null, null, null]);
      expect(idea.ballotOptions).toEqual([{ tally: null }]);
      expect(consultation.phases.map((p: any) => p.participation)).toEqual([null, null]);
      expect(JSON.stringify([idea.timeline, consultation.timeline])).not.toMatch(/Basket|Tally/);
    },
  );

  test('do not hide one’s own basket from oneself, nor show it to anybody else', async () => {
    const mine = async (token?: string) =>
      (
        await server.graphql(
          'query($id: ID!) { phase(id: $id) { myBallot { lines { idea { id } } } } }',
          { id: budget.vote },
          token,
        )
      ).data.phase.myBallot;
    expect(await mine(await town.citizen('ana'))).toEqual({
      lines: [{ idea: { id: budget.ideas[0] } }],
    });
    for (const token of [
      undefined,
      await town.citizen('carla'),
      town.staff,
      await server.token('auditor', 'ana'),
    ])
      expect(await mine(token)).toBeNull();
  });

  test('are told to everybody once the phase is closed', async () => {
    position = (await town.granted('closePhase', { phaseId: budget.vote, reason: 'Fini' }))
      .position;
    const { phase, idea } = await ask();
    expect(phase).toMatchObject({
      talliesHidden: null,
      participation: { participants: 2, acts: 2 },
    });
    expect(phase.chosen.nodes[0].idea.id).toBe(budget.ideas[0]);
    expect(idea.ballotOptions).toEqual([{ tally: { picks: 2 } }]);
  });
});

test('an auditor reads every act but no citizen’s name and no words of theirs; nobody else reads any', async () => {
  const trail = '{ auditTrail(first: 100) { nodes { type actorKind actorRef data stream } } }';
  for (const role of ['citizen', 'moderator', 'staff', 'registrar', 'admin'] as const)
    expect(
      (await server.graphql(trail, {}, await server.token(role))).errors![0]!.extensions['code'],
    ).toBe('FORBIDDEN');
  expect((await server.graphql(trail)).errors![0]!.extensions['code']).toBe('UNAUTHENTICATED');
  const read = await server.graphql(trail, {}, await server.token('auditor', 'agathe', []));
  expect(read.data.auditTrail.nodes.length).toBeGreaterThan(30);
  expect(JSON.stringify(read.data)).not.toMatch(/"ana"|"bob"|Pour tous/);
});
