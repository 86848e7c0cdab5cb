import { Inject } from '@nestjs/common';
import { Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { assessment } from '../../../projections/assessment.js';
import { ideaCard, type IdeaCardRow } from '../../../projections/idea-card.js';
import {
  officialFeedback,
  type FeedbackRevision,
  type OfficialFeedbackRow,
} from '../../../projections/official-feedback.js';
import { Allow } from '../allow.js';
import type { RequestContext } from '../context.js';
import { Door } from '../door.js';
import { localId } from '../ids.js';
import { Input } from '../payload.js';
import {
  AssessIdeaInput,
  AssessIdeaPayload,
  PublishAssessmentInput,
  PublishAssessmentPayload,
  RetractOfficialFeedbackInput,
  RetractOfficialFeedbackPayload,
  ReviseOfficialFeedbackInput,
  ReviseOfficialFeedbackPayload,
} from './handling-inputs.js';
import { Assessment } from './handling-types.js';
import { Idea, OfficialFeedback, OfficialFeedbackRevision } from './types.js';

/** What the administration finds of ideas, and what it has said of them before. */
@Resolver(() => Idea)
export class AnswersResolver {
  constructor(@Inject(Door) private readonly door: Door) {}

  @ResolveField(() => [Assessment], {
    description: 'What was found of it; working papers are for staff, moderators and auditors.',
  })
  assessments(@Parent() { ideaId }: IdeaCardRow, @Context('cahier') context: RequestContext) {
    return context.rowsBy(assessment, { ideaId });
  }

  @Mutation(() => ReviseOfficialFeedbackPayload, {
    description: 'Writes an answer anew; what it said before stays readable.',
  })
  @Allow('staff')
  reviseOfficialFeedback(
    @Input() input: ReviseOfficialFeedbackInput,
    @Context('cahier') context: RequestContext,
  ) {
    return this.door.act(context, {
      type: ReviseOfficialFeedbackInput,
      input,
      wish: () => ({
        type: 'ReviseOfficialFeedback',
        ideaId: ideaId(input),
        feedbackId: input.feedbackId,
        text: input.text,
        authorLabel: input.authorLabel,
        docRefs: input.docRefs,
        reason: input.reason,
      }),
      show: showsFeedback(context),
    });
  }

  @Mutation(() => RetractOfficialFeedbackPayload, {
    description: 'Takes an answer back; that there was one stays.',
  })
  @Allow('staff')
  retractOfficialFeedback(
    @Input() input: RetractOfficialFeedbackInput,
    @Context('cahier') context: RequestContext,
  ) {
    return this.door.act(context, {
      type: RetractOfficialFeedbackInput,
      input,
      wish: () => ({
        type: 'RetractOfficialFeedback',
        ideaId: ideaId(input),
        feedbackId: input.feedbackId,
        reason: input.reason,
      }),
      show: showsFeedback(context),
    });
  }

  @Mutation(() => AssessIdeaPayload, {
    description: 'Records what an agent finds of an idea; a working paper until it is published.',
  })
  @Allow('staff')
  assessIdea(@Input() input: AssessIdeaInput, @Context('cahier') context: RequestContext) {
    return this.door.act(context, {
      type: AssessIdeaInput,
      input,
      wish: async (newId) => ({
        type: 'AssessIdea',
        ideaId: ideaId(input),
        assessmentId: await newId('assessment'),
        criterion: input.criterion,
        verdict: input.verdict,
        score: input.score ?? null,
        explanation: input.explanation,
        published: input.published,
      }),
      show: (ids) => ({
        ...shows(context)(ids),
        assessment: () =>
          context.rowBy(assessment, { ideaId: ids['ideaId'], assessmentId: ids['assessmentId'] }),
      }),
    });
  }

  @Mutation(() => PublishAssessmentPayload, {
    description: 'Publishes working papers as they are.',
  })
  @Allow('staff')
  publishAssessment(
    @Input() input: PublishAssessmentInput,
    @Context('cahier') context: RequestContext,
  ) {
    return this.door.act(context, {
      type: PublishAssessmentInput,
      input,
      wish: () => ({
        type: 'PublishAssessment',
        ideaId: ideaId(input),
        assessmentIds: input.assessmentIds,
      }),
      show: shows(context),
    });
  }
}

/** An answer as it was written once, and why it was taken back. */
@Resolver(() => OfficialFeedback)
export class FeedbackHistoryResolver {
  @ResolveField(() => String, { nullable: true, description: 'Why it was taken back.' })
  retractionReason(
    @Parent() { retraction }: OfficialFeedbackRow,
    @Context('cahier') context: RequestContext,
  ) {
    return context.words(retraction['reason']);
  }
}

@Resolver(() => OfficialFeedbackRevision)
export class FeedbackRevisionResolver {
  @ResolveField()
  text(@Parent() { sealed }: FeedbackRevision, @Context('cahier') context: RequestContext) {
    return context.words(sealed['text']);
  }

  @ResolveField()
  authorLabel(@Parent() { sealed }: FeedbackRevision, @Context('cahier') context: RequestContext) {
    return context.words(sealed['authorLabel']);
  }

  @ResolveField()
  reason(@Parent() { sealed }: FeedbackRevision, @Context('cahier') context: RequestContext) {
    return context.words(sealed['reason']);
  }
}

const showsFeedback = (context: RequestContext) => (ids: Record<string, string>) => ({
  ...shows(context)(ids),
  officialFeedback: () =>
    context.rowBy(officialFeedback, { ideaId: ids['ideaId'], feedbackId: ids['feedbackId'] }),
});

const ideaId = (input: { ideaId: string }): string => localId('Idea', input.ideaId, 'ideaId');

const shows = (context: RequestContext) => (ids: Record<string, string>) => ({
  idea: () => context.rowBy(ideaCard, { ideaId: ids['ideaId']! }),
});
