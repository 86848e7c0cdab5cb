import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

export enum MergePolicy {
  invite_revote = 'invite_revote',
  union_distinct_voters = 'union_distinct_voters',
  none = 'none',
}
registerEnumType(MergePolicy, {
  name: 'MergePolicy',
  description: 'What becomes of the votes of ideas that are merged.',
  valuesMap: {
    invite_revote: { description: 'They stay where they are; who gave them is asked anew.' },
    union_distinct_voters: { description: 'Each voter counts once over all of the ideas.' },
    none: { description: 'They stay where they are.' },
  },
});

export enum DuplicateStatus {
  suggested = 'suggested',
  dismissed = 'dismissed',
  merged = 'merged',
  unmerged = 'unmerged',
}
registerEnumType(DuplicateStatus, {
  name: 'DuplicateStatus',
  description: 'What was decided on two ideas that may be one.',
});

@ObjectType({ description: 'Another idea that may be the same.' })
export class Duplicate {
  @Field(() => DuplicateStatus, { description: 'What was decided.' })
  status!: DuplicateStatus;
  @Field(() => String, { nullable: true, description: 'Who said it first: agent or machine.' })
  source!: string | null;
  @Field(() => String, { nullable: true, description: 'The machine that says so.' })
  model!: string | null;
  @Field(() => Int, { nullable: true, description: 'How sure it is, from 0 to 100.' })
  score!: number | null;
  @Field(() => String, { nullable: true, description: 'Why it was decided so.' })
  reason!: string | null;
}
