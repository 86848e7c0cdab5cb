import { Field, InputType, Int } from '@nestjs/graphql';
import { ArrayMaxSize, IsNotEmpty, IsOptional, Max, MaxLength, Min } from 'class-validator';
import { Nested } from '../input-validation.js';
import { payloadOf } from '../payload.js';
import { Admission, Assessment, AssessmentCriterion, Verdict } from './handling-types.js';
import { LocationInput, OnIdea } from './inputs.js';
import { Idea, OfficialFeedback } from './types.js';

@InputType({ description: 'An answer written anew.' })
export class ReviseOfficialFeedbackInput extends OnIdea {
  @Field({ description: 'The answer.' })
  feedbackId!: string;
  @Field({ description: 'What it says from now on.' })
  text!: string;
  @Field({ description: 'Who answers, as the public reads it.' })
  authorLabel!: string;
  @Field(() => [String], { defaultValue: [], description: 'Where its documents are.' })
  @ArrayMaxSize(20)
  docRefs!: string[];
  @Field({ description: 'Why it is written anew.' })
  reason!: string;
}

@InputType({ description: 'An answer to take back.' })
export class RetractOfficialFeedbackInput extends OnIdea {
  @Field({ description: 'The answer.' })
  feedbackId!: string;
  @Field({ description: 'Why it is taken back.' })
  reason!: string;
}

@InputType({ description: 'Whether an idea can be examined.' })
export class PrescreenIdeaInput extends OnIdea {
  @Field(() => Admission, { description: 'Whether it can.' })
  verdict!: Admission;
  @Field(() => String, { nullable: true, description: 'Why, as the public reads it.' })
  publicReason?: string | null;
}

@InputType({ description: 'Who shall handle an idea.' })
export class AssignIdeaInput extends OnIdea {
  @Field({ description: 'The department.' })
  departmentId!: string;
  @Field(() => String, {
    nullable: true,
    description: 'One of its agents, by the pseudonym that the audit trail shows.',
  })
  @IsOptional()
  @MaxLength(200)
  agentRef?: string | null;
}

@InputType({ isAbstract: true })
abstract class Found extends OnIdea {
  @Field(() => String, { nullable: true, description: 'The machine that says so; not by people.' })
  @IsOptional()
  @MaxLength(200)
  model?: string | null;
  @Field(() => Int, { nullable: true, description: 'How sure it is, from 0 to 100.' })
  @IsOptional()
  @Min(0)
  @Max(100)
  confidence?: number | null;
}

@InputType({ description: 'What an idea is about.' })
export class ClassifyIdeaInput extends Found {
  @Field(() => [String], { description: 'Its topics.' })
  @ArrayMaxSize(20)
  topicIds!: string[];
  @Field(() => String, { nullable: true, description: 'The area it is for.' })
  @IsOptional()
  @IsNotEmpty()
  areaId?: string | null;
}

@InputType({ description: 'Where an idea may be about.' })
export class SuggestLocationInput extends Found {
  @Field(() => LocationInput, { description: 'The place.' })
  @Nested(() => LocationInput)
  location!: LocationInput;
}

@InputType({ description: 'Where an idea is about.' })
export class ConfirmLocationInput extends OnIdea {
  @Field(() => LocationInput, { description: 'The place.' })
  @Nested(() => LocationInput)
  location!: LocationInput;
}

@InputType({ description: 'What an agent finds of an idea.' })
export class AssessIdeaInput extends OnIdea {
  @Field(() => AssessmentCriterion, { description: 'By which criterion.' })
  criterion!: AssessmentCriterion;
  @Field(() => Verdict, { description: 'What was found.' })
  verdict!: Verdict;
  @Field(() => Int, { nullable: true, description: 'From 0 to 100.' })
  @IsOptional()
  @Min(0)
  @Max(100)
  score?: number | null;
  @Field({ description: 'Why.' })
  explanation!: string;
  @Field({ defaultValue: false, description: 'Whether the public reads it at once.' })
  published!: boolean;
}

@InputType({ description: 'Working papers to publish.' })
export class PublishAssessmentInput extends OnIdea {
  @Field(() => [String], { description: 'Which.' })
  @ArrayMaxSize(20)
  assessmentIds!: string[];
}

@InputType({ isAbstract: true })
abstract class Session extends OnIdea {
  @Field({ description: 'The body.' })
  bodyId!: string;
  @Field({ description: 'The day, yyyy-mm-dd.' })
  sessionDate!: string;
}

@InputType({ description: 'An idea for the agenda of a body.' })
export class PutOnAgendaInput extends Session {}

@InputType({ description: 'A hearing of the author of an idea.' })
export class ScheduleHearingInput extends Session {}

@InputType({ description: 'How far an accepted idea has come.' })
export class ReportProgressInput extends OnIdea {
  @Field({ description: 'What was reached.' })
  milestone!: string;
  @Field({ description: 'When, yyyy-mm-dd.' })
  date!: string;
  @Field(() => Int, { nullable: true, description: 'How far it has come, from 0 to 100.' })
  @IsOptional()
  @Min(0)
  @Max(100)
  percent?: number | null;
  @Field(() => [String], { defaultValue: [], description: 'Where its documents are.' })
  @ArrayMaxSize(20)
  docRefs!: string[];
}

const shows = { idea: () => Idea };
const feedback = { ...shows, officialFeedback: () => OfficialFeedback };
export const ReviseOfficialFeedbackPayload = payloadOf('ReviseOfficialFeedback', feedback);
export const RetractOfficialFeedbackPayload = payloadOf('RetractOfficialFeedback', feedback);
export const AssignIdeaPayload = payloadOf('AssignIdea', shows);
export const PrescreenIdeaPayload = payloadOf('PrescreenIdea', shows);
export const ClassifyIdeaPayload = payloadOf('ClassifyIdea', shows);
export const SuggestLocationPayload = payloadOf('SuggestLocation', shows);
export const ConfirmLocationPayload = payloadOf('ConfirmLocation', shows);
export const AssessIdeaPayload = payloadOf('AssessIdea', {
  ...shows,
  assessment: () => Assessment,
});
export const PublishAssessmentPayload = payloadOf('PublishAssessment', shows);
export const PutOnAgendaPayload = payloadOf('PutOnAgenda', shows);
export const ScheduleHearingPayload = payloadOf('ScheduleHearing', shows);
export const ReportProgressPayload = payloadOf('ReportProgress', shows);
