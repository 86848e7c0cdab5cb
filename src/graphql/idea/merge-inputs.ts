import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { ArrayMaxSize, IsOptional, Max, MaxLength, Min } from 'class-validator';
import { payloadOf } from '../payload.js';
import { OnIdea } from './inputs.js';
import { MergePolicy } from './merge-types.js';
import { Idea } from './types.js';

@InputType({ description: 'Two ideas that may be one.' })
export class SuggestDuplicateInput extends OnIdea {
  @Field(() => ID, { description: 'The other idea.' })
  otherIdeaId!: string;
  @Field(() => String, { nullable: true, description: 'The machine that says so; not by people.' })
  @IsOptional()
  @MaxLength(200)
  model?: string | null;
  @Field(() => Int, { nullable: true, description: 'How sure the machine is, from 0 to 100.' })
  @IsOptional()
  @Min(0)
  @Max(100)
  score?: number | null;
}

@InputType({ description: 'Two ideas that are not one.' })
export class DismissDuplicateInput extends OnIdea {
  @Field(() => ID, { description: 'The other idea.' })
  otherIdeaId!: string;
  @Field({ description: 'Why.' })
  reason!: string;
}

@InputType({ description: 'Ideas to merge into one that goes on: `ideaId`.' })
export class MergeIdeasInput extends OnIdea {
  @Field(() => [ID], { description: 'The ideas that are taken in.' })
  @ArrayMaxSize(20)
  sourceIdeaIds!: string[];
  @Field(() => MergePolicy, {
    defaultValue: MergePolicy.invite_revote,
    description: 'What becomes of the votes.',
  })
  votePolicy!: MergePolicy;
  @Field({ description: 'Why.' })
  reason!: string;
}

@InputType({ description: 'A merged idea that is to stand by itself again.' })
export class UnmergeIdeaInput extends OnIdea {
  @Field({ description: 'Why.' })
  reason!: string;
}

const shows = { idea: () => Idea };
export const SuggestDuplicatePayload = payloadOf('SuggestDuplicate', shows);
export const DismissDuplicatePayload = payloadOf('DismissDuplicate', shows);
export const MergeIdeasPayload = payloadOf('MergeIdeas', shows);
export const UnmergeIdeaPayload = payloadOf('UnmergeIdea', shows);
