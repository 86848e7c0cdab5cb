import { Inject } from '@nestjs/common';
import { Args, Context, Int, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { ConsultationRow } from '../../../projections/consultation.js';
import { ideaCard } from '../../../projections/idea-card.js';
import { reviewSession, type ReviewSessionRow } from '../../../projections/review-session.js';
import { Allow } from '../allow.js';
import { page, PageArgs } from '../connection.js';
import { Consultation } from '../consultation/types.js';
import type { RequestContext } from '../context.js';
import { Door } from '../door.js';
import { Idea } from '../idea/types.js';
import { localId } from '../ids.js';
import { Input } from '../payload.js';
import {
  CloseReviewSessionInput,
  CloseReviewSessionPayload,
  OpenReviewSessionInput,
  OpenReviewSessionPayload,
  ReviewIdeaInput,
  ReviewIdeaPayload,
} from './inputs.js';
import { ReviewedIdea, ReviewSession, ReviewSessionConnection } from './types.js';

/** Sessions in which a body answers ideas. */
@Resolver(() => ReviewSession)
export class ReviewResolver {
  constructor(@Inject(Door) private readonly door: Door) {}

  @ResolveField(() => Int)
  answered(@Parent() { ideas }: ReviewSessionRow) {
    return ideas.filter(({ outcome }) => outcome !== null).length;
  }

  @Mutation(() => OpenReviewSessionPayload, {
    description: 'Opens a session in which a body answers a batch of ideas.',
  })
  @Allow('staff')
  openReviewSession(
    @Input() input: OpenReviewSessionInput,
    @Context('cahier') context: RequestContext,
  ) {
    const { bodyId, from, to, selectionRule } = input;
    return this.door.act(context, {
      type: OpenReviewSessionInput,
      input,
      wish: async (newId) => ({
        type: 'OpenReviewSession',
        consultationId: consultationId(input),
        sessionId: await newId('session'),
        bodyId,
        period: { from, to },
        ideaIds: input.ideaIds.map((id, i) => localId('Idea', id, `ideaIds.${i}`)),
        selectionRule,
      }),
      show: shows(context),
    });
  }

  @Mutation(() => ReviewIdeaPayload, {
    description: 'Records what a session found of an idea.',
  })
  @Allow('staff')
  reviewIdea(@Input() input: ReviewIdeaInput, @Context('cahier') context: RequestContext) {
    const { sessionId, outcome, feedbackId } = input;
    return this.door.act(context, {
      type: ReviewIdeaInput,
      input,
      wish: () => ({
        type: 'ReviewIdea',
        consultationId: consultationId(input),
        ideaId: localId('Idea', input.ideaId, 'ideaId'),
        ...{ sessionId, outcome, feedbackId },
      }),
      show: shows(context),
    });
  }

  @Mutation(() => CloseReviewSessionPayload, {
    description:
      'Closes a session: every idea was answered, or it is said why one is carried over.',
  })
  @Allow('staff')
  closeReviewSession(
    @Input() input: CloseReviewSessionInput,
    @Context('cahier') context: RequestContext,
  ) {
    return this.door.act(context, {
      type: CloseReviewSessionInput,
      input,
      wish: () => ({
        type: 'CloseReviewSession',
        consultationId: consultationId(input),
        sessionId: input.sessionId,
        carriedOverReason: input.carriedOverReason ?? null,
      }),
      show: shows(context),
    });
  }
}

@Resolver(() => ReviewedIdea)
export class ReviewedIdeaResolver {
  @ResolveField(() => Idea, { nullable: true, description: 'The idea.' })
  idea(@Parent() { ideaId }: { ideaId: string }, @Context('cahier') context: RequestContext) {
    return context.rowBy(ideaCard, { ideaId });
  }
}

@Resolver(() => Consultation)
export class ReviewSessionsResolver {
  @ResolveField(() => ReviewSessionConnection, {
    description: 'Sessions in which a body answers its ideas, oldest first.',
  })
  reviewSessions(
    @Parent() { consultationId }: ConsultationRow,
    @Args() args: PageArgs,
    @Context('cahier') context: RequestContext,
  ) {
    return page<ReviewSessionRow>(
      context,
      args,
      { view: reviewSession, order: ['openedAt', 'sessionId'] },
      { consultationId },
    );
  }
}

const consultationId = (input: { consultationId: string }): string =>
  localId('Consultation', input.consultationId, 'consultationId');

const shows = (context: RequestContext) => (ids: Record<string, string>) => ({
  reviewSession: () => context.rowBy(reviewSession, { sessionId: ids['sessionId']! }),
});
