import { ApolloArmor } from '@escape.tech/graphql-armor';

/** Most tokens that one document may have; checked before anything else is. */
export const maxTokens = 2_000;

/** What one request may ask for, at most; each limit has a test that fails without it. */
export const limits = () =>
  new ApolloArmor({
    maxDepth: { n: 10, exposeLimits: false },
    maxAliases: { n: 15, allowList: [], exposeLimits: false },
    maxDirectives: { n: 10, exposeLimits: false },
    maxTokens: { n: maxTokens, exposeLimits: false },
    costLimit: {
      maxCost: 20_000,
      objectCost: 2,
      scalarCost: 1,
      depthCostFactor: 1.5,
      exposeLimits: false,
    },
    blockFieldSuggestion: { enabled: true },
  }).protect();
