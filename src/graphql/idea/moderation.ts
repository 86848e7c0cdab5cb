import { Inject } from '@nestjs/common';
import { Args, Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { ConsultationRow } from '../../../projections/consultation.js';
import { ideaCard } from '../../../projections/idea-card.js';
import { moderationLog, type ModerationLogRow } from '../../../projections/moderation-log.js';
import { transparencyCounter } from '../../../projections/transparency-counter.js';
import { Allow } from '../allow.js';
import { page, PageArgs } from '../connection.js';
import { Consultation } from '../consultation/types.js';
import type { RequestContext } from '../context.js';
import { Door } from '../door.js';
import { localId, phaseIds } from '../ids.js';
import { Input } from '../payload.js';
import {
  DisqualifyFromBallotInput,
  DisqualifyFromBallotPayload,
  FlagContentInput,
  FlagContentPayload,
  HideIdeaInput,
  HideIdeaPayload,
  RestoreIdeaInput,
  RestoreIdeaPayload,
  WithdrawIdeaInput,
  WithdrawIdeaPayload,
} from './moderation-inputs.js';
import {
  ModerationEntry,
  ModerationLogConnection,
  TransparencyCounter,
} from './moderation-types.js';
import { Idea } from './types.js';

/** How ideas leave lists and ballots, and come back. */
@Resolver(() => Idea)
export class ModerationResolver {
  constructor(@Inject(Door) private readonly door: Door) {}

  @Mutation(() => FlagContentPayload, {
    description: 'Tells the moderators that something is wrong with an idea; once each.',
  })
  @Allow('citizen', 'moderator', 'staff')
  flagContent(@Input() input: FlagContentInput, @Context('cahier') context: RequestContext) {
    const { reasonCode, model, score } = input;
    return this.door.act(context, {
      type: FlagContentInput,
      input,
      wish: () => ({
        type: 'FlagContent',
        ideaId: ideaId(input),
        reasonCode,
        model: context.viewer.roles.includes('citizen') ? null : (model ?? null),
        score: score ?? null,
      }),
      show: shows(context),
    });
  }

  @Mutation(() => HideIdeaPayload, {
    description: 'Hides an idea: it leaves every list and count, and nothing is deleted.',
  })
  @Allow('moderator', 'staff')
  hideIdea(@Input() input: HideIdeaInput, @Context('cahier') context: RequestContext) {
    const { reasonCode, publicNote, privateNoteRef } = input;
    return this.door.act(context, {
      type: HideIdeaInput,
      input,
      wish: () => ({
        type: 'HideIdea',
        ideaId: ideaId(input),
        reasonCode,
        publicNote,
        privateNoteRef: privateNoteRef ?? null,
      }),
      show: shows(context),
    });
  }

  @Mutation(() => RestoreIdeaPayload, {
    description: 'Shows a hidden idea again; its votes count again as they were cast.',
  })
  @Allow('moderator', 'staff')
  restoreIdea(@Input() input: RestoreIdeaInput, @Context('cahier') context: RequestContext) {
    const { publicNote, privateNoteRef } = input;
    return this.door.act(context, {
      type: RestoreIdeaInput,
      input,
      wish: () => ({
        type: 'RestoreIdea',
        ideaId: ideaId(input),
        publicNote,
        privateNoteRef: privateNoteRef ?? null,
      }),
      show: shows(context),
    });
  }

  @Mutation(() => WithdrawIdeaPayload, {
    description: 'Takes an idea back, by its author; never while people vote on it.',
  })
  @Allow('citizen', 'staff')
  withdrawIdea(@Input() input: WithdrawIdeaInput, @Context('cahier') context: RequestContext) {
    return this.door.act(context, {
      type: WithdrawIdeaInput,
      input,
      wish: () => ({
        type: 'WithdrawIdea',
        ideaId: ideaId(input),
        reason: input.reason ?? null,
      }),
      show: shows(context),
    });
  }

  @Mutation(() => DisqualifyFromBallotPayload, {
    description:
      'Takes an idea from a ballot for good: its lines in baskets are void, every other line stays.',
  })
  @Allow('staff')
  disqualifyFromBallot(
    @Input() input: DisqualifyFromBallotInput,
    @Context('cahier') context: RequestContext,
  ) {
    return this.door.act(context, {
      type: DisqualifyFromBallotInput,
      input,
      wish: () => ({
        type: 'DisqualifyFromBallot',
        ideaId: ideaId(input),
        phaseId: phaseIds(input.phaseId).phaseId,
        reason: input.reason,
      }),
      show: shows(context),
    });
  }
}

/** What is told of moderation: numbers to everybody, the rest to those who moderate or audit. */
@Resolver(() => Consultation)
export class ModerationLogResolver {
  @ResolveField(() => [TransparencyCounter], {
    description: 'How much is moderated in it, by reason.',
  })
  moderation(
    @Parent() { consultationId }: ConsultationRow,
    @Context('cahier') context: RequestContext,
  ) {
    return context.rowsBy(transparencyCounter, { consultationId });
  }

  @ResolveField(() => ModerationLogConnection, {
    description: 'Each act of moderation, in the order of the log; empty for everybody else.',
  })
  moderationLog(
    @Parent() { consultationId }: ConsultationRow,
    @Args() args: PageArgs,
    @Context('cahier') context: RequestContext,
  ) {
    const question = { view: moderationLog, order: ['position'] as const };
    return page(context, args, question, { consultationId });
  }
}

@Resolver(() => ModerationEntry)
export class ModerationEntryResolver {
  @ResolveField(() => Idea, { nullable: true, description: 'The idea it is about.' })
  idea(@Parent() { ideaId }: ModerationLogRow, @Context('cahier') context: RequestContext) {
    return context.rowBy(ideaCard, { ideaId });
  }
}

const ideaId = (input: { ideaId: string }): string => localId('Idea', input.ideaId, 'ideaId');

const shows = (context: RequestContext) => (ids: Record<string, string>) => ({
  idea: () => context.rowBy(ideaCard, { ideaId: ids['ideaId']! }),
});
