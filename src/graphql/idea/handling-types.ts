import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Instant } from '../scalars.js';

export enum Admission {
  admissible = 'admissible',
  incomplete = 'incomplete',
  inadmissible = 'inadmissible',
}
registerEnumType(Admission, {
  name: 'Admission',
  description: 'Whether an idea can be examined at all.',
});

export enum AssessmentCriterion {
  realisation = 'realisation',
  qualite = 'qualite',
}
registerEnumType(AssessmentCriterion, {
  name: 'AssessmentCriterion',
  description: 'What an idea is assessed by: whether it can be realised, and how mature it is.',
});

export enum Verdict {
  favourable = 'favourable',
  reserved = 'reserved',
  unfavourable = 'unfavourable',
}
registerEnumType(Verdict, { name: 'Verdict', description: 'What was found.' });

@ObjectType({ description: 'What was found of an idea, as it was published.' })
export class PublishedAssessment {
  @Field({ description: 'Its name.' })
  assessmentId!: string;
  @Field(() => AssessmentCriterion, { description: 'By which criterion.' })
  criterion!: AssessmentCriterion;
  @Field(() => Verdict, { description: 'What was found.' })
  verdict!: Verdict;
  @Field(() => Int, { nullable: true, description: 'From 0 to 100.' })
  score!: number | null;
  @Field({ description: 'Why.' })
  explanation!: string;
}

@ObjectType({ description: 'What was found of an idea.' })
export class Assessment extends PublishedAssessment {
  @Field(() => Instant, {
    nullable: true,
    description: 'Since when the public reads it; null while it is a working paper.',
  })
  publishedAt!: string | null;
}
