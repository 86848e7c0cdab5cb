import { Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { Args, Context, Int, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { ConsultationRow } from '../../../projections/consultation.js';
import { feedbackDue, type FeedbackDueRow } from '../../../projections/feedback-due.js';
import { ideaCard, type IdeaCardRow } from '../../../projections/idea-card.js';
import { staffInbox, type StaffInboxRow } from '../../../projections/staff-inbox.js';
import { FeedbackByDepartment } from '../../views/feedback-by-department.js';
import { page, PageArgs } from '../connection.js';
import { Consultation } from '../consultation/types.js';
import type { RequestContext } from '../context.js';
import {
  DepartmentFeedback,
  FeedbackDue,
  FeedbackDueConnection,
  StaffInboxConnection,
  StaffInboxItem,
} from './feedback-due-types.js';
import { Idea } from './types.js';

const ofDepartment = {
  type: () => String,
  nullable: true,
  description: 'Only what this department handles.',
} as const;

/** What was promised to those who brought ideas in, and how it is kept. */
@Resolver(() => Consultation)
export class FeedbackDueResolver {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @ResolveField(() => FeedbackDueConnection, {
    description: 'Answers that are due, those first that have been due for longest.',
  })
  feedbackDue(
    @Parent() { consultationId }: ConsultationRow,
    @Args() args: PageArgs,
    @Args('departmentId', ofDepartment) departmentId: string | null,
    @Context('cahier') context: RequestContext,
  ) {
    const where = { consultationId, waiting: true, ...(departmentId != null && { departmentId }) };
    return page<FeedbackDueRow>(context, args, {
      view: feedbackDue,
      order: ['dueAt', 'ideaId'],
      where,
    });
  }

  @ResolveField(() => [DepartmentFeedback], {
    description: 'How each department keeps what was promised.',
  })
  async feedbackByDepartment(
    @Parent() { consultationId }: ConsultationRow,
    @Context('cahier') context: RequestContext,
  ) {
    const { asOf, minPosition, now } = context;
    const asked = { consultationId, asOf, minPosition, now };
    return this.queries.execute(new FeedbackByDepartment(asked, await context.reader()));
  }

  @ResolveField(() => StaffInboxConnection, {
    description: 'Ideas that wait for somebody in the back office; empty for everybody else.',
  })
  staffInbox(
    @Parent() { consultationId }: ConsultationRow,
    @Args() args: PageArgs,
    @Args('departmentId', ofDepartment) departmentId: string | null,
    @Args('agentRef', {
      type: () => String,
      nullable: true,
      description: 'Only what this agent handles.',
    })
    agentRef: string | null,
    @Context('cahier') context: RequestContext,
  ) {
    const where = {
      ...{ consultationId, done: false },
      ...(departmentId != null && { departmentId }),
      ...(agentRef != null && { agentRef }),
    };
    return page<StaffInboxRow>(context, args, { view: staffInbox, order: ['ideaId'], where });
  }
}

@Resolver(() => FeedbackDue)
export class FeedbackOfIdeaResolver {
  @ResolveField()
  overdue(@Parent() { dueAt }: FeedbackDueRow, @Context('cahier') context: RequestContext) {
    return dueAt !== null && dueAt <= context.now;
  }

  @ResolveField(() => Idea, { nullable: true, description: 'The idea.' })
  idea(@Parent() { ideaId }: FeedbackDueRow, @Context('cahier') context: RequestContext) {
    return context.rowBy(ideaCard, { ideaId });
  }
}

@Resolver(() => StaffInboxItem)
export class StaffInboxResolver {
  @ResolveField(() => Int)
  duplicateCount(@Parent() { duplicates }: StaffInboxRow) {
    return duplicates.length;
  }

  @ResolveField(() => Idea, { nullable: true, description: 'The idea.' })
  idea(@Parent() { ideaId }: StaffInboxRow, @Context('cahier') context: RequestContext) {
    return context.rowBy(ideaCard, { ideaId });
  }

  @ResolveField(() => FeedbackDue, { nullable: true, description: 'The answer it is promised.' })
  feedback(@Parent() { ideaId }: StaffInboxRow, @Context('cahier') context: RequestContext) {
    return context.rowBy(feedbackDue, { ideaId });
  }
}

/** The promise as an idea shows it. */
@Resolver(() => Idea)
export class PromiseOfIdeaResolver {
  @ResolveField(() => FeedbackDue, {
    nullable: true,
    description: 'The answer that it was promised, and what has become of it.',
  })
  feedbackDue(@Parent() { ideaId }: IdeaCardRow, @Context('cahier') context: RequestContext) {
    return context.rowBy(feedbackDue, { ideaId });
  }
}
