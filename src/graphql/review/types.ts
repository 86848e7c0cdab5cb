import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { connectionOf } from '../connection.js';
import { Instant } from '../scalars.js';

export enum SelectionRule {
  oldest_first = 'oldest_first',
  most_supported = 'most_supported',
  drawn = 'drawn',
  chosen = 'chosen',
}
registerEnumType(SelectionRule, {
  name: 'SelectionRule',
  description: 'How the ideas of a review session were chosen.',
});

export enum ReviewOutcome {
  retained = 'retained',
  declined = 'declined',
  referred = 'referred',
}
registerEnumType(ReviewOutcome, {
  name: 'ReviewOutcome',
  description: 'What a body finds of an idea: it goes on with it, or not, or sends it elsewhere.',
});

@ObjectType({ description: 'An idea before a review session.' })
export class ReviewedIdea {
  @Field(() => ReviewOutcome, { nullable: true, description: 'What was found; null as yet.' })
  outcome!: ReviewOutcome | null;
  @Field(() => String, { nullable: true, description: 'The official answer that says why.' })
  feedbackId!: string | null;
}

@ObjectType({ description: 'A session in which a body answers a batch of ideas.' })
export class ReviewSession {
  @Field({ description: 'Its name.' })
  sessionId!: string;
  @Field({ description: 'The body.' })
  bodyId!: string;
  @Field({ description: 'First calendar date of the time that it answers for, yyyy-mm-dd.' })
  from!: string;
  @Field({ description: 'Last calendar date of that time.' })
  to!: string;
  @Field(() => SelectionRule, { description: 'How its ideas were chosen.' })
  selectionRule!: SelectionRule;
  @Field(() => [ReviewedIdea], { description: 'The ideas before it.' })
  ideas!: ReviewedIdea[];
  @Field(() => Int, { description: 'How many of them it has answered.' })
  answered!: number;
  @Field(() => Instant, { description: 'When it was opened.' })
  openedAt!: string;
  @Field(() => Instant, { nullable: true, description: 'When it was closed.' })
  closedAt!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Why ideas were carried over that it did not answer.',
  })
  carriedOverReason!: string | null;
}

export const ReviewSessionConnection = connectionOf(() => ReviewSession, 'ReviewSession');
