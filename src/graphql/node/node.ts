import { Field, ID, InterfaceType } from '@nestjs/graphql';

@InterfaceType({
  description: 'A thing with an id of its own.',
  resolveType: (node: { __typename?: string }) => node.__typename,
})
export abstract class Node {
  @Field(() => ID, { description: 'Opaque and unique among all things.' })
  id!: string;
}
