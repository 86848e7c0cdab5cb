import { Inject } from '@nestjs/common';
import { Args, Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { ballotRuling } from '../../../projections/ballot-ruling.js';
import { invalidation } from '../../../projections/invalidation.js';
import { phase, type PhaseRow } from '../../../projections/phase.js';
import { Allow } from '../allow.js';
import { page, PageArgs } from '../connection.js';
import type { RequestContext } from '../context.js';
import { Door } from '../door.js';
import { phaseIds } from '../ids.js';
import { Input } from '../payload.js';
import { Phase } from '../phase/types.js';
import {
  InvalidateBallotInput,
  InvalidateBallotPayload,
  ReinstateBallotInput,
  ReinstateBallotPayload,
} from './inputs.js';
import { BallotRulingConnection, Invalidation } from './types.js';

@Resolver(() => Phase)
export class RulingResolver {
  constructor(@Inject(Door) private readonly door: Door) {}

  @ResolveField(() => [Invalidation], {
    description: 'How many of its ballots were taken out of the count, and why.',
  })
  invalidations(@Parent() { phaseId }: PhaseRow, @Context('cahier') context: RequestContext) {
    return context.rowsBy(invalidation, { phaseId });
  }

  @ResolveField(() => BallotRulingConnection, {
    description: 'What agents say of single ballots; empty for who is neither staff nor auditor.',
  })
  ballotRulings(
    @Parent() { phaseId }: PhaseRow,
    @Args() args: PageArgs,
    @Context('cahier') context: RequestContext,
  ) {
    return page(context, args, { view: ballotRuling, order: ['voterRef'] }, { phaseId });
  }

  @Mutation(() => InvalidateBallotPayload, {
    description:
      'Takes a ballot out of the count once two agents have said so; the first time it is a proposal.',
  })
  @Allow('staff')
  invalidateBallot(
    @Input() input: InvalidateBallotInput,
    @Context('cahier') context: RequestContext,
  ) {
    return this.door.act(context, {
      type: InvalidateBallotInput,
      input,
      wish: () => ({ type: 'InvalidateBallot', ...ruling(input) }),
      show: shows(context),
    });
  }

  @Mutation(() => ReinstateBallotPayload, {
    description: 'Lets a ballot count again as it was, once two agents have said so.',
  })
  @Allow('staff')
  reinstateBallot(
    @Input() input: ReinstateBallotInput,
    @Context('cahier') context: RequestContext,
  ) {
    return this.door.act(context, {
      type: ReinstateBallotInput,
      input,
      wish: () => ({ type: 'ReinstateBallot', ...ruling(input) }),
      show: shows(context),
    });
  }
}

const ruling = ({ phaseId, voterRef, reasonCode, evidenceRef }: InvalidateBallotInput) => ({
  ...phaseIds(phaseId),
  ...{ voterRef, reasonCode, evidenceRef: evidenceRef ?? null },
});

const shows = (context: RequestContext) => (ids: Record<string, string>) => ({
  phase: () => context.rowBy(phase, { phaseId: ids['phaseId']! }),
});
