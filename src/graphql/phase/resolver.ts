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
import { ballotOption, type BallotOptionRow } from '../../../projections/ballot-option.js';
import { basketTally, type BasketTallyRow } from '../../../projections/basket-tally.js';
import { consultation } from '../../../projections/consultation.js';
import { ideaCard } from '../../../projections/idea-card.js';
import { organisation } from '../../../projections/organisation.js';
import { phaseParticipation } from '../../../projections/phase-participation.js';
import { phase, type PhaseRow } from '../../../projections/phase.js';
import type { AllocationRule as Rule } from '../../domain/allocation/rule.js';
import type { VotingRules as Voting } from '../../domain/consultation/events.js';
import { Allow } from '../allow.js';
import { page, PageArgs } from '../connection.js';
import { Consultation } from '../consultation/types.js';
import type { RequestContext } from '../context.js';
import { Door } from '../door.js';
import { Idea } from '../idea/types.js';
import { globalId, localId, phaseIds } from '../ids.js';
import { Money } from '../money.js';
import { Area } from '../organisation/types.js';
import { Input } from '../payload.js';
import { Position } from '../scalars.js';
import {
  AddPhaseInput,
  AddPhasePayload,
  ClosePhaseInput,
  ClosePhasePayload,
  ConfigureVotingInput,
  ConfigureVotingPayload,
  OpenPhaseInput,
  OpenPhasePayload,
  PublishCostsInput,
  PublishCostsPayload,
  type AllocationRuleInput,
} from './inputs.js';
import {
  BallotOption,
  BallotOptionConnection,
  BallotOptionOrder,
  BasketTally,
  HiddenReason,
  Phase,
  PhaseParticipation,
} from './types.js';

const hidden = ({ status, tallyVisibility }: PhaseRow): HiddenReason | null => {
  if (status === 'cancelled') return HiddenReason.PHASE_CANCELLED;
  const isHidden = tallyVisibility === 'hidden_until_close' && status !== 'closed';
  return isHidden ? HiddenReason.HIDDEN_UNTIL_CLOSE : null;
};

@Resolver(() => Phase)
export class PhaseResolver {
  constructor(@Inject(Door) private readonly door: Door) {}

  @Query(() => Phase, { nullable: true, description: 'One phase.' })
  @Allow('anyone')
  phase(
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
    return context.rowBy(phase, { phaseId: localId('Phase', id, 'id') });
  }

  @ResolveField(() => ID)
  id(@Parent() row: PhaseRow): string {
    return globalId('Phase', row.phaseId);
  }

  @ResolveField(() => Consultation, { description: 'The consultation it is part of.' })
  consultation(@Parent() row: PhaseRow, @Context('cahier') context: RequestContext) {
    return context.rowBy(consultation, { consultationId: row.consultationId });
  }

  @ResolveField(() => HiddenReason, {
    nullable: true,
    description: 'Why counts are null, while they are hidden.',
  })
  talliesHidden(@Parent() row: PhaseRow): string | null {
    return hidden(row);
  }

  @ResolveField(() => BallotOptionConnection, { description: 'What stands on its ballot.' })
  async options(
    @Parent() { phaseId }: PhaseRow,
    @Args() args: PageArgs,
    @Args('orderBy', {
      type: () => BallotOptionOrder,
      defaultValue: BallotOptionOrder.listed,
      description: 'In which order.',
    })
    orderBy: BallotOptionOrder,
    @Context('cahier') context: RequestContext,
  ) {
    if (orderBy === BallotOptionOrder.listed)
      return page(context, args, { view: ballotOption, order: ['ideaId'] }, { phaseId });
    const tallies = await page<BasketTallyRow>(
      context,
      args,
      { view: basketTally, order: ['counted', 'ideaId'], descending: true },
      { phaseId },
    );
    const nodes = await Promise.all(
      tallies.nodes.map(({ ideaId }) => context.rowBy(ballotOption, { phaseId, ideaId })),
    );
    return { ...tallies, nodes, edges: tallies.edges.map((e, i) => ({ ...e, node: nodes[i] })) };
  }

  @ResolveField(() => PhaseParticipation, {
    nullable: true,
    description: 'How many took part; null while hidden or before prices are published.',
  })
  participation(@Parent() { phaseId }: PhaseRow, @Context('cahier') context: RequestContext) {
    return context.rowBy(phaseParticipation, { phaseId });
  }

  @Mutation(() => AddPhasePayload, { description: 'Adds a phase to a consultation.' })
  @Allow('staff')
  addPhase(@Input() input: AddPhaseInput, @Context('cahier') context: RequestContext) {
    const { title, method, participationLevel, opensAt, closesAt, timeZone, parallel } = input;
    return this.door.act(context, {
      type: AddPhaseInput,
      input,
      wish: async (newId) => {
        const consultationId = localId('Consultation', input.consultationId, 'consultationId');
        return {
          type: 'AddPhase',
          consultationId,
          phaseId: `${consultationId}.${await newId('phase')}`,
          title,
          method,
          participationLevel,
          opensAt,
          closesAt: closesAt ?? null,
          timeZone,
          parallel,
        };
      },
      show: (ids) => ({
        ...shows(context)(ids),
        consultation: () => context.rowBy(consultation, { consultationId: ids['consultationId']! }),
      }),
    });
  }

  @Mutation(() => ConfigureVotingPayload, {
    description: 'Sets what a voter may do; frozen once the phase opens.',
  })
  @Allow('staff')
  configureVoting(
    @Input() input: ConfigureVotingInput,
    @Context('cahier') context: RequestContext,
  ) {
    return this.door.act(context, {
      type: ConfigureVotingInput,
      input,
      wish: () => ({ type: 'ConfigureVoting', ...phaseIds(input.phaseId), ...votingRules(input) }),
      show: shows(context),
    });
  }

  @Mutation(() => PublishCostsPayload, {
    description: 'Publishes the prices of all ideas admitted to the ballot.',
  })
  @Allow('staff')
  publishCosts(@Input() input: PublishCostsInput, @Context('cahier') context: RequestContext) {
    const { keepOverEnvelope } = input;
    return this.door.act(context, {
      type: PublishCostsInput,
      input,
      wish: () => ({ type: 'PublishCosts', ...phaseIds(input.phaseId), keepOverEnvelope }),
      show: shows(context),
    });
  }

  @Mutation(() => OpenPhasePayload, { description: 'Opens a phase within its window.' })
  @Allow('staff')
  openPhase(@Input() input: OpenPhaseInput, @Context('cahier') context: RequestContext) {
    return this.door.act(context, {
      type: OpenPhaseInput,
      input,
      wish: () => ({ type: 'OpenPhase', ...phaseIds(input.phaseId) }),
      show: shows(context),
    });
  }

  @Mutation(() => ClosePhasePayload, {
    description: 'Closes a phase; before its announced end only with a reason.',
  })
  @Allow('staff')
  closePhase(@Input() input: ClosePhaseInput, @Context('cahier') context: RequestContext) {
    return this.door.act(context, {
      type: ClosePhaseInput,
      input,
      wish: () => ({
        type: 'ClosePhase',
        ...phaseIds(input.phaseId),
        reason: input.reason ?? null,
      }),
      show: shows(context),
    });
  }
}

const shows = (context: RequestContext) => (ids: Record<string, string>) => ({
  phase: () => context.rowBy(phase, { phaseId: ids['phaseId']! }),
});

const votingRules = (input: ConfigureVotingInput): Voting => ({
  ballotType: input.ballotType,
  ...(input.values && { values: input.values }),
  ...(input.paperReplacesOnline && { paperReplacesOnline: true as const }),
  ...(input.lockSupportsAtThreshold && { lockSupportsAtThreshold: true as const }),
  envelopes: input.envelopes.map(({ areaId, amount, currency }) => ({
    areaId: areaId ?? null,
    amount,
    currency,
  })),
  minItems: input.minItems ?? null,
  maxItems: input.maxItems ?? null,
  minSpend: input.minSpend ?? null,
  maxSpend:
    input.maxSpend ??
    (input.ballotType === 'budget' ? Math.max(0, ...input.envelopes.map((e) => e.amount)) : null),
  minVotesPerVoter: input.minVotesPerVoter ?? null,
  maxVotesPerVoter: input.maxVotesPerVoter ?? null,
  maxVotesPerIdea: input.maxVotesPerIdea ?? null,
  maxPerTopic: input.maxPerTopic.map(({ topicId, items, spend }) => ({
    topicId,
    items: items ?? null,
    spend: spend ?? null,
  })),
  revisionAllowed: input.revisionAllowed,
  ballotDisclosure: input.ballotDisclosure,
  eligibleAreaIds: input.eligibleAreaIds,
  ...(input.declaredResidence && { declaredResidence: true as const }),
  allocationRule: input.allocationRule ? allocationRule(input.allocationRule) : null,
  tieBreak: input.ballotType === 'support' ? [] : input.tieBreak,
});

const allocationRule = ({ name, greedy, equalShares }: AllocationRuleInput): Rule => {
  if (name === 'phragmen') return { name: 'phragmen' };
  if (name === 'greedy') {
    const { by = 'votes', skip = true, threshold } = greedy ?? {};
    return { name: 'greedy', by, skip, ...(threshold != null && { threshold }) };
  }
  const {
    utility = 'cost',
    completion = 'add1_greedy',
    exhaustive = false,
    increment = 100,
  } = equalShares ?? {};
  return { name: 'equal_shares', utility, completion, exhaustive, increment };
};

@Resolver(() => BallotOption)
export class BallotOptionResolver {
  @ResolveField(() => Idea, {
    nullable: true,
    description: 'The idea; null where you may not see it.',
  })
  idea(@Parent() row: BallotOptionRow, @Context('cahier') context: RequestContext) {
    return context.rowBy(ideaCard, { ideaId: row.ideaId });
  }

  @ResolveField(() => Phase, { description: 'The phase on whose ballot it stands.' })
  phase(@Parent() row: BallotOptionRow, @Context('cahier') context: RequestContext) {
    return context.rowBy(phase, { phaseId: row.phaseId });
  }

  @ResolveField(() => Money, {
    nullable: true,
    description: 'Its price; null until prices are published.',
  })
  async cost(@Parent() row: BallotOptionRow, @Context('cahier') context: RequestContext) {
    const of = await context.rowBy(consultation, { consultationId: row.consultationId });
    return row.amount === null || !of ? null : { amount: row.amount, currency: of.currency };
  }

  @ResolveField(() => Area, {
    nullable: true,
    description: 'The area whose envelope pays for it; null for the whole.',
  })
  async envelopeArea(@Parent() row: BallotOptionRow, @Context('cahier') context: RequestContext) {
    const of = await context.rowBy(consultation, { consultationId: row.consultationId });
    const by = of && (await context.rowBy(organisation, { organisationId: of.organisationId }));
    return by?.areas.find((a) => a.areaId === row.envelopeAreaId) ?? null;
  }

  @ResolveField(() => BasketTally, {
    nullable: true,
    description: 'How often it was chosen; null while counts are hidden.',
  })
  tally(
    @Parent() { phaseId, ideaId }: BallotOptionRow,
    @Context('cahier') context: RequestContext,
  ) {
    return context.rowBy(basketTally, { phaseId, ideaId });
  }
}
