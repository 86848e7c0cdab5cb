import { Field, ID, InputType, Int } from '@nestjs/graphql';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsISO4217CurrencyCode,
  IsNotEmpty,
  IsOptional,
  IsTimeZone,
  Min,
} from 'class-validator';
import { OnConsultation } from '../consultation/inputs.js';
import { Consultation } from '../consultation/types.js';
import { Nested } from '../input-validation.js';
import { EditInput, payloadOf } from '../payload.js';
import { Instant, MinorUnits } from '../scalars.js';
import {
  AllocationRuleName,
  BallotDisclosure,
  BallotType,
  Completion,
  GreedyMeasure,
  ParticipationLevel,
  ParticipationMethod,
  Phase,
  ShareUtility,
  SupportValue,
  TieBreakRule,
} from './types.js';

@InputType({ description: 'A phase to add.' })
export class AddPhaseInput extends OnConsultation {
  @Field({ description: 'Its title.' })
  title!: string;
  @Field(() => ParticipationMethod, { description: 'What one can do in it.' })
  method!: ParticipationMethod;
  @Field(() => ParticipationLevel, { description: 'How far people share in the decision.' })
  participationLevel!: ParticipationLevel;
  @Field(() => Instant, { description: 'Its first instant.' })
  opensAt!: string;
  @Field(() => Instant, {
    nullable: true,
    description: 'The first instant after it; leave out for open-ended.',
  })
  closesAt?: string | null;
  @Field({ description: 'IANA name of the zone in which its dates are announced.' })
  @IsTimeZone()
  timeZone!: string;
  @Field({ defaultValue: false, description: 'May run beside other phases.' })
  parallel!: boolean;
}

@InputType({ isAbstract: true })
export abstract class OnPhase extends EditInput {
  @Field(() => ID, { description: 'The phase.' })
  phaseId!: string;
}

@InputType({ description: 'Money that a phase gives out.' })
export class EnvelopeInput {
  @Field(() => String, {
    nullable: true,
    description: 'The area it is for; leave out for the whole consultation.',
  })
  @IsOptional()
  @IsNotEmpty()
  areaId?: string | null;
  @Field(() => MinorUnits, { description: 'How much, in minor units.' })
  @Min(0)
  amount!: number;
  @Field({ description: 'ISO 4217.' })
  @IsISO4217CurrencyCode()
  currency!: string;
}

@InputType({ description: 'How much of one topic a basket may hold.' })
export class TopicLimitInput {
  @Field({ description: 'The topic.' })
  topicId!: string;
  @Field(() => Int, { nullable: true, description: 'At most so many options.' })
  @IsOptional()
  @Min(0)
  items?: number | null;
  @Field(() => MinorUnits, { nullable: true, description: 'At most so much money.' })
  @IsOptional()
  @Min(0)
  spend?: number | null;
}

@InputType({ description: 'The greedy rule: from the highest measure down.' })
export class GreedyInput {
  @Field(() => GreedyMeasure, {
    defaultValue: GreedyMeasure.votes,
    description: 'By what options are ordered.',
  })
  by!: GreedyMeasure;
  @Field({ defaultValue: true, description: 'Pass over one that does not fit; else end there.' })
  skip!: boolean;
  @Field(() => Int, { nullable: true, description: 'Leave out options under it.' })
  @IsOptional()
  @Min(0)
  threshold?: number | null;
}

@InputType({ description: 'The Method of Equal Shares.' })
export class EqualSharesInput {
  @Field(() => ShareUtility, {
    defaultValue: ShareUtility.cost,
    description: 'What an option is worth to a voter.',
  })
  utility!: ShareUtility;
  @Field(() => Completion, {
    defaultValue: Completion.add1_greedy,
    description: 'What happens with money that is left.',
  })
  completion!: Completion;
  @Field({ defaultValue: false, description: 'add1: stop as soon as nothing more would fit.' })
  exhaustive!: boolean;
  @Field(() => MinorUnits, {
    defaultValue: 100,
    description: 'add1: by how much each share is raised at a time.',
  })
  @Min(1)
  increment!: number;
}

@InputType({ description: 'How the result is computed.' })
export class AllocationRuleInput {
  @Field(() => AllocationRuleName, { description: 'The rule.' })
  name!: AllocationRuleName;
  @Field(() => GreedyInput, { nullable: true, description: 'How it is greedy.' })
  @IsOptional()
  @Nested(() => GreedyInput)
  greedy?: GreedyInput | null;
  @Field(() => EqualSharesInput, { nullable: true, description: 'How shares are equal.' })
  @IsOptional()
  @Nested(() => EqualSharesInput)
  equalShares?: EqualSharesInput | null;
}

@InputType({
  description:
    'What one voter may do in a phase, and how the result is computed. Left out means no limit.',
})
export class ConfigureVotingInput extends OnPhase {
  @Field(() => BallotType, { description: 'How one votes.' })
  ballotType!: BallotType;
  @Field(() => [SupportValue], {
    nullable: true,
    description: 'What one may say of an idea; on a support ballot only.',
  })
  @IsOptional()
  @ArrayMaxSize(3)
  values?: SupportValue[] | null;
  @Field({
    defaultValue: false,
    description:
      'Whether a ballot on paper takes the place of one online; else who has voted online cannot.',
  })
  paperReplacesOnline!: boolean;
  @Field({
    defaultValue: false,
    description:
      'Whether a support is not taken back once its idea has reached the threshold; on a support ballot.',
  })
  lockSupportsAtThreshold!: boolean;
  @Field(() => [EnvelopeInput], {
    defaultValue: [],
    description: 'The money there is; none on a support ballot.',
  })
  @ArrayMaxSize(200)
  @Nested(() => EnvelopeInput)
  envelopes!: EnvelopeInput[];
  @Field(() => Int, {
    nullable: true,
    description: 'Least number of options in a basket; 0 lets people vote blank.',
  })
  minItems?: number | null;
  @Field(() => Int, { nullable: true, description: 'Largest number of options in a basket.' })
  maxItems?: number | null;
  @Field(() => MinorUnits, { nullable: true, description: 'Least a basket must spend.' })
  minSpend?: number | null;
  @Field(() => MinorUnits, {
    nullable: true,
    description:
      'Most a basket may spend; the envelope, on a budget ballot, unless said otherwise.',
  })
  maxSpend?: number | null;
  @Field(() => Int, { nullable: true, description: 'Least number of votes in a basket.' })
  minVotesPerVoter?: number | null;
  @Field(() => Int, { nullable: true, description: 'Largest number of votes in a basket.' })
  maxVotesPerVoter?: number | null;
  @Field(() => Int, { nullable: true, description: 'Largest number of votes for one option.' })
  maxVotesPerIdea?: number | null;
  @Field(() => [TopicLimitInput], { defaultValue: [], description: 'Limits by topic.' })
  @ArrayMaxSize(200)
  @Nested(() => TopicLimitInput)
  maxPerTopic!: TopicLimitInput[];
  @Field({ defaultValue: true, description: 'Whether a basket may be changed until the close.' })
  revisionAllowed!: boolean;
  @Field(() => BallotDisclosure, {
    defaultValue: BallotDisclosure.auditors,
    description: 'Who may read whole ballots.',
  })
  ballotDisclosure!: BallotDisclosure;
  @Field(() => [String], {
    defaultValue: [],
    description: 'Areas whose residents may vote; empty for everybody.',
  })
  @ArrayMaxSize(1_000)
  eligibleAreaIds!: string[];
  @Field({
    defaultValue: false,
    description: 'Whether what voters say of where they live is enough; else it is verified.',
  })
  declaredResidence!: boolean;
  @Field(() => AllocationRuleInput, {
    nullable: true,
    description: 'How the result is computed; left out on a support ballot.',
  })
  @IsOptional()
  @Nested(() => AllocationRuleInput)
  allocationRule?: AllocationRuleInput | null;
  @Field(() => [TieBreakRule], {
    defaultValue: [TieBreakRule.more_votes, TieBreakRule.lower_cost, TieBreakRule.earlier_place],
    description: 'What decides between equals, in this order; nothing on a support ballot.',
  })
  @ArrayMinSize(1)
  @ArrayMaxSize(12)
  tieBreak!: TieBreakRule[];
}

@InputType({ description: 'A phase whose prices to publish.' })
export class PublishCostsInput extends OnPhase {
  @Field({
    defaultValue: false,
    description: 'Keep options that cost more than their envelope, on purpose and on record.',
  })
  keepOverEnvelope!: boolean;
}

@InputType({ description: 'A phase to open.' })
export class OpenPhaseInput extends OnPhase {}

@InputType({ description: 'A phase to close.' })
export class ClosePhaseInput extends OnPhase {
  @Field(() => String, {
    nullable: true,
    description: 'Why it ends before its announced end, where it does.',
  })
  reason?: string | null;
}

@InputType({ description: 'Another window for a phase that is not over.' })
export class ReschedulePhaseInput extends OnPhase {
  @Field(() => Instant, { nullable: true, description: 'Its first instant; as it is if left out.' })
  opensAt?: string | null;
  @Field(() => Instant, {
    nullable: true,
    description: 'The first instant after it; as it is if left out, open-ended if null.',
  })
  closesAt?: string | null;
  @Field({ description: 'Why, in public.' })
  reason!: string;
  @Field({ description: 'Who decided so: a body, an office.' })
  decidedBy!: string;
}

@InputType({ description: 'A closed phase to open again.' })
export class ReopenPhaseInput extends OnPhase {
  @Field(() => Instant, {
    nullable: true,
    description: 'The first instant after it; open-ended if left out.',
  })
  closesAt?: string | null;
  @Field({ description: 'Why, in public.' })
  reason!: string;
  @Field({ description: 'Where the decision is written down.' })
  decisionRef!: string;
}

@InputType({ description: 'A phase to cancel; its votes are kept and count nowhere.' })
export class CancelPhaseInput extends OnPhase {
  @Field({ description: 'Why, in public.' })
  reason!: string;
}

const shows = { phase: () => Phase };
export const AddPhasePayload = payloadOf('AddPhase', {
  ...shows,
  consultation: () => Consultation,
});
export const ConfigureVotingPayload = payloadOf('ConfigureVoting', shows);
export const PublishCostsPayload = payloadOf('PublishCosts', shows);
export const OpenPhasePayload = payloadOf('OpenPhase', shows);
export const ClosePhasePayload = payloadOf('ClosePhase', shows);
export const ReschedulePhasePayload = payloadOf('ReschedulePhase', shows);
export const ReopenPhasePayload = payloadOf('ReopenPhase', shows);
export const CancelPhasePayload = payloadOf('CancelPhase', shows);
