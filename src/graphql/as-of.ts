import type { ApolloServerPlugin } from '@apollo/server';
import {
  DirectiveLocation,
  getDirectiveValues,
  getVariableValues,
  GraphQLDirective,
  GraphQLError,
  GraphQLSchema,
  type GraphQLScalarType,
  type OperationDefinitionNode,
} from 'graphql';
import type { Past } from '../views/as-of.js';
import type { RequestContext } from './context.js';

const NAME = 'asOf';

const directive = (schema: GraphQLSchema): GraphQLDirective => {
  const scalar = (name: string) => ({ type: schema.getType(name) as GraphQLScalarType });
  return new GraphQLDirective({
    name: NAME,
    description:
      'Answers the whole query as things stood at a position of the log, or at an instant of the server’s clock; name one of them. What may be seen at all is decided as of now. Answers of the past are not to be kept in a cache beside those of the present.',
    locations: [DirectiveLocation.QUERY],
    args: {
      position: { ...scalar('Position'), description: 'As after the event at this position.' },
      instant: { ...scalar('Instant'), description: 'As after the last event up to this instant.' },
    },
  });
};

/** The schema with the directive by which a query asks for the past. */
export const withAsOf = (schema: GraphQLSchema): GraphQLSchema => {
  const config = schema.toConfig();
  return new GraphQLSchema({ ...config, directives: [...config.directives, directive(schema)] });
};

const refused = (code: string, message: string, data: Record<string, unknown> = {}): GraphQLError =>
  new GraphQLError(message, { extensions: { code, ...data } });

/** What an operation asks of the past; undefined where it asks for the present. Throws GraphQLError. */
const asked = async (
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  inputs: Record<string, unknown>,
  past: Past,
): Promise<{ position: bigint; instant: string } | undefined> => {
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], inputs);
  const values = coerced && getDirectiveValues(schema.getDirective(NAME)!, operation, coerced);
  if (!values) return undefined;
  const { position, instant } = values as { position?: bigint; instant?: string };
  if ((position == null) === (instant == null))
    throw refused('BAD_USER_INPUT', 'Name a position or an instant.');
  const wanted = position ?? (await past.positionAt(instant!));
  const head = await past.head();
  if (wanted <= head)
    return { position: wanted, instant: instant ?? (await past.instantOf(wanted)) };
  throw refused('AS_OF_NOT_YET', `The log ends at ${head}.`, { head: String(head) });
};

/** Lets a query with the directive see the past. */
export const asOfPlugin = (past: Past): ApolloServerPlugin => ({
  requestDidStart: async () => ({
    didResolveOperation: async ({ schema, operation, request, contextValue }) => {
      if (!operation) return;
      const { cahier } = contextValue as { cahier: RequestContext };
      const then = await asked(schema, operation, request.variables ?? {}, past);
      cahier.asOf = then?.position;
      cahier.asOfInstant = then?.instant;
    },
  }),
});
