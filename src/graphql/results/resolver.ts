import { Inject } from '@nestjs/common';
import { Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { ideaCard } from '../../../projections/idea-card.js';
import type { PhaseRow } from '../../../projections/phase.js';
import { Allow } from '../allow.js';
import type { RequestContext } from '../context.js';
import { Door } from '../door.js';
import { Idea } from '../idea/types.js';
import { phaseIds } from '../ids.js';
import { Input } from '../payload.js';
import { Phase } from '../phase/types.js';
import {
  CertifyResultsInput,
  CertifyResultsPayload,
  CloseTallyInput,
  CloseTallyPayload,
  ComputeAllocationInput,
  ComputeAllocationPayload,
  PublishResultsInput,
  PublishResultsPayload,
  ReopenResultsInput,
  ReopenResultsPayload,
} from './inputs.js';
import { resultsOf, shows } from './show.js';
import {
  BrokenTie,
  CorrectedPrice,
  FundedIdea,
  Results,
  UnfundedIdea,
  VoteCount,
} from './types.js';

@Resolver(() => Phase)
export class ResultsResolver {
  constructor(@Inject(Door) private readonly door: Door) {}

  @ResolveField(() => Results, {
    nullable: true,
    description: 'Its result, once the counts are fixed.',
  })
  results(@Parent() row: PhaseRow, @Context('cahier') context: RequestContext) {
    return resultsOf(context, row.phaseId);
  }

  @Mutation(() => CloseTallyPayload, { description: 'Fixes the counts of a closed phase.' })
  @Allow('staff')
  closeTally(@Input() input: CloseTallyInput, @Context('cahier') context: RequestContext) {
    return this.door.act(context, {
      type: CloseTallyInput,
      input,
      wish: () => ({ type: 'CloseTally', ...phaseIds(input.phaseId) }),
      show: shows(context),
    });
  }

  @Mutation(() => ComputeAllocationPayload, {
    description: 'Computes what is funded, by the rule declared before the vote.',
  })
  @Allow('staff')
  computeAllocation(
    @Input() input: ComputeAllocationInput,
    @Context('cahier') context: RequestContext,
  ) {
    return this.door.act(context, {
      type: ComputeAllocationInput,
      input,
      wish: () => ({ type: 'ComputeAllocation', ...phaseIds(input.phaseId) }),
      show: shows(context),
    });
  }

  @Mutation(() => CertifyResultsPayload, { description: 'Signs a computed result.' })
  @Allow('staff')
  certifyResults(@Input() input: CertifyResultsInput, @Context('cahier') context: RequestContext) {
    const { resultHash, signatories } = input;
    return this.door.act(context, {
      type: CertifyResultsInput,
      input,
      wish: () => ({
        type: 'CertifyResults',
        ...phaseIds(input.phaseId),
        resultHash,
        signatories: signatories.map(({ name, office }) => ({ name, office })),
      }),
      show: shows(context),
    });
  }

  @Mutation(() => PublishResultsPayload, { description: 'Publishes a signed result.' })
  @Allow('staff')
  publishResults(@Input() input: PublishResultsInput, @Context('cahier') context: RequestContext) {
    return this.door.act(context, {
      type: PublishResultsInput,
      input,
      wish: () => ({
        type: 'PublishResults',
        ...phaseIds(input.phaseId),
        reserveJustification: input.reserveJustification ?? null,
      }),
      show: shows(context),
    });
  }

  @Mutation(() => ReopenResultsPayload, {
    description: 'Puts a signed result under revision; what was published stays on record.',
  })
  @Allow('staff')
  reopenResults(@Input() input: ReopenResultsInput, @Context('cahier') context: RequestContext) {
    const { reason, decisionRef } = input;
    return this.door.act(context, {
      type: ReopenResultsInput,
      input,
      wish: () => ({ type: 'ReopenResults', ...phaseIds(input.phaseId), reason, decisionRef }),
      show: shows(context),
    });
  }
}

const idea = (ideaId: string, context: RequestContext) => context.rowBy(ideaCard, { ideaId });

@Resolver(() => VoteCount)
export class VoteCountResolver {
  @ResolveField(() => Idea, { nullable: true, description: 'The idea.' })
  idea(@Parent() { ideaId }: { ideaId: string }, @Context('cahier') context: RequestContext) {
    return idea(ideaId, context);
  }
}

@Resolver(() => FundedIdea)
export class FundedIdeaResolver {
  @ResolveField(() => Idea, {
    nullable: true,
    description: 'The idea; null while a moderator hides it.',
  })
  idea(@Parent() { ideaId }: { ideaId: string }, @Context('cahier') context: RequestContext) {
    return idea(ideaId, context);
  }
}

@Resolver(() => CorrectedPrice)
export class CorrectedPriceResolver {
  @ResolveField(() => Idea, {
    nullable: true,
    description: 'The idea; null while a moderator hides it.',
  })
  idea(@Parent() { ideaId }: { ideaId: string }, @Context('cahier') context: RequestContext) {
    return idea(ideaId, context);
  }
}

@Resolver(() => UnfundedIdea)
export class UnfundedIdeaResolver {
  @ResolveField(() => Idea, {
    nullable: true,
    description: 'The idea; null while a moderator hides it.',
  })
  idea(@Parent() { ideaId }: { ideaId: string }, @Context('cahier') context: RequestContext) {
    return idea(ideaId, context);
  }
}

@Resolver(() => BrokenTie)
export class BrokenTieResolver {
  @ResolveField(() => [Idea], { description: 'The ideas that were equal, but for hidden ones.' })
  async tied(@Parent() { tied }: { tied: string[] }, @Context('cahier') context: RequestContext) {
    const ideas = await Promise.all(tied.map((id) => idea(id, context)));
    return ideas.filter((found) => found !== null);
  }

  @ResolveField(() => Idea, {
    nullable: true,
    description: 'The idea that went first; null while a moderator hides it.',
  })
  chosen(@Parent() { chosen }: { chosen: string }, @Context('cahier') context: RequestContext) {
    return idea(chosen, context);
  }
}
