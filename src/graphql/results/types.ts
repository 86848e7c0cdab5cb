import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { AllocationRule, TieBreakRule } from '../phase/types.js';
import { Instant, MinorUnits, Position } from '../scalars.js';

export enum ResultsStatus {
  tally_closed = 'tally_closed',
  computed = 'computed',
  certified = 'certified',
  published = 'published',
  under_revision = 'under_revision',
  withdrawn = 'withdrawn',
}
registerEnumType(ResultsStatus, {
  name: 'ResultsStatus',
  description: 'How far a result has come.',
  valuesMap: {
    under_revision: { description: 'It was signed and is being revised.' },
    withdrawn: { description: 'Its phase was opened again, or cancelled.' },
  },
});

export enum NotFundedReason {
  below_threshold = 'below_threshold',
  did_not_fit = 'did_not_fit',
  stopped_before = 'stopped_before',
  dearer_than_budget = 'dearer_than_budget',
  no_supporters = 'no_supporters',
  not_affordable_by_supporters = 'not_affordable_by_supporters',
  hidden = 'hidden',
  disqualified = 'disqualified',
  withdrawn = 'withdrawn',
  merged = 'merged',
  overridden = 'overridden',
}
registerEnumType(NotFundedReason, {
  name: 'NotFundedReason',
  description: 'Why an option is not funded.',
});

export enum AllocationFate {
  selected = 'selected',
  not_selected = 'not_selected',
}
registerEnumType(AllocationFate, {
  name: 'AllocationFate',
  description: 'Whether an option is funded.',
});

@ObjectType({ description: 'A person who signed a result.' })
export class Signatory {
  @Field({ description: 'Their name.' })
  name!: string;
  @Field({ description: 'The office in which they sign.' })
  office!: string;
}

@ObjectType({ description: 'An option that is funded.' })
export class FundedIdea {
  @Field(() => Int, { description: 'Order of choice, from 1.' })
  rank!: number;
  @Field(() => MinorUnits, { description: 'What it costs, in minor units.' })
  cost!: number;
  @Field({
    description:
      '`rule`; `completion` when it was funded from what the rule had left; `override` by a decision.',
  })
  by!: string;
}

@ObjectType({ description: 'An option that is not funded, and why.' })
export class UnfundedIdea {
  @Field(() => NotFundedReason, { description: 'Why.' })
  why!: NotFundedReason;
}

@ObjectType({ description: 'A tie that was broken on the way.' })
export class BrokenTie {
  @Field(() => TieBreakRule, { description: 'What broke it.' })
  by!: TieBreakRule;
}

@ObjectType({ description: 'How one envelope was given out.' })
export class EnvelopeResult {
  @Field(() => String, {
    nullable: true,
    description: 'The area it is for; null for the whole consultation.',
  })
  envelopeAreaId!: string | null;
  @Field(() => MinorUnits, { description: 'What there was, in minor units.' })
  amount!: number;
  @Field(() => MinorUnits, { description: 'What is spent, in minor units.' })
  spent!: number;
  @Field(() => Int, { nullable: true, description: 'How often add1 raised each share.' })
  increments!: number | null;
  @Field(() => [FundedIdea], { description: 'What is funded, in order of choice.' })
  selected!: FundedIdea[];
  @Field(() => [UnfundedIdea], { description: 'What is not, and why.' })
  notSelected!: UnfundedIdea[];
  @Field(() => [BrokenTie], { description: 'Ties that were broken.' })
  tieBreaks!: BrokenTie[];
}

@ObjectType({ description: 'How one envelope is given out in the end, with every override.' })
export class EnvelopeOutcome {
  @Field(() => String, {
    nullable: true,
    description: 'The area it is for; null for the whole consultation.',
  })
  envelopeAreaId!: string | null;
  @Field(() => MinorUnits, {
    description: 'What there is, in minor units: as it was declared, or more by a decision.',
  })
  amount!: number;
  @Field(() => MinorUnits, { description: 'What is spent, in minor units.' })
  spent!: number;
  @Field(() => [FundedIdea], { description: 'What is funded; what was decided comes last.' })
  selected!: FundedIdea[];
  @Field(() => [UnfundedIdea], { description: 'What is not, and why.' })
  notSelected!: UnfundedIdea[];
}

@ObjectType({
  description: 'An option that is funded, or is not, other than was computed: by a decision.',
})
export class AllocationOverride {
  @Field(() => AllocationFate, { description: 'What was decided.' })
  to!: AllocationFate;
  @Field(() => String, {
    nullable: true,
    description: 'The area of the envelope; null for the whole consultation.',
  })
  envelopeAreaId!: string | null;
  @Field(() => MinorUnits, { description: 'What the option costs, in minor units.' })
  cost!: number;
  @Field(() => MinorUnits, { description: 'What the envelope comes to, in minor units.' })
  amount!: number;
  @Field(() => MinorUnits, { description: 'What is then spent of it, in minor units.' })
  spent!: number;
  @Field({ description: 'Why, in public.' })
  reason!: string;
  @Field({ description: 'Where the decision is written down.' })
  decisionRef!: string;
  @Field(() => Instant, { description: 'When.' })
  at!: string;
}

@ObjectType({ description: 'How many votes on one idea count.' })
export class VoteCount {
  @Field(() => Int, { description: 'Votes for it.' })
  up!: number;
  @Field(() => Int, { description: 'Votes against it.' })
  down!: number;
  @Field(() => Int, { description: 'Votes that are neither.' })
  neutral!: number;
  @Field(() => Int, { description: 'All votes that count.' })
  counted!: number;
}

@ObjectType({ description: 'What the votes of a phase come to.' })
export class CountedVotes {
  @Field(() => Int, { description: 'Voters of whom a vote counts.' })
  voters!: number;
  @Field(() => [VoteCount], { description: 'By idea.' })
  counts!: VoteCount[];
}

@ObjectType({ description: 'A price that was corrected during the vote.' })
export class CorrectedPrice {
  @Field(() => MinorUnits, { description: 'The price when the vote began, in minor units.' })
  published!: number;
  @Field(() => MinorUnits, {
    description: 'The price when the counts were fixed, at which it is funded, in minor units.',
  })
  amount!: number;
}

@ObjectType({ description: 'The result of a phase, from fixed counts to publication.' })
export class Results {
  @Field(() => ResultsStatus, { description: 'How far it has come.' })
  status!: ResultsStatus;
  @Field({ description: 'Position in the log of the last ballot event that counts.' })
  upToPosition!: string;
  @Field(() => Int, { description: 'How many baskets count.' })
  baskets!: number;
  @Field(() => Int, { description: 'People whose papers are in batches; the counts hold them.' })
  offlineVoters!: number;
  @Field({ description: 'Digest of the counts.' })
  countsHash!: string;
  @Field(() => CountedVotes, {
    nullable: true,
    description: 'What the votes come to, where ideas are supported one by one.',
  })
  votes!: CountedVotes | null;
  @Field(() => [CorrectedPrice], { description: 'Prices that were corrected during the vote.' })
  prices!: CorrectedPrice[];
  @Field(() => AllocationRule, {
    nullable: true,
    description: 'The rule by which it was computed.',
  })
  rule!: AllocationRule | null;
  @Field(() => Int, { nullable: true, description: 'Version of the rule’s code.' })
  ruleVersion!: number | null;
  @Field(() => [TieBreakRule], {
    nullable: true,
    description: 'What decided between equals, in this order.',
  })
  tieBreak!: TieBreakRule[] | null;
  @Field(() => String, {
    nullable: true,
    description: 'Digest of everything it was computed from.',
  })
  inputHash!: string | null;
  @Field(() => String, { nullable: true, description: 'Digest of the result; what is signed.' })
  resultHash!: string | null;
  @Field(() => [EnvelopeResult], { description: 'What was computed, by envelope.' })
  envelopes!: EnvelopeResult[];
  @Field(() => [AllocationOverride], {
    description: 'What decisions have changed of that since, in their order.',
  })
  overrides!: AllocationOverride[];
  @Field(() => [Signatory], { description: 'Who signed it.' })
  signatories!: Signatory[];
  @Field({ description: 'True once the names of who signed it are erased.' })
  erased!: boolean;
  @Field(() => Instant, { nullable: true, description: 'When it was computed.' })
  computedAt!: string | null;
  @Field(() => Instant, { nullable: true, description: 'When it was signed.' })
  certifiedAt!: string | null;
  @Field(() => Instant, { nullable: true, description: 'When it was published.' })
  publishedAt!: string | null;
  @Field(() => Position, { description: 'Where its last change stands in the log.' })
  asOfPosition!: bigint;
}
