import { Field, Int, ObjectType } from '@nestjs/graphql';
import { Instant, Position } from '../scalars.js';

@ObjectType({ description: 'The erasure of an account.' })
export class Erasure {
  @Field(() => Instant, { description: 'When it was asked for.' })
  requestedAt!: string;
  @Field(() => Instant, {
    nullable: true,
    description: 'When it was done; null until then.',
  })
  erasedAt!: string | null;
  @Field(() => Int, { nullable: true, description: 'How many words nothing opens any more.' })
  disclosures!: number | null;
  @Field(() => Position, { description: 'Where its last change stands in the log.' })
  asOfPosition!: bigint;
}
