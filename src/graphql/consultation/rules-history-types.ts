import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { connectionOf } from '../connection.js';
import { Instant, Position } from '../scalars.js';

export enum RulesKind {
  rules = 'rules',
  voting = 'voting',
  costs = 'costs',
  cost = 'cost',
}
registerEnumType(RulesKind, {
  name: 'RulesKind',
  description:
    'What was laid down: the rules of the consultation, what a voter may do in a phase, the prices on the ballot of a phase, the price of an idea.',
});

@ObjectType({ description: 'One thing that a version says otherwise than the one before it.' })
export class RulesChange {
  @Field({ description: 'Where it stands, as `envelopes/centre/amount`.' })
  path!: string;
  @Field(() => String, { description: 'What was said before, in JSON; `null` of nothing.' })
  before!: string;
  @Field(() => String, { description: 'What is said from then on, in JSON; `null` of nothing.' })
  after!: string;
}

@ObjectType({ description: 'Rules as they were laid down once.' })
export class RulesVersion {
  @Field(() => Int, { description: 'From 1 up.' })
  version!: number;
  @Field({
    description:
      'What votes and phases name it by: the version of rules or a price, the digest of all prices.',
  })
  mark!: string;
  @Field(() => Instant, { description: 'When they were laid down.' })
  at!: string;
  @Field(() => Position, { description: 'Where they stand in the log.' })
  position!: bigint;
}

@ObjectType({ description: 'All versions of the rules of one thing.' })
export class RulesHistory {
  @Field(() => RulesKind, { description: 'What they are about.' })
  kind!: RulesKind;
  @Field(() => Position, { description: 'Where its last change stands in the log.' })
  asOfPosition!: bigint;
}

export const RulesHistoryConnection = connectionOf(() => RulesHistory, 'RulesHistory');
