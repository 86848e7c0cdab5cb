import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DataSource, type Logger } from 'typeorm';
import { startServer, type TestServer } from '../support/server.js';
import { cityIdea, foundTown, openBudget, type Budget, type Town } from '../support/town.js';

const many = 250;

let server: TestServer;
let town: Town;
let budget: Budget;
let ideas: string[];
let position: string;

beforeAll(async () => {
  server = await startServer();
  town = await foundTown(server);
  budget = await openBudget(town, { ideas: 20, tallyVisibility: 'always' });
  ideas = [...budget.ideas];
  while (ideas.length < many)
    ideas.push(
      ...(await Promise.all(
        Array.from({ length: Math.min(46, many - ideas.length) }, (_v, i) =>
          cityIdea(town, budget.consultation, `Idée ${ideas.length + i}`),
        ),
      )),
    );
  position = (await town.granted('openPhase', { phaseId: budget.vote })).position;
}, 60_000);
afterAll(() => server.close());

const pageOf = async (first: number, after: string | null) => {
  const query = `query($id: ID!, $first: Int!, $after: String, $min: Position) { consultation(id: $id, minPosition: $min) {
    ideas(first: $first, after: $after) { nodes { id } edges { cursor node { id } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`;
  const variables = { id: budget.consultation, first, after, min: position };
  const { data, errors } = await server.graphql(query, variables);
  expect(errors).toBeUndefined();
  return data.consultation.ideas;
};

describe('a long list', () => {
  test.each([7, 33, 100])(
    'is walked in pages of %i, nothing missing and nothing twice',
    async (first) => {
      const seen: string[] = [];
      let after: string | null = null;
      for (let n = 0; n < Math.ceil(many / first); n++) {
        const page = await pageOf(first, after);
        expect(page.nodes).toEqual(page.edges.map((edge: any) => edge.node));
        expect(page.pageInfo).toEqual({
          hasNextPage: seen.length + page.nodes.length < many,
          hasPreviousPage: after !== null,
          startCursor: page.edges[0].cursor,
          endCursor: page.edges.at(-1).cursor,
        });
        seen.push(...page.nodes.map((node: any) => node.id));
        after = page.pageInfo.endCursor;
      }
      expect(new Set(seen).size).toBe(seen.length);
      expect(new Set(seen)).toEqual(new Set(ideas));
    },
  );

  test('goes on behind any item’s cursor, and ends with an empty page', async () => {
    const { edges } = await pageOf(10, null);
    const next = await pageOf(5, edges[4].cursor);
    expect(next.nodes).toEqual(edges.slice(5).map((edge: any) => edge.node));
    let end = await pageOf(100, null);
    while (end.pageInfo.hasNextPage) end = await pageOf(100, end.pageInfo.endCursor);
    expect(await pageOf(100, end.pageInfo.endCursor)).toEqual({
      nodes: [],
      edges: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null },
    });
  });

  test('of each of several wholes begins in each of them by itself', async () => {
    const other = await openBudget(town, { ideas: 3 });
    const { data } = await server.graphql(
      `query($min: Position) { consultations(minPosition: $min) { nodes { id ideas(first: 2) { nodes { id } pageInfo { hasNextPage } }
        timeline(first: 3) { nodes { __typename } } phases { options(first: 2) { nodes { idea { id } } } } } } }`,
      { min: (await town.granted('openPhase', { phaseId: other.vote })).position },
    );
    expect(data.consultations.nodes.map((node: any) => node.id)).toEqual([
      other.consultation,
      budget.consultation,
    ]);
    const [second, first] = data.consultations.nodes;
    expect(second.ideas.nodes.map((n: any) => n.id)).toEqual(other.ideas.slice(0, 2));
    expect(first.ideas.nodes.map((n: any) => n.id)).toEqual(budget.ideas.slice(0, 2));
    for (const { ideas, timeline, phases } of [first, second]) {
      expect(ideas.pageInfo.hasNextPage).toBe(true);
      expect(timeline.nodes[0].__typename).toBe('ConsultationCreatedItem');
      expect(timeline.nodes).toHaveLength(3);
      expect(phases.map((phase: any) => phase.options.nodes.length).sort()).toEqual([0, 2]);
    }
  });

  test('is narrowed to a topic or an area, and to nothing by one that does not exist', async () => {
    const count = async (filter: { topicId?: string; areaId?: string }) => {
      const query = `query($id: ID!, $topicId: String, $areaId: String) { consultation(id: $id) {
        ideas(first: 100, topicId: $topicId, areaId: $areaId) { nodes { id } } } }`;
      const { data } = await server.graphql(query, { id: budget.consultation, ...filter });
      return data.consultation.ideas.nodes.length;
    };
    expect(await count({})).toBe(100);
    expect(await count({ topicId: 'nature' })).toBe(100);
    for (const none of ['x', '', 'a\0', '\ud800', '%', "' or 1=1 --", '["nature"]'])
      expect(await count({ topicId: none })).toBe(0);
    for (const none of ['centre', 'x', '', 'a\0', '\ud800', '%'])
      expect(await count({ areaId: none })).toBe(0);
  });

  test('shows what came in meanwhile at its end, and moves nothing else', async () => {
    const before = await pageOf(100, null);
    const made = await town.granted(
      'submitIdea',
      { consultationId: budget.consultation, text: { title: 'La dernière' } },
      'idea { id }',
    );
    position = made.position;
    expect(await pageOf(100, null)).toEqual(before);
    let end = before;
    while (end.pageInfo.hasNextPage) end = await pageOf(100, end.pageInfo.endCursor);
    expect(end.nodes.at(-1)).toEqual({ id: made.idea.id });
  });
});

describe('a cursor', () => {
  const cursor = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const refused = async (field: string, after: string) => {
    const { data, errors } = await server.graphql(
      `query($id: ID!, $after: String) { consultation(id: $id) { ${field}(after: $after) { nodes { __typename } } } }`,
      { id: budget.consultation, after },
    );
    expect({
      after,
      data,
      message: errors?.[0]!.message,
      code: errors?.[0]!.extensions['code'],
    }).toEqual({
      after,
      data: { consultation: null },
      message: 'That cursor is not one of this list.',
      code: 'BAD_USER_INPUT',
    });
  };

  test('of another list is refused', async () => {
    const { data } = await server.graphql(
      `query($id: ID!, $vote: ID!) { consultations(first: 1) { pageInfo { endCursor } }
        consultation(id: $id) { timeline(first: 1) { pageInfo { endCursor } } ideas(first: 1) { pageInfo { endCursor } } }
        phase(id: $vote) { options(first: 1) { pageInfo { endCursor } } picked: options(first: 1, orderBy: picks) { pageInfo { endCursor } } } }`,
      { id: budget.consultation, vote: budget.vote },
    );
    const { timeline, ideas } = data.consultation;
    await refused('timeline', ideas.pageInfo.endCursor);
    for (const other of [data.consultations, timeline, data.phase.options, data.phase.picked])
      await refused('ideas', other.pageInfo.endCursor);
  });

  test('that nobody was given is refused', async () => {
    const [list] = JSON.parse(
      Buffer.from((await pageOf(1, null)).pageInfo.endCursor, 'base64url').toString(),
    );
    const made = [
      ['', 'x', 'null', cursor(null), cursor({}), cursor([]), cursor('x'), cursor([list])],
      [cursor([list, 'a']), cursor([list, 'a', 'b', 'c']), cursor([list, 1, 2])],
      [cursor([list, 'a\0', 'b']), cursor([list, '\ud800', 'b']), cursor([list, null, null])],
      [
        cursor([list, ['a'], 'b']),
        cursor(['__proto__', 'a', 'b']),
        `${cursor([list, 'a', 'b'])}#`.slice(1),
      ],
    ].flat();
    for (const after of made) await refused('ideas', after);
    const [timeline] = ['consultation_timeline position'];
    for (const wrong of ['abc', '-1', '1e3', '9'.repeat(19), ' 1', "1' or '1'='1"])
      await refused('timeline', cursor([timeline, wrong]));
  });
});

describe('a nested query', () => {
  const shows = `id title consultation { title organisation { name parent { name } } } status { label } topics { label }
    area { name } cost { amount } officialFeedback { text } timeline(first: 5) { nodes { at } }
    ballotOptions { cost { amount } tally { picks } envelopeArea { name } phase { title participation { participants }
      options(first: 2) { nodes { idea { title } } } } }`;
  const statements = async (first: number): Promise<number> => {
    const db = server.running.app.get(DataSource);
    const before = db.logger;
    let count = 0;
    db.logger = {
      logQuery: () => count++,
      logQueryError() {},
      logQuerySlow() {},
    } as unknown as Logger;
    try {
      const { data, errors } = await server.graphql(
        `query($id: ID!, $first: Int!) { consultation(id: $id) { ideas(first: $first) { nodes { ${shows} } } } }`,
        { id: budget.consultation, first },
      );
      expect(errors).toBeUndefined();
      expect(data.consultation.ideas.nodes).toHaveLength(first);
      expect(data.consultation.ideas.nodes[0].ballotOptions[0].phase.options.nodes).toHaveLength(2);
    } finally {
      db.logger = before;
    }
    return count;
  };

  test('of a hundred ideas asks the database no more often than one of two', async () => {
    const few = await statements(2);
    expect(few).toBeGreaterThan(5);
    expect(few).toBeLessThanOrEqual(20);
    expect(await statements(100)).toBeLessThanOrEqual(few);
  });
});
