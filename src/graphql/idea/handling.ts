import { Inject } from '@nestjs/common';
import { Context, Mutation, Resolver } from '@nestjs/graphql';
import { ideaCard } from '../../../projections/idea-card.js';
import { Allow } from '../allow.js';
import type { RequestContext } from '../context.js';
import { Door } from '../door.js';
import { localId } from '../ids.js';
import { Input } from '../payload.js';
import {
  AssignIdeaInput,
  AssignIdeaPayload,
  ClassifyIdeaInput,
  ClassifyIdeaPayload,
  ConfirmLocationInput,
  ConfirmLocationPayload,
  PrescreenIdeaInput,
  PrescreenIdeaPayload,
  PutOnAgendaInput,
  PutOnAgendaPayload,
  ReportProgressInput,
  ReportProgressPayload,
  ScheduleHearingInput,
  ScheduleHearingPayload,
  SuggestLocationInput,
  SuggestLocationPayload,
} from './handling-inputs.js';
import { Idea } from './types.js';

/** How the administration handles ideas. */
@Resolver(() => Idea)
export class HandlingResolver {
  constructor(@Inject(Door) private readonly door: Door) {}

  @Mutation(() => PrescreenIdeaPayload, {
    description: 'Says whether an idea can be examined at all.',
  })
  @Allow('staff')
  prescreenIdea(@Input() input: PrescreenIdeaInput, @Context('cahier') context: RequestContext) {
    return this.door.act(context, {
      type: PrescreenIdeaInput,
      input,
      wish: () => ({
        type: 'PrescreenIdea',
        ideaId: ideaId(input),
        verdict: input.verdict,
        publicReason: input.publicReason ?? null,
      }),
      show: shows(context),
    });
  }

  @Mutation(() => AssignIdeaPayload, {
    description: 'Gives an idea to a department, and there to an agent or to nobody yet.',
  })
  @Allow('staff')
  assignIdea(@Input() input: AssignIdeaInput, @Context('cahier') context: RequestContext) {
    return this.door.act(context, {
      type: AssignIdeaInput,
      input,
      wish: () => ({
        type: 'AssignIdea',
        ideaId: ideaId(input),
        departmentId: input.departmentId,
        agentRef: input.agentRef ?? null,
      }),
      show: shows(context),
    });
  }

  @Mutation(() => ClassifyIdeaPayload, {
    description: 'Says what an idea is about, and for which area.',
  })
  @Allow('staff')
  classifyIdea(@Input() input: ClassifyIdeaInput, @Context('cahier') context: RequestContext) {
    return this.door.act(context, {
      type: ClassifyIdeaInput,
      input,
      wish: () => ({
        type: 'ClassifyIdea',
        ideaId: ideaId(input),
        topicIds: input.topicIds,
        areaId: input.areaId ?? null,
        model: input.model ?? null,
        confidence: input.confidence ?? null,
      }),
      show: shows(context),
    });
  }

  @Mutation(() => SuggestLocationPayload, { description: 'Says where an idea may be about.' })
  @Allow('staff')
  suggestLocation(
    @Input() input: SuggestLocationInput,
    @Context('cahier') context: RequestContext,
  ) {
    return this.door.act(context, {
      type: SuggestLocationInput,
      input,
      wish: () => ({
        type: 'SuggestLocation',
        ideaId: ideaId(input),
        location: { ...input.location },
        model: input.model ?? null,
        confidence: input.confidence ?? null,
      }),
      show: shows(context),
    });
  }

  @Mutation(() => ConfirmLocationPayload, { description: 'Says where an idea is about.' })
  @Allow('staff')
  confirmLocation(
    @Input() input: ConfirmLocationInput,
    @Context('cahier') context: RequestContext,
  ) {
    return this.door.act(context, {
      type: ConfirmLocationInput,
      input,
      wish: () => ({
        type: 'ConfirmLocation',
        ideaId: ideaId(input),
        location: { ...input.location },
      }),
      show: shows(context),
    });
  }

  @Mutation(() => PutOnAgendaPayload, { description: 'Puts an idea on the agenda of a body.' })
  @Allow('staff')
  putOnAgenda(@Input() input: PutOnAgendaInput, @Context('cahier') context: RequestContext) {
    return this.door.act(context, {
      type: PutOnAgendaInput,
      input,
      wish: () => ({
        type: 'PutOnAgenda',
        ideaId: ideaId(input),
        bodyId: input.bodyId,
        sessionDate: input.sessionDate,
      }),
      show: shows(context),
    });
  }

  @Mutation(() => ScheduleHearingPayload, {
    description: 'Lets the author of an idea be heard by a body.',
  })
  @Allow('staff')
  scheduleHearing(
    @Input() input: ScheduleHearingInput,
    @Context('cahier') context: RequestContext,
  ) {
    return this.door.act(context, {
      type: ScheduleHearingInput,
      input,
      wish: () => ({
        type: 'ScheduleHearing',
        ideaId: ideaId(input),
        bodyId: input.bodyId,
        sessionDate: input.sessionDate,
      }),
      show: shows(context),
    });
  }

  @Mutation(() => ReportProgressPayload, {
    description: 'Says how far the realisation of an accepted idea has come.',
  })
  @Allow('staff')
  reportProgress(@Input() input: ReportProgressInput, @Context('cahier') context: RequestContext) {
    return this.door.act(context, {
      type: ReportProgressInput,
      input,
      wish: () => ({
        type: 'ReportProgress',
        ideaId: ideaId(input),
        milestone: input.milestone,
        date: input.date,
        percent: input.percent ?? null,
        docRefs: input.docRefs,
      }),
      show: shows(context),
    });
  }
}

const ideaId = (input: { ideaId: string }): string => localId('Idea', input.ideaId, 'ideaId');

const shows = (context: RequestContext) => (ids: Record<string, string>) => ({
  idea: () => context.rowBy(ideaCard, { ideaId: ids['ideaId']! }),
});
