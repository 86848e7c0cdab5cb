import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { connectionOf } from '../connection.js';
import { SupportValue, SuspensionCause } from '../phase/types.js';
import { Instant, Position } from '../scalars.js';

export enum VoteTallyOrder {
  idea = 'idea',
  up = 'up',
}
registerEnumType(VoteTallyOrder, {
  name: 'VoteTallyOrder',
  description:
    'By idea, or from the most supported down; both tell nothing while counts are hidden.',
});

export enum ThresholdCause {
  vote = 'vote',
  offline = 'offline',
  merge = 'merge',
}
registerEnumType(ThresholdCause, {
  name: 'ThresholdCause',
  description: 'What made supports enough.',
});

@ObjectType({ description: 'What the votes on one idea come to in one phase.' })
export class VoteTally {
  @Field(() => Int, { description: 'Votes for it, given online.' })
  up!: number;
  @Field(() => Int, { description: 'Votes against it, given online.' })
  down!: number;
  @Field(() => Int, { description: 'Votes that are neither, given online.' })
  neutral!: number;
  @Field(() => Int, { description: 'Votes for it on paper.' })
  offlineUp!: number;
  @Field(() => Int, { description: 'Votes against it on paper.' })
  offlineDown!: number;
  @Field(() => Int, { description: 'Votes on paper that are neither.' })
  offlineNeutral!: number;
  @Field(() => Int, {
    description:
      'Voters for ideas that were merged into it, where voters are counted once over all of them.',
  })
  mergedUp!: number;
  @Field(() => Int, { description: 'The same, against them.' })
  mergedDown!: number;
  @Field(() => Int, { description: 'The same, neither for nor against them.' })
  mergedNeutral!: number;
  @Field(() => Int, {
    description: 'Votes beyond these whose ballots two agents took out of the count.',
  })
  invalidated!: number;
  @Field(() => Int, { description: 'All of these, or none while the idea is suspended.' })
  counted!: number;
  @Field(() => SuspensionCause, {
    nullable: true,
    description: 'Why votes on the idea do not count; null where they do.',
  })
  suspended!: SuspensionCause | null;
  @Field(() => Position, { description: 'Where its last change stands in the log.' })
  asOfPosition!: bigint;
}

@ObjectType({ description: 'What the reader of this says of one idea.' })
export class MyVote {
  @Field(() => SupportValue, { description: 'What it says.' })
  value!: SupportValue;
  @Field(() => Int, { description: 'Version of the idea that it was said of.' })
  ideaVersion!: number;
  @Field({ description: 'Whether it counts: it does once there are as many as must be.' })
  counted!: boolean;
  @Field(() => Instant, { description: 'When it was said.' })
  votedAt!: string;
  @Field(() => Position, { description: 'Where its last change stands in the log.' })
  asOfPosition!: bigint;
}

@ObjectType({ description: 'The votes of the reader of this in a phase.' })
export class MyVotes {
  @Field(() => [MyVote], { description: 'Each vote that stands.' })
  votes!: MyVote[];
  @Field(() => Int, { description: 'How many more are needed before any of them counts.' })
  moreNeeded!: number;
  @Field(() => Int, { nullable: true, description: 'How many more are left; null for no limit.' })
  left!: number | null;
}

export const VoteTallyConnection = connectionOf(() => VoteTally, 'VoteTally');
