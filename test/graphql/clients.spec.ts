import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client/core';
import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors';
import { Client, fetchExchange, cacheExchange } from '@urql/core';
import { serverAudits } from 'graphql-http';
import { startServer, type TestServer } from '../support/server.js';
import { foundTown, openBudget, type Budget, type Town } from '../support/town.js';

let server: TestServer;
let town: Town;
let budget: Budget;
let endpoint: string;

beforeAll(async () => {
  server = await startServer();
  endpoint = `${server.url}/graphql`;
  town = await foundTown(server);
  budget = await openBudget(town);
}, 60_000);
afterAll(() => server.close());

const page = gql`
  query Ideas($id: ID!, $after: String) {
    consultation(id: $id) {
      id
      title
      ideas(first: 2, after: $after) {
        edges {
          cursor
          node {
            id
            title
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`;
const submit = gql`
  mutation Submit($input: SubmitBasketInput!) {
    submitBasket(input: $input) {
      position
      userErrors {
        message
        ...Over
      }
      myBallot {
        totalCost
      }
    }
  }
  fragment Over on BasketOverBudgetError {
    envelope
    excess
  }
`;
const basket = (ideas: string[]) => ({
  input: { phaseId: budget.vote, lines: ideas.map((ideaId) => ({ ideaId })) },
});
const tooDear = () => basket(budget.ideas);
const over = { __typename: 'BasketOverBudgetError', envelope: 300_000, excess: 100_000 };

describe('Apollo Client 4', () => {
  const client = (token?: string) =>
    new ApolloClient({
      link: new HttpLink({
        uri: endpoint,
        headers: token ? { authorization: `Bearer ${token}` } : {},
      }),
      cache: new InMemoryCache({
        possibleTypes: { UserError: ['BasketOverBudgetError'] },
        typePolicies: { Consultation: { fields: { ideas: { keyArgs: ['first', 'after'] } } } },
      }),
    });

  test('reads page after page, and keeps things under their ids', async () => {
    const apollo = client();
    const first: any = await apollo.query({ query: page, variables: { id: budget.consultation } });
    const { edges, pageInfo } = first.data.consultation.ideas;
    expect(edges.map((e: any) => e.node.id)).toEqual(budget.ideas.slice(0, 2));
    const next: any = await apollo.query({
      query: page,
      variables: { id: budget.consultation, after: pageInfo.endCursor },
    });
    expect(next.data.consultation.ideas.edges.map((e: any) => e.node.id)).toEqual(
      budget.ideas.slice(2),
    );
    expect(Object.keys(apollo.cache.extract() as object)).toEqual(
      expect.arrayContaining(budget.ideas.map((id) => `Idea:${id}`)),
    );
  });

  test('votes, and is told by a type of its own why a basket is refused', async () => {
    const apollo = client(await town.citizen('apolline'));
    const refused: any = await apollo.mutate({ mutation: submit, variables: tooDear() });
    expect(refused.data.submitBasket.userErrors).toMatchObject([over]);
    const granted: any = await apollo.mutate({
      mutation: submit,
      variables: basket(budget.ideas.slice(0, 3)),
    });
    expect(granted.data.submitBasket).toMatchObject({
      userErrors: [],
      myBallot: { totalCost: 300_000 },
    });
  });

  test('tells a person who is not signed in from a bad token', async () => {
    const error = (token?: string) =>
      client(token)
        .mutate({ mutation: submit, variables: tooDear() })
        .catch((e: unknown) => e);
    const anonymous = (await error()) as CombinedGraphQLErrors;
    expect(CombinedGraphQLErrors.is(anonymous)).toBe(true);
    expect(anonymous.errors[0]!.extensions).toMatchObject({ code: 'UNAUTHENTICATED' });
    const forged = await error('forged');
    expect(CombinedGraphQLErrors.is(forged) || ServerError.is(forged)).toBe(true);
    expect(forged).toMatchObject({ message: expect.stringMatching(/token is not valid|401/) });
  });
});

describe('urql 6', () => {
  const client = (token?: string, more: object = {}) =>
    new Client({
      url: endpoint,
      exchanges: [cacheExchange, fetchExchange],
      preferGetMethod: false,
      ...(token && { fetchOptions: { headers: { authorization: `Bearer ${token}` } } }),
      ...more,
    });

  test.each([false, 'force'])(
    'reads page after page (preferGetMethod: %s)',
    async (preferGetMethod) => {
      const urql = client(undefined, { preferGetMethod });
      const first = await urql.query(page, { id: budget.consultation });
      expect(first.error).toBeUndefined();
      const { edges, pageInfo } = first.data.consultation.ideas;
      expect(edges.map((e: any) => e.node.id)).toEqual(budget.ideas.slice(0, 2));
      const next = await urql.query(page, { id: budget.consultation, after: pageInfo.endCursor });
      expect(next.data.consultation.ideas.edges.map((e: any) => e.node.id)).toEqual(
        budget.ideas.slice(2),
      );
    },
  );

  test('votes, and is told by a type of its own why a basket is refused', async () => {
    const urql = client(await town.citizen('ursule'));
    const refused = await urql.mutation(submit, tooDear());
    expect(refused.data.submitBasket.userErrors).toMatchObject([over]);
    const granted = await urql.mutation(submit, basket(budget.ideas.slice(0, 1)));
    expect(granted.data.submitBasket).toMatchObject({
      userErrors: [],
      myBallot: { totalCost: 100_000 },
    });
  });

  test('tells a person who is not signed in from a bad token', async () => {
    const anonymous = await client().mutation(submit, tooDear());
    expect(anonymous.error!.graphQLErrors[0]!.extensions).toMatchObject({
      code: 'UNAUTHENTICATED',
    });
    const forged = await client('forged').mutation(submit, tooDear());
    expect(forged.error!.message).toMatch(/token is not valid|Unauthorized/);
    expect(forged.error!.response.status).toBe(401);
  });
});

/** What the specification would rather have, for clients that ask for plain JSON; we tell them as well that it is their fault. */
const otherwise = ['document parsing', 'document validation', 'variable coercion'].map((fault) =>
  expect.stringMatching(
    new RegExp(`^SHOULD use .*200.* on ${fault} failure when accepting application/json$`),
  ),
);

test('the server speaks GraphQL over HTTP as its specification demands, and but for three points as it would like', async () => {
  const audits = serverAudits({ url: endpoint, fetchFn: fetch });
  expect(audits).toHaveLength(61);
  const results = await Promise.all(
    audits.map(async ({ fn, name }) => ({ name, status: (await fn()).status })),
  );
  expect(results.filter(({ status }) => status === 'error')).toEqual([]);
  const missed = results.filter(({ status }) => status !== 'ok').map(({ name }) => name);
  expect(missed).toEqual(otherwise);
});
