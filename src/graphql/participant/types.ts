import { Field, Int, ObjectType } from '@nestjs/graphql';
import { Instant, Position } from '../scalars.js';

@ObjectType({ description: 'How you are written to.' })
export class Participant {
  @Field({ description: 'The language of messages, as BCP 47.' })
  locale!: string;
  @Field(() => String, {
    nullable: true,
    description: 'Where messages go; null where none are sent.',
  })
  email!: string | null;
  @Field(() => Instant, { description: 'Since when you are known.' })
  registeredAt!: string;
  @Field(() => Position, { description: 'Where its last change stands in the log.' })
  asOfPosition!: bigint;
}

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
