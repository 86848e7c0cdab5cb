import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Position } from '../scalars.js';
import { SupportValue } from './types.js';

export enum SegmentKind {
  declared = 'declared',
  other = 'other',
  unknown = 'unknown',
}
registerEnumType(SegmentKind, {
  name: 'SegmentKind',
  description:
    'What voters have in common: they say the same of themselves, or each something that few others say, or nothing is known: they say nothing, voted on paper, or were erased.',
});

export enum SegmentsHiddenReason {
  PHASE_NOT_CLOSED = 'PHASE_NOT_CLOSED',
  PHASE_CANCELLED = 'PHASE_CANCELLED',
  NOT_AS_OF_THE_PAST = 'NOT_AS_OF_THE_PAST',
}
registerEnumType(SegmentsHiddenReason, {
  name: 'SegmentsHiddenReason',
  description:
    'Why counts by segment are not told. Two counts between which somebody voted would tell of what kind that voter is: so there is none while people vote, and none of the past.',
});

@ObjectType({ description: 'Voters who have in common what they say of themselves.' })
export class Segment {
  @Field(() => SegmentKind, { description: 'What they have in common.' })
  kind!: SegmentKind;
  @Field(() => String, {
    nullable: true,
    description: 'What they say, such as `25-34`; null unless it is declared.',
  })
  value!: string | null;
}

@ObjectType({
  description: 'How many voters of each segment chose one idea, or said one thing of it.',
})
export class SegmentedRow {
  @Field(() => SupportValue, {
    nullable: true,
    description: 'What they said of it; null where one picks options.',
  })
  value!: SupportValue | null;
  @Field(() => Int, { description: 'All of them, as the tally of the idea says.' })
  total!: number;
  @Field(() => Int, { description: 'Those of them in cells that are null.' })
  blanked!: number;
  @Field(() => [Int], {
    nullable: 'items',
    description:
      'How many of each segment, in the order of `segments`. A cell is null where it is too small, or where another that is too small could be reckoned from it.',
  })
  cells!: (number | null)[];
}

@ObjectType({
  description:
    'What the votes of one phase come to, by what voters said of themselves when they voted. It counts voters, never votes of one of them, nor money.',
})
export class SegmentedTally {
  @Field({ description: 'What it is about, such as `age`.' })
  by!: string;
  @Field(() => [Segment], { description: 'The columns.' })
  segments!: Segment[];
  @Field(() => [SegmentedRow], { description: 'The rows: ideas that count, and what is said.' })
  rows!: SegmentedRow[];
  @Field(() => Position, { description: 'How far the log was counted.' })
  asOfPosition!: bigint;
}
