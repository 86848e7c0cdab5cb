import { Inject } from '@nestjs/common';
import {
  Args,
  Context,
  ID,
  Mutation,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import { consultationTimeline } from '../../../projections/consultation-timeline.js';
import { consultation, type ConsultationRow } from '../../../projections/consultation.js';
import { decision, type DecisionRow } from '../../../projections/decision.js';
import { ideaCard, type IdeaCardRow } from '../../../projections/idea-card.js';
import { organisation } from '../../../projections/organisation.js';
import { phase } from '../../../projections/phase.js';
import { Allow } from '../allow.js';
import { page, PageArgs } from '../connection.js';
import type { RequestContext } from '../context.js';
import { Door } from '../door.js';
import { IdeaConnection, Idea } from '../idea/types.js';
import { globalId, localId } from '../ids.js';
import { Area, Body, Department, Organisation, Topic } from '../organisation/types.js';
import { Input } from '../payload.js';
import { Phase } from '../phase/types.js';
import { Position } from '../scalars.js';
import { timelinePage } from '../timeline/timeline.js';
import { TimelineConnection } from '../timeline/types.js';
import {
  ArchiveConsultationInput,
  ArchiveConsultationPayload,
  CreateConsultationInput,
  CreateConsultationPayload,
  PublishConsultationInput,
  PublishConsultationPayload,
  PublishDecisionInput,
  PublishDecisionPayload,
  PublishRulesInput,
  PublishRulesPayload,
  UnpublishConsultationInput,
  UnpublishConsultationPayload,
} from './inputs.js';
import { Consultation, ConsultationConnection, Decision } from './types.js';

const minPosition = {
  type: () => Position,
  nullable: true,
  description: 'Read at least up to here.',
};

@Resolver(() => Consultation)
export class ConsultationResolver {
  constructor(@Inject(Door) private readonly door: Door) {}

  @Query(() => ConsultationConnection, { description: 'All consultations, newest first.' })
  @Allow('anyone')
  consultations(
    @Args() args: PageArgs,
    @Args('minPosition', minPosition) min: bigint | null,
    @Context('cahier') context: RequestContext,
  ) {
    context.seeAtLeast(min);
    return page(context, args, {
      view: consultation,
      order: ['createdAt', 'consultationId'],
      descending: true,
    });
  }

  @Query(() => Consultation, { nullable: true, description: 'One consultation.' })
  @Allow('anyone')
  consultation(
    @Args('id', { type: () => ID, description: 'Its id.' }) id: string,
    @Args('minPosition', minPosition) min: bigint | null,
    @Context('cahier') context: RequestContext,
  ) {
    context.seeAtLeast(min);
    return context.rowBy(consultation, { consultationId: localId('Consultation', id, 'id') });
  }

  @ResolveField(() => ID)
  id(@Parent() row: ConsultationRow): string {
    return globalId('Consultation', row.consultationId);
  }

  @ResolveField(() => Organisation, { description: 'Who asks.' })
  organisation(@Parent() row: ConsultationRow, @Context('cahier') context: RequestContext) {
    return context.rowBy(organisation, { organisationId: row.organisationId });
  }

  @ResolveField(() => [Area], { description: 'Areas concerned.' })
  async areas(@Parent() row: ConsultationRow, @Context('cahier') context: RequestContext) {
    const of = await context.rowBy(organisation, { organisationId: row.organisationId });
    return of?.areas.filter((a) => row.areaIds.includes(a.areaId)) ?? [];
  }

  @ResolveField(() => [Topic], { description: 'Topics concerned.' })
  async topics(@Parent() row: ConsultationRow, @Context('cahier') context: RequestContext) {
    const of = await context.rowBy(organisation, { organisationId: row.organisationId });
    return of?.topics.filter((t) => row.topicIds.includes(t.topicId)) ?? [];
  }

  @ResolveField(() => Department, {
    nullable: true,
    description: 'The department that holds it, if one was named.',
  })
  async department(@Parent() row: ConsultationRow, @Context('cahier') context: RequestContext) {
    const of = await context.rowBy(organisation, { organisationId: row.organisationId });
    return of?.departments.find((d) => d.departmentId === row.departmentId) ?? null;
  }

  @ResolveField(() => [Phase], { description: 'Its phases, in order of time.' })
  async phases(@Parent() row: ConsultationRow, @Context('cahier') context: RequestContext) {
    const phases = await context.rowsBy(phase, { consultationId: row.consultationId });
    return [...phases].sort((a, b) => (a.opensAt < b.opensAt ? -1 : 1));
  }

  @ResolveField(() => IdeaConnection, { description: 'Its ideas, oldest first.' })
  ideas(
    @Parent() { consultationId }: ConsultationRow,
    @Args() args: PageArgs,
    @Args('topicId', {
      type: () => String,
      nullable: true,
      description: 'Only ideas on this topic.',
    })
    topicId: string | null,
    @Args('areaId', {
      type: () => String,
      nullable: true,
      description: 'Only ideas for this area.',
    })
    areaId: string | null,
    @Context('cahier') context: RequestContext,
  ) {
    return page<IdeaCardRow>(
      context,
      args,
      {
        view: ideaCard,
        ...(areaId != null && { where: { areaId } }),
        ...(topicId != null && { holds: { column: 'topicIds', value: topicId } }),
        order: ['submittedAt', 'ideaId'],
      },
      { consultationId },
    );
  }

  @ResolveField(() => TimelineConnection, {
    description: 'What happened in it, in the order of the log.',
  })
  timeline(
    @Parent() { consultationId }: ConsultationRow,
    @Args() args: PageArgs,
    @Context('cahier') context: RequestContext,
  ) {
    return timelinePage(context, args, consultationTimeline, { consultationId });
  }

  @ResolveField(() => [Decision], { description: 'What was decided.' })
  decisions(@Parent() row: ConsultationRow, @Context('cahier') context: RequestContext) {
    return context.rowsBy(decision, { consultationId: row.consultationId });
  }

  @Mutation(() => CreateConsultationPayload, { description: 'Creates a consultation, as a draft.' })
  @Allow('staff')
  createConsultation(
    @Input() input: CreateConsultationInput,
    @Context('cahier') context: RequestContext,
  ) {
    const { commandId: _id, ...fields } = input;
    return this.door.act(context, {
      type: CreateConsultationInput,
      input,
      wish: async (newId) => ({
        type: 'CreateConsultation',
        consultationId: await newId('consultation'),
        ...fields,
      }),
      show: shows(context),
    });
  }

  @Mutation(() => PublishRulesPayload, { description: 'Publishes the next version of the rules.' })
  @Allow('staff')
  publishRules(@Input() input: PublishRulesInput, @Context('cahier') context: RequestContext) {
    const { threshold, feedbackPromise, text, bindingness, commitment, criteria, tallyVisibility } =
      input;
    return this.door.act(context, {
      type: PublishRulesInput,
      input,
      wish: () => ({
        type: 'PublishRules',
        consultationId: consultationId(input),
        text,
        bindingness,
        commitment,
        threshold: threshold
          ? { ...threshold, routesToBodyId: threshold.routesToBodyId ?? null }
          : null,
        feedbackPromise: feedbackPromise ? { ...feedbackPromise } : null,
        criteria,
        tallyVisibility,
        reserveJustification: input.reserveJustification ?? null,
      }),
      show: shows(context),
    });
  }

  @Mutation(() => PublishConsultationPayload, { description: 'Makes a consultation public.' })
  @Allow('staff')
  publishConsultation(
    @Input() input: PublishConsultationInput,
    @Context('cahier') context: RequestContext,
  ) {
    return this.door.act(context, {
      type: PublishConsultationInput,
      input,
      wish: () => ({
        type: 'PublishConsultation',
        consultationId: consultationId(input),
        reserveJustification: input.reserveJustification ?? null,
      }),
      show: shows(context),
    });
  }

  @Mutation(() => UnpublishConsultationPayload, {
    description: 'Makes a consultation a draft again, as long as nobody has brought anything in.',
  })
  @Allow('staff')
  unpublishConsultation(
    @Input() input: UnpublishConsultationInput,
    @Context('cahier') context: RequestContext,
  ) {
    return this.door.act(context, {
      type: UnpublishConsultationInput,
      input,
      wish: () => ({
        type: 'UnpublishConsultation',
        consultationId: consultationId(input),
        reason: input.reason,
      }),
      show: shows(context),
    });
  }

  @Mutation(() => PublishDecisionPayload, {
    description: 'Publishes what a body decided, and whether it follows the tally.',
  })
  @Allow('staff')
  publishDecision(
    @Input() input: PublishDecisionInput,
    @Context('cahier') context: RequestContext,
  ) {
    const { bodyId, sessionDate, outcome, concernsIdeaIds, followsTally, reason, docRefs } = input;
    return this.door.act(context, {
      type: PublishDecisionInput,
      input,
      wish: async (newId) => ({
        type: 'PublishDecision',
        consultationId: consultationId(input),
        decisionId: await newId('decision'),
        bodyId,
        sessionDate,
        outcome,
        concernsIdeaIds: concernsIdeaIds.map((id, i) =>
          localId('Idea', id, `concernsIdeaIds.${i}`),
        ),
        followsTally,
        reason: reason?.trim() || null,
        docRefs,
        reserveJustification: input.reserveJustification ?? null,
      }),
      show: (ids) => ({
        ...shows(context)(ids),
        decision: () =>
          context.rowBy(decision, {
            consultationId: ids['consultationId'],
            decisionId: ids['decisionId'],
          }),
      }),
    });
  }

  @Mutation(() => ArchiveConsultationPayload, {
    description: 'Ends a consultation, with a decision or a reason why there is none.',
  })
  @Allow('staff')
  archiveConsultation(
    @Input() input: ArchiveConsultationInput,
    @Context('cahier') context: RequestContext,
  ) {
    const { outcomeSummary, noFollowUpReason } = input;
    return this.door.act(context, {
      type: ArchiveConsultationInput,
      input,
      wish: () => ({
        type: 'ArchiveConsultation',
        consultationId: consultationId(input),
        outcomeSummary,
        noFollowUpReason: noFollowUpReason ?? null,
      }),
      show: shows(context),
    });
  }
}

const consultationId = (input: { consultationId: string }): string =>
  localId('Consultation', input.consultationId, 'consultationId');

const shows = (context: RequestContext) => (ids: Record<string, string>) => ({
  consultation: () => context.rowBy(consultation, { consultationId: ids['consultationId']! }),
});

@Resolver(() => Decision)
export class DecisionResolver {
  @ResolveField(() => ID)
  id(@Parent() row: DecisionRow): string {
    return globalId('Decision', row.decisionId);
  }

  @ResolveField(() => Body, { nullable: true, description: 'The body that decided.' })
  async body(@Parent() row: DecisionRow, @Context('cahier') context: RequestContext) {
    const of = await context.rowBy(consultation, { consultationId: row.consultationId });
    const by = of && (await context.rowBy(organisation, { organisationId: of.organisationId }));
    return by?.bodies.find((b) => b.bodyId === row.bodyId) ?? null;
  }

  @ResolveField(() => [Idea], { description: 'Ideas it concerns.' })
  async ideas(@Parent() row: DecisionRow, @Context('cahier') context: RequestContext) {
    const ideas = await Promise.all(
      row.concernsIdeaIds.map((id) => context.rowBy(ideaCard, { ideaId: id })),
    );
    return ideas.filter((i) => i !== null);
  }
}
