import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { ArrayMaxSize, IsNotEmpty, IsOptional, Matches, MaxLength, Min } from 'class-validator';
import { Nested } from '../input-validation.js';
import { EditInput, payloadOf, WishInput } from '../payload.js';
import {
  Bindingness,
  Consultation,
  Criterion,
  Decision,
  FollowsTally,
  PolicyStage,
  TallyVisibility,
  TemporalMode,
} from './types.js';

@InputType({ description: 'A consultation to create.' })
export class CreateConsultationInput extends WishInput {
  @Field({ description: 'Short name of the organisation that asks.' })
  organisationId!: string;
  @Field({ description: 'Its title.' })
  title!: string;
  @Field({ description: 'What it is for.' })
  purpose!: string;
  @Field({ description: 'Who started it.' })
  @MaxLength(500)
  initiator!: string;
  @Field(() => TemporalMode, { description: 'Once, again and again, or always.' })
  temporalMode!: TemporalMode;
  @Field(() => PolicyStage, { description: 'At which stage of a policy.' })
  policyStage!: PolicyStage;
  @Field({ description: 'Who is asked.' })
  @MaxLength(500)
  audience!: string;
  @Field(() => [String], { defaultValue: [], description: 'Areas concerned.' })
  @ArrayMaxSize(1_000)
  areaIds!: string[];
  @Field(() => [String], { defaultValue: [], description: 'Topics concerned.' })
  @ArrayMaxSize(1_000)
  topicIds!: string[];
  @Field(() => String, { nullable: true, description: 'The department that holds it.' })
  departmentId?: string | null;
}

@InputType({ isAbstract: true })
export abstract class OnConsultation extends EditInput {
  @Field(() => ID, { description: 'The consultation.' })
  consultationId!: string;
}

@InputType({ isAbstract: true })
export abstract class PublishInput extends OnConsultation {
  @Field(() => String, {
    nullable: true,
    description: 'Why it cannot wait, required in a time of reserve.',
  })
  reserveJustification?: string | null;
}

@InputType({ description: 'How many votes bring an idea to a debate.' })
export class ThresholdInput {
  @Field({ description: 'Its name.' })
  @MaxLength(100)
  thresholdId!: string;
  @Field(() => Int, { description: 'How many votes.' })
  @Min(1)
  votes!: number;
  @Field(() => String, { nullable: true, description: 'The body that then debates.' })
  @IsOptional()
  @IsNotEmpty()
  routesToBodyId?: string | null;
}

@InputType({ description: 'How soon the organisation promises to answer.' })
export class FeedbackPromiseInput {
  @Field({ description: 'ISO 8601 period of years, months, weeks or days, such as P3M.' })
  @Matches(/^P(?=\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?$/, {
    message: 'every is an ISO 8601 period such as P3M',
  })
  every!: string;
  @Field(() => Int, { description: 'How many ideas are answered each time.' })
  @Min(1)
  batchSize!: number;
}

@InputType({ description: 'The next version of the rules of the game.' })
export class PublishRulesInput extends PublishInput {
  @Field({ description: 'The rules in full.' })
  text!: string;
  @Field(() => Bindingness, { description: 'Whether the outcome binds.' })
  bindingness!: Bindingness;
  @Field({ description: 'What the organisation commits itself to.' })
  commitment!: string;
  @Field(() => ThresholdInput, {
    nullable: true,
    description: 'How many votes bring an idea to a debate.',
  })
  @IsOptional()
  @Nested(() => ThresholdInput)
  threshold?: ThresholdInput | null;
  @Field(() => FeedbackPromiseInput, {
    nullable: true,
    description: 'How soon the organisation answers.',
  })
  @IsOptional()
  @Nested(() => FeedbackPromiseInput)
  feedbackPromise?: FeedbackPromiseInput | null;
  @Field(() => [Criterion], { defaultValue: [], description: 'By what ideas are selected.' })
  criteria!: Criterion[];
  @Field(() => TallyVisibility, {
    defaultValue: TallyVisibility.hidden_until_close,
    description: 'When counts may be told.',
  })
  tallyVisibility!: TallyVisibility;
}

@InputType({ description: 'A consultation to make public.' })
export class PublishConsultationInput extends PublishInput {}

@InputType({ description: 'What a body decided.' })
export class PublishDecisionInput extends PublishInput {
  @Field({ description: 'The body that decided.' })
  bodyId!: string;
  @Field({ description: 'Calendar date of the session, yyyy-mm-dd.' })
  sessionDate!: string;
  @Field({ description: 'What was decided.' })
  outcome!: string;
  @Field(() => [ID], { defaultValue: [], description: 'Ideas it concerns.' })
  @ArrayMaxSize(1_000)
  concernsIdeaIds!: string[];
  @Field(() => FollowsTally, { description: 'Whether it follows what was counted.' })
  followsTally!: FollowsTally;
  @Field(() => String, {
    nullable: true,
    description: 'Why it does not, required where it does not.',
  })
  reason?: string | null;
  @Field(() => [String], { defaultValue: [], description: 'Where its documents are.' })
  @ArrayMaxSize(100)
  @MaxLength(2_000, { each: true })
  docRefs!: string[];
}

@InputType({ description: 'A consultation to make a draft again.' })
export class UnpublishConsultationInput extends OnConsultation {
  @Field({ description: 'Why, in public.' })
  reason!: string;
}

@InputType({ isAbstract: true })
export abstract class DocumentInput extends OnConsultation {
  @Field(() => String, { nullable: true, description: 'The body that it comes from.' })
  @IsOptional()
  @IsNotEmpty()
  bodyId?: string | null;
  @Field({ description: 'Its calendar date, yyyy-mm-dd.' })
  date!: string;
  @Field({ description: 'What it says, in short.' })
  summary!: string;
  @Field(() => String, { nullable: true, description: 'Where the document is.' })
  docRef?: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'SHA-256 of the document, in hex; required with its place.',
  })
  docHash?: string | null;
}

@InputType({ description: 'The report of a meeting.' })
export class AddMeetingReportInput extends DocumentInput {}

@InputType({ description: 'The opinion of a body that was asked for advice.' })
export class AddAdvisoryOpinionInput extends DocumentInput {}

@InputType({ description: 'A statement of the organisation.' })
export class PublishStatementInput extends DocumentInput {
  @Field(() => String, {
    nullable: true,
    description: 'Why it cannot wait, required in a time of reserve.',
  })
  reserveJustification?: string | null;
}

@InputType({ description: 'A consultation to end.' })
export class ArchiveConsultationInput extends OnConsultation {
  @Field({ description: 'What came of it.' })
  outcomeSummary!: string;
  @Field(() => String, {
    nullable: true,
    description: 'Why there is no decision, required where there is none.',
  })
  noFollowUpReason?: string | null;
}

const shows = { consultation: () => Consultation };
export const CreateConsultationPayload = payloadOf('CreateConsultation', shows);
export const PublishRulesPayload = payloadOf('PublishRules', shows);
export const PublishConsultationPayload = payloadOf('PublishConsultation', shows);
export const PublishDecisionPayload = payloadOf('PublishDecision', {
  ...shows,
  decision: () => Decision,
});
export const ArchiveConsultationPayload = payloadOf('ArchiveConsultation', shows);
export const UnpublishConsultationPayload = payloadOf('UnpublishConsultation', shows);
export const AddMeetingReportPayload = payloadOf('AddMeetingReport', shows);
export const AddAdvisoryOpinionPayload = payloadOf('AddAdvisoryOpinion', shows);
export const PublishStatementPayload = payloadOf('PublishStatement', shows);
