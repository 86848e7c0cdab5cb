import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { IsOptional, Max, MaxLength, Min } from 'class-validator';
import { payloadOf } from '../payload.js';
import { OnIdea } from './inputs.js';
import { ModerationReason } from './moderation-types.js';
import { Idea } from './types.js';

@InputType({ description: 'What is wrong with an idea.' })
export class FlagContentInput extends OnIdea {
  @Field(() => ModerationReason, { description: 'What is wrong.' })
  reasonCode!: ModerationReason;
  @Field(() => String, { nullable: true, description: 'The machine that flags it; not by people.' })
  @IsOptional()
  @MaxLength(200)
  model?: string | null;
  @Field(() => Int, { nullable: true, description: 'How sure the machine is, from 0 to 100.' })
  @IsOptional()
  @Min(0)
  @Max(100)
  score?: number | null;
}

@InputType({ isAbstract: true })
abstract class Noted extends OnIdea {
  @Field({ description: 'Why, as the public reads it.' })
  publicNote!: string;
  @Field(() => String, {
    nullable: true,
    description: 'Where what is not public is written down; for moderators and auditors.',
  })
  privateNoteRef?: string | null;
}

@InputType({ description: 'An idea to hide.' })
export class HideIdeaInput extends Noted {
  @Field(() => ModerationReason, { description: 'Why, for the public numbers.' })
  reasonCode!: ModerationReason;
}

@InputType({ description: 'A hidden idea to show again.' })
export class RestoreIdeaInput extends Noted {}

@InputType({ description: 'An idea to take back.' })
export class WithdrawIdeaInput extends OnIdea {
  @Field(() => String, { nullable: true, description: 'Why.' })
  reason?: string | null;
}

@InputType({ description: 'An idea to take from a ballot.' })
export class DisqualifyFromBallotInput extends OnIdea {
  @Field(() => ID, { description: 'The phase whose ballot it leaves.' })
  phaseId!: string;
  @Field({ description: 'Why, as the public reads it.' })
  reason!: string;
}

const shows = { idea: () => Idea };
export const FlagContentPayload = payloadOf('FlagContent', shows);
export const HideIdeaPayload = payloadOf('HideIdea', shows);
export const RestoreIdeaPayload = payloadOf('RestoreIdea', shows);
export const WithdrawIdeaPayload = payloadOf('WithdrawIdea', shows);
export const DisqualifyFromBallotPayload = payloadOf('DisqualifyFromBallot', shows);
