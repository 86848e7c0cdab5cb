import type { ApolloServerPlugin } from '@apollo/server';
import { ApolloArmor } from '@escape.tech/graphql-armor';
import { GraphQLError } from 'graphql';
import { thingsAsked } from './things-asked.js';

/** What one request may ask for, at most. */
export const limits = {
  /** Words, numbers and signs of a document; counted before anything else is looked at. */
  tokens: 2_000,
  /** How deep fields may lie within each other; fragments do not add to it. */
  depth: 12,
  aliases: 15,
  directives: 10,
  /** Things that the answer could hold, were every list as long as it may be. */
  things: 20_000,
};

const notTooMany: ApolloServerPlugin = {
  requestDidStart: async () => ({
    didResolveOperation: async ({ schema, document, operation, request }) => {
      if (!operation) return;
      if (thingsAsked(schema, document, operation, request.variables ?? {}) > limits.things)
        throw new GraphQLError('The query asks for too much at once.', {
          extensions: { code: 'GRAPHQL_VALIDATION_FAILED', http: { status: 400 } },
        });
    },
  }),
};

/** What holds requests to the limits; each limit has a test that fails without it. */
export const guardLimits = () => {
  const quiet = { exposeLimits: false };
  const { plugins, validationRules } = new ApolloArmor({
    maxDepth: { n: limits.depth, flattenFragments: true, ...quiet },
    maxAliases: { n: limits.aliases, allowList: [], ...quiet },
    maxDirectives: { n: limits.directives, ...quiet },
    maxTokens: { enabled: false },
    costLimit: { enabled: false },
    blockFieldSuggestion: { enabled: false },
  }).protect();
  return { plugins: [...plugins, notTooMany], validationRules };
};
