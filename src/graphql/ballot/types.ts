import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Instant, MinorUnits, Position } from '../scalars.js';

export enum BallotStatus {
  submitted = 'submitted',
  withdrawn = 'withdrawn',
  invalidated = 'invalidated',
}
registerEnumType(BallotStatus, { name: 'BallotStatus', description: 'Whether a basket stands.' });

@ObjectType({ description: 'One option in a basket, at the price it had when it was chosen.' })
export class BasketLine {
  @Field(() => Int, { description: '1, points, or rank points.' })
  votes!: number;
  @Field(() => MinorUnits, { description: 'Its price, in minor units.' })
  unitCost!: number;
  @Field(() => Int, { description: 'Version of the idea.' })
  ideaVersion!: number;
  @Field(() => Int, { description: 'Version of the price.' })
  costVersion!: number;
}

@ObjectType({ description: 'What the reader of this submitted in a phase.' })
export class MyBallot {
  @Field(() => Int, {
    description: 'How many baskets were submitted; hand it back as `expectedRevision`.',
  })
  basketRevision!: number;
  @Field(() => BallotStatus, { description: 'Whether the basket stands.' })
  status!: BallotStatus;
  @Field(() => String, {
    nullable: true,
    description: 'The area whose envelope is spent; null for the whole.',
  })
  envelopeAreaId!: string | null;
  @Field(() => MinorUnits, { description: 'What it costs together, in minor units.' })
  totalCost!: number;
  @Field(() => Int, { description: 'Votes given together.' })
  totalVotes!: number;
  @Field({ description: 'Digest by which the voter can find the basket in the record.' })
  receiptHash!: string;
  @Field(() => Instant, { description: 'When it was submitted.' })
  submittedAt!: string;
  @Field(() => Position, { description: 'Where its last change stands in the log.' })
  asOfPosition!: bigint;
}
