import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { connectionOf } from '../connection.js';
import { Instant, Position } from '../scalars.js';

export enum InvalidationReason {
  ineligible = 'ineligible',
  duplicate_identity = 'duplicate_identity',
  fraud = 'fraud',
  replaced_by_paper = 'replaced_by_paper',
}
registerEnumType(InvalidationReason, {
  name: 'InvalidationReason',
  description: 'Why a ballot does not count, or counts again.',
});

export enum BallotRulingKind {
  BALLOT_INVALIDATED = 'BallotInvalidated',
  BALLOT_REINSTATED = 'BallotReinstated',
}
registerEnumType(BallotRulingKind, {
  name: 'BallotRulingKind',
  description: 'What agents say of a ballot.',
});

@ObjectType({ description: 'How many ballots were taken out of the count for one reason.' })
export class Invalidation {
  @Field(() => InvalidationReason, { description: 'The reason.' })
  reasonCode!: InvalidationReason;
  @Field(() => Int, { description: 'Ballots that two agents took out of the count for it.' })
  invalidated!: number;
  @Field(() => Int, { description: 'Ballots that two agents let count again for it.' })
  reinstated!: number;
  @Field(() => Position, { description: 'Where its last change stands in the log.' })
  asOfPosition!: bigint;
}

@ObjectType({ description: 'What agents say of one ballot; for staff and auditors.' })
export class BallotRuling {
  @Field({ description: 'The voter’s pseudonym in the phase.' })
  voterRef!: string;
  @Field({ description: 'Whether two agents took the ballot out of the count.' })
  invalidated!: boolean;
  @Field(() => BallotRulingKind, {
    nullable: true,
    description: 'What one agent has proposed; it takes another one to decide it.',
  })
  proposed!: BallotRulingKind | null;
  @Field(() => InvalidationReason, { description: 'Why.' })
  reasonCode!: InvalidationReason;
  @Field(() => String, { nullable: true, description: 'Where the evidence is kept.' })
  evidenceRef!: string | null;
  @Field(() => [String], { description: 'Pseudonyms of who proposed it, and of who decided it.' })
  agents!: string[];
  @Field(() => Instant, { description: 'When it last changed.' })
  changedAt!: string;
  @Field(() => Position, { description: 'Where its last change stands in the log.' })
  asOfPosition!: bigint;
}

export const BallotRulingConnection = connectionOf(() => BallotRuling, 'BallotRuling');
