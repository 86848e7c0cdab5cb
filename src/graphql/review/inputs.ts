import { Field, ID, InputType } from '@nestjs/graphql';
import { ArrayMaxSize } from 'class-validator';
import { OnConsultation } from '../consultation/inputs.js';
import { payloadOf } from '../payload.js';
import { ReviewOutcome, ReviewSession, SelectionRule } from './types.js';

@InputType({ description: 'A review session to open.' })
export class OpenReviewSessionInput extends OnConsultation {
  @Field({ description: 'The body that answers.' })
  bodyId!: string;
  @Field({ description: 'First calendar date of the time that it answers for, yyyy-mm-dd.' })
  from!: string;
  @Field({ description: 'Last calendar date of that time.' })
  to!: string;
  @Field(() => [ID], { description: 'The ideas before it.' })
  @ArrayMaxSize(100)
  ideaIds!: string[];
  @Field(() => SelectionRule, { description: 'How they were chosen.' })
  selectionRule!: SelectionRule;
}

@InputType({ description: 'What a session found of an idea.' })
export class ReviewIdeaInput extends OnConsultation {
  @Field({ description: 'The session.' })
  sessionId!: string;
  @Field(() => ID, { description: 'The idea.' })
  ideaId!: string;
  @Field(() => ReviewOutcome, { description: 'What was found.' })
  outcome!: ReviewOutcome;
  @Field({ description: 'The official answer that says why.' })
  feedbackId!: string;
}

@InputType({ description: 'A review session to close.' })
export class CloseReviewSessionInput extends OnConsultation {
  @Field({ description: 'The session.' })
  sessionId!: string;
  @Field(() => String, {
    nullable: true,
    description: 'Why ideas are carried over, required where one is unanswered.',
  })
  carriedOverReason?: string | null;
}

const shows = { reviewSession: () => ReviewSession };
export const OpenReviewSessionPayload = payloadOf('OpenReviewSession', shows);
export const ReviewIdeaPayload = payloadOf('ReviewIdea', shows);
export const CloseReviewSessionPayload = payloadOf('CloseReviewSession', shows);
