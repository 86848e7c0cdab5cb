import {
  getNamedType,
  getNullableType,
  isLeafType,
  isListType,
  getVariableValues,
  Kind,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { getComplexity, type ComplexityEstimator } from 'graphql-query-complexity';
import { maxPage } from './connection.js';

/** How long a list is taken to be that has no pages: phases, areas, answers, a basket's lines. */
const unpaged = 10;

const things: ComplexityEstimator = ({ field, args, childComplexity }) => {
  if (isLeafType(getNamedType(field.type))) return 0;
  if (typeof args['first'] === 'number')
    return 1 + Math.min(Math.max(args['first'], 0), maxPage) * childComplexity;
  const inPage = field.name === 'nodes' || field.name === 'edges';
  const length = !inPage && isListType(getNullableType(field.type)) ? unpaged : 1;
  return length * (1 + childComplexity);
};

/**
 * How many things an operation's answer could hold, were every page as long as it asks for and every other
 * list of ordinary length. Infinite where the document repeats itself beyond counting; 0 where its variables
 * are wrong, for then nothing will run.
 */
export const thingsAsked = (
  schema: GraphQLSchema,
  query: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): number => {
  if (getVariableValues(schema, operation.variableDefinitions ?? [], variables).errors) return 0;
  const others = (node: DocumentNode['definitions'][number]) =>
    node.kind !== Kind.OPERATION_DEFINITION || node === operation;
  const document = { ...query, definitions: query.definitions.filter(others) };
  try {
    return getComplexity({ schema, query: document, variables, estimators: [things] });
  } catch {
    return Infinity;
  }
};
