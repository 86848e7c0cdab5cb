import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { limits } from '../../src/graphql/limits.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
}, 60_000);
afterAll(() => server.close());

const granted = async (query: string, variables = {}) => {
  const { status, errors } = await server.graphql(query, variables);
  expect({ status, errors }).toEqual({ status: 200, errors: undefined });
};
/** Sends what must be refused before any resolver runs; gives back how long that took, in milliseconds. */
const refused = async (query: string, variables = {}) => {
  const began = performance.now();
  const { status, data, errors } = await server.graphql(query, variables);
  expect({ status, data }).toEqual({ status: 400, data: undefined });
  expect(errors![0]!.extensions['code']).toMatch(
    /^(GRAPHQL_(PARSE|VALIDATION)_FAILED|BAD_USER_INPUT)$/,
  );
  expect(JSON.stringify(errors)).not.toMatch(/stack|node_modules|limit of/);
  return performance.now() - began;
};
const times = (n: number, text: (i: number) => string) =>
  Array.from({ length: n }, (_v, i) => text(i)).join(' ');

describe('E44, T29 a query', () => {
  const parents = (depth: number) =>
    `organisation(organisationId: "x") { ${'parent { '.repeat(depth - 2)} name ${'}'.repeat(depth - 2)} }`;

  test(`may nest ${limits.depth} deep, and no deeper`, async () => {
    await granted(`{ ${parents(limits.depth)} }`);
    await refused(`{ ${parents(limits.depth + 1)} }`);
    await refused(`{ ${parents(200)} }`);
  });

  test('does not get deeper by its fragments, nor hides its depth in them', async () => {
    const within = (name: string, depth: number) =>
      `{ ...${name} } fragment ${name} on Query { ... on Query { ${parents(depth)} } }`;
    await granted(within('Deep', limits.depth));
    for (const name of ['Deep', '__schema', '__type'])
      await refused(within(name, limits.depth + 1));
    await refused(`query __schema { ${parents(limits.depth + 1)} }`);
  });

  test(`may rename ${limits.aliases} fields, and no more, whatever they are`, async () => {
    for (const field of ['viewer { sub }', '__typename']) {
      await granted(`{ ${times(limits.aliases, (i) => `a${i}: ${field}`)} }`);
      await refused(`{ ${times(limits.aliases + 1, (i) => `a${i}: ${field}`)} }`);
    }
    await refused(
      `{ ...A ...B } fragment A on Query { ${times(8, (i) => `a${i}: __typename`)} }
       fragment B on Query { ${times(8, (i) => `b${i}: __typename`)} }`,
    );
  });

  test(`may carry ${limits.directives} directives, and no more, and none that we do not know`, async () => {
    const withDirectives = (n: number) => `{ viewer { ${'sub @include(if: true) '.repeat(n)} } }`;
    await granted(withDirectives(limits.directives));
    await refused(withDirectives(limits.directives + 1));
    await refused('{ viewer @cached { sub } }');
  });

  test(`may have ${limits.tokens} words and signs, and is not read any further`, async () => {
    const sized = (tokens: number) => `{ viewer { ${'roles '.repeat(tokens - 4)} }`;
    const messageOf = async (tokens: number) =>
      (await server.graphql(sized(tokens))).errors![0]!.message;
    expect(await messageOf(limits.tokens)).toMatch(/Expected Name, found <EOF>/);
    expect(await messageOf(limits.tokens + 1)).toMatch(/Parsing aborted/);
    expect((await server.graphql(`{ ${times(5_000, () => 'a: __typename')} }`)).status).toBe(400);
  });

  test('that repeats one field two thousand times is refused in a moment', async () => {
    await refused(`{ viewer { ${'sub '.repeat(1_900)} } }`);
    expect(await refused(`{ viewer { ${'sub '.repeat(1_900)} } }`)).toBeLessThan(250);
  });

  test('that unfolds its fragments 65,536 times is refused in a moment', async () => {
    const fan = times(
      17,
      (i) => `fragment F${i} on Query { ${i < 16 ? `...F${i + 1} `.repeat(2) : 'viewer { sub }'} }`,
    );
    await refused(`{ ...F0 } ${fan}`);
    expect(await refused(`{ ...F0 } ${fan}`)).toBeLessThan(100);
  });

  test('whose fragments go in circles is refused', async () => {
    await refused('{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }');
    await refused('{ viewer { ...A } } fragment A on Viewer { sub ...A }');
  });
});

describe('E44, T29 an answer', () => {
  const ideas = (consultations: string, ideas: string, more = '') =>
    `query${consultations === '$n' ? '($n: Int = 100)' : ''} { consultations(first: ${consultations}) { nodes { ideas(first: ${ideas}) { nodes { id ${more} } } } } }`;

  test(`could hold ${limits.things} things at most, were every page full`, async () => {
    await granted(ideas('100', '100'));
    await refused(ideas('100', '100', 'status { label } cost { amount }'));
    await granted(ideas('50', '100', 'status { label } cost { amount }'));
  });

  test('does not hold more because its sizes are variables, defaults or in two operations', async () => {
    const query = ideas('$n', '$n', 'status { label } cost { amount }');
    await refused(query);
    await refused(query, { n: 90 });
    await granted(query, { n: 50 });
    await granted(`${query.replace('query', 'query Small')}`, { n: 1 });
    const two = `${query.replace('query', 'query Big')} query Small { viewer { sub } }`;
    const { status } = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: two, operationName: 'Small' }),
    });
    expect(status).toBe(200);
  });

  test('counts what a mutation reads on as well', async () => {
    const more = ideas('100', '100', 'status { label } cost { amount }');
    await refused(
      `mutation { openPhase(input: { phaseId: "x" }) { query ${more.slice(more.indexOf('{')).replace('$n', '100')} } }`,
    );
  });

  test('has pages of 1 to 100', async () => {
    const first = async (n: string) =>
      await server.graphql(`{ consultations(first: ${n}) { nodes { id } } }`);
    for (const n of ['1', '100']) expect((await first(n)).errors).toBeUndefined();
    for (const n of ['0', '-1', '101', '2147483647'])
      expect(await first(n)).toMatchObject({
        data: null,
        errors: [{ message: 'first is from 1 to 100.', extensions: { code: 'BAD_USER_INPUT' } }],
      });
    for (const n of ['2147483648', '"10"', '1.5', 'null', '[]'])
      await refused(`{ consultations(first: ${n}) { nodes { id } } }`);
  });
});

describe('who explores the contract', () => {
  test('gets it by the usual introspection of tools', async () => {
    for (const inputValueDeprecation of [false, true])
      await granted(
        getIntrospectionQuery({
          inputValueDeprecation,
          specifiedByUrl: true,
          directiveIsRepeatable: true,
          schemaDescription: true,
        }),
      );
    await granted('{ __type(name: "Idea") { fields { name type { name } } } }');
  });

  test('does not get it over and over in one answer', async () => {
    await refused(
      '{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }',
    );
    await refused(`{ ${times(16, (i) => `a${i}: __schema { types { name } }`)} }`);
  });

  test('is not helped along by guesses at misspelt names', async () => {
    const misspelt: [string, object?][] = [
      ['{ viewr { sub } }'],
      ['{ viewer { subs } }'],
      ['{ node(idd: "x") { id } }'],
      ['query($i: OpenPhaseInpt!) { viewer { sub } }', {}],
      ['query { phase(id: "x") { options(orderBy: pick) { nodes { __typename } } } }'],
      [
        'mutation($input: OpenPhaseInput!) { openPhase(input: $input) { position } }',
        { input: { phaseid: 'x' } },
      ],
    ];
    for (const [query, variables] of misspelt) {
      const { status, errors } = await server.graphql(query, variables);
      expect(status).toBe(400);
      expect(JSON.stringify(errors)).not.toMatch(/did you mean/i);
    }
  });
});

test('honest queries of front ends pass, nested as they are', async () => {
  const idea = `id title body status { label category } topics { label } area { name } cost { amount currency }
    ballotOptions { phase { title } cost { amount } tally { picks votes } } officialFeedback { text authorLabel givenAt }`;
  await granted(
    `query($id: ID!) { consultation(id: $id) { id title purpose rules { text } organisation { name }
    phases { id title status opensAt closesAt voting { ballotType envelopes { amount } } participation { participants }
      results { status envelopes { spent selected { rank idea { title } } notSelected { why idea { title } } } } }
    ideas(first: 50) { edges { cursor node { ${idea} } } pageInfo { hasNextPage endCursor } }
    timeline(first: 50) { nodes { __typename at position ... on PhaseOpenedItem { phaseId } } }
    decisions { outcome body { label } ideas { title } } } }`,
    { id: 'Q29uc3VsdGF0aW9uOng=' },
  );
  await granted(
    `query($id: ID!) { phase(id: $id) { options(first: 100, orderBy: picks) { edges { node {
    idea { ${idea} timeline(first: 5) { nodes { __typename at } } } tally { picks } } } } } }`,
    {
      id: 'UGhhc2U6eC55',
    },
  );
});
