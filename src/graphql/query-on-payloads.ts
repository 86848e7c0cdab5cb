import { GraphQLNonNull, isObjectType, type GraphQLSchema } from 'graphql';

/**
 * Describes the two roots, and lets every mutation read on in the same request: each payload gets a `query`
 * field of the root type.
 */
export const withQueryOnPayloads = (schema: GraphQLSchema): GraphQLSchema => {
  schema.getQueryType()!.description = 'Everything that can be read.';
  schema.getMutationType()!.description = 'Everything that can be wished for.';
  const query = new GraphQLNonNull(schema.getQueryType()!);
  for (const type of Object.values(schema.getTypeMap()))
    if (isObjectType(type) && type.name.endsWith('Payload'))
      type.getFields()['query'] = {
        name: 'query',
        description: 'Everything that can be read, as fresh as this mutation.',
        type: query,
        args: [],
        resolve: () => ({}),
        deprecationReason: undefined,
        extensions: {},
        astNode: undefined,
      };
  return schema;
};
