import { Field, Float, Int, ObjectType } from '@nestjs/graphql';
import { Area } from '../organisation/types.js';

@ObjectType({
  description:
    'What was done in a phase on one day, as the clocks of its zone have it. Days come to the whole: all who began, less those who ended it, are the participants.',
})
export class ParticipationDay {
  @Field({ description: 'The day, written yyyy-mm-dd.' })
  day!: string;
  @Field(() => Int, { description: 'Acts on that day; on paper, of that day.' })
  acts!: number;
  @Field(() => Int, {
    description:
      'People who began to take part: by their first basket, by the votes with which theirs count, on paper, or because their ballot counts again.',
  })
  began!: number;
  @Field(() => Int, {
    description:
      'People who took part no longer: they took everything back, or their ballot was taken out of the count.',
  })
  ended!: number;
}

@ObjectType({ description: 'How many acts came through one channel; channels come to the whole.' })
export class ParticipationChannel {
  @Field({
    description:
      'The channel, such as `api` or `import`; `paper` where a ballot on paper was written down as one. Papers of batches are no acts: `offlineVoters` counts those.',
  })
  channel!: string;
  @Field(() => Int, { description: 'Acts that came through it.' })
  acts!: number;
}

@ObjectType({
  description:
    'Who took part in one area, and how much. The area is that whose envelope a basket spends; of votes, and of papers in batches, none is known.',
})
export class ParticipationArea {
  @Field(() => Area, {
    nullable: true,
    description: 'The area; null for all of whom none is known.',
  })
  area!: Area | null;
  @Field(() => Int, {
    nullable: true,
    description:
      'Participants; null where they are too few, or where another area in which they are could be reckoned from it.',
  })
  participants!: number | null;
  @Field(() => Int, { nullable: true, description: 'Acts; null where `participants` is.' })
  acts!: number | null;
  @Field(() => Float, {
    nullable: true,
    description:
      'Participants for each inhabitant of the area; null where one of the two is not told or not known.',
  })
  turnout!: number | null;
}

@ObjectType({
  description:
    'What was brought into a phase, and by how many people, each counted once. What is hidden or taken back is not counted, nor are comments on it.',
})
export class PhaseContributions {
  @Field(() => Int, { description: 'Ideas, those of the city among them.' })
  ideas!: number;
  @Field(() => Int, { description: 'People who brought ideas in.' })
  authors!: number;
  @Field(() => Int, { description: 'Comments on those ideas, those of the city among them.' })
  comments!: number;
  @Field(() => Int, { description: 'People who commented.' })
  commenters!: number;
}
