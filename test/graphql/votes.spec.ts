import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startServer, type TestServer } from '../support/server.js';
import { addPhase, cityIdea, draft, foundTown, type Town } from '../support/town.js';

interface Asking {
  consultation: string;
  phase: string;
  ideas: string[];
}

let server: TestServer;
let town: Town;

beforeAll(async () => {
  server = await startServer();
  town = await foundTown(server);
}, 60_000);
afterAll(() => server.close());

/** Opens a phase in which four ideas can be supported. */
const asking = async (
  rules: object = {},
  { method = 'support', tallyVisibility = 'always' } = {},
): Promise<Asking> => {
  const consultation = await draft(town, tallyVisibility);
  const ideation = await addPhase(town, consultation, 'ideation');
  const phase = await addPhase(town, consultation, method);
  await town.granted('configureVoting', {
    phaseId: phase,
    ballotType: 'support',
    values: ['up', 'down', 'neutral'],
    ...rules,
  });
  await town.granted('publishConsultation', { consultationId: consultation });
  await town.granted('openPhase', { phaseId: ideation });
  const ideas: string[] = [];
  for (const title of ['Parc', 'Banc', 'Lampes', 'Mare'])
    ideas.push(await cityIdea(town, consultation, title));
  await town.granted('openPhase', { phaseId: phase });
  return { consultation, phase, ideas };
};

const shown = 'myVotes { moreNeeded left votes { idea { id } value ideaVersion counted } }';
const act =
  (mutation: string) =>
  async (
    who: string,
    { phase: phaseId }: Asking,
    ideaId: string,
    more: object = {},
  ): Promise<any> =>
    town.act(mutation, { phaseId, ideaId, ...more }, shown, await town.citizen(who));
const cast = act('castVote');
const change = act('changeVote');
const withdraw = act('withdrawVote');
const codes = (payload: any): string[] => payload.userErrors.map((e: any) => e.code);

const tallies = async ({ phase: id }: Asking, min: string, token?: string) => {
  const { data } = await server.graphql(
    `query($id: ID!, $min: Position) { phase(id: $id, minPosition: $min) {
      talliesHidden participation { participants acts }
      voteTallies(orderBy: up) { nodes { idea { title } up down neutral counted suspended } } } }`,
    { id, min },
    token,
  );
  return data.phase;
};

describe('supporting an idea', () => {
  test('E01, E05, E06, E39, T16, T21 a vote is given, seen at once, said twice, changed and taken back', async () => {
    const asked = await asking();
    const [park] = asked.ideas;
    const first = await cast('anna', asked, park!, { value: 'up' });
    expect(first).toMatchObject({ userErrors: [], alreadyApplied: false });
    expect(first.myVotes).toEqual({
      moreNeeded: 0,
      left: null,
      votes: [{ idea: { id: park }, value: 'up', ideaVersion: 1, counted: true }],
    });
    expect(await cast('anna', asked, park!, { value: 'up' })).toMatchObject({
      userErrors: [],
      alreadyApplied: true,
    });
    const changed = await change('anna', asked, park!, { value: 'down' });
    expect(changed.myVotes.votes).toMatchObject([{ value: 'down' }]);
    const { voteTallies, participation } = await tallies(asked, changed.position);
    expect(voteTallies.nodes).toEqual([
      { idea: { title: 'Parc' }, up: 0, down: 1, neutral: 0, counted: 1, suspended: null },
    ]);
    expect(participation).toEqual({ participants: 1, acts: 2 });
    const gone = await withdraw('anna', asked, park!);
    expect(gone.myVotes.votes).toEqual([]);
    expect(await withdraw('anna', asked, park!)).toMatchObject({ alreadyApplied: true });
    expect(await tallies(asked, gone.position)).toMatchObject({
      participation: { participants: 0, acts: 3 },
      voteTallies: { nodes: [{ counted: 0 }] },
    });
  });

  test('refusals carry what explains them', async () => {
    const asked = await asking({ values: ['up', 'down'] });
    const [park, bench] = asked.ideas;
    await cast('anna', asked, park!, { value: 'up' });
    const { data } = await server.graphql(
      `mutation($again: CastVoteInput!, $none: ChangeVoteInput!, $other: CastVoteInput!) {
        again: castVote(input: $again) { userErrors { ... on AlreadyVotedError { ideaId value path } } }
        none: changeVote(input: $none) { userErrors { ... on NoVoteError { ideaId path } } }
        other: castVote(input: $other) { userErrors { ... on InvalidValueError { values path } } } }`,
      {
        again: { phaseId: asked.phase, ideaId: park, value: 'down' },
        none: { phaseId: asked.phase, ideaId: bench, value: 'down' },
        other: { phaseId: asked.phase, ideaId: bench, value: 'neutral' },
      },
      await town.citizen('anna'),
    );
    expect(data).toEqual({
      again: { userErrors: [{ ideaId: park, value: 'up', path: ['ideaId'] }] },
      none: { userErrors: [{ ideaId: bench, path: ['ideaId'] }] },
      other: { userErrors: [{ values: ['up', 'down'], path: ['value'] }] },
    });
  });

  test('E10 with a minimum of two the voter sees how many more are needed before any counts', async () => {
    const asked = await asking({ minVotesPerVoter: 2, maxVotesPerVoter: 3 });
    const [park, bench] = asked.ideas;
    const one = await cast('bob', asked, park!, { value: 'up' });
    expect(one.myVotes).toMatchObject({ moreNeeded: 1, left: 2, votes: [{ counted: false }] });
    expect((await tallies(asked, one.position)).voteTallies.nodes).toEqual([]);
    const two = await cast('bob', asked, bench!, { value: 'up' });
    expect(two.myVotes).toMatchObject({ moreNeeded: 0, left: 1 });
    expect(two.myVotes.votes.map((v: any) => v.counted)).toEqual([true, true]);
    const less = await withdraw('bob', asked, bench!);
    expect(less.myVotes).toMatchObject({ moreNeeded: 1, votes: [{ counted: false }] });
    const { voteTallies } = await tallies(asked, less.position);
    expect(voteTallies.nodes.map((t: any) => t.counted)).toEqual([0, 0]);
  });

  test('E03 of many first votes at once under a limit of one, one is taken and the others are told', async () => {
    const asked = await asking({ maxVotesPerVoter: 1 });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_v, i) =>
        cast('carol', asked, asked.ideas[i % 4]!, { value: 'up' }),
      ),
    );
    const granted = answers.filter((a) => !codes(a).length && !a.alreadyApplied);
    expect(granted).toHaveLength(1);
    expect(new Set(answers.flatMap(codes))).toEqual(new Set(['VOTE_LIMIT_REACHED']));
    const { voteTallies } = await tallies(asked, granted[0].position);
    expect(voteTallies.nodes.map((t: any) => t.counted)).toEqual([1]);
  });

  test('nobody but a citizen votes, and nobody sees the votes of another', async () => {
    const asked = await asking();
    await cast('dora', asked, asked.ideas[0]!, { value: 'up' });
    const input = { phaseId: asked.phase, ideaId: asked.ideas[0], value: 'up' };
    const query = 'mutation($input: CastVoteInput!) { castVote(input: $input) { alreadyApplied } }';
    for (const token of [town.staff, await server.token('registrar', 'rita', ['arcueil'])]) {
      const { errors } = await server.graphql(query, { input }, token);
      expect(errors![0]!.extensions['code']).toBe('FORBIDDEN');
    }
    const seen = async (token?: string) =>
      (
        await server.graphql(
          'query($id: ID!) { phase(id: $id) { myVotes { votes { value } } } }',
          { id: asked.phase },
          token,
        )
      ).data.phase.myVotes;
    expect(await seen()).toBeNull();
    expect(await seen(town.staff)).toBeNull();
    expect(await seen(await town.citizen('eve'))).toEqual({ votes: [] });
  });
});

describe('E31 where counts are hidden until the close', () => {
  test('nobody is told any, not by idea, not in an order; then everybody is, and they are signed', async () => {
    const asked = await asking({}, { tallyVisibility: 'hidden_until_close', method: 'voting' });
    const [park, bench] = asked.ideas;
    await cast('anna', asked, park!, { value: 'up' });
    await cast('bob', asked, park!, { value: 'neutral' });
    const { position } = await cast('bob', asked, bench!, { value: 'up' });
    const auditor = await server.token('auditor', 'agathe');
    for (const token of [undefined, town.staff, auditor]) {
      expect(await tallies(asked, position, token)).toEqual({
        talliesHidden: 'HIDDEN_UNTIL_CLOSE',
        participation: null,
        voteTallies: { nodes: [] },
      });
      const { data } = await server.graphql(
        'query($id: ID!) { idea(id: $id) { voteTallies { up } } }',
        { id: park },
        token,
      );
      expect(data.idea.voteTallies).toEqual([]);
    }
    const { data } = await server.graphql(
      `query($min: Position) { auditTrail(first: 100, types: ["VoteCast"], minPosition: $min) { nodes { stream data } } }`,
      { min: position },
      auditor,
    );
    const own = data.auditTrail.nodes.slice(-3);
    expect(own.map((n: any) => n.data)).toEqual([null, null, null]);

    await town.granted('closePhase', { phaseId: asked.phase, reason: 'Fini.' });
    const { results } = await town.granted(
      'closeTally',
      { phaseId: asked.phase },
      'results { countsHash votes { voters counts { idea { title } up down neutral counted } } }',
    );
    expect(results.votes.voters).toBe(2);
    expect(results.votes.counts).toEqual(
      expect.arrayContaining([
        { idea: { title: 'Parc' }, up: 1, down: 0, neutral: 1, counted: 2 },
        { idea: { title: 'Banc' }, up: 1, down: 0, neutral: 0, counted: 1 },
      ]),
    );
    expect(codes(await cast('carol', asked, park!, { value: 'up' }))).toEqual(['PHASE_CLOSED']);
    expect(codes(await town.act('computeAllocation', { phaseId: asked.phase }))).toEqual([
      'NOT_A_BASKET_VOTE',
    ]);
    const { position: signed } = await town.granted('certifyResults', {
      phaseId: asked.phase,
      resultHash: results.countsHash,
      signatories: [{ name: 'Claire Petit', office: 'Maire' }],
    });
    const after = await tallies(asked, signed);
    expect(after).toMatchObject({ talliesHidden: null, participation: { participants: 2 } });
    expect(after.voteTallies.nodes.map((t: any) => [t.idea.title, t.counted])).toEqual(
      expect.arrayContaining([
        ['Parc', 2],
        ['Banc', 1],
      ]),
    );
    expect(codes(await town.act('closeTally', { phaseId: asked.phase }))).toEqual([]);
  });
});

test('where ideas are supported nobody submits a basket', async () => {
  const asked = await asking();
  const citizen = await town.citizen('anna');
  const basket = { phaseId: asked.phase, lines: [{ ideaId: asked.ideas[0] }] };
  expect(codes(await town.act('submitBasket', basket, '', citizen))).toEqual(['NOT_A_BASKET_VOTE']);
});
