import { Field, Float, ID, InputType } from '@nestjs/graphql';
import {
  ArrayMaxSize,
  IsISO4217CurrencyCode,
  IsLatitude,
  IsLocale,
  IsLongitude,
  IsNotEmpty,
  IsOptional,
  Matches,
  MaxLength,
  Min,
} from 'class-validator';
import { OnConsultation } from '../consultation/inputs.js';
import { Nested } from '../input-validation.js';
import { EditInput, payloadOf } from '../payload.js';
import { MinorUnits } from '../scalars.js';
import { Idea, OfficialFeedback, RevisionKind } from './types.js';

@InputType({ description: 'The words of an idea.' })
export class IdeaTextInput {
  @Field({ description: 'Its title, at most 200 characters.' })
  title!: string;
  @Field({ defaultValue: '', description: 'Its text, at most 20,000 characters.' })
  body!: string;
  @Field({ defaultValue: 'fr', description: 'The language of its words, BCP 47.' })
  @IsLocale()
  locale!: string;
}

@InputType({ description: 'A point on the map, WGS 84.' })
export class LocationInput {
  @Field(() => Float, { description: 'Degrees north.' })
  @IsLatitude()
  latitude!: number;
  @Field(() => Float, { description: 'Degrees east.' })
  @IsLongitude()
  longitude!: number;
}

@InputType({ description: 'A file that belongs to an idea.' })
export class AttachmentInput {
  @Field({ description: 'Where it is.' })
  @MaxLength(2_000)
  ref!: string;
  @Field({ description: 'SHA-256 of it, hex.' })
  @Matches(/^[0-9a-f]{64}$/, { message: 'hash is a SHA-256 in lower-case hex' })
  hash!: string;
  @Field({ description: 'What it shows, for people who cannot see it.' })
  altText!: string;
}

@InputType({ description: 'An idea to submit.' })
export class SubmitIdeaInput extends OnConsultation {
  @Field(() => ID, { nullable: true, description: 'The ideation phase; a citizen must say which.' })
  phaseId?: string | null;
  @Field(() => IdeaTextInput, { description: 'Its words.' })
  @Nested(() => IdeaTextInput)
  text!: IdeaTextInput;
  @Field(() => [String], { defaultValue: [], description: 'What it is about.' })
  @ArrayMaxSize(20)
  topicIds!: string[];
  @Field(() => String, { nullable: true, description: 'The area it is for.' })
  @IsOptional()
  @IsNotEmpty()
  areaId?: string | null;
  @Field(() => LocationInput, { nullable: true, description: 'Where it is about.' })
  @IsOptional()
  @Nested(() => LocationInput)
  location?: LocationInput | null;
  @Field(() => MinorUnits, {
    nullable: true,
    description: 'What its author thinks it costs, in minor units.',
  })
  @IsOptional()
  @Min(0)
  proposedCost?: number | null;
  @Field(() => [AttachmentInput], { defaultValue: [], description: 'Files that belong to it.' })
  @ArrayMaxSize(10)
  @Nested(() => AttachmentInput)
  attachments!: AttachmentInput[];
}

@InputType({ isAbstract: true })
export abstract class OnIdea extends EditInput {
  @Field(() => ID, { description: 'The idea.' })
  ideaId!: string;
}

@InputType({ description: 'New words for an idea.' })
export class ReviseIdeaInput extends OnIdea {
  @Field(() => IdeaTextInput, { description: 'Its words from now on.' })
  @Nested(() => IdeaTextInput)
  text!: IdeaTextInput;
  @Field(() => RevisionKind, { description: 'Whether the substance stays as it was.' })
  kind!: RevisionKind;
  @Field(() => String, { nullable: true, description: 'Why; an agent must say.' })
  reason?: string | null;
}

@InputType({ description: 'Another status for an idea.' })
export class ChangeIdeaStatusInput extends OnIdea {
  @Field({ description: 'The status it moves to.' })
  to!: string;
  @Field(() => String, {
    nullable: true,
    description: 'Why, as the public reads it; some statuses require it.',
  })
  publicReason?: string | null;
  @Field({ description: 'What happens next; always said.' })
  nextSteps!: string;
  @Field({
    defaultValue: true,
    description: 'False mutes messages; the change itself is always public.',
  })
  notify!: boolean;
}

@InputType({ description: 'The administration’s answer to an idea.' })
export class GiveOfficialFeedbackInput extends OnIdea {
  @Field({ description: 'The answer.' })
  text!: string;
  @Field({ description: 'Who answers, as the public reads it.' })
  authorLabel!: string;
  @Field(() => [String], { defaultValue: [], description: 'Where its documents are.' })
  @ArrayMaxSize(100)
  @MaxLength(2_000, { each: true })
  docRefs!: string[];
  @Field(() => String, {
    nullable: true,
    description:
      'Calendar date, yyyy-mm-dd, by which there will be another answer; left out where this is the last one.',
  })
  nextFeedbackOn?: string | null;
}

@InputType({ description: 'What an idea would cost.' })
export class SetCostInput extends OnIdea {
  @Field(() => MinorUnits, { description: 'In minor units.' })
  amount!: number;
  @Field({ description: 'ISO 4217.' })
  @IsISO4217CurrencyCode()
  currency!: string;
  @Field(() => String, { nullable: true, description: 'How it was reckoned.' })
  explanation?: string | null;
}

@InputType({ description: 'An idea to put on a ballot.' })
export class AdmitToBallotInput extends OnIdea {
  @Field(() => ID, { description: 'The phase on whose ballot it stands.' })
  phaseId!: string;
  @Field(() => String, {
    nullable: true,
    description: 'The area whose envelope pays for it; leave out for the whole.',
  })
  @IsOptional()
  @IsNotEmpty()
  envelopeAreaId?: string | null;
  @Field(() => String, { nullable: true, description: 'Why, as the public reads it.' })
  reason?: string | null;
}

const shows = { idea: () => Idea };
export const SubmitIdeaPayload = payloadOf('SubmitIdea', shows);
export const ReviseIdeaPayload = payloadOf('ReviseIdea', shows);
export const ChangeIdeaStatusPayload = payloadOf('ChangeIdeaStatus', shows);
export const GiveOfficialFeedbackPayload = payloadOf('GiveOfficialFeedback', {
  ...shows,
  officialFeedback: () => OfficialFeedback,
});
export const SetCostPayload = payloadOf('SetCost', shows);
export const AdmitToBallotPayload = payloadOf('AdmitToBallot', shows);
