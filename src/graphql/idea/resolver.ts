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
import { ballotOption } from '../../../projections/ballot-option.js';
import { consultation } from '../../../projections/consultation.js';
import { ideaCard, type IdeaCardRow } from '../../../projections/idea-card.js';
import { ideaTimeline } from '../../../projections/idea-timeline.js';
import {
  officialFeedback,
  type OfficialFeedbackRow,
} from '../../../projections/official-feedback.js';
import { organisation } from '../../../projections/organisation.js';
import { Allow } from '../allow.js';
import { PageArgs } from '../connection.js';
import { Consultation } from '../consultation/types.js';
import type { RequestContext } from '../context.js';
import { Door } from '../door.js';
import { globalId, localId, phaseIds } from '../ids.js';
import { Money } from '../money.js';
import { Area, Status, Topic } from '../organisation/types.js';
import { Input } from '../payload.js';
import { BallotOption } from '../phase/types.js';
import { Position } from '../scalars.js';
import { timelinePage } from '../timeline/timeline.js';
import { TimelineConnection } from '../timeline/types.js';
import {
  AdmitToBallotInput,
  AdmitToBallotPayload,
  ChangeIdeaStatusInput,
  ChangeIdeaStatusPayload,
  GiveOfficialFeedbackInput,
  GiveOfficialFeedbackPayload,
  ReviseIdeaInput,
  ReviseIdeaPayload,
  SetCostInput,
  SetCostPayload,
  SubmitIdeaInput,
  SubmitIdeaPayload,
} from './inputs.js';
import { Idea, IdeaOrigin, OfficialFeedback } from './types.js';

@Resolver(() => Idea)
export class IdeaResolver {
  constructor(@Inject(Door) private readonly door: Door) {}

  @Query(() => Idea, { nullable: true, description: 'One idea.' })
  @Allow('anyone')
  idea(
    @Args('id', { type: () => ID, description: 'Its id.' }) id: string,
    @Args('minPosition', {
      type: () => Position,
      nullable: true,
      description: 'Read at least up to here.',
    })
    min: bigint | null,
    @Context('cahier') context: RequestContext,
  ) {
    context.seeAtLeast(min);
    return context.rowBy(ideaCard, { ideaId: localId('Idea', id, 'id') });
  }

  @ResolveField(() => ID)
  id(@Parent() row: IdeaCardRow): string {
    return globalId('Idea', row.ideaId);
  }

  @ResolveField()
  title(@Parent() { sealed }: IdeaCardRow, @Context('cahier') context: RequestContext) {
    return context.words(sealed['title']);
  }

  @ResolveField()
  body(@Parent() { sealed }: IdeaCardRow, @Context('cahier') context: RequestContext) {
    return context.words(sealed['body']);
  }

  @ResolveField()
  locale(@Parent() { sealed }: IdeaCardRow, @Context('cahier') context: RequestContext) {
    return context.words(sealed['locale']);
  }

  @ResolveField()
  erased(@Parent() { sealed }: IdeaCardRow, @Context('cahier') context: RequestContext) {
    return context.isErased(sealed);
  }

  @ResolveField(() => Boolean)
  byFormerParticipant(
    @Parent() { sealed }: IdeaCardRow,
    @Context('cahier') context: RequestContext,
  ) {
    return context.isFormer(sealed);
  }

  @ResolveField(() => Consultation, { description: 'The consultation it is part of.' })
  consultation(@Parent() row: IdeaCardRow, @Context('cahier') context: RequestContext) {
    return context.rowBy(consultation, { consultationId: row.consultationId });
  }

  @ResolveField(() => Status, { nullable: true, description: 'The state it is in.' })
  async status(@Parent() row: IdeaCardRow, @Context('cahier') context: RequestContext) {
    return (
      (await organisationOf(row, context))?.statuses.find((s) => s.statusId === row.statusId) ??
      null
    );
  }

  @ResolveField(() => [Topic], { description: 'What it is about.' })
  async topics(@Parent() row: IdeaCardRow, @Context('cahier') context: RequestContext) {
    return (
      (await organisationOf(row, context))?.topics.filter((t) =>
        row.topicIds.includes(t.topicId),
      ) ?? []
    );
  }

  @ResolveField(() => Area, { nullable: true, description: 'The area it is for.' })
  async area(@Parent() row: IdeaCardRow, @Context('cahier') context: RequestContext) {
    return (await organisationOf(row, context))?.areas.find((a) => a.areaId === row.areaId) ?? null;
  }

  @ResolveField(() => Money, { nullable: true, description: 'What it would cost.' })
  cost(@Parent() { costAmount, costCurrency }: IdeaCardRow) {
    return costAmount === null ? null : { amount: costAmount, currency: costCurrency! };
  }

  @ResolveField(() => [BallotOption], { description: 'The ballots on which it stands.' })
  ballotOptions(@Parent() row: IdeaCardRow, @Context('cahier') context: RequestContext) {
    return context.rowsBy(ballotOption, { ideaId: row.ideaId });
  }

  @ResolveField(() => [OfficialFeedback], {
    description: 'What the administration answered, oldest first.',
  })
  async officialFeedback(@Parent() row: IdeaCardRow, @Context('cahier') context: RequestContext) {
    const given = await context.rowsBy(officialFeedback, { ideaId: row.ideaId });
    return [...given].sort((a, b) => (a.asOfPosition < b.asOfPosition ? -1 : 1));
  }

  @ResolveField(() => TimelineConnection, {
    description: 'What happened to it, in the order of the log.',
  })
  timeline(
    @Parent() { ideaId }: IdeaCardRow,
    @Args() args: PageArgs,
    @Context('cahier') context: RequestContext,
  ) {
    return timelinePage(context, args, ideaTimeline, { ideaId });
  }

  @Mutation(() => SubmitIdeaPayload, {
    description: 'Submits an idea: a citizen while its phase is open, the city at any time.',
  })
  @Allow('citizen', 'staff')
  submitIdea(@Input() input: SubmitIdeaInput, @Context('cahier') context: RequestContext) {
    const { text, topicIds, areaId, location, proposedCost, attachments } = input;
    const citizen = context.viewer.roles.includes('citizen');
    return this.door.act(context, {
      type: SubmitIdeaInput,
      input,
      wish: async (newId) => ({
        type: 'SubmitIdea',
        consultationId: localId('Consultation', input.consultationId, 'consultationId'),
        ideaId: await newId('idea'),
        phaseId: input.phaseId != null ? phaseIds(input.phaseId).phaseId : null,
        origin: citizen ? IdeaOrigin.web : IdeaOrigin.city,
        text: { ...text },
        topicIds,
        areaId: areaId ?? null,
        location: location ? { ...location } : null,
        proposedCost: proposedCost ?? null,
        attachments: attachments.map((a) => ({ ...a })),
      }),
      show: shows(context),
    });
  }

  @Mutation(() => ReviseIdeaPayload, { description: 'Changes the words of an idea.' })
  @Allow('citizen', 'staff', 'moderator')
  reviseIdea(@Input() input: ReviseIdeaInput, @Context('cahier') context: RequestContext) {
    const { text, kind, reason } = input;
    return this.door.act(context, {
      type: ReviseIdeaInput,
      input,
      wish: () => ({
        type: 'ReviseIdea',
        ideaId: ideaId(input),
        text: { ...text },
        kind,
        reason: reason ?? null,
      }),
      show: shows(context),
    });
  }

  @Mutation(() => ChangeIdeaStatusPayload, {
    description: 'Gives an idea another status, says why and what comes next.',
  })
  @Allow('staff')
  changeIdeaStatus(
    @Input() input: ChangeIdeaStatusInput,
    @Context('cahier') context: RequestContext,
  ) {
    const { to, publicReason, nextSteps, notify } = input;
    return this.door.act(context, {
      type: ChangeIdeaStatusInput,
      input,
      wish: async (newId) => ({
        type: 'ChangeIdeaStatus',
        ideaId: ideaId(input),
        to,
        publicReason: publicReason ?? null,
        nextSteps,
        feedbackId: await newId('feedback'),
        notify,
      }),
      show: shows(context),
    });
  }

  @Mutation(() => GiveOfficialFeedbackPayload, {
    description: 'Gives the administration’s public answer to an idea.',
  })
  @Allow('staff')
  giveOfficialFeedback(
    @Input() input: GiveOfficialFeedbackInput,
    @Context('cahier') context: RequestContext,
  ) {
    const { text, authorLabel, docRefs } = input;
    return this.door.act(context, {
      type: GiveOfficialFeedbackInput,
      input,
      wish: async (newId) => ({
        type: 'GiveOfficialFeedback',
        ideaId: ideaId(input),
        feedbackId: await newId('feedback'),
        text,
        authorLabel,
        docRefs,
        nextFeedbackOn: input.nextFeedbackOn ?? null,
      }),
      show: (ids) => ({
        ...shows(context)(ids),
        officialFeedback: () =>
          context.rowBy(officialFeedback, { ideaId: ids['ideaId'], feedbackId: ids['feedbackId'] }),
      }),
    });
  }

  @Mutation(() => SetCostPayload, {
    description: 'Sets what an idea would cost; frozen once a vote on it has begun.',
  })
  @Allow('staff')
  setCost(@Input() input: SetCostInput, @Context('cahier') context: RequestContext) {
    const { amount, currency, explanation } = input;
    return this.door.act(context, {
      type: SetCostInput,
      input,
      wish: () => ({
        type: 'SetCost',
        ideaId: ideaId(input),
        amount,
        currency,
        explanation: explanation ?? null,
      }),
      show: shows(context),
    });
  }

  @Mutation(() => AdmitToBallotPayload, { description: 'Puts an idea on the ballot of a phase.' })
  @Allow('staff')
  admitToBallot(@Input() input: AdmitToBallotInput, @Context('cahier') context: RequestContext) {
    const { envelopeAreaId, reason } = input;
    return this.door.act(context, {
      type: AdmitToBallotInput,
      input,
      wish: () => ({
        type: 'AdmitToBallot',
        ideaId: ideaId(input),
        phaseId: phaseIds(input.phaseId).phaseId,
        envelopeAreaId: envelopeAreaId ?? null,
        reason: reason ?? null,
      }),
      show: shows(context),
    });
  }
}

@Resolver(() => OfficialFeedback)
export class OfficialFeedbackResolver {
  @ResolveField()
  text(@Parent() { sealed }: OfficialFeedbackRow, @Context('cahier') context: RequestContext) {
    return context.words(sealed['text']);
  }

  @ResolveField()
  authorLabel(
    @Parent() { sealed }: OfficialFeedbackRow,
    @Context('cahier') context: RequestContext,
  ) {
    return context.words(sealed['authorLabel']);
  }

  @ResolveField()
  erased(@Parent() { sealed }: OfficialFeedbackRow, @Context('cahier') context: RequestContext) {
    return context.isErased(sealed);
  }
}

const ideaId = (input: { ideaId: string }): string => localId('Idea', input.ideaId, 'ideaId');

const shows = (context: RequestContext) => (ids: Record<string, string>) => ({
  idea: () => context.rowBy(ideaCard, { ideaId: ids['ideaId']! }),
});

const organisationOf = async (row: IdeaCardRow, context: RequestContext) => {
  const of = await context.rowBy(consultation, { consultationId: row.consultationId });
  return of && context.rowBy(organisation, { organisationId: of.organisationId });
};
