import { Field, Float, Int, ObjectType } from '@nestjs/graphql';
import { connectionOf } from '../connection.js';
import { Instant } from '../scalars.js';

@ObjectType({ description: 'The answer that an idea was promised, and what has become of it.' })
export class FeedbackDue {
  @Field(() => Instant, {
    nullable: true,
    description: 'The first instant after the time in which an answer was promised at first.',
  })
  promisedUntil!: string | null;
  @Field(() => Instant, {
    nullable: true,
    description:
      'The first instant after the time in which an answer is due now; null where none is.',
  })
  dueAt!: string | null;
  @Field({ description: 'Whether that time is over.' })
  overdue!: boolean;
  @Field(() => Instant, {
    nullable: true,
    description: 'When the first answer was given that stands.',
  })
  firstAnsweredAt!: string | null;
  @Field(() => String, { nullable: true, description: 'The department that handles it.' })
  departmentId!: string | null;
}

export const FeedbackDueConnection = connectionOf(() => FeedbackDue, 'FeedbackDue');

@ObjectType({ description: 'How a department keeps what was promised.' })
export class DepartmentFeedback {
  @Field(() => String, { nullable: true, description: 'The department; null for none.' })
  departmentId!: string | null;
  @Field(() => Int, { description: 'Ideas that it handles.' })
  ideas!: number;
  @Field(() => Int, { description: 'Those of them that have an answer.' })
  answered!: number;
  @Field(() => Int, { description: 'Those to which an answer is due.' })
  due!: number;
  @Field(() => Int, { description: 'Those to which one is overdue.' })
  overdue!: number;
  @Field(() => Float, {
    nullable: true,
    description: 'Days from an idea to its first answer: half of those answered waited no longer.',
  })
  medianDaysToFirstAnswer!: number | null;
}

@ObjectType({ description: 'What waits for somebody in the back office.' })
export class StaffInboxItem {
  @Field(() => String, { nullable: true, description: 'The department that handles the idea.' })
  departmentId!: string | null;
  @Field(() => String, { nullable: true, description: 'Its agent who does, by pseudonym.' })
  agentRef!: string | null;
  @Field(() => Instant, { nullable: true, description: 'Since when.' })
  assignedAt!: string | null;
  @Field(() => Int, { description: 'Flags that no moderator has answered yet.' })
  flags!: number;
  @Field(() => Int, { description: 'Ideas that may be the same, with nobody having said yet.' })
  duplicateCount!: number;
}

export const StaffInboxConnection = connectionOf(() => StaffInboxItem, 'StaffInboxItem');
